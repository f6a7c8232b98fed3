"""What the tables that the office edits have in common: who may, which values can stand, what changed."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model

from tasks_app.core.errors import Invalid, NotAllowed
from tasks_app.org.models import User

Row = TypeVar("Row", bound=Model)


def checked(
    user: User, row: Row, values: Mapping[str, Any], *, editable: Iterable[str], code: str, refusal: Any
) -> Row:
    """The row with the values, valid; not saved.

    editable: names that may be set, anything else is a TypeError. code: begins the codes of the errors. refusal: what
    somebody is told who may not.
    Raises NotAllowed for anybody but a supervisor, Invalid (with fields) for values that cannot stand.
    """
    if not user.is_supervisor:
        raise NotAllowed(f"{code}_supervisor", refusal)
    unknown = set(values) - set(editable)
    if unknown:
        raise TypeError(f"not editable: {sorted(unknown)}")
    for name, value in values.items():
        setattr(row, name, value)
    try:
        row.full_clean()
    except ValidationError as error:
        raise Invalid(f"{code}_invalid", " ".join(error.messages), fields=error.message_dict) from error
    return row
