"""Page."""

from django.http import HttpRequest, HttpResponse


def desk_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")
