"""What every page draws with: icons, lights, progress bars, counts with their links."""

import datetime as dt
from functools import lru_cache
from pathlib import Path

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tasks_app.core.clock import local_date
from tasks_app.documents.rule_words import explain
from tasks_app.work.lifecycle import Action, State
from tasks_app.work.lights import Light, Lit, Window
from tasks_app.work.lights import light as light_of
from tasks_app.work.models import Assignment

register = template.Library()

# A shape of its own for each light: whoever cannot tell the colours apart reads the shape, and the word beside it.
SHAPES = {
    Light.RED: '<path d="M8 1.2 15.4 14.4H.6z"/>',
    Light.ORANGE: '<path d="M8 .8 15.2 8 8 15.2.8 8z"/>',
    Light.YELLOW: '<path d="M2 1.5h12L9.4 8l4.6 6.5H2L6.6 8z"/>',
    Light.BLUE: '<circle cx="8" cy="8" r="6.6"/>',
    Light.PURPLE: '<rect x="1.8" y="1.8" width="12.4" height="12.4" rx="1.6"/>',
    Light.GREEN: '<path d="m1.4 8.6 2.3-2.4 2.8 2.6 5.8-6.4 2.3 2.2-8 9z"/>',
    Light.GREY: '<path d="M8 1.4a6.6 6.6 0 1 0 0 13.2A6.6 6.6 0 0 0 8 1.4m0 2.4a4.2 4.2 0 1 1 0 8.4 4.2 4.2 0 0 1 0-8.4"/>',
}


@lru_cache(maxsize=256)
def _drawing(name: str, filled: bool) -> str:
    """The inner part of an icon's SVG, read once from the front-end files; empty where they have not been built."""
    relative = f"vendor/icons/{'filled' if filled else 'outline'}/{name}.svg"
    path = finders.find(relative) or str(Path(settings.STATIC_ROOT) / relative)
    try:
        text = Path(str(path)).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    return text.partition("<svg")[2].partition(">")[2].rpartition("</svg>")[0].strip()


@register.simple_tag
def icon(name: str, classes: str = "", *, filled: bool = False) -> SafeString:
    """An icon of tasks_app/web/icons.txt, drawn inline in the colour of the text; decoration only, hidden from readers."""
    stroke = mark_safe(  # noqa: S308 - a constant
        'fill="currentColor"'
        if filled
        else 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"'
    )
    return format_html(
        '<svg class="icon {}" width="20" height="20" viewBox="0 0 24 24" {} aria-hidden="true">{}</svg>',
        classes,
        stroke,
        mark_safe(_drawing(name, filled)),  # noqa: S308 - a file of the product
    )


def lit(assignment: Assignment, window: Window) -> Lit:
    """The light of an assignment on the day of `window`."""
    return light_of(
        state=assignment.state,
        deadline=assignment.deadline,
        original_deadline=assignment.original_deadline,
        issued_on=local_date(assignment.issued_at) if assignment.issued_at else None,
        window=window,
    )


def _lamp(code: str, label: str, reason: object = "") -> SafeString:
    return format_html(
        '<span class="light light-{}" data-light="{}" title="{}">'
        '<svg class="light-shape" viewBox="0 0 16 16" aria-hidden="true">{}</svg><span class="light-word">{}</span></span>',
        code,
        code,
        reason,
        mark_safe(SHAPES[Light(code)]),  # noqa: S308 - a constant
        label,
    )


@register.simple_tag(takes_context=True)
def light(context: template.Context, assignment: Assignment) -> SafeString:
    """The light of an assignment: colour, shape and word; the reason as its title."""
    found = lit(assignment, context["shell"].window)
    return _lamp(found.code, found.label, found.reason)


@register.simple_tag(takes_context=True)
def light_reason(context: template.Context, assignment: Assignment) -> str:
    """Why the light shines, as a sentence."""
    return str(lit(assignment, context["shell"].window).reason)


@register.simple_tag
def lamp(code: str, label: str = "") -> SafeString:
    """A light by its code, for legends and figures; its own word unless another label is given."""
    return _lamp(code, label or str(Light(code).label))


@register.simple_tag
def light_shape(code: str) -> SafeString:
    """Only the coloured shape, where the word stands elsewhere in the same row or column."""
    return format_html(
        '<svg class="light-shape light-{}" viewBox="0 0 16 16" role="img" aria-label="{}">{}</svg>',
        code,
        Light(code).label,
        mark_safe(SHAPES[Light(code)]),  # noqa: S308 - a constant
    )


@register.simple_tag
def state(assignment: Assignment) -> SafeString:
    """The state as a word with its own code for tests and styles."""
    return format_html(
        '<span class="state state-{}" data-state="{}">{}</span>',
        assignment.state,
        assignment.state,
        State(assignment.state).label,
    )


@register.simple_tag
def action_label(action: str) -> str:
    """An action of the lifecycle in words, for a button."""
    return str(Action(action).label)


@register.simple_tag
def gap() -> str:
    """What stands between two sentences: a blank, but nothing in Chinese, whose full stop already is as wide as a sign."""
    return "" if (get_language() or "").startswith("zh") else " "


@register.simple_tag
def percent_bar(value: int) -> SafeString:
    """Progress as a bar with its figure."""
    return format_html(
        '<span class="percent"><span class="percent-track" aria-hidden="true">'
        '<span class="percent-fill" style="--share:{}%"></span></span><span class="percent-figure">{}%</span></span>',
        value,
        value,
    )


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """A date as the office writes it in lists: 2026-03-10; a moment in the office's time zone."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        value = local_date(value)
    return value.isoformat()


@register.simple_tag(takes_context=True)
def day_distance(context: template.Context, value: dt.date | None) -> str:
    """How far a date is from today, in words: today, in 3 days, 3 days ago."""
    if value is None:
        return ""
    days = (value - context["shell"].window.today).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days > 0:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return ngettext("%(days)d day ago", "%(days)d days ago", -days) % {"days": -days}


@register.filter
def server_answer(value: str) -> str:
    """What the mail server said, as it stands in the record; the demo's own “written to FILE” in the reader's language."""
    start, written, name = value.partition("written to ")
    return _("written to the file %(name)s") % {"name": name} if written and not start else value


@register.filter
def filesize_of(value: int) -> str:
    """A size in bytes, KB or MB."""
    if value < 1024:
        return f"{value} B"
    if value < 1024 * 1024:
        return f"{value / 1024:.0f} KB"
    return f"{value / 1024 / 1024:.1f} MB"


@register.filter
def rule_words(rule: str) -> str:
    """A rule of the decomposition in words."""
    return explain(rule)
