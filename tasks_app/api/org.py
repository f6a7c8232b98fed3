"""Units and people."""

from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from tasks_app.api.base import ReadViewSet, VisibleField
from tasks_app.api.errors import ERRORS
from tasks_app.org.models import KnownName, Unit, User
from tasks_app.org.naming import require_office
from tasks_app.org.querysets import UnitQuerySet, UserQuerySet
from tasks_app.org.services import change_unit, found_unit, merge_unit, rename_unit


class UnitBriefSerializer(serializers.ModelSerializer):
    class Meta:
        model = Unit
        fields = ["id", "name", "short_name"]


class FormerNameSerializer(serializers.ModelSerializer):
    """A name that the unit had; either date may be unknown."""

    class Meta:
        model = KnownName
        fields = ["name", "used_from", "used_until"]


class UnitSerializer(serializers.ModelSerializer):
    kind_label = serializers.CharField(source="get_kind_display", read_only=True)
    aliases: Any = serializers.SlugRelatedField(slug_field="name", many=True, read_only=True)

    former_names = serializers.SerializerMethodField()

    class Meta:
        model = Unit
        fields = [
            "id",
            "name",
            "short_name",
            "kind",
            "kind_label",
            "parent",
            "order",
            "active",
            "successor",
            "merged_on",
            "aliases",
            "former_names",
        ]

    @extend_schema_field(FormerNameSerializer(many=True))
    def get_former_names(self, row: Unit) -> Any:
        return FormerNameSerializer([known for known in row.aliases.all() if known.former], many=True).data


class UnitWriteSerializer(serializers.Serializer):
    """Name and short name are given when a unit is added; later they change with `rename`, so that the old ones stay known."""

    kind = serializers.ChoiceField(choices=Unit.Kind.choices, required=False)
    parent: Any = VisibleField(queryset=Unit.objects.all(), required=False, allow_null=True)
    order = serializers.IntegerField(min_value=0, max_value=2_000_000_000, required=False)
    active = serializers.BooleanField(required=False)


class UnitFoundSerializer(UnitWriteSerializer):
    name = serializers.CharField(max_length=120)
    short_name = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")


class RenameSerializer(serializers.Serializer):
    """The old names stay as former names, used until `on`."""

    name = serializers.CharField(max_length=120)
    short_name = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    on = serializers.DateField(required=False, allow_null=True, default=None)


class MergeSerializer(serializers.Serializer):
    """The unit is inactive from now on, and its names lead to `into`."""

    into = VisibleField(queryset=Unit.objects.active())
    on = serializers.DateField(required=False, allow_null=True, default=None)


class PersonSerializer(serializers.ModelSerializer):
    """A person, as named beside a piece of work."""

    name = serializers.CharField(source="get_full_name", read_only=True)

    class Meta:
        model = User
        fields = ["id", "name", "position"]


class UserSerializer(serializers.ModelSerializer):
    """A colleague. Login names and addresses are nobody else's business: see `me`."""

    name = serializers.CharField(source="get_full_name", read_only=True)
    role_label = serializers.CharField(source="get_role_display", read_only=True)
    unit = UnitBriefSerializer(read_only=True, allow_null=True)

    class Meta:
        model = User
        fields = ["id", "name", "role", "role_label", "unit", "position", "phone", "is_active"]


class MeSerializer(UserSerializer):
    class Meta(UserSerializer.Meta):
        fields = [*UserSerializer.Meta.fields, "username", "email", "language"]


class UnitFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="search", label="Part of the name, short name or alias")
    below = django_filters.NumberFilter(method="at_or_below", label="This unit and those below it")

    class Meta:
        model = Unit
        fields = ["kind", "parent", "active"]

    def search(self, queryset: UnitQuerySet, name: str, value: str) -> UnitQuerySet:
        return queryset.search(value)

    def at_or_below(self, queryset: UnitQuerySet, name: str, value: int) -> UnitQuerySet:
        return queryset.at_or_below(*Unit.objects.filter(pk=value))


class UserFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="search", label="Part of the name, position or unit")

    class Meta:
        model = User
        fields = ["role", "unit", "is_active"]

    def search(self, queryset: UserQuerySet, name: str, value: str) -> UserQuerySet:
        return queryset.search(value)


class UnitViewSet(ReadViewSet):
    queryset = Unit.objects.prefetch_related("aliases")
    serializer_class = UnitSerializer
    filterset_class = UnitFilter
    ordering_fields = ["order", "name"]

    def _checked(self, request: Request, kind: type[serializers.Serializer]) -> dict[str, Any]:
        require_office(self.caller)
        given = kind(data=request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)

    def _shown(self, unit: Unit, code: int = status.HTTP_200_OK) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=unit.pk)).data, status=code)

    @extend_schema(request=UnitFoundSerializer, responses={201: UnitSerializer, **ERRORS})
    def create(self, request: Request) -> Response:
        """Add a unit."""
        given = self._checked(request, UnitFoundSerializer)
        return self._shown(found_unit(user=self.caller, at=self.at, **given), status.HTTP_201_CREATED)

    @extend_schema(request=UnitWriteSerializer, responses={200: UnitSerializer, **ERRORS})
    def partial_update(self, request: Request, pk: str = "") -> Response:
        """Change kind, place, order, or whether it is active."""
        unit = self.get_object()
        given = self._checked(request, UnitWriteSerializer)
        return self._shown(change_unit(user=self.caller, unit=unit, at=self.at, **given))

    @extend_schema(request=RenameSerializer, responses={200: UnitSerializer, **ERRORS})
    @action(detail=True, methods=["post"])
    def rename(self, request: Request, pk: str = "") -> Response:
        """Give the unit another name; documents that use the old one still mean it."""
        unit = self.get_object()
        given = self._checked(request, RenameSerializer)
        return self._shown(rename_unit(user=self.caller, unit=unit, at=self.at, **given))

    @extend_schema(request=MergeSerializer, responses={200: UnitSerializer, **ERRORS})
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: str = "") -> Response:
        """Say that the unit was merged into another one, to which its names lead from now on."""
        unit = self.get_object()
        given = self._checked(request, MergeSerializer)
        return self._shown(merge_unit(user=self.caller, unit=unit, at=self.at, **given))


class UserViewSet(ReadViewSet):
    queryset = User.objects.select_related("unit")
    serializer_class = UserSerializer
    filterset_class = UserFilter
    ordering_fields = ["full_name", "role"]

    @extend_schema(responses=MeSerializer, filters=False, description="The caller.")
    @action(detail=False, pagination_class=None, filter_backends=[])
    def me(self, request: Request) -> Response:
        return Response(MeSerializer(self.caller, context=self.get_serializer_context()).data)
