"""Pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def item(request: HttpRequest, **more: Any) -> HttpResponse:
    return HttpResponse("")


def item_new(request: HttpRequest, **more: Any) -> HttpResponse:
    return HttpResponse("")


def item_edit(request: HttpRequest, **more: Any) -> HttpResponse:
    return HttpResponse("")


def item_issue(request: HttpRequest, **more: Any) -> HttpResponse:
    return HttpResponse("")


def evidence(request: HttpRequest, **more: Any) -> HttpResponse:
    return HttpResponse("")
