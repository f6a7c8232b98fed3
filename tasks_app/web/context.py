"""What the frame of every page needs: menu, counters, health of the background processes, language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from tasks_app.org.models import User
from tasks_app.reminders.health import Beat, Status, status
from tasks_app.web import desk
from tasks_app.web.views.edge import moment, person, window_of
from tasks_app.work.lights import Window


@dataclass(frozen=True)
class Entry:
    """A line of the menu. count: shown as a badge when not 0."""

    name: str
    label: str
    icon: str
    address: str
    active: bool = False
    count: int = 0
    thumb: bool = field(default=False)  # also in the bar at the bottom of a phone


class Shell:
    """Made for each request, computed when a template asks: a fragment without a frame costs nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def user(self) -> User | None:
        user = getattr(self.request, "user", None)
        return person(self.request) if user is not None and user.is_authenticated else None

    @cached_property
    def window(self) -> Window:
        return window_of(self.request)

    @cached_property
    def health(self) -> Status:
        return status(moment(self.request))

    @cached_property
    def late(self) -> tuple[Beat, ...]:
        """Background processes that are silent for too long: the banner."""
        return self.health.late if self.user else ()

    @cached_property
    def desk_count(self) -> int:
        return desk.waiting_for(self.user, self.window).count() if self.user else 0

    @property
    def page(self) -> str:
        """The address with its query, to come back to after a change of language."""
        return self.request.get_full_path()

    @property
    def debug(self) -> bool:
        return bool(settings.DEBUG)

    @cached_property
    def menu(self) -> list[Entry]:
        if self.user is None:
            return []
        return [entry for entry in self._entries(self.user) if entry is not None]

    def _entries(self, user: User) -> list[Entry | None]:
        oversees = user.sees_everything or user.role == User.Role.LEADER
        return [
            self._entry("overview", _("Overview"), "layout-dashboard", thumb=True) if oversees else None,
            self._entry("desk", _("My desk"), "clipboard-check", count=self.desk_count, thumb=True),
            self._entry("ledger", _("Ledger"), "table", also=("item", "item_new", "item_edit"), thumb=True),
            self._entry("documents", _("Documents"), "files", within=("document", "measure"))
            if user.sees_everything
            else None,
            self._entry(
                "names",
                _("Names and groups"),
                "users",
                also=(
                    "name_new",
                    "name_edit",
                    "collectives",
                    "collective_new",
                    "collective_edit",
                    "leaders",
                    "portfolio_new",
                    "portfolio_edit",
                ),
            )
            if user.sees_everything
            else None,
            self._entry("inbox", _("Inbox"), "inbox", also=("message",), thumb=True),
            self._entry("reminders", _("Reminders and health"), "heartbeat")
            if user.sees_everything
            else None,
            Entry("admin", _("Administration"), "settings", reverse("admin:index"))
            if user.is_staff
            else None,
        ]

    def _entry(
        self,
        name: str,
        label: str,
        icon: str,
        *,
        also: tuple[str, ...] = (),
        within: tuple[str, ...] = (),
        count: int = 0,
        thumb: bool = False,
    ) -> Entry:
        match = self.request.resolver_match
        here = (match.url_name or "") if match else ""
        active = here in (name, *also) or here.startswith(within)
        return Entry(name, label, icon, reverse(f"web:{name}"), active, count, thumb)


def shell(request: HttpRequest) -> Mapping[str, Any]:
    """Context processor: `shell` in every template."""
    return {"shell": SimpleLazyObject(lambda: Shell(request))}
