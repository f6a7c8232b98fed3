"""Figures. Every figure comes with the address of its list, and is the length of that list."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from tasks_app.api.base import ApiMixin
from tasks_app.work.lifecycle import State
from tasks_app.work.lights import Light
from tasks_app.work.models import Assignment
from tasks_app.work.querysets import AssignmentQuerySet

DAYS_AHEAD = 7  # 'this week': the next seven days, today included


class FigureSerializer(serializers.Serializer):
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    count = serializers.IntegerField()
    url = serializers.CharField(help_text="The list that this figure counts.")


class StatsSerializer(serializers.Serializer):
    total = FigureSerializer()
    by_light = FigureSerializer(many=True)
    by_state = FigureSerializer(many=True)
    by_unit = FigureSerializer(many=True, help_text="Open assignments; code is the unit's number.")
    by_document = FigureSerializer(many=True, help_text="Open assignments; code is the document's number.")
    attention = FigureSerializer(many=True)


class StatsView(ApiMixin, APIView):
    """Figures of the assignments that the caller may see, drafts left out."""

    @extend_schema(responses=StatsSerializer)
    def get(self, request: Request) -> Response:
        rows = Assignment.objects.visible_to(self.caller).issued()
        lights = self._counted(rows.with_light(self.window), "light_code")
        states = self._counted(rows, "state")
        return Response(
            {
                "total": self._figure("total", _("total"), sum(states.values()), issued="true"),
                "by_light": [
                    self._figure(
                        light.value, light.label, lights.get(light.value, 0), light=light.value, issued="true"
                    )
                    for light in Light
                ],
                "by_state": [
                    self._figure(state.value, state.label, states.get(state.value, 0), state=state.value)
                    for state in State
                    if state != State.DRAFT
                ],
                "by_unit": [
                    self._figure(row["unit"], row["unit__name"], row["count"], unit=row["unit"], open="true")
                    for row in rows.open()
                    .order_by("unit__order", "unit")
                    .values("unit", "unit__name", "unit__order")
                    .annotate(count=Count("pk"))
                ],
                "by_document": [
                    self._figure(
                        row["item__document"],
                        row["item__document__title"],
                        row["count"],
                        document=row["item__document"],
                        open="true",
                    )
                    for row in rows.open()
                    .filter(item__document__isnull=False)
                    .order_by("-item__document")
                    .values("item__document", "item__document__title")
                    .annotate(count=Count("pk"))
                ],
                "attention": self._attention(rows),
            }
        )

    def _attention(self, rows: AssignmentQuerySet) -> list[dict[str, Any]]:
        """What asks for somebody: small counts on indexed columns."""
        last = self.window.today + dt.timedelta(days=DAYS_AHEAD - 1)
        due = {"due_from": self.window.today, "due_until": last, "active": "true"}
        found: list[tuple[str, Any, AssignmentQuerySet, dict[str, Any]]] = [
            ("to_acknowledge", _("not acknowledged"), rows.to_acknowledge(), {"to_acknowledge": "true"}),
            ("due_this_week", _("due within seven days"), rows.due_between(self.window.today, last), due),
            ("overdue", _("overdue"), rows.overdue(self.window), {"overdue": "true"}),
            ("in_review", _("in review"), rows.in_review(), {"in_review": "true"}),
            ("returned", _("returned"), rows.returned(), {"returned": "true"}),
            (
                "extension_pending",
                _("waiting for more time"),
                rows.extension_pending(),
                {"extension_pending": "true"},
            ),
            ("stuck", _("stuck"), rows.stuck(self.window), {"stuck": "true"}),
        ]
        return [self._figure(code, label, chosen.count(), **query) for code, label, chosen, query in found]

    @staticmethod
    def _counted(rows: AssignmentQuerySet, column: str) -> dict[str, int]:
        pairs = rows.order_by().values_list(column).annotate(count=Count("pk"))
        return {str(code): count for code, count in pairs}

    def _figure(self, code: Any, label: Any, count: int, **query: Any) -> dict[str, Any]:
        address = reverse("api:assignment-list", request=self.request)
        return {
            "code": str(code),
            "label": str(label),
            "count": count,
            "url": f"{address}?{urlencode(query)}",
        }
