"""Writers of reports and evidence."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tasks_app.audit.services import actor_of, record
from tasks_app.core.errors import Conflict, Invalid, NotAllowed
from tasks_app.org.models import User
from tasks_app.progress.files import checked_type, safe_name
from tasks_app.progress.models import Evidence, ProgressReport
from tasks_app.work.access import may
from tasks_app.work.lifecycle import Action, Permission, State
from tasks_app.work.models import Assignment
from tasks_app.work.services import set_percent, transition


@dataclass(frozen=True)
class Upload:
    """A file as it came in, read into memory (settings.EVIDENCE_MAX_BYTES bounds it)."""

    name: str
    content: bytes


@transaction.atomic
def report(
    *,
    user: User,
    assignment: Assignment,
    percent: int,
    text: str,
    at: dt.datetime,
    problems: str = "",
    next_step: str = "",
    files: Sequence[Upload] = (),
) -> ProgressReport:
    """Report progress, with files, all or nothing.

    percent: 0 to 100. Raises NotAllowed for anybody but the unit, Conflict unless the assignment is in progress
    (acknowledge first), Invalid for a missing text, a percentage out of range or a file that is not accepted.
    """
    current = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("item", "unit")
        .get(pk=assignment.pk)
    )
    if not may(user, Permission.DO, current):
        raise NotAllowed("progress.not_yours", _("Progress is reported by the unit that does the work."))
    if current.state == State.ISSUED:
        raise Conflict("progress.acknowledge_first", _("Acknowledge the assignment first, then report."))
    if not 0 <= percent <= 100:
        raise Invalid(
            "progress.percent",
            _("Progress is a number from 0 to 100."),
            fields={"percent": [_("A number from 0 to 100.")]},
        )
    text = text.strip()
    if not text:
        raise Invalid(
            "progress.text_missing",
            _("Say in a sentence what was done."),
            fields={"text": [_("Say what was done.")]},
        )
    old_percent = current.percent
    set_percent(user=user, assignment=current, percent=percent, at=at)
    entry = ProgressReport.objects.create(
        assignment=current,
        author=user,
        created_at=at,
        percent=percent,
        text=text,
        problems=problems.strip(),
        next_step=next_step.strip(),
    )
    names = [_attach(entry, upload, user, at).name for upload in files]
    record(
        actor=actor_of(user),
        action="progress.reported",
        obj=entry,
        at=at,
        scope=current.item.scope,
        before={"percent": old_percent},
        after={"percent": percent, "files": names},
        note=text[:500],
    )
    return entry


def _attach(entry: ProgressReport, upload: Upload, user: User, at: dt.datetime) -> Evidence:
    name = safe_name(upload.name)
    if not upload.content:
        raise Invalid(
            "progress.file_empty",
            _("“%(name)s” is empty. Choose the file again."),
            {"name": name},
            fields={"files": [_("The file is empty.")]},
        )
    if len(upload.content) > settings.EVIDENCE_MAX_BYTES:
        raise Invalid(
            "progress.file_large",
            _("“%(name)s” is larger than %(limit)d MB. Make it smaller or send it in parts."),
            {"name": name, "limit": settings.EVIDENCE_MAX_BYTES // 1024 // 1024},
            fields={"files": [_("Too large.")]},
        )
    content_type = checked_type(name, upload.content)
    digest = hashlib.sha256(upload.content).hexdigest()
    evidence = Evidence(
        report=entry,
        name=name,
        sha256=digest,
        size=len(upload.content),
        content_type=content_type,
        uploaded_by=user,
        uploaded_at=at,
    )
    if entry.evidence.filter(sha256=digest).exists():
        raise Invalid("progress.file_twice", _("“%(name)s” is attached twice."), {"name": name})
    twin = Evidence.objects.filter(sha256=digest).first()
    if twin:
        evidence.file.name = twin.file.name  # one content, one file
    else:
        evidence.file.save(digest, ContentFile(upload.content), save=False)
    evidence.save()
    return evidence


@transaction.atomic
def submit(*, user: User, assignment: Assignment, at: dt.datetime, revision: int | None = None) -> Assignment:
    """Submit an assignment for review.

    Raises Invalid when nothing has been reported yet, or when the item asks for evidence at closing and no file is
    there; otherwise as work.services.transition.
    """
    item = assignment.item
    if may(user, Permission.DO, assignment) and assignment.state == State.IN_PROGRESS:
        if not assignment.reports.exists():
            raise Invalid("progress.no_report", _("Report what was done before you submit for review."))
        if item.evidence_required and not Evidence.objects.filter(report__assignment=assignment).exists():
            raise Invalid(
                "progress.evidence_missing",
                _("This item asks for evidence at closing: attach a file to a report first."),
            )
    return transition(user=user, assignment=assignment, action=Action.SUBMIT, at=at, revision=revision)


def latest_report(assignment: Assignment) -> ProgressReport | None:
    """The newest report of an assignment, to fill in the next one from."""
    return assignment.reports.order_by("-created_at", "-pk").first()
