"""What names in documents mean, collectives, and what leaders are in charge of. Reading: everybody inside the office."""

from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from tasks_app.api.base import ReadViewSet, VisibleField
from tasks_app.api.errors import ERRORS, ErrorSerializer
from tasks_app.api.org import PersonSerializer, UnitBriefSerializer
from tasks_app.documents.mentions import asked_for, mentions
from tasks_app.org.directory import Directory
from tasks_app.org.models import Collective, KnownName, Portfolio, Unit, User
from tasks_app.org.naming import (
    Said,
    change_name,
    forget_name,
    remember_name,
    require_office,
    save_collective,
)
from tasks_app.org.querysets import KnownNameQuerySet
from tasks_app.org.services import drop_portfolio, save_portfolio


# --- Names -------------------------------------------------------------------------------------------------------------
class NameSerializer(serializers.ModelSerializer):
    """One name and the one thing that it means."""

    unit = UnitBriefSerializer(read_only=True, allow_null=True)
    units = UnitBriefSerializer(read_only=True, many=True)
    person = PersonSerializer(read_only=True, allow_null=True)
    remembered_by = PersonSerializer(read_only=True, allow_null=True)

    class Meta:
        model = KnownName
        fields = [
            "id",
            "name",
            "meaning",
            "unit",
            "units",
            "collective",
            "person",
            "former",
            "used_from",
            "used_until",
            "remembered_by",
            "remembered_at",
        ]


class NameWriteSerializer(serializers.Serializer):
    """`meaning` and what goes with it: unit, units, collective or person; nothing for `nobody`."""

    name = serializers.CharField(max_length=120, required=False)
    meaning = serializers.ChoiceField(choices=KnownName.Meaning.choices, default=KnownName.Meaning.UNIT)
    unit = VisibleField(queryset=Unit.objects.all(), required=False, allow_null=True)
    units = VisibleField(queryset=Unit.objects.active(), required=False, many=True)
    collective = VisibleField(queryset=Collective.objects.in_force(), required=False, allow_null=True)
    person = VisibleField(queryset=User.objects.addressable(), required=False, allow_null=True)
    former = serializers.BooleanField(required=False, default=False)
    used_from = serializers.DateField(required=False, allow_null=True)
    used_until = serializers.DateField(required=False, allow_null=True)


def _said(given: dict[str, Any]) -> Said:
    return Said(**{**given, "units": tuple(given.get("units") or ())})


class AskedSerializer(serializers.Serializer):
    """A name in undecided sentences that means nobody yet."""

    name = serializers.CharField()
    sentences = serializers.IntegerField()


class NameFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="search", label="Part of the name or of what it means")

    class Meta:
        model = KnownName
        fields = ["meaning", "unit", "collective", "former"]

    def search(self, queryset: KnownNameQuerySet, name: str, value: str) -> KnownNameQuerySet:
        return queryset.search(value)


