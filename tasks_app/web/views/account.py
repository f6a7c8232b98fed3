"""Log in, log out, language."""

from typing import Any

from django.conf import settings
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_POST

from tasks_app.core.demo import PERSONAS
from tasks_app.core.errors import DomainError
from tasks_app.org.services import set_language
from tasks_app.web.views.edge import person, safe_next


def remember_language(response: HttpResponse, language: str) -> None:
    """Set the cookie that the locale middleware reads."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


class Login(LoginView):
    """The login page; in a demo it offers the personas. The language follows the person from here on."""

    template_name = "registration/login.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "personas": PERSONAS if settings.DEBUG else []}

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        remember_language(response, form.get_user().language)
        return response


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages, and of the person's mails, and come back to the same page."""
    chosen = request.POST.get("language", "")
    response = redirect(safe_next(request, reverse("web:overview")))
    if chosen not in dict(settings.LANGUAGES):
        return response
    if request.user.is_authenticated:
        try:
            set_language(user=person(request), language=chosen)
        except DomainError:
            return response  # offered for pages but not for mails: the page keeps its language
    translation.activate(chosen)
    remember_language(response, chosen)
    return response
