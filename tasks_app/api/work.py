"""Items, assignments and extensions. The actions of an assignment are made from the lifecycle table."""

from collections.abc import Callable
from dataclasses import fields as dataclass_fields
from typing import Any

from django.db import models
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from tasks_app.api.base import ReadViewSet
from tasks_app.api.errors import ERRORS, ErrorSerializer
from tasks_app.api.progress_serializers import ReportSerializer, ReportWriteSerializer, uploads
from tasks_app.api.wake import wake
from tasks_app.api.work_filters import AssignmentFilter, ExtensionFilter, ItemFilter
from tasks_app.api.work_serializers import (
    AssignmentSerializer,
    DraftSerializer,
    ExtensionAskSerializer,
    ExtensionDecisionSerializer,
    ExtensionSerializer,
    HandlerSerializer,
    ItemSerializer,
    ProblemSerializer,
    StepSerializer,
)
from tasks_app.progress.services import report, submit
from tasks_app.work import services
from tasks_app.work.lifecycle import TRANSITIONS, Action
from tasks_app.work.models import Assignment, ExtensionRequest, ItemSource, WorkItem
from tasks_app.work.services.drafts import Owners


def draft_of(item: WorkItem) -> dict[str, Any]:
    """A draft as it stands, as the arguments of `create_item`, `edit_item` and `confirm_measure`."""
    shares = list(item.assignments.select_related("unit", "person__unit"))
    rows = [row for row in shares if row.person is None]
    return {
        "title": item.title,
        "kind": item.kind,
        "deadline": item.deadline,
        "long_term": item.long_term,
        "responsible_leader": item.responsible_leader,
        "evidence_required": item.evidence_required,
        "supporters_block": item.supporters_block,
        "owners": Owners(
            lead=next((row.unit for row in rows if row.role == Assignment.Role.LEAD), None),
            supports=tuple(row.unit for row in rows if row.role == Assignment.Role.SUPPORT),
            eaches=tuple(row.unit for row in rows if row.role == Assignment.Role.EACH),
            people=tuple(row.person for row in shares if row.person is not None),
        ),
    }


def changed_draft(given: dict[str, Any], present: dict[str, Any]) -> dict[str, Any]:
    """`present` with what was given in its place; owners are given one role at a time."""
    names = [field.name for field in dataclass_fields(Owners)]
    owners: Owners = present.get("owners", Owners())
    merged = {name: given.get(name, getattr(owners, name)) for name in names}
    rest = {name: value for name, value in given.items() if name not in names}
    # A deadline and 'long-term' exclude each other: giving the one takes the other back, unless both are given.
    if rest.get("deadline") and "long_term" not in rest:
        rest["long_term"] = False
    if rest.get("long_term") and "deadline" not in rest:
        rest["deadline"] = None
    return {
        **present,
        **rest,
        "owners": Owners(
            lead=merged["lead"],
            supports=tuple(merged["supports"]),
            eaches=tuple(merged["eaches"]),
            people=tuple(merged["people"]),
        ),
    }


