"""The edge between HTTP and the services: who asks, from where, at what moment, and how an error becomes a message."""

import datetime as dt
from typing import Any, cast

from django.db import transaction
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from tasks_app.core.clock import local_date, now
from tasks_app.core.models import load_calendar
from tasks_app.org.models import User
from tasks_app.outbox.wake import wake_planner
from tasks_app.work.lights import Window


def person(request: HttpRequest) -> User:
    """The logged-in user, with the address that the audit trail shall name, and a leader's units asked for once."""
    user = cast(User, request.user)
    user.current_address = request.META.get("REMOTE_ADDR", "")
    user.keep_holdings()
    return user


def moment(request: HttpRequest) -> dt.datetime:
    """The moment of this request: one for everything that it does and shows."""
    return _kept(request, "_duban_moment", now)


def window_of(request: HttpRequest) -> Window:
    """The dates that the lights depend on, for this request (one query, once)."""
    return _kept(request, "_duban_window", lambda: Window.at(local_date(moment(request)), load_calendar()))


def _kept(request: HttpRequest, name: str, make: Any) -> Any:
    if not hasattr(request, name):
        setattr(request, name, make())
    return getattr(request, name)


def tell_planner() -> None:
    """After a change that somebody must be told of: the planner looks now instead of within its interval.

    Only a hint, given after the transaction has ended; a missing broker loses nothing (DESIGN §4).
    """
    transaction.on_commit(wake_planner)


def safe_next(request: HttpRequest, default: str) -> str:
    """Where to go after a form: its field `next` when that is a page of this site, else `default`."""
    target = request.POST.get("next", "")
    if target and url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        return target
    return default
