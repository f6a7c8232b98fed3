"""A caller for each persona, at a fixed moment."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from rest_framework.test import APIClient

from tasks_app.org.models import User
from tests.factories import AT, DAY

Caller = Callable[[User | None], APIClient]
NOW = AT + DAY


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def call() -> Caller:
    """A client of a person, speaking English; of nobody when None."""

    def client_of(user: User | None) -> APIClient:
        client = APIClient(headers={"accept-language": "en"})
        if user is not None:
            client.force_authenticate(User.objects.get(pk=user.pk))
        return client

    return client_of
