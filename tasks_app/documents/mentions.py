"""Which names the sentences hold that are still to be decided: what a change of a name's meaning changes at once."""

from collections import Counter

from tasks_app.documents.models import Measure, SourceDocument
from tasks_app.org.directory import Directory


def mentions() -> Counter[str]:
    """name as the text writes it -> number of undecided sentences of open documents that name it. One query.

    Open: in review and not replaced by a corrected version. A sentence that names somebody twice counts once.
    """
    found: Counter[str] = Counter()
    rows = Measure.objects.filter(
        state=Measure.State.UNDECIDED,
        document__state=SourceDocument.State.REVIEW,
        document__replaced_by__isnull=True,
    )
    for stated in rows.values_list("found__owners", flat=True).iterator():
        found.update({str(owner["name"]) for owner in stated or []})
    return found


def asked_for(stated: Counter[str], directory: Directory) -> list[tuple[str, int]]:
    """(name, number of sentences) of the names in `mentions` that mean nobody yet, the commonest first."""
    found: Counter[str] = Counter()
    for name, count in stated.items():
        for unknown in directory.meaning(name).open_names:
            found[unknown] += count
    return sorted(found.items(), key=lambda row: (-row[1], row[0]))
