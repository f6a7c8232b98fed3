"""Every error leaves the API in one form: {code, detail, fields}."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, serializers
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from tasks_app.core.errors import DomainError


class ErrorSerializer(serializers.Serializer):
    """What an error looks like: `code` for programs, `detail` for people, `fields` for forms."""

    code = serializers.CharField()
    detail = serializers.CharField()
    fields = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))  # type: ignore[assignment]


#: What the description says of every write.
ERRORS = {400: ErrorSerializer, 403: ErrorSerializer, 404: ErrorSerializer, 409: ErrorSerializer}


def handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """The response for an exception; None for one that nobody expected, which then is a 500 and a traceback in the log."""
    if isinstance(exc, DomainError):
        set_rollback()
        fields = {name: [str(text) for text in texts] for name, texts in exc.fields.items()}
        return Response({"code": exc.code, "detail": exc.message, "fields": fields}, status=exc.status)
    if isinstance(exc, Http404):
        exc = exceptions.NotFound()
    elif isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    response = exception_handler(exc, context)
    if response is None or not isinstance(exc, exceptions.APIException):
        return response
    if isinstance(exc, exceptions.ValidationError):
        response.data = {
            "code": "invalid",
            "detail": str(_("Some of what was sent cannot be accepted; see the fields.")),
            "fields": _flat(exc.detail),
        }
    else:
        codes = exc.get_codes()
        response.data = {
            "code": codes if isinstance(codes, str) else "error",
            "detail": str(exc.detail),
            "fields": {},
        }
    return response


def _flat(detail: Any, name: str = "") -> dict[str, list[str]]:
    """Nested validation messages as {dotted field name: [messages]}."""
    if isinstance(detail, dict):
        flat: dict[str, list[str]] = {}
        for key, value in detail.items():
            flat.update(_flat(value, f"{name}.{key}" if name else str(key)))
        return flat
    if isinstance(detail, list) and any(isinstance(entry, (dict, list)) for entry in detail):
        flat = {}
        for number, entry in enumerate(detail):
            flat.update(_flat(entry, f"{name}.{number}" if name else str(number)))
        return flat
    texts = detail if isinstance(detail, list) else [detail]
    return {name or "non_field_errors": [str(text) for text in texts]}
