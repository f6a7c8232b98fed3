"""Pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def report(request: HttpRequest, **more: Any) -> HttpResponse:
    return HttpResponse("")


def extension_request(request: HttpRequest, **more: Any) -> HttpResponse:
    return HttpResponse("")


def handler(request: HttpRequest, **more: Any) -> HttpResponse:
    return HttpResponse("")


def assignment_action(request: HttpRequest, **more: Any) -> HttpResponse:
    return HttpResponse("")


def extension_decide(request: HttpRequest, **more: Any) -> HttpResponse:
    return HttpResponse("")
