"""The audit trail: append-only, actor and object named in the row, each row chained to the one before it."""

import hashlib
import json

from django.db import models
from django.utils.translation import gettext_lazy as _

GENESIS = "0" * 64


class Event(models.Model):
    """One line of the audit trail.

    Actor and object are copied as text, so that the line stays readable after a person or an object is gone, and so
    that this layer needs no knowledge of the ones above. `hash` is SHA-256 over the canonical JSON of the row and the
    hash of the row before it.
    """

    sequence = models.BigIntegerField(_("number"), unique=True)
    at = models.DateTimeField(_("when"))
    actor_id = models.BigIntegerField(_("actor number"), null=True, blank=True)
    actor_name = models.CharField(_("actor"), max_length=80)
    actor_role = models.CharField(_("role"), max_length=20, blank=True)
    address = models.CharField(_("address"), max_length=64, blank=True)
    action = models.CharField(_("action"), max_length=60)
    object_type = models.CharField(_("kind of object"), max_length=40)
    object_id = models.CharField(_("object number"), max_length=40)
    object_label = models.CharField(_("object"), max_length=200)
    # The work item (or document) whose history this line belongs to, so that one query shows a whole history.
    scope = models.CharField(_("belongs to"), max_length=60, blank=True)
    before = models.JSONField(_("before"), default=dict, blank=True)
    after = models.JSONField(_("after"), default=dict, blank=True)
    note = models.TextField(_("note"), blank=True)
    previous_hash = models.CharField(_("previous hash"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64, unique=True)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit trail")
        ordering = ["-sequence"]
        indexes = [
            models.Index(fields=["scope", "sequence"], name="event_scope"),  # read by: history of one item
            models.Index(
                fields=["object_type", "object_id", "sequence"], name="event_object"
            ),  # read by: admin history
            models.Index(
                fields=["actor_id", "sequence"], name="event_actor"
            ),  # read by: what did this person do
        ]

    def __str__(self) -> str:
        return f"#{self.sequence} {self.action}"

    def computed_hash(self) -> str:
        """The hash that this row must have, from its content and `previous_hash`."""
        content = {
            "sequence": self.sequence,
            "at": self.at.isoformat(),
            "actor_id": self.actor_id,
            "actor_name": self.actor_name,
            "actor_role": self.actor_role,
            "address": self.address,
            "action": self.action,
            "object_type": self.object_type,
            "object_id": self.object_id,
            "object_label": self.object_label,
            "scope": self.scope,
            "before": self.before,
            "after": self.after,
            "note": self.note,
            "previous_hash": self.previous_hash,
        }
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


class ChainHead(models.Model):
    """The end of the chain: one row, locked while an event is appended, so that the chain never forks."""

    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        verbose_name = _("end of the audit chain")
        verbose_name_plural = _("end of the audit chain")

    def __str__(self) -> str:
        return f"#{self.sequence}"
