"""Documents and their measures: import, decide, mark, issue. Whole documents are for supervisors and auditors."""

from typing import Any

import django_filters
from django.db import models
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from tasks_app.api.base import ReadViewSet
from tasks_app.api.documents_columns import ColumnsMixin, TableSerializer
from tasks_app.api.documents_reading import text_of
from tasks_app.api.duplicates import DocumentDuplicates, MeasureDuplicates
from tasks_app.api.errors import ErrorSerializer
from tasks_app.api.naming import CoveredSerializer
from tasks_app.api.org import PersonSerializer, UnitBriefSerializer
from tasks_app.api.wake import wake
from tasks_app.api.work import ERRORS, changed_draft, draft_of
from tasks_app.api.work_serializers import DraftSerializer, ItemBriefSerializer, ProblemSerializer
from tasks_app.documents.columns import asking
from tasks_app.documents.models import ColumnRole, Measure, OutlineNode, SourceDocument
from tasks_app.documents.services import described_as, import_document, mark_measure
from tasks_app.work import services
from tasks_app.work.models import WorkItem
from tasks_app.work.proposals import propose


class NodeSerializer(serializers.ModelSerializer):
    class Meta:
        model = OutlineNode
        fields = ["id", "parent", "order", "level", "marker", "title", "start", "end"]


class DocumentSerializer(serializers.ModelSerializer):
    imported_by = PersonSerializer(read_only=True)
    measure_count = serializers.IntegerField(read_only=True)
    undecided_count = serializers.IntegerField(read_only=True)
    confirmed_count = serializers.IntegerField(read_only=True)
    dismissed_count = serializers.IntegerField(read_only=True)
    answered_count = serializers.IntegerField(
        read_only=True, help_text="Sentences that the item of another document answers."
    )

    class Meta:
        model = SourceDocument
        fields = [
            "id",
            "title",
            "kind",
            "doc_number",
            "issuing_unit",
            "issued_on",
            "state",
            "file_name",
            "text_sha256",
            "imported_by",
            "imported_at",
            "first_issued_at",
            "replaces",
            "measure_count",
            "undecided_count",
            "confirmed_count",
            "dismissed_count",
            "answered_count",
        ]


class DocumentDetailSerializer(DocumentSerializer):
    """With the text, which never changes, its outline, and its segments [start, end, label, rule]."""

    nodes = NodeSerializer(many=True, read_only=True)
    segments = serializers.ListField(child=serializers.ListField(), read_only=True)

    class Meta(DocumentSerializer.Meta):
        fields = [*DocumentSerializer.Meta.fields, "text", "segments", "nodes"]


class ImportedSerializer(DocumentDetailSerializer):
    """`unclear_tables`: those whose columns are not all understood; `<id>/columns/` takes what they mean."""

    unclear_tables = serializers.SerializerMethodField()

    class Meta(DocumentDetailSerializer.Meta):
        fields = [*DocumentDetailSerializer.Meta.fields, "unclear_tables"]

    @extend_schema_field(TableSerializer(many=True))
    def get_unclear_tables(self, row: SourceDocument) -> Any:
        return TableSerializer(asking(row), many=True).data


class EarlierField(serializers.PrimaryKeyRelatedField):
    """A document among those that the caller sees."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return SourceDocument.objects.visible_to(self.context["request"].user)


class ImportSerializer(serializers.Serializer):
    """What is left out of a corrected version (`replaces`) is taken from the version that it corrects."""

    title = serializers.CharField(max_length=200, allow_blank=True, required=False)
    kind = serializers.ChoiceField(choices=SourceDocument.DocumentKind.choices, required=False)
    doc_number = serializers.CharField(required=False, allow_blank=True, max_length=60)
    issuing_unit = serializers.CharField(required=False, allow_blank=True, max_length=120)
    issued_on = serializers.DateField(required=False, allow_null=True)
    text = serializers.CharField(
        required=False, allow_blank=True, trim_whitespace=False, help_text="The text, or a file instead."
    )
    file = serializers.FileField(required=False, allow_empty_file=True)
    columns = serializers.DictField(
        child=serializers.CharField(),
        required=False,
        help_text="Names of columns in its tables and what they mean, for this document: "
        + ", ".join(ColumnRole.values),
    )
    replaces = EarlierField(
        queryset=SourceDocument.objects.none(),
        required=False,
        allow_null=True,
        error_messages={"does_not_exist": _("The document that this one corrects no longer exists.")},
        help_text="Number of the document that this one corrects; nothing is decided there any more.",
    )


class MarkSerializer(serializers.Serializer):
    """A span of the document's text, in code points."""

    start = serializers.IntegerField(min_value=0)
    end = serializers.IntegerField(min_value=0)


class DismissSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=300, allow_blank=True, default="", required=False)


class SplitSerializer(serializers.Serializer):
    """Where the second half begins, in code points of the document's text (as `start` and `end` of a measure)."""

    offset = serializers.IntegerField(min_value=0)


class MeasureSerializer(serializers.ModelSerializer):
    decided_by = PersonSerializer(read_only=True, allow_null=True)
    item = serializers.SerializerMethodField()
    answered_by = serializers.SerializerMethodField(
        help_text="The item of another document that answers the sentence, in state `answered`."
    )
    found = serializers.DictField(
        child=serializers.ListField(child=serializers.DictField()),
        read_only=True,
        help_text="owners, deadlines, cadences, targets, references, each with its span and rule",
    )

    class Meta:
        model = Measure
        fields = [
            "id",
            "document",
            "node",
            "order",
            "start",
            "end",
            "quote",
            "soft",
            "kind",
            "doubt",
            "rule",
            "found",
            "origin",
            "state",
            "reason",
            "decided_by",
            "decided_at",
            "item",
            "answered_by",
        ]

    @extend_schema_field(ItemBriefSerializer(allow_null=True))
    def get_item(self, row: Measure) -> Any:
        item = getattr(row, "item", None)
        return ItemBriefSerializer(item).data if item else None

    @extend_schema_field(ItemBriefSerializer(allow_null=True))
    def get_answered_by(self, row: Measure) -> Any:
        source = getattr(row, "answered", None)
        return ItemBriefSerializer(source.item).data if source else None


class MeaningSerializer(serializers.Serializer):
    """What one name of the sentence means now. kind: unit, units, collective, person, nobody, ambiguous, unknown."""

    name = serializers.CharField()
    kind = serializers.CharField()
    units = UnitBriefSerializer(many=True)
    people = CoveredSerializer(many=True)
    left_out = UnitBriefSerializer(many=True)
    candidates = UnitBriefSerializer(many=True)


class ProposalSerializer(serializers.Serializer):
    """What the sentence itself states; what it does not state is empty, and `unknown_names` mean no unit yet."""

    title = serializers.CharField()
    lead = UnitBriefSerializer(source="owners.lead", allow_null=True)
    supports = UnitBriefSerializer(source="owners.supports", many=True)
    eaches = UnitBriefSerializer(source="owners.eaches", many=True)
    people = PersonSerializer(source="owners.people", many=True)
    deadline = serializers.DateField(allow_null=True)
    long_term = serializers.BooleanField()
    unknown_names = serializers.ListField(child=serializers.CharField())
    meanings = MeaningSerializer(many=True)


class DocumentFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(field_name="title", lookup_expr="icontains", label="Part of the title")
    issued_from = django_filters.DateFilter(field_name="issued_on", lookup_expr="gte", label="Dated from")
    issued_until = django_filters.DateFilter(field_name="issued_on", lookup_expr="lte", label="Dated until")

    class Meta:
        model = SourceDocument
        fields = ["kind", "state", "text_sha256"]


class MeasureFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(field_name="quote", lookup_expr="icontains", label="Part of the sentence")

    class Meta:
        model = Measure
        fields = ["document", "state", "kind", "soft", "origin"]