class ItemViewSet(ReadViewSet):
    queryset = WorkItem.objects.select_related("responsible_leader", "measure__document").defer(
        "measure__document__text", "measure__document__segments"
    )
    serializer_class = ItemSerializer
    filterset_class = ItemFilter
    ordering_fields = ["number", "deadline", "issued_at", "created_at"]

    def get_queryset(self) -> models.QuerySet[Any]:
        seen = Assignment.objects.visible_to(self.request.user).for_list()
        return (
            super()
            .get_queryset()
            .prefetch_related(
                models.Prefetch("further_sources", ItemSource.objects.for_page()),
                "assignments__unit",
                "assignments__person",
                models.Prefetch("assignments", seen, to_attr="visible_assignments"),
            )
        )

    def _shown(self, item: WorkItem, code: int = status.HTTP_200_OK) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=item.pk)).data, status=code)

    @extend_schema(request=DraftSerializer, responses={201: ItemSerializer, **ERRORS})
    def create(self, request: Request) -> Response:
        """A draft entered by hand: a telephone order has no document."""
        given = DraftSerializer(data=request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        draft = changed_draft(given.validated_data, {"title": ""})
        return self._shown(
            services.create_item(user=self.caller, at=self.at, **draft), status.HTTP_201_CREATED
        )

    @extend_schema(request=DraftSerializer, responses={200: ItemSerializer, **ERRORS})
    def partial_update(self, request: Request, pk: str = "") -> Response:
        """Change a draft; an issued item has its own lifecycle (409)."""
        item = self.get_object()
        given = DraftSerializer(data=request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        draft = changed_draft(given.validated_data, draft_of(item))
        return self._shown(services.edit_item(user=self.caller, item=item, at=self.at, **draft))

    @extend_schema(request=None, responses={200: ItemSerializer, **ERRORS})
    @action(detail=True, methods=["post"])
    def issue(self, request: Request, pk: str = "") -> Response:
        """Issue a draft that was entered by hand; a document is issued as a whole."""
        item = services.issue_item(user=self.caller, item=self.get_object(), at=self.at)
        wake()
        return self._shown(item)

    @extend_schema(responses={200: ProblemSerializer(many=True), 404: ErrorSerializer}, filters=False)
    @action(detail=True, pagination_class=None, filter_backends=[])
    def problems(self, request: Request, pk: str = "") -> Response:
        """What is missing before the item can be issued."""
        return Response(ProblemSerializer(services.item_problems(self.get_object()), many=True).data)


class AssignmentViewSet(ReadViewSet):
    queryset = Assignment.objects.for_list()
    serializer_class = AssignmentSerializer
    filterset_class = AssignmentFilter
    ordering_fields = ["deadline", "state_changed_at", "issued_at", "percent", "item__number"]

    def _shown(self, assignment: Assignment) -> Response:
        wake()
        return Response(self.get_serializer(self.get_queryset().get(pk=assignment.pk)).data)

    @extend_schema(request=HandlerSerializer, responses={200: AssignmentSerializer, **ERRORS})
    @action(detail=True, methods=["post"])
    def handler(self, request: Request, pk: str = "") -> Response:
        """Name the person inside the unit who does the work; null for nobody in particular."""
        assignment = self.get_object()
        given = HandlerSerializer(data=request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        return self._shown(
            services.set_handler(user=self.caller, assignment=assignment, at=self.at, **given.validated_data)
        )

    @extend_schema(request=ReportWriteSerializer, responses={201: ReportSerializer, **ERRORS})
    @action(detail=True, methods=["post"], parser_classes=[MultiPartParser, FormParser, JSONParser])
    def report(self, request: Request, pk: str = "") -> Response:
        """Report progress, with files (multipart), all or nothing."""
        assignment = self.get_object()
        given = ReportWriteSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        entry = report(
            user=self.caller,
            assignment=assignment,
            at=self.at,
            files=uploads(values.pop("files", [])),
            **values,
        )
        wake()
        return Response(
            ReportSerializer(entry, context=self.get_serializer_context()).data,
            status=status.HTTP_201_CREATED,
        )

    @extend_schema(request=ExtensionAskSerializer, responses={201: ExtensionSerializer, **ERRORS})
    @action(detail=True, methods=["post"])
    def extension(self, request: Request, pk: str = "") -> Response:
        """Ask for more time; the original deadline is kept for ever."""
        assignment = self.get_object()
        given = ExtensionAskSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        asked = services.request_extension(
            user=self.caller, assignment=assignment, at=self.at, **given.validated_data
        )
        wake()
        return Response(
            ExtensionSerializer(asked, context=self.get_serializer_context()).data,
            status=status.HTTP_201_CREATED,
        )


def _step(name: str) -> Callable[..., Response]:
    """The view of one action of the table."""
    rows = [row for row in TRANSITIONS if row.action == name]
    sources = ", ".join(str(row.source) for row in rows)
    reason = " A reason is required." if any(row.reason_required for row in rows) else ""

    def view(self: AssignmentViewSet, request: Request, pk: str = "") -> Response:
        assignment = self.get_object()
        given = StepSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        if name == Action.SUBMIT:  # what must have been reported first is decided by `progress`
            done = submit(user=self.caller, assignment=assignment, at=self.at, revision=values["revision"])
        else:
            done = services.transition(
                user=self.caller, assignment=assignment, action=name, at=self.at, **values
            )
        return self._shown(done)

    view.__name__ = f"do_{name}"
    view.__doc__ = f"Possible in: {sources}. For {rows[0].permission}.{reason}"
    described = extend_schema(request=StepSerializer, responses={200: AssignmentSerializer, **ERRORS})(view)
    return action(detail=True, methods=["post"], url_path=name, url_name=name)(described)


STEPS = tuple(str(step) for step in Action if step != Action.ISSUE)
for _name in STEPS:
    setattr(AssignmentViewSet, f"do_{_name}", _step(_name))


class ExtensionViewSet(ReadViewSet):
    queryset = ExtensionRequest.objects.select_related(
        "assignment__item__document",
        "assignment__item__responsible_leader",
        "assignment__unit",
        "assignment__person",
        "assignment__handler",
        "requested_by",
        "decided_by",
    )
    serializer_class = ExtensionSerializer
    filterset_class = ExtensionFilter
    ordering_fields = ["requested_at", "new_deadline"]

    @extend_schema(request=ExtensionDecisionSerializer, responses={200: ExtensionSerializer, **ERRORS})
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, pk: str = "") -> Response:
        """Grant, which moves the deadline, or refuse, which needs a note."""
        asked = self.get_object()
        given = ExtensionDecisionSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        services.decide_extension(user=self.caller, request=asked, at=self.at, **given.validated_data)
        wake()
        return Response(self.get_serializer(self.get_queryset().get(pk=asked.pk)).data)
