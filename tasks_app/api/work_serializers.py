"""How items, assignments and extensions look from outside. No rules here: they are in work.access and work.services."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tasks_app.api.base import VisibleField
from tasks_app.api.org import PersonSerializer, UnitBriefSerializer
from tasks_app.core.clock import local_date
from tasks_app.documents.models import Kind
from tasks_app.org.models import Unit, User
from tasks_app.work.access import available
from tasks_app.work.lifecycle import Action, State
from tasks_app.work.lights import Light, light
from tasks_app.work.models import Assignment, ExtensionRequest, WorkItem


class LightSerializer(serializers.Serializer):
    code = serializers.ChoiceField(choices=Light.choices)
    label = serializers.CharField()  # type: ignore[assignment]
    reason = serializers.CharField(help_text="Why this light shines, in the caller's language.")


class AvailableActionSerializer(serializers.Serializer):
    action = serializers.ChoiceField(choices=Action.choices)
    label = serializers.CharField()  # type: ignore[assignment]
    reason_required = serializers.BooleanField()


class OwnerSerializer(serializers.ModelSerializer):
    unit = UnitBriefSerializer(read_only=True)
    person = PersonSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Assignment
        fields = ["unit", "person", "role"]


class ItemBriefSerializer(serializers.ModelSerializer):
    class Meta:
        model = WorkItem
        fields = ["id", "number", "title", "kind", "document"]


class AssignmentSerializer(serializers.ModelSerializer):
    """One unit's share of an item. `revision` goes back with every action, so that the second of two people is told."""

    item = ItemBriefSerializer(read_only=True)
    unit = UnitBriefSerializer(read_only=True)
    person = PersonSerializer(
        read_only=True, allow_null=True, help_text="The share is addressed to this person of the unit."
    )
    handler = PersonSerializer(read_only=True, allow_null=True)
    state_label = serializers.CharField(source="get_state_display", read_only=True)
    role_label = serializers.CharField(source="get_role_display", read_only=True)
    light = serializers.SerializerMethodField()
    extended = serializers.BooleanField(source="is_extended", read_only=True)
    available_actions = serializers.SerializerMethodField()

    class Meta:
        model = Assignment
        fields = [
            "id",
            "item",
            "unit",
            "person",
            "role",
            "role_label",
            "handler",
            "state",
            "state_label",
            "state_changed_at",
            "light",
            "percent",
            "deadline",
            "original_deadline",
            "extended",
            "return_reason",
            "issued_at",
            "acknowledged_at",
            "submitted_at",
            "closed_at",
            "revision",
            "available_actions",
        ]

    @extend_schema_field(LightSerializer)
    def get_light(self, row: Assignment) -> dict[str, str]:
        lit = light(
            state=row.state,
            deadline=row.deadline,
            original_deadline=row.original_deadline,
            issued_on=local_date(row.issued_at) if row.issued_at else None,
            window=self.context["view"].window,
        )
        return {"code": str(lit.code), "label": lit.label, "reason": str(lit.reason)}

    @extend_schema_field(AvailableActionSerializer(many=True))
    def get_available_actions(self, row: Assignment) -> list[dict[str, Any]]:
        view = self.context["view"]
        return [
            {
                "action": str(step.action),
                "label": str(Action(step.action).label),
                "reason_required": step.reason_required,
            }
            for step in available(view.caller, row, view.portfolio)
            if step.action != Action.ISSUE  # an item is issued as a whole
        ]


class SourceSerializer(serializers.Serializer):
    """A sentence that an item answers, and its document."""

    measure = serializers.IntegerField(source="pk")
    document = serializers.IntegerField(source="document_id")
    document_title = serializers.CharField(source="document.title")
    doc_number = serializers.CharField(source="document.doc_number")
    quote = serializers.CharField()


