"""Pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def reminders(request: HttpRequest, **more: Any) -> HttpResponse:
    return HttpResponse("")


def resend_reminder(request: HttpRequest, **more: Any) -> HttpResponse:
    return HttpResponse("")
