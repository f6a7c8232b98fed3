"""What the views of every domain share: the caller's address, what the caller may see, pages, order, lights."""

import datetime as dt
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import mixins, pagination, serializers, viewsets
from rest_framework.filters import OrderingFilter
from rest_framework.request import Request

from tasks_app.core import clock
from tasks_app.core.models import load_calendar
from tasks_app.org.models import User
from tasks_app.work.access import portfolio_of
from tasks_app.work.lights import Window


def address_of(request: Request) -> str:
    """Where the request came from; behind the office's own proxy, what that proxy saw (the last entry it added)."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if forwarded and settings.SECURE_PROXY_SSL_HEADER:
        return str(forwarded).rsplit(",", 1)[-1].strip()[:64]
    return str(request.META.get("REMOTE_ADDR", ""))[:64]


class Pages(pagination.PageNumberPagination):
    """Pages of 50 rows; `page_size` up to 200."""

    page_size_query_param = "page_size"
    max_page_size = 200


class VisibleField(serializers.PrimaryKeyRelatedField):
    """A reference by number to something that the caller may see; anything else 'does not exist'."""

    def get_queryset(self) -> models.QuerySet[Any]:
        queryset: Any = super().get_queryset()
        request = self.context.get("request")
        return queryset.visible_to(request.user) if request else queryset.none()


class ApiMixin:
    """The edge of the API: it reads the clock and the caller's address; everything below takes them as arguments."""

    request: Any  # a Request, as soon as the view runs

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        if isinstance(request.user, User):
            request.user.current_address = address_of(request)

    @property
    def caller(self) -> User:
        """The person who asks; the permission classes let nobody else come this far."""
        assert isinstance(self.request.user, User)
        return self.request.user

    @cached_property
    def at(self) -> dt.datetime:
        """The moment of the request."""
        return clock.now()

    @cached_property
    def window(self) -> Window:
        """What the lights of today depend on; one query for the whole request."""
        return Window.at(clock.local_date(self.at), load_calendar())

    @cached_property
    def portfolio(self) -> frozenset[int]:
        """The units that the caller answers for as a leader; one query for the whole request."""
        return portfolio_of(self.caller)


class ReadViewSet(ApiMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """A list and its rows, limited to what the caller may see: what is not visible does not exist (404)."""

    pagination_class = Pages
    filter_backends = [DjangoFilterBackend, OrderingFilter]
    lookup_value_regex = "[0-9]+"

    def get_queryset(self) -> models.QuerySet[Any]:
        queryset: Any = super().get_queryset()
        return queryset.visible_to(self.request.user)
