"""Every benchmark runs at a tiny size, on a database of its own, and gives a figure beside a limit."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tasks_app.bench.registry import BENCHMARKS, Result
from tasks_app.org.models import Unit


def bench(*arguments: str) -> str:
    out = StringIO()
    call_command("bench", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "size"), [("decompose", "3000"), ("hostile", "500"), ("ledger", "60"), ("reminders", "60")]
)
def test_a_benchmark_gives_a_figure_and_its_limit_as_json(name: str, size: str) -> None:
    measured: dict[str, Any] = json.loads(bench(name, "--size", size, "--format", "json"))
    assert measured["name"] == name
    assert measured["size"] >= int(size)
    assert measured["value"] > 0 and measured["limit"] > 0
    assert measured["ratio"] == pytest.approx(measured["value"] / measured["limit"], rel=0.01)
    assert measured["unit"] and measured["limit_is"]
    assert measured["better"] in ("higher", "lower")
    assert (measured["target"] is None) == (measured["reached"] is None)


def test_every_benchmark_is_run_by_a_test() -> None:
    assert set(BENCHMARKS) == {"decompose", "hostile", "ledger", "reminders"}


@pytest.mark.django_db
def test_the_users_own_database_is_not_touched() -> None:
    bench("ledger", "--size", "10")
    assert not Unit.objects.exists()


def test_a_size_below_one_is_refused() -> None:
    with pytest.raises(CommandError, match="at least 1"):
        bench("decompose", "--size", "0")


def test_without_jieba_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "jieba", None)
    with pytest.raises(CommandError, match="make venv-dev"):
        bench("decompose", "--size", "100")


@pytest.mark.parametrize(
    ("better", "value", "reached"),
    [("higher", 20.0, True), ("higher", 19.9, False), ("lower", 20.0, True), ("lower", 20.1, False)],
)
def test_a_target_is_a_ratio_to_the_limit(better: str, value: float, reached: bool) -> None:
    result = Result("x", 1, value, "ms", 10.0, "a yardstick", better, target=2.0)
    assert result.reached is reached
    assert ("reached" if reached else "missed") in result.as_text()
