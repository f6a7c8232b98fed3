"""Pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def inbox(request: HttpRequest, **more: Any) -> HttpResponse:
    return HttpResponse("")


def message(request: HttpRequest, **more: Any) -> HttpResponse:
    return HttpResponse("")
