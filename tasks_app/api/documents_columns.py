"""The columns of a document's tables: what was understood of them, and saying what they mean."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from tasks_app.api.errors import ErrorSerializer
from tasks_app.api.work import ERRORS
from tasks_app.documents.columns import set_columns, tables_of
from tasks_app.documents.decompose import TableFound, TableGiven, is_understood
from tasks_app.documents.models import ColumnRole


class ColumnSerializer(serializers.Serializer):
    """`role` is empty where the column was not understood; `rule` says how it was, `column.guess` is a guess."""

    name = serializers.CharField()
    role = serializers.CharField(help_text=f"One of {', '.join(ColumnRole.values)}, or empty.")
    rule = serializers.CharField()
    samples = serializers.ListField(child=serializers.CharField())


class TableSerializer(serializers.Serializer):
    """`start` names the table; `header` tells whether a row names its columns; `rows` counts the others."""

    start = serializers.IntegerField()
    end = serializers.IntegerField()
    header = serializers.BooleanField()
    rows = serializers.IntegerField()
    understood = serializers.SerializerMethodField()
    columns = ColumnSerializer(many=True)

    def get_understood(self, table: TableFound) -> bool:
        return is_understood(table)


class TableGivenSerializer(serializers.Serializer):
    """One role for each column, from the left; all of them `ignore` says that the table holds no tasks."""

    start = serializers.IntegerField(min_value=0, help_text="Where the table starts, as it was listed.")
    header = serializers.BooleanField(default=True, help_text="The first full row names the columns.")
    roles = serializers.ListField(
        child=serializers.CharField(), allow_empty=False, help_text=", ".join(ColumnRole.values)
    )


class ColumnsGivenSerializer(serializers.Serializer):
    tables = TableGivenSerializer(many=True, allow_empty=False)
    remember = serializers.BooleanField(
        default=True, help_text="Keep the names whose meaning was not known for all later imports."
    )


class AppliedSerializer(serializers.Serializer):
    """`tasks`: how many sentences these tables give now; `remembered`: names that were kept."""

    tasks = serializers.IntegerField()
    remembered = serializers.ListField(child=serializers.CharField())
    tables = TableSerializer(many=True)


class ColumnsMixin:
    """GET lists the tables, POST says what their columns mean."""

    get_object: Any
    caller: Any
    at: Any

    @extend_schema(
        responses={200: TableSerializer(many=True), 403: ErrorSerializer, 404: ErrorSerializer}, filters=False
    )
    @action(detail=True, pagination_class=None, filter_backends=[])
    def columns(self, request: Request, pk: str = "") -> Response:
        """The tables of the document with what is known of their columns."""
        return Response(TableSerializer(tables_of(self.get_object()), many=True).data)

    @extend_schema(request=ColumnsGivenSerializer, responses={200: AppliedSerializer, **ERRORS})
    @columns.mapping.post
    def set_columns(self, request: Request, pk: str = "") -> Response:
        """Say what the columns of tables mean, and read these tables anew, while none of their sentences is decided."""
        document = self.get_object()
        given = ColumnsGivenSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        applied = set_columns(
            user=self.caller,
            document=document,
            tables=[
                TableGiven(row["start"], row["header"], tuple(row["roles"]))
                for row in given.validated_data["tables"]
            ],
            remember=given.validated_data["remember"],
            at=self.at,
        )
        tables = tables_of(self.get_object())
        answer = {"tasks": applied.tasks, "remembered": list(applied.remembered), "tables": tables}
        return Response(AppliedSerializer(answer).data)
