"""The slowest of the hostile texts beside ordinary text of the same length.

No text may cost much more than an ordinary one: an office must not come to a stand because somebody uploads a file that
is all brackets.
"""

from tasks_app.bench.bench_decompose import DATED, texts
from tasks_app.bench.hostile import HOSTILE
from tasks_app.bench.registry import Result, best_seconds
from tasks_app.documents.decompose import decompose

TARGET = 3.0
LONGER = 10


def _milliseconds(text: str) -> float:
    return best_seconds(lambda: decompose(text, reference_date=DATED))[0] * 1000


def run(size: int) -> Result:
    taken = {name: _milliseconds(make(size)) for name, make in HOSTILE.items()}
    ordinary = "\n".join(texts(size))[:size]
    longer = "\n".join(texts(size * LONGER))[: size * LONGER]
    usual = _milliseconds(ordinary)
    slowest = sorted(taken, key=taken.__getitem__, reverse=True)[:5]
    return Result(
        name="hostile",
        size=size,
        value=max(taken.values()),
        unit="ms",
        limit=usual,
        limit_is="ordinary text of the same length, in one piece",
        better="lower",
        target=TARGET,
        details={f"{name.replace(' ', '_')}_ms": taken[name] for name in slowest}
        | {f"ordinary_text_{LONGER}_times_as_long_ms": _milliseconds(longer)},
    )
