"""The clock, read only at the edges (views, API, jobs, commands). Everything below takes `at=` as an argument."""

import datetime as dt

from django.utils import timezone


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return timezone.now()


def today() -> dt.date:
    """Today's date in the office's time zone (settings.TIME_ZONE)."""
    return timezone.localdate()


def local_date(at: dt.datetime) -> dt.date:
    """The office's date at the aware moment `at`."""
    return timezone.localdate(at)


def local_moment(day: dt.date, time: dt.time) -> dt.datetime:
    """The aware moment at which the office's clock shows `time` on `day`."""
    return timezone.make_aware(dt.datetime.combine(day, time))


def parse_moment(text: str) -> dt.datetime:
    """The aware moment of an ISO 8601 text; without a zone the office's is meant. Raises ValueError."""
    moment = dt.datetime.fromisoformat(text)
    return moment if moment.tzinfo else timezone.make_aware(moment)