class NameViewSet(ReadViewSet):
    queryset = KnownName.objects.with_meaning()
    serializer_class = NameSerializer
    filterset_class = NameFilter
    ordering_fields = ["name", "remembered_at"]

    def _shown(self, known: KnownName, code: int = status.HTTP_200_OK) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=known.pk)).data, status=code)

    def _given(self, request: Request) -> dict[str, Any]:
        given = NameWriteSerializer(data=request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)

    @extend_schema(request=NameWriteSerializer, responses={201: NameSerializer, **ERRORS})
    def create(self, request: Request) -> Response:
        """Say what a name means, for all documents. The same twice is no error; another meaning is (409): PATCH it."""
        require_office(self.caller)
        given = self._given(request)
        name = given.pop("name", "")
        known = remember_name(user=self.caller, name=name, said=_said(given), at=self.at)
        return self._shown(known, status.HTTP_201_CREATED)

    @extend_schema(request=NameWriteSerializer, responses={200: NameSerializer, **ERRORS})
    def partial_update(self, request: Request, pk: str = "") -> Response:
        """Give the name another meaning, which is given as a whole; open sentences show it at once."""
        known = self.get_object()
        require_office(self.caller)
        given = self._given(request)
        given.pop("name", None)
        return self._shown(change_name(user=self.caller, known=known, said=_said(given), at=self.at))

    @extend_schema(responses={204: None, **ERRORS})
    def destroy(self, request: Request, pk: str = "") -> Response:
        """Forget what the name means: where it occurs, it is asked for again."""
        known = self.get_object()
        require_office(self.caller)
        forget_name(user=self.caller, known=known, at=self.at)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses={200: AskedSerializer(many=True), 403: ErrorSerializer}, filters=False)
    @action(detail=False, pagination_class=None, filter_backends=[])
    def asked(self, request: Request) -> Response:
        """The names in undecided sentences that mean nobody yet, the commonest first.

        Whole documents are for supervisors and auditors.
        """
        if not self.caller.sees_everything:
            self.permission_denied(request)
        asked = asked_for(mentions(), Directory.load())
        rows = [{"name": name, "sentences": count} for name, count in asked]
        return Response(AskedSerializer(rows, many=True).data)


# --- Collectives -------------------------------------------------------------------------------------------------------
class CollectiveSerializer(serializers.ModelSerializer):
    """A rule for who belongs to it; `members/` works it out for this moment."""

    names = serializers.SlugRelatedField[Any](slug_field="name", many=True, read_only=True)
    units = UnitBriefSerializer(read_only=True, many=True)
    except_units = UnitBriefSerializer(read_only=True, many=True)
    people = PersonSerializer(read_only=True, many=True)

    class Meta:
        model = Collective
        fields = [
            "id",
            "name",
            "names",
            "rule",
            "unit_kind",
            "units",
            "except_units",
            "people",
            "role",
            "position_words",
            "share",
            "order",
            "active",
            "note",
        ]


class CollectiveWriteSerializer(serializers.Serializer):
    """Left out when changing: stays as it is. `names` adds further names that mean it."""

    name = serializers.CharField(max_length=120, required=False)
    names = serializers.ListField(child=serializers.CharField(max_length=120), required=False)
    rule = serializers.ChoiceField(choices=Collective.Rule.choices, required=False)
    unit_kind = serializers.ChoiceField(choices=Unit.Kind.choices, required=False, allow_blank=True)
    units = VisibleField(queryset=Unit.objects.active(), required=False, many=True)
    except_units = VisibleField(queryset=Unit.objects.active(), required=False, many=True)
    people = VisibleField(queryset=User.objects.addressable(), required=False, many=True)
    role = serializers.ChoiceField(choices=User.Role.choices, required=False, allow_blank=True)
    position_words = serializers.CharField(max_length=120, required=False, allow_blank=True)
    share = serializers.ChoiceField(choices=Collective.Share.choices, required=False)
    order = serializers.IntegerField(min_value=0, max_value=2_000_000_000, required=False)
    active = serializers.BooleanField(required=False)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


class CoveredSerializer(serializers.Serializer):
    person = PersonSerializer()
    units = UnitBriefSerializer(many=True)


class MembersSerializer(serializers.Serializer):
    """Who belongs to it at this moment: units, or people with the units that they are in charge of and linked with."""

    units = UnitBriefSerializer(many=True)
    people = CoveredSerializer(many=True)
    left_out = UnitBriefSerializer(many=True)
    unplaced = PersonSerializer(many=True)


