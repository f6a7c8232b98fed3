"""The benchmarks: each measures one thing beside a limit that it measures in the same run, so that machines do not matter.

A new benchmark is a module with a function `run(size) -> Result` and a line in BENCHMARKS.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from importlib import import_module
from time import perf_counter
from typing import Any, TypeVar

T = TypeVar("T")


class CannotMeasure(Exception):
    """Something that the measurement needs is not there; the text says what to do."""


@dataclass(frozen=True)
class Result:
    """A figure and its limit.

    value, limit: in `unit`; limit is what a bare yardstick needs or does on the same data in the same run.
    ratio: value / limit. better: whether 'higher' or 'lower' ratios are better.
    target: the ratio to be reached, None where none is set yet. details: further figures, their units in their names.
    """

    name: str
    size: int
    value: float
    unit: str
    limit: float
    limit_is: str
    better: str
    target: float | None = None
    details: dict[str, float] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        return self.value / self.limit

    @property
    def reached(self) -> bool | None:
        """Whether the target is reached; None where none is set."""
        if self.target is None:
            return None
        return self.ratio >= self.target if self.better == "higher" else self.ratio <= self.target

    def as_json(self) -> dict[str, Any]:
        values = asdict(self) | {"ratio": self.ratio, "reached": self.reached}
        values["details"] = {name: _rounded(figure) for name, figure in self.details.items()}
        for name in ("value", "limit", "ratio"):
            values[name] = _rounded(values[name])
        return values

    def as_text(self) -> str:
        lines = [
            f"{self.name}, size {self.size:,}",
            f"  value  {self.value:,.2f} {self.unit}",
            f"  limit  {self.limit:,.2f} {self.unit} ({self.limit_is})",
            f"  ratio  {self.ratio:.3f} ({self.better} is better)",
        ]
        if self.target is not None:
            lines.append(f"  target {self.target:g}: {'reached' if self.reached else 'missed'}")
        lines += [f"  {name}: {figure:,.2f}" for name, figure in self.details.items()]
        return "\n".join(lines)


def _rounded(figure: float) -> float:
    """Four digits are more than a measurement is worth."""
    return float(f"{figure:.4g}") if abs(figure) < 1000 else round(figure)


@dataclass(frozen=True)
class Benchmark:
    """database: it needs one; the command gives it an empty one of its own."""

    module: str
    default_size: int
    size_is: str
    database: bool = True

    def run(self, size: int) -> Result:
        measure: Callable[[int], Result] = import_module(self.module).run
        return measure(size)


BENCHMARKS: dict[str, Benchmark] = {
    "decompose": Benchmark("tasks_app.bench.bench_decompose", 200_000, "characters of text", database=False),
    "hostile": Benchmark("tasks_app.bench.bench_hostile", 100_000, "characters of each text", database=False),
    "ledger": Benchmark("tasks_app.bench.bench_ledger", 20_000, "assignments"),
    "reminders": Benchmark("tasks_app.bench.bench_reminders", 5_000, "assignments"),
}


def best_seconds(work: Callable[[], T], rounds: int = 3) -> tuple[float, T]:
    """The shortest of some runs, in seconds, with the last answer: what else the machine did only ever adds."""
    best = float("inf")
    for _ in range(rounds):
        start = perf_counter()
        answer = work()
        best = min(best, perf_counter() - start)
    return best, answer
