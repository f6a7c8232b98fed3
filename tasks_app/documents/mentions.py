"""Which names the sentences hold that are still to be decided: what a change of a name's meaning changes at once."""

from collections import Counter

from tasks_app.documents.models import Measure, SourceDocument


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
