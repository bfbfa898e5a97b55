"""What reaches people about tickets."""

from collections.abc import Collection, Mapping
from typing import Any

from faena.accounts.notices import members_of_position, named_user
from faena.notifications import notices
from faena.notifications.models import Notice
from faena.tickets.models import Ticket


def announce() -> None:
    kinds = {
        "ticket.opened": Notice.Kind.ASSIGNED,
        "ticket.forwarded": Notice.Kind.FORWARDED,
        "ticket.reopened": Notice.Kind.FORWARDED,
    }
    for verb, kind in kinds.items():
        notices.gives(verb, kind, named_user)
        notices.gives(verb, Notice.Kind.QUEUED, members_of_position)
    notices.register_thing("ticket", notices.Thing(_told))


def _told(user: Any, keys: Collection[int]) -> Mapping[int, str]:
    """Its type and its customer."""
    tickets = Ticket.objects.visible_to(user).filter(pk__in=keys).select_related("type", "customer")
    return {ticket.pk: f"{ticket.type.name}\N{NO-BREAK SPACE}· {ticket.customer.name}" for ticket in tickets}
