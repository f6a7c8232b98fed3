"""The outbox: one row a mail or chat message, written in the transaction that caused it, sent afterwards.

This layer knows no domain: recipients are addresses, and `recipient_id` is only a number that a higher layer understands.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tasks_app.outbox.querysets import MessageQuerySet


class Message(models.Model):
    """One message and what became of it."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("not needed any more")

    class Channel(models.TextChoices):
        EMAIL = "email", _("e-mail")

    # Same key, same message: enqueueing twice is enqueueing once.
    key = models.CharField(_("key"), max_length=120, unique=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices, default=Channel.EMAIL)
    recipient_id = models.BigIntegerField(_("recipient number"), null=True, blank=True)
    recipient_name = models.CharField(_("recipient"), max_length=80, blank=True)
    address = models.CharField(_("address"), max_length=254)
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)
    headers = models.JSONField(_("headers"), default=dict, blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=200, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    created_at = models.DateTimeField(_("created"))
    not_before = models.DateTimeField(_("not before"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"))
    claimed_at = models.DateTimeField(_("claimed"), null=True, blank=True)
    claimed_by = models.CharField(_("claimed by"), max_length=80, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    response = models.CharField(_("server's answer"), max_length=300, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-pk"]
        indexes = [
            # read by: the sender, which asks for what is due and not yet sent
            models.Index(
                fields=["next_attempt_at"],
                name="message_due",
                condition=models.Q(state__in=["queued", "sending"]),
            ),
            models.Index(
                fields=["recipient_id", "-created_at"], name="message_inbox"
            ),  # read by: a person's inbox
        ]

    def __str__(self) -> str:
        return self.subject


class DeliveryAttempt(models.Model):
    """One try to hand a message over, and the server's answer: the proof of who was told when."""

    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="deliveries", verbose_name=_("message")
    )
    at = models.DateTimeField(_("when"))
    ok = models.BooleanField(_("accepted"))
    response = models.CharField(_("server's answer"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("delivery attempt")
        verbose_name_plural = _("delivery attempts")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.message_id} {self.at:%Y-%m-%d %H:%M}"