class DocumentViewSet(ColumnsMixin, DocumentDuplicates, ReadViewSet):
    queryset = (
        SourceDocument.objects.select_related("imported_by").with_coverage().order_by("-imported_at", "-pk")
    )
    serializer_class = DocumentSerializer
    filterset_class = DocumentFilter
    ordering_fields = ["imported_at", "issued_on", "title"]
    parser_classes = [JSONParser, MultiPartParser, FormParser]

    def get_queryset(self) -> models.QuerySet[Any]:
        queryset = super().get_queryset()
        return (
            queryset.defer("text", "segments")
            if self.action == "list"
            else queryset.prefetch_related("nodes")
        )

    def get_serializer_class(self) -> type[serializers.BaseSerializer]:
        return DocumentSerializer if self.action == "list" else DocumentDetailSerializer

    @extend_schema(request=ImportSerializer, responses={201: ImportedSerializer, **ERRORS})
    def create(self, request: Request) -> Response:
        """Import a document from text or from a file, and decompose it, all or nothing."""
        given = ImportSerializer(data=request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        values = {"title": "", **given.validated_data}
        if values.get("replaces") is not None:
            values = {**described_as(values["replaces"]), **given.validated_data}
        document = import_document(
            user=self.caller, at=self.at, **text_of(self.caller, values.pop("file", None), values)
        )
        shown = ImportedSerializer(
            self.get_queryset().get(pk=document.pk), context=self.get_serializer_context()
        )
        return Response(shown.data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={200: ProblemSerializer(many=True), 404: ErrorSerializer}, filters=False)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def problems(self, request: Request, pk: str = "") -> Response:
        """What stands between the document and its issue, in the order of the text."""
        return Response(ProblemSerializer(services.issue_problems(self.get_object()), many=True).data)

    @extend_schema(request=MarkSerializer, responses={201: MeasureSerializer, **ERRORS})
    @action(detail=True, methods=["post"])
    def mark(self, request: Request, pk: str = "") -> Response:
        """Mark a sentence that the rules missed as a measure."""
        document = self.get_object()
        given = MarkSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        measure = mark_measure(user=self.caller, document=document, at=self.at, **given.validated_data)
        return Response(
            MeasureSerializer(measure, context=self.get_serializer_context()).data,
            status=status.HTTP_201_CREATED,
        )

    @extend_schema(request=None, responses={200: ItemBriefSerializer(many=True), **ERRORS})
    @action(detail=True, methods=["post"], pagination_class=None, filter_backends=[])
    def issue(self, request: Request, pk: str = "") -> Response:
        """Issue every confirmed measure at once, or none; the answer lists the items."""
        items = services.issue_document(user=self.caller, document=self.get_object(), at=self.at)
        wake()
        return Response(ItemBriefSerializer(items, many=True).data)


class MeasureViewSet(MeasureDuplicates, ReadViewSet):
    queryset = Measure.objects.select_related("decided_by", "item", "answered__item")
    serializer_class = MeasureSerializer
    filterset_class = MeasureFilter
    ordering_fields = ["document", "start", "doubt"]

    def _shown(self, pk: int) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=pk)).data)

    @extend_schema(responses={200: ProposalSerializer, 404: ErrorSerializer}, filters=False)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def proposal(self, request: Request, pk: str = "") -> Response:
        """What the sentence proposes for its item."""
        return Response(ProposalSerializer(propose(self.get_object())).data)

    @extend_schema(request=DraftSerializer, responses={200: MeasureSerializer, **ERRORS})
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str = "") -> Response:
        """Make the measure a draft item. What is left out is taken from the draft, else from the proposal."""
        measure = self.get_object()
        given = DraftSerializer(data=request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        existing = WorkItem.objects.filter(measure=measure).first()
        if existing:
            present = draft_of(existing)
        else:
            found = propose(measure)
            present = {
                "title": found.title,
                "kind": measure.kind,
                "owners": found.owners,
                "deadline": found.deadline,
                "long_term": found.long_term,
            }
        services.confirm_measure(
            user=self.caller, measure=measure, at=self.at, **changed_draft(given.validated_data, present)
        )
        return self._shown(measure.pk)

    @extend_schema(request=DismissSerializer, responses={200: MeasureSerializer, **ERRORS})
    @action(detail=True, methods=["post"])
    def dismiss(self, request: Request, pk: str = "") -> Response:
        """Decide that the sentence gets no item, with a reason that stays on record."""
        measure = self.get_object()
        given = DismissSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        services.dismiss_measure(user=self.caller, measure=measure, at=self.at, **given.validated_data)
        return self._shown(measure.pk)

    @extend_schema(request=None, responses={200: MeasureSerializer, **ERRORS})
    @action(detail=True, methods=["post"])
    def reset(self, request: Request, pk: str = "") -> Response:
        """Undo the decision; a draft made from the measure is dropped."""
        measure = self.get_object()
        services.reset_measure(user=self.caller, measure=measure, at=self.at)
        return self._shown(measure.pk)

    @extend_schema(request=SplitSerializer, responses={200: MeasureSerializer(many=True), **ERRORS})
    @action(detail=True, methods=["post"], pagination_class=None, filter_backends=[])
    def split(self, request: Request, pk: str = "") -> Response:
        """Cut an undecided measure in two; the answer is both. Merging the second undoes it."""
        measure = self.get_object()
        given = SplitSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        halves = services.split_measure(
            user=self.caller, measure=measure, at_offset=given.validated_data["offset"], at=self.at
        )
        return Response(self.get_serializer(halves, many=True).data)

    @extend_schema(request=None, responses={200: MeasureSerializer, **ERRORS})
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: str = "") -> Response:
        """Put an undecided measure together with the one before it, which is the answer; this one is gone then."""
        measure = services.merge_measures(user=self.caller, measure=self.get_object(), at=self.at)
        return self._shown(measure.pk)
