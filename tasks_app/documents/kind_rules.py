"""Writers of the rules that suggest the kind of work, and the rules in force in the form that the engine takes."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tasks_app.audit.services import actor_of, record
from tasks_app.documents import decompose
from tasks_app.documents.models import KindRule
from tasks_app.documents.office_rows import checked
from tasks_app.org.models import User

#: What the office may set.
EDITABLE = ("kind", "words", "weight", "order", "enabled", "note")


def rules_in_force() -> tuple[decompose.KindRule, ...]:
    """The office's rules for the engine, in their order; () when all are switched off: then every kind is 'other'."""
    return tuple(
        decompose.KindRule(rule.kind, rule.word_list, float(rule.weight))
        for rule in KindRule.objects.in_force()
    )


@transaction.atomic
def add_kind_rule(*, user: User, at: dt.datetime, **values: Any) -> KindRule:
    """Add a rule; it holds from the next import on.

    values: any of EDITABLE. Raises NotAllowed for anybody but a supervisor, Invalid (with fields) for values that cannot stand.
    """
    rule = _checked(user, KindRule(), values)
    rule.save()
    after = {name: _plain(getattr(rule, name)) for name in EDITABLE}
    record(actor=actor_of(user), action="kind_rule.created", obj=rule, at=at, after=after)
    return rule


@transaction.atomic
def change_kind_rule(*, user: User, rule: KindRule, at: dt.datetime, **changes: Any) -> KindRule:
    """Change a rule, or switch it off; it holds from the next import on, what is stored keeps its kind.

    changes: any of EDITABLE. Raises NotAllowed for anybody but a supervisor, Invalid (with fields) for values that cannot stand.
    """
    current = KindRule.objects.select_for_update().get(pk=rule.pk)
    before = {name: _plain(getattr(current, name)) for name in EDITABLE}
    current = _checked(user, current, changes)
    after = {name: _plain(getattr(current, name)) for name in EDITABLE}
    changed = [name for name in EDITABLE if before[name] != after[name]]
    if changed:
        current.save(update_fields=changed)
        record(
            actor=actor_of(user),
            action="kind_rule.changed",
            obj=current,
            at=at,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
    return current


def _checked(user: User, rule: KindRule, values: dict[str, Any]) -> KindRule:
    refusal = _("Only a supervisor may change the rules for the kind of work.")
    return checked(user, rule, values, editable=EDITABLE, code="documents.kind_rule", refusal=refusal)


def _plain(value: Any) -> Any:
    return str(value.normalize()) if isinstance(value, Decimal) else value
