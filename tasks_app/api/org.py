"""Units and people."""

from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from tasks_app.api.base import ReadViewSet
from tasks_app.org.models import Unit, User
from tasks_app.org.querysets import UnitQuerySet, UserQuerySet


class UnitBriefSerializer(serializers.ModelSerializer):
    class Meta:
        model = Unit
        fields = ["id", "name", "short_name"]


class UnitSerializer(serializers.ModelSerializer):
    kind_label = serializers.CharField(source="get_kind_display", read_only=True)
    aliases: Any = serializers.SlugRelatedField(slug_field="name", many=True, read_only=True)

    class Meta:
        model = Unit
        fields = ["id", "name", "short_name", "kind", "kind_label", "parent", "order", "active", "aliases"]


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


class UserViewSet(ReadViewSet):
    queryset = User.objects.select_related("unit")
    serializer_class = UserSerializer
    filterset_class = UserFilter
    ordering_fields = ["full_name", "role"]

    @extend_schema(responses=MeSerializer, filters=False, description="The caller.")
    @action(detail=False, pagination_class=None, filter_backends=[])
    def me(self, request: Request) -> Response:
        return Response(MeSerializer(self.caller, context=self.get_serializer_context()).data)
