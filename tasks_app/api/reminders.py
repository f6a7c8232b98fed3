"""Who was told what, and one's own messages."""

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from tasks_app.api.base import ReadViewSet
from tasks_app.api.org import PersonSerializer
from tasks_app.api.wake import wake
from tasks_app.api.work import ERRORS
from tasks_app.outbox.models import Message
from tasks_app.reminders import services
from tasks_app.reminders.models import Reminder, Trigger
from tasks_app.reminders.querysets import ReminderQuerySet


class ReminderSerializer(serializers.ModelSerializer):
    """One occasion on which one person was to be told about one assignment, and what became of it."""

    item = serializers.IntegerField(source="assignment.item_id", read_only=True)
    rule_label = serializers.CharField(source="rule.label", read_only=True)
    trigger = serializers.ChoiceField(source="rule.trigger", choices=Trigger.choices, read_only=True)
    recipient = PersonSerializer(read_only=True, allow_null=True)
    outcome = serializers.CharField(
        read_only=True, help_text="planned, undeliverable, cancelled, or the state of its message"
    )
    outcome_label = serializers.CharField(read_only=True)
    explanation = serializers.CharField(read_only=True)
    told_at = serializers.DateTimeField(read_only=True, allow_null=True)
    attempts = serializers.IntegerField(read_only=True)
    acknowledged_at = serializers.DateTimeField(read_only=True, allow_null=True)

    class Meta:
        model = Reminder
        fields = [
            "id",
            "assignment",
            "item",
            "rule_label",
            "trigger",
            "occurrence",
            "recipient",
            "channel",
            "due_at",
            "planned_at",
            "state",
            "outcome",
            "outcome_label",
            "explanation",
            "told_at",
            "attempts",
            "acknowledged_at",
        ]


class MessageSerializer(serializers.ModelSerializer):
    class Meta:
        model = Message
        fields = [
            "id",
            "channel",
            "subject",
            "text",
            "state",
            "created_at",
            "not_before",
            "sent_at",
            "attempts",
        ]


class ReminderFilter(django_filters.FilterSet):
    item = django_filters.NumberFilter(field_name="assignment__item_id", label="Of this item")
    trigger = django_filters.ChoiceFilter(field_name="rule__trigger", choices=Trigger.choices)
    failed = django_filters.BooleanFilter(method="only_failed", label="Reached nobody: somebody must act")

    class Meta:
        model = Reminder
        fields = ["assignment", "recipient", "state"]

    def only_failed(self, queryset: ReminderQuerySet, name: str, value: bool) -> ReminderQuerySet:
        failed = queryset.failed()
        return failed if value else queryset.exclude(pk__in=failed.order_by().values("pk"))


class MessageFilter(django_filters.FilterSet):
    class Meta:
        model = Message
        fields = ["state", "channel"]


class ReminderViewSet(ReadViewSet):
    queryset = Reminder.objects.for_list()
    serializer_class = ReminderSerializer
    filterset_class = ReminderFilter
    ordering_fields = ["due_at", "planned_at"]

    @extend_schema(request=None, responses={200: ReminderSerializer, **ERRORS})
    @action(detail=True, methods=["post"])
    def resend(self, request: Request, pk: str = "") -> Response:
        """Queue the message of this reminder once more. For supervisors."""
        reminder = self.get_object()
        services.resend(user=self.caller, reminder=reminder, at=self.at)
        wake()
        return Response(self.get_serializer(self.get_queryset().get(pk=reminder.pk)).data)


class MessageViewSet(ReadViewSet):
    """One's own messages; nobody reads another person's, because a message holds links that act as its recipient."""

    queryset = Message.objects.all()
    serializer_class = MessageSerializer
    filterset_class = MessageFilter
    ordering_fields = ["created_at"]
