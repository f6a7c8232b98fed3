"""Tables filled from a spreadsheet: all rows or none, with clear errors."""

from django.contrib import admin
from tablib import Dataset

from tasks_app.audit.models import Event
from tasks_app.core.admin import CalendarDayResource
from tasks_app.core.models import CalendarDay
from tasks_app.org.admin import UnitResource, UserResource
from tasks_app.org.models import KnownName, Unit, User
from tasks_app.org.naming import Said, remember_name
from tests.factories import AT, make_user
from tests.personas import County


def table(*rows: tuple[object, ...]) -> Dataset:
    return Dataset(*rows[1:], headers=rows[0])


def test_units_with_their_tree(county: County) -> None:
    rows = table(
        ("name", "short_name", "kind", "parent", "order", "active"),
        ("示例县水利局", "水利局", "office", "示例县", 5, 1),
        ("水库管理站", "", "enterprise", "示例县水利局", 6, 1),
    )
    result = UnitResource().import_data(rows, user=county.supervisor)
    assert not result.has_errors() and not result.has_validation_errors()
    bureau, station = Unit.objects.get(name="示例县水利局"), Unit.objects.get(name="水库管理站")
    assert station.path == f"{bureau.path}{station.pk}/" == f"/{county.root.pk}/{bureau.pk}/{station.pk}/"
    assert Event.objects.filter(action="unit.created", actor_id=county.supervisor.pk).count() == 2


def test_one_bad_row_and_nothing_is_imported(county: County) -> None:
    rows = table(
        ("name", "short_name", "kind", "parent", "order", "active"),
        ("示例县水利局", "水利局", "office", "示例县", 5, 1),
        ("示例县教育局", "教育局", "office", "没有的县", 6, 1),
    )
    result = UnitResource().import_data(rows, user=county.supervisor)
    assert result.has_errors()
    assert [number for number, _errors in result.row_errors()] == [2]
    assert not Unit.objects.filter(name="示例县水利局").exists()


def test_a_unit_is_not_imported_under_a_name_that_means_another_one(county: County) -> None:
    remember_name(user=county.supervisor, name="农办", said=Said(unit=county.bureau), at=AT)
    for row in (("农办", "", "office"), ("县委农办", "农办", "office"), ("县财政国库", "财政局", "office")):
        rows = Dataset(row, headers=["name", "short_name", "kind"])
        result = UnitResource().import_data(rows, user=county.supervisor)
        assert result.has_errors() or result.has_validation_errors(), row
        assert not Unit.objects.filter(name=row[0]).exists()


def test_a_short_name_that_an_import_replaces_stays_as_a_former_one(county: County) -> None:
    rows = Dataset((county.finance.name, "财政", "office"), headers=["name", "short_name", "kind"])
    result = UnitResource().import_data(rows, user=county.supervisor)
    assert not result.has_errors()
    county.finance.refresh_from_db()
    assert county.finance.short_name == "财政"
    former = KnownName.objects.get(name="财政局")
    assert (former.unit, former.former, former.remembered_by) == (county.finance, True, county.supervisor)


def test_people(county: County) -> None:
    rows = table(
        ("username", "full_name", "role", "unit", "email", "is_active"),
        ("lihua", "李华", "officer", county.finance.name, "lihua@county.example", 1),
        ("officer", "张三", "officer", county.finance.name, "z@county.example", 1),
    )
    result = UserResource().import_data(rows, user=county.supervisor)
    assert not result.has_errors(), [str(error.error) for row in result.rows for error in row.errors]
    new = User.objects.get(username="lihua")
    assert (new.unit, new.has_usable_password(), new.is_staff) == (county.finance, False, False)
    county.officer.refresh_from_db()
    assert county.officer.full_name == "张三" and county.officer.has_usable_password()
    assert Event.objects.filter(action="user.imported").count() == 2


def test_a_superuser_is_not_overwritten_by_an_import(county: County) -> None:
    make_user("root", "supervisor", is_staff=True, is_superuser=True)
    rows = table(("username", "full_name", "role"), ("root", "x", "outsider"))
    result = UserResource().import_data(rows, user=county.supervisor)
    assert result.has_errors() or result.has_validation_errors()
    assert User.objects.get(username="root").role == "supervisor"


def test_a_role_that_does_not_exist(county: County) -> None:
    rows = table(("username", "role"), ("a", "officer"), ("b", "king"))
    result = UserResource().import_data(rows, user=county.supervisor)
    assert result.has_errors() or result.has_validation_errors()
    assert not User.objects.filter(username__in=["a", "b"]).exists()


def test_calendar(db: None) -> None:
    CalendarDay.objects.all().delete()
    good = table(("day", "is_workday", "name"), ("2027-10-01", 0, "国庆节"), ("2027-10-09", 1, "调休"))
    assert not CalendarDayResource().import_data(good).has_errors()
    assert CalendarDay.objects.count() == 2
    bad = table(("day", "is_workday", "name"), ("2027-10-02", 0, "国庆节"), ("2027-02-30", 0, "x"))
    result = CalendarDayResource().import_data(bad)
    assert result.has_errors() or result.has_validation_errors()
    assert CalendarDay.objects.count() == 2


def test_auditors_neither_import_nor_export(county: County) -> None:
    from django.test import Client
    from django.urls import reverse

    User.objects.filter(pk__in=[county.auditor.pk, county.supervisor.pk]).update(is_staff=True)
    for user, status in ((county.auditor, 403), (county.supervisor, 200)):
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        for model in (Unit, User, CalendarDay):
            assert model in admin.site._registry
            for page in ("import", "export"):
                address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")
                assert client.get(address).status_code == status, (user, address)
