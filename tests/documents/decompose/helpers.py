"""Short forms for the tests of decomposition."""

import datetime

from tasks_app.documents.decompose import decompose

REFERENCE = datetime.date(2024, 4, 10)


def run(text, reference=REFERENCE, **more):
    """Decompose ``text`` as a document of 10 April 2024."""
    return decompose(text, reference_date=reference, **more)


def outline(text):
    """Return (level, marker, title) of every heading."""
    return [(n.level, n.marker, n.title) for n in run(text).nodes]


def measures(text):
    """Return the text of every measure."""
    result = run(text)
    return [text[m.start : m.end] for m in result.measures]


def owners(text, index=0):
    """Return {name: role} of one measure."""
    return {o.name: o.role for o in run(text).measures[index].owners}


def labels(text):
    """Return (label, text) of every segment."""
    return [(s.label, text[s.start : s.end]) for s in run(text).segments]
