"""What an order may need from somebody now (B15). Home counts these and the list of orders filters by them, so that
both always mean the same."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faena.accounts.models import User
from faena.orders.models import IS_OPEN, TERMS_PENDING, WORKING_STAGES, OrderQuerySet, Reminder, Stage

RECEIVED = F("charge__received")


@dataclass(frozen=True)
class Need:
    """One worklist: `when` an order is on it, at a moment; `order`: which of them come first."""

    label: Any
    icon: str
    tone: str
    when: Callable[[Any], Q]
    order: tuple[str, ...] = ("id",)

    def at(self, rows: OrderQuerySet, now: Any) -> OrderQuerySet:
        """Which of these are on it at that moment."""
        return rows.filter(self.when(now))

    def of(self, rows: OrderQuerySet) -> OrderQuerySet:
        """Which of these are on it now."""
        return self.at(rows, timezone.now())


def without_active() -> Q:
    """Nobody will repair them: nobody has them, or whoever has is deactivated or no technician any more."""
    return Q(technician=None) | Q(technician__in=inactive())


def inactive() -> QuerySet[User, Any]:
    """Who repairs nothing: the keys of everybody but the active technicians."""
    return User.objects.exclude(pk__in=User.objects.technicians().order_by().values("pk")).order_by().values("pk")


def _late(now: Any) -> Q:
    return IS_OPEN & Q(stage__in=WORKING_STAGES, promised_at__lt=now)  # of open ones an index knows the promise


def _waiting_for_parts(_now: Any) -> Q:
    return Q(stage__in=WORKING_STAGES, status__waits_for_parts=True)


def _unpaid(_now: Any) -> Q:
    """Ready, and something is left to pay; without a value nobody knows how much."""
    return Q(Q(charge__amount=None) | Q(charge__amount__gt=RECEIVED), stage=Stage.READY)


def _not_collected(now: Any) -> Q:
    """Ready, and the day has come on which somebody wanted to be reminded that nobody came."""
    due = Reminder.objects.filter(state=Reminder.State.OPEN, by_mail=False, due_at__lte=now)
    return Q(stage=Stage.READY, pk__in=due.values("order"))


def _to_hand_over(_now: Any) -> Q:
    """Ready, paid and signed: only the customer has to come."""
    return Q(Q(terms=None) | Q(is_signed=True), stage=Stage.READY, charge__amount__lte=RECEIVED)


def _without_technician(_now: Any) -> Q:
    return Q(without_active(), stage__in=WORKING_STAGES)


# The tone says what it means: red is late, amber waits for the customer, purple for a part, green is ready.
NEEDS = {
    "late": Need(_("Late"), "clock-alert", "red", _late, ("promised_at", "id")),
    "terms": Need(_("Unsigned"), "signature", "amber", lambda _now: TERMS_PENDING),
    "parts": Need(_("Waiting for parts"), "package-search", "purple", _waiting_for_parts),
    "unpaid": Need(_("Ready, unpaid"), "coins", "green", _unpaid),
    "remind": Need(_("Nobody came"), "calendar-clock", "amber", _not_collected),
    "ready": Need(_("Ready to hand over"), "package-check", "green", _to_hand_over),
    "technician": Need(_("Without technician"), "user-x", "grey", _without_technician),
}


def with_money(rows: OrderQuerySet) -> OrderQuerySet:
    """Each order knows `received` and `left`, in minor units; `left` is None while the amount is not known, and nothing
    for a void order."""
    left = Case(When(charge__cancelled_at=None, then=F("charge__amount") - RECEIVED), default=0)
    return rows.annotate(received=RECEIVED, left=left)
