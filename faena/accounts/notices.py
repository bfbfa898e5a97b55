"""Whom an event reaches by its facts: the user whom it names, or who has the position that it names."""

from collections.abc import Collection

from faena.accounts.models import User
from faena.journal.models import Event


def named_user(event: Event) -> Collection[int]:
    """`user_id`, `technician_id` or, of an assignment, `new_id`."""
    return [event.facts[name] for name in ("user_id", "technician_id", "new_id") if event.facts.get(name)]


def members_of_position(event: Event) -> Collection[int]:
    """Everybody who has the position `position_id`; asks nothing of an event without one."""
    position = event.facts.get("position_id")
    return list(User.objects.active().filter(positions=position).values_list("pk", flat=True)) if position else ()
