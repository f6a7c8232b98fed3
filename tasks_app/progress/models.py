"""What the units report, and the files that prove it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tasks_app.progress.querysets import EvidenceQuerySet, ReportQuerySet
from tasks_app.work.models import Assignment


class ProgressReport(models.Model):
    """One report (反馈) on one assignment: percentage, what was done, what hinders, what comes next."""

    assignment = models.ForeignKey(
        Assignment, on_delete=models.CASCADE, related_name="reports", verbose_name=_("assignment")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="reports",
        verbose_name=_("reported by"),
    )
    created_at = models.DateTimeField(_("reported"))
    percent = models.PositiveSmallIntegerField(_("progress in percent"))
    text = models.TextField(_("what was done"))
    problems = models.TextField(_("problems"), blank=True)
    next_step = models.TextField(_("next step"), blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__lte=100),
                name="report_percent_range",
                violation_error_message=_("Progress is a number from 0 to 100."),
            )
        ]
        indexes = [
            models.Index(
                fields=["assignment", "-created_at"], name="report_latest"
            ),  # read by: item page, latest report
        ]

    def __str__(self) -> str:
        return f"{self.assignment} {self.percent}%"


def evidence_path(instance: "Evidence", filename: str) -> str:
    """Files are stored under their digest: no name from outside ever becomes a path."""
    return f"evidence/{instance.sha256[:2]}/{instance.sha256}"


class Evidence(models.Model):
    """A file that proves a report (佐证), kept privately under its SHA-256."""

    report = models.ForeignKey(
        ProgressReport, on_delete=models.CASCADE, related_name="evidence", verbose_name=_("report")
    )
    name = models.CharField(_("name of the file"), max_length=200)
    file = models.FileField(_("file"), upload_to=evidence_path, max_length=120)
    sha256 = models.CharField(_("digest"), max_length=64)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    content_type = models.CharField(_("type"), max_length=100)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["uploaded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "sha256"],
                name="evidence_once_per_report",
                violation_error_message=_("The same file is attached twice."),
            )
        ]

    def __str__(self) -> str:
        return self.name
