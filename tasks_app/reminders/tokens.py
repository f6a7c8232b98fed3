"""Links in mails that act for their recipient: signed, for one action on one assignment by one person, for 14 days.

A link only leads to a page; the page acts on POST. Mail scanners that follow links therefore change nothing.
"""

import datetime as dt
from dataclasses import dataclass

from django.core import signing

LIFETIME = dt.timedelta(days=14)
ACKNOWLEDGE = "acknowledge"
_SALT = "duban.reminders.mail-action"


class TokenInvalid(Exception):
    """Not a link that this installation made, or damaged on the way."""


class TokenExpired(Exception):
    """Older than LIFETIME."""


@dataclass(frozen=True)
class Grant:
    """What a link permits."""

    action: str
    assignment_id: int
    user_id: int


def make_token(*, action: str, assignment_id: int, user_id: int, at: dt.datetime) -> str:
    """A token for the action, good until LIFETIME after `at`."""
    payload = [action, assignment_id, user_id, int((at + LIFETIME).timestamp())]
    return signing.Signer(salt=_SALT).sign_object(payload)


def read_token(token: str, *, at: dt.datetime) -> Grant:
    """What the token permits at `at`. Raises TokenExpired, or TokenInvalid for anything not made by make_token."""
    try:
        payload = signing.Signer(salt=_SALT).unsign_object(token)
    except (signing.BadSignature, ValueError) as error:
        raise TokenInvalid from error
    action, assignment_id, user_id, until = payload
    if at.timestamp() > until:
        raise TokenExpired
    return Grant(action, assignment_id, user_id)
