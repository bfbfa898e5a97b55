"""Worklists of customer care: tickets that need somebody now, beside those of the workshop (B15).
`tickets/needs.py` says which tickets are on which; the queue shows the whole worklist."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import CharField, QuerySet, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faena.accounts.models import User
from faena.agenda.lanes import in_turn, key_of
from faena.agenda.models import Visit, VisitQuerySet
from faena.agenda.open_work import without_goer as idle_visits
from faena.customers.models import reached
from faena.gate.grants import Perm, Scope, scope
from faena.gate.offers import Offer
from faena.gate.roles import Role
from faena.home.attention import MOST, SHOWN, Worklist
from faena.lib.named import AmongKeys, Named, NamedValues
from faena.lib.pages import Count
from faena.tickets import needs
from faena.tickets.models import Priority, Ticket, TicketQuerySet
from faena.tickets.offers import row_offers

MOST_IDLE = 20  # there is no list of visits that could show the others
OF_VISITS = (  # the columns that a row shows
    *("on", "starts_at", "ends_at", "period", "state", "address", "kind__name", "customer__name"),
    *("technician__name", "technician__role", "technician__is_active", "position__name"),
)


@dataclass(frozen=True)
class Item:
    """One row: a ticket, and the one thing to do with it from here; None for nothing."""

    ticket: Ticket
    offer: Offer | None


@dataclass(frozen=True)
class Look:
    """The title of a worklist, and what the queue is asked for to show all of it."""

    title: Any
    icon: str
    tone: str
    question: dict[str, str]


LOOKS = {
    "mine": Look(_("My tickets"), "headset", "blue", {"whose": "mine"}),
    "unclaimed": Look(_("Unassigned"), "inbox", "amber", {"whose": "positions"}),
    "late": Look(_("Overdue tickets"), "clock-alert", "red", {"due": "late", "whose": "all"}),
    "urgent": Look(_("Urgent tickets"), "triangle-alert", "red", {"priority": str(Priority.URGENT), "whose": "all"}),
    "today": Look(_("Tickets due today"), "calendar-clock", "amber", {"due": "today", "whose": "all"}),
    "idle": Look(_("Tickets without an active assignee"), "user-x", "amber", {"destination": "idle", "whose": "all"}),
}


def day_of(user: User) -> list[Worklist]:
    """The visits that a technician has before him today, and tomorrow's (M30), in the order of the day; without any, no
    worklist."""
    if user.role != Role.TECHNICIAN:
        return []
    today = timezone.localdate()
    tomorrow = today + timedelta(days=1)
    before = in_turn(_visits_of.rows(user=user.pk, today=today, tomorrow=tomorrow))
    all_of_tomorrow = f"{reverse('agenda:day', args=[tomorrow.isoformat()])}?{urlencode({'goes': key_of(user)})}"
    days = [
        ("visits-mine", _("My day"), today, reverse("agenda:mine")),
        ("visits-tomorrow", _("My visits tomorrow"), tomorrow, all_of_tomorrow),
    ]
    return [
        Worklist(name, title, "calendar", "blue", items[:SHOWN], Count(len(items), False), url, "agenda")
        for name, title, on, url in days
        if (items := [visit for visit in before if visit.on == on])
    ]


def without_goer(user: User) -> list[Worklist]:
    """The visits that nobody will go to, for who gives visits to others; each leads to the page where it is given."""
    if scope(user, Perm.AGENDA_ACT) is not Scope.ALL:
        return []
    keys = _idle_visits.keys()
    if not keys:
        return []
    shown = {visit.pk: visit for visit in _visits.rows(keys=keys[:MOST_IDLE])}
    rows = [shown[key] for key in keys[:MOST_IDLE] if key in shown]
    count = Count(min(len(keys), MOST), len(keys) > MOST)
    return [
        Worklist("visits-idle", _("Visits without an active technician"), "user-x", "amber", rows, count, "", "agenda")
    ]


def worklists(user: User) -> list[Worklist]:
    """The reader's own tickets and those that lie with his positions; then, for whoever is not only in the field, what
    is late, urgent or due today; and for who hands tickets on, what nobody active has. The soonest due first, empty
    worklists left out. One query says which rows are where, one more what is shown, however much there is."""
    names = ["mine", "unclaimed"] if user.role == Role.TECHNICIAN else ["mine", "unclaimed", "late", "urgent", "today"]
    if scope(user, Perm.TICKET_HANDLE) is Scope.ALL:
        names.append("idle")
    keys = _first_of(user, tuple(names))
    shown = Ticket.all_shown({key for found in keys.values() for key in found[:SHOWN]})
    takes = _takers(user)
    return [
        Worklist(
            f"tickets-{name}",
            LOOKS[name].title,
            LOOKS[name].icon,
            LOOKS[name].tone,
            items=[_item(name, shown[key], user, takes[name]) for key in found[:SHOWN] if key in shown],
            count=Count(min(len(found), MOST), len(found) > MOST),
            url=f"{reverse('tickets:queue')}?{urlencode(LOOKS[name].question)}",
            module="care",
        )
        for name in names
        if (found := keys.get(name))
    ]


def _first_of(user: User, names: tuple[str, ...]) -> dict[str, list[int]]:
    """The keys of the first of each worklist, the soonest due first, one more than are counted: one query for all."""
    now, end = needs.span(days=1)
    found: dict[str, list[int]] = defaultdict(list)
    for name, _is_stopped, _due, key in sorted(
        _first.rows(names, scope(user, Perm.TICKET_SEE), user=user.pk, now=now, end=end)
    ):
        if len(found[name]) <= MOST:
            found[name].append(key)
    return found


def _on_worklists(ask: Any, names: tuple[str, ...], reach: Scope) -> "list[QuerySet[Any, Any]]":
    """(worklist, what it is ordered by, the key) of each, as far as somebody sees them. Those that are late and those
    whose date passed before their clock stood are asked for apart: an index has each in its order."""
    user, due_at = ask("user", User._meta.pk), Ticket._meta.get_field("due_at")
    seen, now, end = reached(Ticket.objects.all(), reach, user), ask("now", due_at), ask("end", due_at)
    ways: dict[str, Callable[[], Sequence[TicketQuerySet]]] = {
        "mine": lambda: [needs.held_by(seen, user)],
        "unclaimed": lambda: [needs.waiting_for(seen, user)],
        "late": lambda: [needs.late(seen, now).filter(is_stopped__in=[stopped]) for stopped in (False, True)],
        "urgent": lambda: [seen.open().filter(priority=Priority.URGENT)],
        "today": lambda: [needs.due_between(seen, now, end).filter(is_stopped__in=[False])],
        "idle": lambda: [needs.without_holder(seen)],
    }
    return [
        rows.order_by(*needs.SOONEST).values_list(Value(name, CharField()), *needs.SOONEST)[: MOST + 1]
        for name in names
        for rows in ways[name]()
    ]


def _on_rows(visits: VisitQuerySet) -> VisitQuerySet:
    return visits.select_related("customer", "kind", "technician", "position").only(*OF_VISITS)


_ON = Visit._meta.get_field("on")
_first = NamedValues(_on_worklists)
_idle_visits = NamedValues(
    lambda _ask: idle_visits(Visit.objects.all()).order_by("on", "id").values_list("pk")[: MOST + 1]
)
_visits: Named[Visit] = Named(lambda _ask: _on_rows(Visit.objects.filter(AmongKeys())))
_visits_of: Named[Visit] = Named(
    lambda ask: _on_rows(
        Visit.objects.filter(technician=ask("user", User._meta.pk))
        .filter(on__gte=ask("today", _ON), on__lte=ask("tomorrow", _ON))
        .pending()
    )
)


def _takers(user: User) -> dict[str, Callable[[Ticket], bool]]:
    """For each worklist, whether the user may take a ticket of it. Those of his own positions are not checked."""
    takes, his = needs.taking(user), scope(user, Perm.TICKET_TAKE) is not Scope.NONE
    return dict.fromkeys(LOOKS, takes) | {"mine": lambda _ticket: False, "unclaimed": lambda _ticket: his}


def _item(name: str, ticket: Ticket, user: User, takes: Callable[[Ticket], bool]) -> Item:
    """What nobody active has is handed on."""
    offers = row_offers(ticket, user, takes=takes(ticket))
    return Item(ticket, offers.can("take") or (offers.can("forward") if name == "idle" else None))
