"""For the machine room: is it alive, and figures for a monitoring system. Neither needs a login nor names a person."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.templatetags.static import static
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tasks_app.reminders import health
from tasks_app.web import figures
from tasks_app.web.views.edge import moment, window_of


@require_safe
def favicon(request: HttpRequest) -> HttpResponsePermanentRedirect:
    """The office's seal, for the pages whose templates are not ours (administration, API) and name no icon."""
    return HttpResponsePermanentRedirect(static("web/icon.svg"))


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and every background process is on time, else 503; the body says which is not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    status = health.status(moment(request))
    body = {
        "ok": status.ok,
        "processes": {
            beat.name: {
                "ok": not beat.late and beat.last_at is not None,
                "last_at": beat.last_at.isoformat() if beat.last_at else None,
            }
            for beat in status.beats
        },
        "messages": {
            "waiting": status.waiting,
            "overdue": status.overdue_messages,
            "failed": status.failed,
            "undeliverable": status.undeliverable,
        },
    }
    return JsonResponse(body, status=200 if status.ok else 503)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures in the text format of Prometheus (exposition format 0.0.4)."""
    at = moment(request)
    status = health.status(at)
    lines: list[str] = []

    def family(name: str, help_text: str, label: str, values: dict[str, float]) -> None:
        lines.append(f"# HELP {name} {help_text}")
        lines.append(f"# TYPE {name} gauge")
        lines.extend(f'{name}{{{label}="{key}"}} {value:g}' for key, value in values.items())

    family("duban_assignments", "Assignments by state.", "state", dict(figures.all_states()))
    family(
        "duban_lights", "Issued assignments by light.", "light", dict(figures.all_lights(window_of(request)))
    )
    family("duban_messages", "Messages of the outbox by state.", "state", dict(figures.all_messages()))
    ages = {beat.name: (at - beat.last_at).total_seconds() for beat in status.beats if beat.last_at}
    family("duban_heartbeat_age_seconds", "Seconds since the last sign of life.", "process", ages)
    lines += ["# HELP duban_healthy 1 when every process is on time.", "# TYPE duban_healthy gauge"]
    lines.append(f"duban_healthy {int(status.ok)}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")
