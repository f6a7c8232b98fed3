"""Reports and evidence; reports are written at `assignments/<id>/report/`."""

import django_filters
from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request

from tasks_app.api.base import ReadViewSet
from tasks_app.api.errors import ErrorSerializer
from tasks_app.api.progress_serializers import EvidenceSerializer, ReportSerializer
from tasks_app.progress.models import Evidence, ProgressReport


class ReportFilter(django_filters.FilterSet):
    item = django_filters.NumberFilter(field_name="assignment__item_id", label="Of this item")
    since = django_filters.IsoDateTimeFilter(
        field_name="created_at", lookup_expr="gte", label="Reported since"
    )

    class Meta:
        model = ProgressReport
        fields = ["assignment", "author"]


class EvidenceFilter(django_filters.FilterSet):
    assignment = django_filters.NumberFilter(field_name="report__assignment_id", label="Of this assignment")

    class Meta:
        model = Evidence
        fields = ["report", "sha256"]


class ReportViewSet(ReadViewSet):
    queryset = ProgressReport.objects.select_related("author").prefetch_related("evidence__uploaded_by")
    serializer_class = ReportSerializer
    filterset_class = ReportFilter
    ordering_fields = ["created_at", "percent"]


class EvidenceViewSet(ReadViewSet):
    queryset = Evidence.objects.select_related("uploaded_by")
    serializer_class = EvidenceSerializer
    filterset_class = EvidenceFilter
    ordering_fields = ["uploaded_at", "size"]

    @extend_schema(
        responses={
            (200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY),
            404: ErrorSerializer,
        },
        filters=False,
    )
    @action(detail=True, pagination_class=None, filter_backends=[])
    def file(self, request: Request, pk: str = "") -> FileResponse:
        """The file itself, always as a download: what a unit attached is never shown inside the site."""
        row = self.get_object()
        response = FileResponse(
            row.file.open("rb"),
            as_attachment=True,
            filename=row.name,
            content_type="application/octet-stream",
        )
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response
