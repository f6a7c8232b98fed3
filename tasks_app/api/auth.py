"""Tokens for scripts: given for a name and a password, taken back by DELETE. Browsers use their session."""

from typing import Any

from django.contrib.auth import authenticate
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, permissions, serializers, status
from rest_framework.authtoken.models import Token
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tasks_app.api.base import ApiMixin
from tasks_app.api.errors import ErrorSerializer


class LoginSerializer(serializers.Serializer):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=200, trim_whitespace=False, style={"input_type": "password"})


class TokenSerializer(serializers.Serializer):
    token = serializers.CharField(help_text="Send it as `Authorization: Token …`.")


class WrongLogin(exceptions.AuthenticationFailed):
    """One answer for a wrong name, a wrong password and a blocked account, so that names cannot be tried out."""

    default_detail = _("The name or the password is wrong.")
    default_code = "wrong_login"


class LockedOut(exceptions.APIException):
    status_code = status.HTTP_429_TOO_MANY_REQUESTS
    default_detail = _("Too many failed attempts. Wait an hour or ask the administrator.")
    default_code = "locked_out"


class TokenView(ApiMixin, APIView):
    """The caller's token."""

    def get_permissions(self) -> list[Any]:
        return [permissions.AllowAny()] if self.request.method == "POST" else [permissions.IsAuthenticated()]

    def get_authenticators(self) -> list[Any]:
        # A stale token or session must not keep anybody from logging in.
        return [] if getattr(self.request, "method", "") == "POST" else super().get_authenticators()

    def get_authenticate_header(self, request: Request) -> str:
        return "Token"

    @extend_schema(
        request=LoginSerializer,
        responses={200: TokenSerializer, 401: ErrorSerializer, 429: ErrorSerializer},
        auth=[],
        description="A token for a name and a password. The same token is given until it is taken back.",
    )
    def post(self, request: Request) -> Response:
        login = LoginSerializer(data=request.data)
        login.is_valid(raise_exception=True)
        user = authenticate(request=request._request, **login.validated_data)
        if user is None:
            if getattr(request._request, "axes_locked_out", False):
                # Answered here, in the API's own form, instead of by the page of the middleware.
                request._request.axes_locked_out = False  # type: ignore[attr-defined]
                raise LockedOut
            raise WrongLogin
        token, _created = Token.objects.get_or_create(user=user)
        return Response({"token": token.key})

    @extend_schema(
        request=None,
        responses={204: None, 401: ErrorSerializer},
        description="Take the caller's token back: whoever holds a copy of it is locked out.",
    )
    def delete(self, request: Request) -> Response:
        Token.objects.filter(user=self.caller).delete()
        return Response(status=status.HTTP_204_NO_CONTENT)
