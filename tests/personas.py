"""The test personas of DESIGN §1 as fixtures, in a small county. A pytest plugin: tests/conftest.py names it.

county ─┬─ bureau (农业农村局: head, officer; portfolio of the leader) ── station (农技推广站, below the bureau)
        ├─ finance (财政局: other_officer, other_head; portfolio of the other leader)
        └─ town (东河镇: town_officer; linked area of the leader) ── village (柳湾村)
"""

from dataclasses import dataclass

import pytest

from tasks_app.org.models import Unit, User
from tasks_app.org.services import set_portfolio
from tests.factories import AT, make_unit, make_user


@dataclass
class County:
    """Units and people; an attribute for each."""

    root: Unit
    bureau: Unit
    station: Unit
    finance: Unit
    town: Unit
    village: Unit
    supervisor: User
    leader: User
    other_leader: User
    head: User
    officer: User
    other_head: User
    other_officer: User
    town_officer: User
    auditor: User
    outsider: User

    def person(self, name: str) -> User:
        """A persona by its name in a parametrised test."""
        user = getattr(self, name)
        assert isinstance(user, User)
        return user


# Everybody, for tests that ask the same question of each.
PERSONAS = (
    "supervisor",
    "leader",
    "other_leader",
    "head",
    "officer",
    "other_head",
    "other_officer",
    "town_officer",
    "auditor",
    "outsider",
)


def make_county() -> County:
    root = make_unit("示例县", kind="county")
    bureau = make_unit("示例县农业农村局", root, short_name="农业农村局")
    station = make_unit("农技推广站", bureau, kind="enterprise")
    finance = make_unit("示例县财政局", root, short_name="财政局")
    town = make_unit("东河镇", root, kind="township")
    village = make_unit("柳湾村", town, kind="village")
    county = County(
        root=root,
        bureau=bureau,
        station=station,
        finance=finance,
        town=town,
        village=village,
        supervisor=make_user("supervisor", "supervisor", root),
        leader=make_user("leader", "leader", root),
        other_leader=make_user("other_leader", "leader", root),
        head=make_user("head", "head", bureau),
        officer=make_user("officer", "officer", bureau),
        other_head=make_user("other_head", "head", finance),
        other_officer=make_user("other_officer", "officer", finance),
        town_officer=make_user("town_officer", "officer", town),
        auditor=make_user("auditor", "auditor", root),
        outsider=make_user("outsider", "outsider"),
    )
    set_portfolio(leader=county.leader, kind="portfolio", name="农业农村", units=[bureau], at=AT)
    set_portfolio(leader=county.leader, kind="area", name="东河片区", units=[town], at=AT)
    set_portfolio(leader=county.other_leader, kind="portfolio", name="财政", units=[finance], at=AT)
    return county


@pytest.fixture
def county(db: None) -> County:
    return make_county()


@pytest.fixture
def supervisor(county: County) -> User:
    return county.supervisor


@pytest.fixture
def leader(county: County) -> User:
    return county.leader


@pytest.fixture
def head(county: County) -> User:
    return county.head


@pytest.fixture
def officer(county: County) -> User:
    return county.officer


@pytest.fixture
def other_officer(county: County) -> User:
    return county.other_officer


@pytest.fixture
def auditor(county: County) -> User:
    return county.auditor


@pytest.fixture
def outsider(county: County) -> User:
    return county.outsider
