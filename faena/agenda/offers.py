"""What can be done with a visit now, and where one is booked."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from faena.accounts.models import User
from faena.agenda.actions.booking import why_not_give, why_not_reschedule, why_not_swap, why_not_take
from faena.agenda.actions.locks import why_ended, why_out_of_reach
from faena.agenda.actions.travel import why_another_day, why_not_arrive, why_not_fail, why_not_finish, why_not_start
from faena.agenda.hours import why_not_on
from faena.agenda.models import Visit
from faena.customers.models import Customer
from faena.gate.grants import Perm, Scope, may, scope
from faena.gate.offers import Offer, Offers
from faena.ui.jinja import url

STEPS = ("take", "start", "arrive", "finish", "fail")
HEADER = ("move", "give", "fail", "finish", "take", "start", "arrive")
STEP = "step"  # the id of the form that a step without a page of its own sends


def offers_of(visit: Visit, user: User, *, is_own: bool = False, back: str = "") -> Offers:
    """`is_own`: it is known to be within reach. `back`: the question that leads a step back to where it was pressed."""
    acts = may(user, Perm.AGENDA_ACT)
    stuck = why_ended(visit) or ("" if is_own or not acts else why_out_of_reach(visit, user))

    def offer(name: str, label: str, icon: str, route: str, why_not: str, **more: Any) -> Offer:
        is_step = name in STEPS
        facts: dict[str, Any] = {
            "primary": is_step,
            "url": url(f"agenda:{route}", visit.pk) + (back if is_step else ""),
        } | more
        return Offer(name, label, icon, permission=Perm.AGENDA_ACT, why_not=stuck or why_not, **facts)

    swaps = why_not_swap(visit)
    if not swaps and acts and scope(user, Perm.AGENDA_ACT) is Scope.OWN:
        swaps = _("Somebody at the desk exchanges visits.")
    start = (
        offer("start", _("Start travel"), "route", "travel", why_not_start(visit, user), form=STEP)
        if visit.technician_id
        else offer("take", _("Take it"), "user-check", "take", why_not_take(visit, user), form=STEP)
    )
    return Offers(
        user,
        [
            start,
            offer(
                "arrive", pgettext("button", "Arrived"), "map-pin", "arrival", why_not_arrive(visit),
                form="" if why_another_day(visit) else STEP,
            ),
            offer("finish", pgettext("button", "Done"), "circle-check", "completion", why_not_finish(visit)),
            offer(
                "fail", pgettext("button", "Failed"), "triangle-alert", "failure", why_not_fail(visit),
                primary=False,
            ),
            offer("move", _("Move"), "calendar-clock", "move", why_not_reschedule(visit), key="m"),
            offer("reschedule", _("Reschedule"), "calendar-clock", "reschedule", why_not_reschedule(visit), key="r"),
            offer(
                "give", _("Give to"), "user-check", "give", why_not_give(visit),
                short=_("Give"), primary=bool(start.why_not),
            ),
            offer("swap", _("Exchange with another technician"), "arrow-left-right", "swap", swaps),
            offer("cancel", _("Cancel the visit"), "ban", "cancellation", "", tone="red"),
        ],
        menu=("reschedule", "swap", "cancel"),
        header=HEADER,
        bar=HEADER,
        row=("give",) if start.name == "take" and start.why_not else STEPS,
    )  # fmt: skip


def giving(visit: Visit, user: User) -> Offer | None:
    """Beside a visit in a list: give it to somebody; None where that cannot be done."""
    label, to = _("Give to"), url("agenda:give", visit.pk)
    give = Offer("give", label, "user-check", to, Perm.AGENDA_ACT, why_ended(visit) or why_not_give(visit))
    return Offers(user, [give]).can("give")


def offers_on(day: date, user: User) -> Offers:
    """What can be done on a day of the calendar."""
    to, label = url("agenda:whom", day.isoformat()), _("Book a visit")
    book = Offer("book", label, "calendar-plus", to, Perm.AGENDA_ACT, why_not_on(day), primary=True, key="n")
    return Offers(user, [book], header=("book",))


def booking_for(customer: Customer) -> Offer:
    """Where a visit to the customer is booked."""
    to, label = url("agenda:book", customer.pk), _("Book a visit")
    return Offer("visit", label, "calendar-plus", to, Perm.AGENDA_ACT, customer.why_retired)
