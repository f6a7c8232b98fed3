"""How reports and evidence look from outside, and how files come in."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from rest_framework import serializers
from rest_framework.reverse import reverse

from tasks_app.api.org import PersonSerializer
from tasks_app.progress.models import Evidence, ProgressReport
from tasks_app.progress.services import Upload


class EvidenceSerializer(serializers.ModelSerializer):
    url = serializers.SerializerMethodField()
    uploaded_by = PersonSerializer(read_only=True)

    class Meta:
        model = Evidence
        fields = [
            "id",
            "report",
            "name",
            "size",
            "content_type",
            "sha256",
            "uploaded_by",
            "uploaded_at",
            "url",
        ]

    def get_url(self, row: Evidence) -> str:
        return str(reverse("api:evidence-file", args=[row.pk], request=self.context.get("request")))


class ReportSerializer(serializers.ModelSerializer):
    author = PersonSerializer(read_only=True)
    evidence = EvidenceSerializer(many=True, read_only=True)

    class Meta:
        model = ProgressReport
        fields = [
            "id",
            "assignment",
            "author",
            "created_at",
            "percent",
            "text",
            "problems",
            "next_step",
            "evidence",
        ]


class ReportWriteSerializer(serializers.Serializer):
    percent = serializers.IntegerField(min_value=0, max_value=100)
    text = serializers.CharField(allow_blank=True)
    problems = serializers.CharField(required=False, allow_blank=True, default="")
    next_step = serializers.CharField(required=False, allow_blank=True, default="")
    files = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True, max_length=255), required=False, max_length=20
    )


def uploads(files: Iterable[Any]) -> list[Upload]:
    """The files in memory; of one that is too large only as much as it takes for the service to say so."""
    return [Upload(name=file.name, content=file.read(settings.EVIDENCE_MAX_BYTES + 1)) for file in files]
