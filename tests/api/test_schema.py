"""The description of the API: complete, without warnings, and its page takes nothing from outside."""

import re

from django.core.management import call_command
from drf_spectacular.generators import SchemaGenerator

from tasks_app.api.permissions import OPERATIONS
from tasks_app.api.work import STEPS
from tests.api.conftest import Caller


def test_schema_without_warnings(capsys: object) -> None:
    call_command("spectacular", validate=True, fail_on_warn=True, file="/dev/null")


def test_every_operation_is_described() -> None:
    paths = SchemaGenerator().get_schema(public=True)["paths"]
    for operation in OPERATIONS:
        assert operation.method.lower() in paths["/api/v1/" + operation.path], operation.name
    for step in STEPS:
        assert "post" in paths[f"/api/v1/assignments/{{id}}/{step}/"]


def test_every_write_is_in_the_table_of_permissions() -> None:
    listed = {(operation.method.lower(), "/api/v1/" + operation.path) for operation in OPERATIONS}
    listed |= {
        ("post", f"/api/v1/assignments/{{id}}/{step}/") for step in STEPS
    }  # work.access.may, docs/lifecycle.md
    own = {("post", "/api/v1/token/"), ("delete", "/api/v1/token/")}  # of whoever asks
    paths = SchemaGenerator().get_schema(public=True)["paths"]
    writes = {(method, path) for path, methods in paths.items() for method in methods if method != "get"}
    assert writes - listed == own


def test_schema_and_its_page_are_served(db: None, call: Caller) -> None:
    assert call(None).get("/api/v1/schema/").status_code == 200
    page = call(None).get("/api/v1/docs/").content.decode()
    assert "swagger" in page
    assert re.findall(r"""(?:src|href)=["'](https?:)?//""", page) == []
