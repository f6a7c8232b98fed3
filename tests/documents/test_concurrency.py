"""Two people who say at the same moment what the name of a column means: one row, and what the second said holds."""

import pytest

from tasks_app.audit.services import verify
from tasks_app.documents.column_words import remember_column
from tasks_app.documents.models import ColumnWord
from tests.factories import AT
from tests.org.test_concurrency import at_once
from tests.personas import make_county

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_name_of_a_column_said_by_four_people_at_once_is_one_row() -> None:
    county = make_county()
    roles = ("lead", "co", "lead", "task")
    found = at_once(
        *[
            lambda role=role: remember_column(user=county.supervisor, name="谁来干", role=role, at=AT).role
            for role in roles
        ]
    )
    assert sorted(found) == sorted(roles)
    assert ColumnWord.objects.get().role in roles
    assert verify() == []
