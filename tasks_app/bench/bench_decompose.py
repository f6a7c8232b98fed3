"""Decomposition in characters per second, beside jieba's plain segmentation of the same texts.

Segmentation gives words; decomposition gives outline, measures, owners, dates, targets. That it should still be at least
twice as fast is the target.
"""

import datetime as dt
import logging
import tempfile
import warnings
from itertools import cycle

from tasks_app.bench.demo.timeline import Timeline
from tasks_app.bench.registry import CannotMeasure, Result, best_seconds
from tasks_app.core.clock import local_moment
from tasks_app.core.workdays import WorkCalendar
from tasks_app.documents.decompose import decompose

DATED = dt.date(2026, 9, 1)
TARGET = 2.0


def texts(size: int) -> list[str]:
    """The sample texts of the demo in turn, each a document of its own, until together they have `size` characters."""
    line = Timeline(local_moment(DATED, dt.time(12)), WorkCalendar())
    samples = cycle(line.text(name, DATED) for name in ("speech", "notice", "minutes"))
    found: list[str] = []
    total = 0
    for number, text in enumerate(samples):
        if total >= size:
            break
        found.append(f"{text}\n第{number}号\n")  # no two alike: nothing is gained by remembering
        total += len(found[-1])
    return found


def run(size: int) -> Result:
    """Raises CannotMeasure where jieba is not installed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a library that is older than its Python
        try:
            import jieba
        except ImportError as error:
            raise CannotMeasure(
                "The limit is jieba's segmentation, and jieba is not installed: make venv-dev"
            ) from error
    jieba.setLogLevel(logging.WARNING)
    documents = texts(size)
    characters = sum(map(len, documents))
    with tempfile.TemporaryDirectory(prefix="duban-bench-") as folder:
        jieba.dt.tmp_dir = folder
        jieba.initialize()
        ours, found = best_seconds(lambda: [decompose(text, reference_date=DATED) for text in documents])
        theirs, _words = best_seconds(lambda: [list(jieba.cut(text)) for text in documents])
    return Result(
        name="decompose",
        size=characters,
        value=characters / ours,
        unit="characters per second",
        limit=characters / theirs,
        limit_is="jieba's segmentation into words",
        better="higher",
        target=TARGET,
        details={"documents": len(documents), "measures": sum(len(one.measures) for one in found)},
    )
