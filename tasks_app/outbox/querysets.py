"""Questions about messages."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from tasks_app.outbox.models import Message

# A claim older than this belongs to a sender that died: the message is free again (at least once, DESIGN §4).
CLAIM_HOLDS = dt.timedelta(minutes=5)


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: Any) -> "MessageQuerySet":
        """A person's own messages only, also for supervisors: a message holds links that act as its recipient."""
        if not user.is_active or user.pk is None:
            return self.none()
        return self.filter(recipient_id=user.pk)

    def due(self, at: dt.datetime) -> "MessageQuerySet":
        """To be sent now, longest waiting first: queued and ripe, or left behind by a sender that died."""
        return self.filter(
            Q(state="queued", next_attempt_at__lte=at)
            | Q(state="sending", next_attempt_at__lte=at, claimed_at__lt=at - CLAIM_HOLDS)
        ).order_by("next_attempt_at", "pk")

    def waiting(self) -> "MessageQuerySet":
        """Not handed over yet, whether due or not."""
        return self.filter(state__in=["queued", "sending"])

    def failed(self) -> "MessageQuerySet":
        return self.filter(state="failed")
