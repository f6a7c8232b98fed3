"""The same task in two documents: what is likely, and the answers. Mixed into the views of documents and of measures."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from tasks_app.api.base import VisibleField
from tasks_app.api.errors import ErrorSerializer
from tasks_app.api.work import ERRORS
from tasks_app.api.work_serializers import ItemBriefSerializer
from tasks_app.documents.models import Measure, SourceDocument
from tasks_app.work import services
from tasks_app.work.duplicates import Likely, different_of, likely_of, open_of
from tasks_app.work.proposals import Directory


class SentenceSerializer(serializers.ModelSerializer):
    """A sentence of another document."""

    document_title = serializers.CharField(source="document.title", read_only=True)

    class Meta:
        model = Measure
        fields = ["id", "document", "document_title", "quote", "state"]


class DuplicateSerializer(serializers.Serializer):
    """A sentence and one of another document that is likely the same task. `version` goes back with the answer."""

    measure = serializers.IntegerField(source="likely.mine.pk")
    quote = serializers.CharField(source="likely.mine.quote")
    other = SentenceSerializer(source="likely.other")
    item = ItemBriefSerializer(source="likely.item", allow_null=True)
    running = serializers.BooleanField(
        source="likely.running", help_text="The item is issued; its deadline and units stay as they are."
    )
    score = serializers.FloatField(source="likely.score", help_text="How alike both are, 0 to 1.")
    different = serializers.SerializerMethodField(
        help_text="A person has said that these are different tasks."
    )
    version = serializers.CharField()

    def get_different(self, row: dict[str, Any]) -> bool:
        return row["likely"].different is not None


class SameSerializer(serializers.Serializer):
    other = VisibleField(queryset=Measure.objects.all(), help_text="The sentence of the other document.")
    version = serializers.CharField(
        required=False,
        allow_null=True,
        default=None,
        help_text="Of the pair that the answer was made from; when it is not the present one the answer is 409.",
    )
    take_deadline = serializers.BooleanField(required=False, default=False)
    take_units = serializers.BooleanField(required=False, default=False)


class DifferentSerializer(serializers.Serializer):
    other = VisibleField(queryset=Measure.objects.all(), help_text="The sentence of the other document.")
    different = serializers.BooleanField(
        required=False, default=True, help_text="false: take it back, the pair is asked again."
    )
    version = serializers.CharField(required=False, allow_null=True, default=None)


def _rows(found: list[Likely]) -> list[dict[str, Any]]:
    directory = Directory.load() if found else None
    return [{"likely": row, "version": row.version(directory)} for row in found]


class DocumentDuplicates:
    """The actions of a document."""

    @extend_schema(responses={200: DuplicateSerializer(many=True), 404: ErrorSerializer}, filters=False)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def duplicates(self, request: Request, pk: str = "") -> Response:
        """Sentences that are likely ordered in another document as well, in the order of the text; those that were called
        different tasks come last."""
        document: SourceDocument = self.get_object()  # type: ignore[attr-defined]
        found = likely_of(document)
        return Response(DuplicateSerializer(_rows(open_of(found) + different_of(found)), many=True).data)


class MeasureDuplicates:
    """The actions of a measure."""

    @extend_schema(responses={200: DuplicateSerializer(many=True), 404: ErrorSerializer}, filters=False)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def duplicates(self, request: Request, pk: str = "") -> Response:
        """Sentences of other documents that are likely the same task, the likeliest first."""
        measure: Measure = self.get_object()  # type: ignore[attr-defined]
        found = likely_of(measure.document).get(measure.pk, [])
        return Response(DuplicateSerializer(_rows(found), many=True).data)

    @extend_schema(request=SameSerializer, responses={200: ItemBriefSerializer, **ERRORS})
    @action(detail=True, methods=["post"])
    def same(self, request: Request, pk: str = "") -> Response:
        """Let the item of a likely duplicate answer this sentence as well; the answer is that item. `reset` undoes it."""
        view: Any = self
        measure = view.get_object()
        given = SameSerializer(data=request.data, context=view.get_serializer_context())
        given.is_valid(raise_exception=True)
        item = services.answer_same(user=view.caller, measure=measure, at=view.at, **given.validated_data)
        return Response(ItemBriefSerializer(item).data)

    @extend_schema(request=DifferentSerializer, responses={200: DuplicateSerializer(many=True), **ERRORS})
    @action(detail=True, methods=["post"], pagination_class=None, filter_backends=[])
    def different(self, request: Request, pk: str = "") -> Response:
        """Remember that a likely duplicate is another task, or take that back; the answer is as of `duplicates`."""
        view: Any = self
        measure = view.get_object()
        given = DifferentSerializer(data=request.data, context=view.get_serializer_context())
        given.is_valid(raise_exception=True)
        values = given.validated_data
        if values.pop("different"):
            services.call_different(user=view.caller, measure=measure, at=view.at, **values)
        else:
            services.ask_again(user=view.caller, measure=measure, other=values["other"], at=view.at)
        found = likely_of(measure.document).get(measure.pk, [])
        return Response(DuplicateSerializer(_rows(found), many=True).data)
