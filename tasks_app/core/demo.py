"""The people of the demo: `demo_seed` makes them, `runall --demo` and the login page (while DEBUG is on) show them."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PASSWORD = "duban-demo-2026"  # noqa: S105 - printed on purpose; the demo listens on this machine only


class Persona(NamedTuple):
    """One login of the demo: user name, password, what the person is."""

    username: str
    password: str
    title: str | Promise


PERSONAS: list[Persona] = [
    Persona("supervisor", PASSWORD, _("Supervision office: registers, issues, chases, reviews")),
    Persona("leader", PASSWORD, _("County leader: a portfolio and linked areas")),
    Persona("head", PASSWORD, _("Head of a unit: answers for it and the units below it")),
    Persona("officer", PASSWORD, _("Officer of a unit: acknowledges, reports, asks for extensions")),
    Persona("auditor", PASSWORD, _("Auditor: sees everything, changes nothing")),
    Persona("outsider", PASSWORD, _("Outsider: no unit, sees nothing")),
]