class CollectiveViewSet(ReadViewSet):
    queryset = Collective.objects.with_members().prefetch_related("names")
    serializer_class = CollectiveSerializer
    filterset_fields = ["rule", "unit_kind", "active"]
    ordering_fields = ["order", "name"]

    def _saved(self, request: Request, collective: Collective | None, code: int) -> Response:
        given = CollectiveWriteSerializer(data=request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        saved = save_collective(
            user=self.caller, at=self.at, collective=collective, **dict(given.validated_data)
        )
        return Response(self.get_serializer(self.get_queryset().get(pk=saved.pk)).data, status=code)

    @extend_schema(request=CollectiveWriteSerializer, responses={201: CollectiveSerializer, **ERRORS})
    def create(self, request: Request) -> Response:
        """Make a collective; its name is remembered with it."""
        require_office(self.caller)
        return self._saved(request, None, status.HTTP_201_CREATED)

    @extend_schema(request=CollectiveWriteSerializer, responses={200: CollectiveSerializer, **ERRORS})
    def partial_update(self, request: Request, pk: str = "") -> Response:
        """Change a collective; it holds for what is confirmed from now on. Switched off (`active`), never deleted."""
        known = self.get_object()
        require_office(self.caller)
        return self._saved(request, known, status.HTTP_200_OK)

    @extend_schema(responses={200: MembersSerializer, 404: ErrorSerializer}, filters=False)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def members(self, request: Request, pk: str = "") -> Response:
        """Who belongs to it at this moment, active, each once, in the order of the office."""
        found = Directory.load().expand(self.get_object())
        return Response(MembersSerializer(found).data)


# --- Portfolios and linked areas -----------------------------------------------------------------------------------------
class PortfolioSerializer(serializers.ModelSerializer):
    """`portfolio`: in charge of (分管); `area`: linked with (包联)."""

    leader = PersonSerializer(read_only=True)
    units = UnitBriefSerializer(read_only=True, many=True)

    class Meta:
        model = Portfolio
        fields = ["id", "leader", "kind", "name", "units"]


class PortfolioWriteSerializer(serializers.Serializer):
    leader = VisibleField(queryset=User.objects.active(), required=False)
    kind = serializers.ChoiceField(choices=Portfolio.Kind.choices, required=False)
    name = serializers.CharField(max_length=80, required=False)
    units = VisibleField(queryset=Unit.objects.active(), required=False, many=True)


class PortfolioViewSet(ReadViewSet):
    queryset = Portfolio.objects.select_related("leader").prefetch_related("units")
    serializer_class = PortfolioSerializer
    filterset_fields = ["leader", "kind"]
    ordering_fields = ["leader", "name"]

    def _given(self, request: Request, present: Portfolio | None) -> dict[str, Any]:
        given = PortfolioWriteSerializer(data=request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        if present is not None:
            values = {
                "name": present.name,
                "units": list(present.units.all()),
                **values,
                # A portfolio stays with its leader: another one is given a new one.
                "leader": present.leader,
                "kind": present.kind,
            }
        missing = [name for name in ("leader", "kind", "name") if not values.get(name)]
        if missing:
            raise serializers.ValidationError(dict.fromkeys(missing, "required"))
        return {"units": [], **values}

    def _saved(self, saved: Portfolio, code: int) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=saved.pk)).data, status=code)

    @extend_schema(request=PortfolioWriteSerializer, responses={201: PortfolioSerializer, **ERRORS})
    def create(self, request: Request) -> Response:
        """Give a leader a portfolio or linked areas."""
        require_office(self.caller)
        saved = save_portfolio(user=self.caller, at=self.at, **self._given(request, None))
        return self._saved(saved, status.HTTP_201_CREATED)

    @extend_schema(request=PortfolioWriteSerializer, responses={200: PortfolioSerializer, **ERRORS})
    def partial_update(self, request: Request, pk: str = "") -> Response:
        """Change name and units; leader and kind stay."""
        known = self.get_object()
        require_office(self.caller)
        saved = save_portfolio(user=self.caller, at=self.at, portfolio=known, **self._given(request, known))
        return self._saved(saved, status.HTTP_200_OK)

    @extend_schema(responses={204: None, **ERRORS})
    def destroy(self, request: Request, pk: str = "") -> Response:
        """Take it away from the leader."""
        known = self.get_object()
        require_office(self.caller)
        drop_portfolio(user=self.caller, portfolio=known, at=self.at)
        return Response(status=status.HTTP_204_NO_CONTENT)
