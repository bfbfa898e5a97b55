"""What reaches people about visits."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils import timezone

from faena.accounts.notices import members_of_position, named_user
from faena.agenda.models import Visit
from faena.journal.models import Event
from faena.lib.dates import format_time, format_weekday
from faena.lib.locales import active_language
from faena.notifications import notices
from faena.notifications.models import Notice


def announce() -> None:
    for verb in ("visit.booked", "visit.given", "visit.swapped"):
        notices.gives(verb, Notice.Kind.ASSIGNED, named_user)
    for verb in ("visit.booked", "visit.given"):
        notices.gives(verb, Notice.Kind.QUEUED, members_of_position)
    for verb in ("visit.rescheduled", "visit.moved", "visit.stretched"):
        notices.gives(verb, Notice.Kind.MOVED, _technician)
    notices.gives("visit.cancelled", Notice.Kind.CANCELLED, _technician)
    notices.takes_back("visit.put_back", Notice.Kind.MOVED, Notice.Kind.ASSIGNED, Notice.Kind.QUEUED)
    notices.register_thing("visit", notices.Thing(_told))


def _technician(event: Event) -> Collection[int]:
    """Who has the visit."""
    return list(Visit.objects.filter(pk=event.about_id, technician__isnull=False).values_list("technician", flat=True))


def _told(user: Any, keys: Collection[int]) -> Mapping[int, str]:
    """Its kind, day and hour, and its customer."""
    visits = Visit.objects.visible_to(user).filter(pk__in=keys).select_related("kind", "customer")
    return {
        visit.pk: f"{visit.kind.name}\N{NO-BREAK SPACE}· {_when(visit)}\N{NO-BREAK SPACE}· {visit.customer.name}"
        for visit in visits
    }


def _when(visit: Visit) -> str:
    day = format_weekday(visit.on, active_language())
    hour = format_time(timezone.localtime(visit.starts_at)) if visit.starts_at else visit.get_period_display().lower()
    return f"{day}, {hour}"
