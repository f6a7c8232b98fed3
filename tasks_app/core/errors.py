"""Errors that a user can read: a stable code, parameters, and a translatable sentence that says what to do."""

from collections.abc import Mapping
from typing import Any


def quoted(text: str, limit: int = 40) -> str:
    """How a message names a sentence: on one line, at most `limit` characters, with … where the rest is left away."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


class DomainError(Exception):
    """A rule of the office was not met; nothing was changed.

    code: stable identifier for programs (`work.deadline_missing`).
    message: translated sentence with %(name)s placeholders, filled from `params`.
    fields: form field -> messages, for errors that belong to one input.
    """

    status = 400

    def __init__(
        self,
        code: str,
        message: Any,
        params: Mapping[str, Any] | None = None,
        fields: Mapping[str, list[Any]] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.raw_message = message
        self.params = dict(params or {})
        self.fields = dict(fields or {})

    @property
    def message(self) -> str:
        """The sentence in the active language, with its parameters filled in."""
        text = str(self.raw_message)
        return text % self.params if self.params else text

    def __str__(self) -> str:
        return self.message


class Invalid(DomainError):
    """What was entered cannot be accepted."""


class NotAllowed(DomainError):
    """The actor may not do this to this object."""

    status = 403


class Conflict(DomainError):
    """Somebody else was quicker, or the state no longer permits the action."""

    status = 409
