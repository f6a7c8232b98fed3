"""The operations of the API beside reading lists, and whom they are for: docs/permissions.md is written from this table, and
the tests try each operation as each persona. The rules themselves are in `work.access` and in the services."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The roles that hold a permission for an assignment of their own (unit, portfolio); see `work.access.may`.
SUPERVISORS = ("supervisor",)
DECIDERS = ("supervisor", "leader")
DOERS = ("officer", "head")
EVERYBODY_WHO_SEES = ("supervisor", "leader", "head", "officer", "auditor")


@dataclass(frozen=True)
class Operation:
    """One operation. `seen_by`: to whom the row exists at all; `for_roles`: who may do it; `success`: status then."""

    name: str
    title: str | Promise
    method: str
    path: str
    for_roles: tuple[str, ...]
    seen_by: tuple[str, ...]
    success: int = 200
    # What belongs to no unit (names, units themselves): the same for everybody inside the office.
    office_wide: bool = False

    def expected(self, persona: str, inside: bool) -> int:
        """The status for a persona. inside: the row belongs to the persona's unit or portfolio."""
        seen = persona != "outsider" if self.office_wide else inside and persona in self.seen_by
        if "{id}" in self.path and not seen:
            return 404
        return self.success if persona in self.for_roles else 403


OFFICE = ("supervisor", "auditor")
OPERATIONS: tuple[Operation, ...] = (
    Operation("import", _("import a document"), "POST", "documents/", SUPERVISORS, OFFICE, 201),
    Operation(
        "problems",
        _("see what keeps a document from being issued"),
        "GET",
        "documents/{id}/problems/",
        OFFICE,
        OFFICE,
    ),
    Operation(
        "columns", _("see what the columns of tables mean"), "GET", "documents/{id}/columns/", OFFICE, OFFICE
    ),
    Operation(
        "set columns",
        _("say what the columns of tables mean"),
        "POST",
        "documents/{id}/columns/",
        SUPERVISORS,
        OFFICE,
    ),
    Operation("issue document", _("issue a document"), "POST", "documents/{id}/issue/", SUPERVISORS, OFFICE),
    Operation("mark", _("mark a missed sentence"), "POST", "documents/{id}/mark/", SUPERVISORS, OFFICE, 201),
    Operation(
        "proposal", _("see what a sentence proposes"), "GET", "measures/{id}/proposal/", OFFICE, OFFICE
    ),
    Operation("confirm", _("confirm a measure"), "POST", "measures/{id}/confirm/", SUPERVISORS, OFFICE),
    Operation("dismiss", _("dismiss a measure"), "POST", "measures/{id}/dismiss/", SUPERVISORS, OFFICE),
    Operation("reset", _("reset a measure"), "POST", "measures/{id}/reset/", SUPERVISORS, OFFICE),
    Operation("split", _("split a measure"), "POST", "measures/{id}/split/", SUPERVISORS, OFFICE),
    Operation(
        "merge",
        _("merge a measure with the previous one"),
        "POST",
        "measures/{id}/merge/",
        SUPERVISORS,
        OFFICE,
    ),
    Operation(
        "duplicates",
        _("see the likely duplicates of a document"),
        "GET",
        "documents/{id}/duplicates/",
        OFFICE,
        OFFICE,
    ),
    Operation(
        "duplicates of one",
        _("see the likely duplicates of a sentence"),
        "GET",
        "measures/{id}/duplicates/",
        OFFICE,
        OFFICE,
    ),
    Operation(
        "same", _("answer a likely duplicate once"), "POST", "measures/{id}/same/", SUPERVISORS, OFFICE
    ),
    Operation(
        "different",
        _("call a likely duplicate a different task"),
        "POST",
        "measures/{id}/different/",
        SUPERVISORS,
        OFFICE,
    ),
    Operation("create", _("enter an item by hand"), "POST", "items/", SUPERVISORS, OFFICE, 201),
    Operation("edit", _("change a draft"), "PATCH", "items/{id}/", SUPERVISORS, OFFICE),
    Operation("issue", _("issue an item"), "POST", "items/{id}/issue/", SUPERVISORS, OFFICE),
    Operation(
        "report", _("report progress"), "POST", "assignments/{id}/report/", DOERS, EVERYBODY_WHO_SEES, 201
    ),
    Operation(
        "extension",
        _("ask for more time"),
        "POST",
        "assignments/{id}/extension/",
        DOERS,
        EVERYBODY_WHO_SEES,
        201,
    ),
    Operation(
        "handler",
        _("name the handler"),
        "POST",
        "assignments/{id}/handler/",
        ("supervisor", *DOERS),
        EVERYBODY_WHO_SEES,
    ),
    Operation(
        "decide", _("decide on more time"), "POST", "extensions/{id}/decide/", DECIDERS, EVERYBODY_WHO_SEES
    ),
    Operation(
        "file", _("download evidence"), "GET", "evidence/{id}/file/", EVERYBODY_WHO_SEES, EVERYBODY_WHO_SEES
    ),
    Operation(
        "resend",
        _("send a reminder again"),
        "POST",
        "reminders/{id}/resend/",
        SUPERVISORS,
        EVERYBODY_WHO_SEES,
    ),
    Operation("asked", _("see which names are asked for"), "GET", "names/asked/", OFFICE, OFFICE),
    *(
        Operation(name, title, method, path, SUPERVISORS, EVERYBODY_WHO_SEES, success, office_wide=True)
        for name, title, method, path, success in (
            ("remember", _("say what a name means"), "POST", "names/", 201),
            ("reword", _("change what a name means"), "PATCH", "names/{id}/", 200),
            ("forget", _("forget what a name means"), "DELETE", "names/{id}/", 204),
            ("gather", _("make a collective"), "POST", "collectives/", 201),
            ("regather", _("change a collective"), "PATCH", "collectives/{id}/", 200),
            ("entrust", _("give a leader a portfolio or linked areas"), "POST", "portfolios/", 201),
            ("re-entrust", _("change a portfolio"), "PATCH", "portfolios/{id}/", 200),
            ("take away", _("take a portfolio away"), "DELETE", "portfolios/{id}/", 204),
            ("found", _("add a unit"), "POST", "units/", 201),
            ("change unit", _("change a unit"), "PATCH", "units/{id}/", 200),
            ("rename", _("give a unit another name"), "POST", "units/{id}/rename/", 200),
            ("merge unit", _("merge a unit into another one"), "POST", "units/{id}/merge/", 200),
        )
    ),
)
