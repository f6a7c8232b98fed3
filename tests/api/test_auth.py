"""Tokens and sessions."""

import pytest
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from tests.api.conftest import Caller
from tests.factories import PASSWORD
from tests.personas import County


def test_a_token_for_name_and_password(county: County, call: Caller) -> None:
    client = call(None)
    answer = client.post("/api/v1/token/", {"username": "officer", "password": PASSWORD})
    assert answer.status_code == 200
    client.credentials(HTTP_AUTHORIZATION=f"Token {answer.data['token']}")
    me = client.get("/api/v1/users/me/").data
    assert (me["id"], me["username"], me["role"]) == (county.officer.pk, "officer", "officer")
    assert client.delete("/api/v1/token/").status_code == 204
    assert client.get("/api/v1/users/me/").status_code == 401
    assert not Token.objects.exists()


@pytest.mark.parametrize("username", ["officer", "nobody"])
def test_a_wrong_login_tells_nothing(county: County, call: Caller, username: str) -> None:
    answer = call(None).post("/api/v1/token/", {"username": username, "password": "wrong"})
    assert (answer.status_code, answer.data["code"]) == (401, "wrong_login")
    assert answer.data["detail"] == "The name or the password is wrong."


def test_a_blocked_account_gets_no_token(county: County, call: Caller) -> None:
    county.officer.is_active = False
    county.officer.save()
    answer = call(None).post("/api/v1/token/", {"username": "officer", "password": PASSWORD})
    assert (answer.status_code, answer.data["code"]) == (401, "wrong_login")


def test_guessing_is_locked_out(county: County, call: Caller, settings: object) -> None:
    codes = [
        call(None).post("/api/v1/token/", {"username": "officer", "password": "wrong"}).status_code
        for _ in range(12)
    ]
    assert codes[0] == 401 and codes[-1] == 429
    answer = call(None).post("/api/v1/token/", {"username": "officer", "password": PASSWORD})
    assert (answer.status_code, answer.data["code"]) == (429, "locked_out")


def test_a_stale_token_does_not_keep_anybody_from_logging_in(county: County, call: Caller) -> None:
    client = call(None)
    client.credentials(HTTP_AUTHORIZATION="Token 0000")
    assert client.get("/api/v1/items/").status_code == 401
    assert client.post("/api/v1/token/", {"username": "officer", "password": PASSWORD}).status_code == 200


def test_a_session_needs_the_csrf_token_to_write(county: County) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(county.supervisor, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/api/v1/items/").status_code == 200
    answer = client.post("/api/v1/items/", {"title": "x"}, format="json")
    assert (answer.status_code, answer.data["code"]) == (403, "permission_denied")