class ItemSerializer(serializers.ModelSerializer):
    """An item with everybody who takes part (`owners`) and those of the assignments that the caller may see."""

    state = serializers.ChoiceField(choices=State.choices, read_only=True)
    state_label = serializers.CharField(read_only=True)
    responsible_leader = PersonSerializer(read_only=True, allow_null=True)
    owners = OwnerSerializer(source="assignments", many=True, read_only=True)
    assignments = AssignmentSerializer(source="visible_assignments", many=True, read_only=True)
    came_from = serializers.ListField(
        child=serializers.DictField(),
        read_only=True,
        help_text="The collectives of the sentence, with the members of the moment of confirming.",
    )

    sources = serializers.SerializerMethodField(
        help_text="All sentences that the item answers; the first is the one that it was made from."
    )

    class Meta:
        model = WorkItem
        fields = [
            "id",
            "number",
            "title",
            "kind",
            "document",
            "measure",
            "quote",
            "sources",
            "state",
            "state_label",
            "responsible_leader",
            "deadline",
            "long_term",
            "evidence_required",
            "supporters_block",
            "created_at",
            "issued_at",
            "owners",
            "came_from",
            "assignments",
        ]

    @extend_schema_field(SourceSerializer(many=True))
    def get_sources(self, row: WorkItem) -> Any:
        first = [row.measure] if row.measure is not None else []
        return SourceSerializer(
            [*first, *(further.measure for further in row.further_sources.all())], many=True
        ).data


class DraftSerializer(serializers.Serializer):
    """What a supervisor gives for an item before it is issued. Left out when changing: stays as it is."""

    title = serializers.CharField(required=False, max_length=200)
    kind = serializers.ChoiceField(choices=Kind.choices, required=False)
    deadline = serializers.DateField(required=False, allow_null=True)
    long_term = serializers.BooleanField(required=False)
    responsible_leader = VisibleField(queryset=User.objects.all(), required=False, allow_null=True)
    evidence_required = serializers.BooleanField(required=False)
    supporters_block = serializers.BooleanField(required=False)
    lead = VisibleField(queryset=Unit.objects.active(), required=False, allow_null=True)
    supports = VisibleField(queryset=Unit.objects.active(), required=False, many=True)
    eaches = VisibleField(queryset=Unit.objects.active(), required=False, many=True)
    people = VisibleField(
        queryset=User.objects.addressable().select_related("unit"),
        required=False,
        many=True,
        help_text="Who is to do it in person: leaders for their portfolio, heads for their unit.",
    )


class StepSerializer(serializers.Serializer):
    reason = serializers.CharField(required=False, allow_blank=True, max_length=500, default="")
    revision = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=0,
        default=None,
        help_text="The revision that the decision was made from; when it is not the present one the answer is 409.",
    )


class HandlerSerializer(serializers.Serializer):
    handler = VisibleField(queryset=User.objects.all(), allow_null=True)


class ExtensionSerializer(serializers.ModelSerializer):
    assignment = AssignmentSerializer(read_only=True)
    requested_by = PersonSerializer(read_only=True)
    decided_by = PersonSerializer(read_only=True, allow_null=True)
    state_label = serializers.CharField(source="get_state_display", read_only=True)

    class Meta:
        model = ExtensionRequest
        fields = [
            "id",
            "assignment",
            "requested_by",
            "requested_at",
            "late",
            "reason",
            "old_deadline",
            "new_deadline",
            "state",
            "state_label",
            "decided_by",
            "decided_at",
            "decision_note",
        ]


class ExtensionAskSerializer(serializers.Serializer):
    new_deadline = serializers.DateField()
    reason = serializers.CharField(max_length=500, allow_blank=True)


class ExtensionDecisionSerializer(serializers.Serializer):
    grant = serializers.BooleanField()
    note = serializers.CharField(required=False, allow_blank=True, max_length=500, default="")


class ProblemSerializer(serializers.Serializer):
    """Something that is missing before an item or a document can be issued."""

    code = serializers.CharField()
    message = serializers.CharField(source="__str__")
    measure = serializers.IntegerField(source="measure_id", allow_null=True)
    item = serializers.IntegerField(source="item_id", allow_null=True)
