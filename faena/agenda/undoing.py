"""What can be taken back of a visit, from the notice that says that it was done (ui/undoing.py): where it stood."""

from typing import Any

from django.shortcuts import get_object_or_404

from faena.accounts.models import User
from faena.agenda import actions
from faena.agenda.actions import Place
from faena.agenda.models import Visit
from faena.ui import undoing
from faena.ui.undoing import Undo

PUT_BACK = "visit.put_back"


def announce() -> None:
    undoing.register(PUT_BACK, _put_back)


def of_change(now: Visit, before: Visit) -> Undo:
    """A visit that was moved, given or taken: as it is `now`, as it was `before`."""
    return Undo(PUT_BACK, {"visit": now.pk, "version": now.version, "place": Place.of(before).written()})


def _put_back(user: User, *, visit: int, version: int, place: dict[str, Any]) -> Visit:
    found = get_object_or_404(Visit.objects.visible_to(user), pk=visit)
    return actions.put_back(found, Place.read(place), version=version, by=user)
