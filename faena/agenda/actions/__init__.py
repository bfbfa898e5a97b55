"""The life of a visit, one function per event: booked, moved, given, taken, and on its way to an end."""

from faena.agenda.actions.away import add_absence, remove_absence
from faena.agenda.actions.booking import (
    VisitFacts,
    book_visit,
    cancel_visit,
    give_visit,
    reschedule_visit,
    swap_visits,
    take_visit,
)
from faena.agenda.actions.feeding import make_feed, revoke_feed
from faena.agenda.actions.moving import Place, move_visit, put_back
from faena.agenda.actions.proof import VisitProof, show_photo
from faena.agenda.actions.travel import arrive, fail, finish, start_travel

__all__ = [
    "Place",
    "VisitFacts",
    "VisitProof",
    "add_absence",
    "arrive",
    "book_visit",
    "cancel_visit",
    "fail",
    "finish",
    "give_visit",
    "make_feed",
    "move_visit",
    "put_back",
    "remove_absence",
    "reschedule_visit",
    "revoke_feed",
    "show_photo",
    "start_travel",
    "swap_visits",
    "take_visit",
]
