"""The tickets and visits that need somebody now, for home, beside the orders of the workshop (B15).
`tickets/needs.py` says which tickets are on which worklist; the queue shows the whole of each."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from faena.accounts.models import User
from faena.agenda.models import Visit, VisitQuerySet
from faena.agenda.offers import giving, offers_of
from faena.agenda.open_work import without_goer as idle_visits
from faena.customers.models import reached
from faena.gate.grants import Perm, Scope, may, scope
from faena.gate.offers import Offer
from faena.gate.roles import Role
from faena.home.worklist import LEAST_CHIPS, MOST, Chip, Item, Match, Rank, overdue
from faena.lib.dates import format_time, format_weekday, relative_moment
from faena.lib.locales import active_language
from faena.lib.named import AmongKeys, Named, NamedValues
from faena.tickets import needs
from faena.tickets.models import Priority, Ticket, TicketQuerySet
from faena.tickets.offers import row_offers
from faena.ui.jinja import url

LATE, SOON = ("tickets-late", "tickets-own-late"), ("tickets-urgent", "tickets-today")
OF_VISITS = (  # the columns that a row shows
    *("number", "on", "starts_at", "ends_at", "period", "state", "address", "kind__name"),
    *("customer__name", "customer__phone"),
    *("technician__name", "technician__role", "technician__is_active", "position__name"),
)


# --- tickets ------------------------------------------------------------------------------------------------


def matches(user: User, names: tuple[str, ...]) -> list[Match]:
    """The first tickets of each worklist, the soonest due first, one more than are counted: one query for all."""
    if not names:
        return []
    now, end = needs.span(days=1)
    found: dict[str, list[Match]] = defaultdict(list)
    for name, is_stopped, due, key, since in sorted(
        _first.rows(names, scope(user, Perm.TICKET_SEE), user=user.pk, now=now, end=end)
    ):
        rank = Rank.WAITS if is_stopped else Rank.LATE if name in LATE else Rank.SOON if name in SOON else Rank.OPEN
        found[name].append(Match(name, "ticket", key, rank, due, since))
    return [match for name in names for match in found[name][: MOST + 1]]


def items(user: User, keys: Collection[int], own: Collection[int]) -> dict[int, Item]:
    """These tickets as rows: one query. `own`: those that lie with the reader's positions."""
    rows = _shown.rows(keys=keys)
    takes = scope(user, Perm.TICKET_TAKE)
    return {
        row.pk: _ticket(row, user, takes=takes is Scope.ALL or (takes is Scope.OWN and row.pk in own)) for row in rows
    }


def _ticket(ticket: Ticket, user: User, *, takes: bool) -> Item:
    chips = [*_reasons(ticket), *_holder(ticket, user)]
    if len(chips) < LEAST_CHIPS and not ticket.is_stopped:
        chips.append(Chip(ticket.status.name, ticket.status.tone, ticket.status.icon))
    offer = _next_step(ticket, user, takes=takes)
    page = url("tickets:ticket", ticket.pk)
    return Item("ticket", "headset", ticket, ticket.type.name, page, ticket.customer, chips=chips, offer=offer)


def _reasons(ticket: Ticket) -> list[Chip]:
    reasons = []
    if ticket.due == "late":
        reasons.append(overdue(ticket.due_at))
    if ticket.is_stopped:
        reasons.append(Chip(_("Waits for the customer"), "amber", "circle-pause"))
    if ticket.priority == Priority.URGENT:
        reasons.append(Chip(Priority.URGENT.label, "red", "triangle-alert"))
    if ticket.due == "today":
        reasons.append(Chip(_moment(ticket.due_at), "grey", "clock"))
    return reasons


def _holder(ticket: Ticket, user: User) -> list[Chip]:
    """Who has it, for those who hand tickets on: a seller reads no names of people who work here (W31)."""
    if ticket.holding is None or not may(user, Perm.TICKET_HANDLE) or ticket.holding.user_id == user.pk:
        return []
    if ticket.has_no_holder:  # type: ignore[attr-defined]  # read with it
        return [Chip(_("No active assignee"), "grey", "user-x")]
    return [Chip(ticket.holding.destination.name, "grey", "user" if ticket.holding.user_id else "users")]


def _next_step(ticket: Ticket, user: User, *, takes: bool) -> Offer | None:
    """Whoever can takes it; what another has is handed on by those who may; one's own is answered."""
    is_unclaimed = ticket.holding is not None and ticket.holding.position_id is not None
    offers = row_offers(ticket, user, takes=takes and is_unclaimed)
    is_own = ticket.holding is not None and ticket.holding.user_id == user.pk
    hands_on = not is_own and scope(user, Perm.TICKET_HANDLE) is Scope.ALL
    return offers.can("take") or (offers.can("forward") if hands_on else None) or offers.can("comment")


def _moment(when: datetime) -> str:
    text = relative_moment(when, timezone.localdate(), active_language(), brief=True)
    return text[:1].upper() + text[1:]


def _on_worklists(ask: Any, names: tuple[str, ...], reach: Scope) -> "list[QuerySet[Any, Any]]":
    """(worklist, what it is ordered by, the key, when it was opened) of each, as far as somebody sees them. Those that
    are late and those whose date passed before their clock stopped are asked for apart: an index has each in order."""
    user, due_at = ask("user", User._meta.pk), Ticket._meta.get_field("due_at")
    seen, now, end = reached(Ticket.objects.all(), reach, user), ask("now", due_at), ask("end", due_at)
    rows_of: dict[str, Callable[[], Sequence[TicketQuerySet]]] = {
        "tickets-mine": lambda: [needs.held_by(seen, user)],
        "tickets-own-late": lambda: [needs.late(needs.held_by(seen, user), now)],
        "tickets-unclaimed": lambda: [needs.waiting_for(seen, user)],
        "tickets-late": lambda: [needs.late(seen, now).filter(is_stopped__in=[stopped]) for stopped in (False, True)],
        "tickets-urgent": lambda: [seen.open().filter(priority=Priority.URGENT)],
        "tickets-today": lambda: [needs.due_between(seen, now, end).filter(is_stopped__in=[False])],
        "tickets-idle": lambda: [needs.without_holder(seen)],
    }
    return [
        rows.order_by(*needs.SOONEST).values_list(Value(name, CharField()), *needs.SOONEST, "opened_at")[: MOST + 1]
        for name in names
        for rows in rows_of[name]()
    ]


_first = NamedValues(_on_worklists)
_shown: Named[Ticket] = Named(
    lambda _ask: Ticket.objects.listed().filter(AmongKeys()).annotate(has_no_holder=needs.has_no_holder())
)


# --- visits -------------------------------------------------------------------------------------------------


def visits(user: User, names: tuple[str, ...]) -> tuple[list[Match], list[Visit]]:
    """Those that the reader has before him today and tomorrow (M30), for a technician; for who gives visits to others,
    those to which nobody will go. With the visits themselves: one query for each of the two."""
    today, found = timezone.localdate(), []
    own: list[Visit] = []
    idle: list[Visit] = []
    if "visits" in names:
        own = _visits_of.rows(user=user.pk, today=today, tomorrow=today + timedelta(days=1))
    if "visits-idle" in names:
        idle = _idle_visits.rows()
    for visit in own:
        name, rank = ("visits", Rank.TODAY) if visit.on == today else ("visits-tomorrow", Rank.OPEN)
        found.append(Match(name, "visit", visit.pk, rank, _start(visit), _start(visit)))
    for visit in idle:
        rank = Rank.SOON if visit.on <= today else Rank.OPEN
        found.append(Match("visits-idle", "visit", visit.pk, rank, _start(visit), _start(visit)))
    return found, own + idle


def visit_items(user: User, rows: list[Visit], keys: Collection[int]) -> dict[int, Item]:
    """Those of the visits as rows."""
    return {visit.pk: _visit(visit, user) for visit in rows if visit.pk in keys}


def coming(user: User) -> list[Item]:
    """The next visits that the reader sees, a technician his own, for a page on which nothing else waits."""
    goes = user.role == Role.TECHNICIAN
    rows = _coming.rows(scope(user, Perm.AGENDA_SEE), goes, user=user.pk, today=timezone.localdate())
    return [_visit(visit, user) for visit in rows]


def _visit(visit: Visit, user: User) -> Item:
    """Its own are the reader's to begin, on its page; another's, without anybody to go, is to be given."""
    day = _("today") if visit.on == timezone.localdate() else format_weekday(visit.on, active_language())
    when = format_time(timezone.localtime(visit.starts_at)) if visit.starts_at else visit.get_period_display()
    chips = [Chip(f"{day[:1].upper()}{day[1:]}, {when}", "grey", "clock")]
    offer = _step(visit, user) if visit.technician_id == user.pk else giving(visit, user)
    if visit.is_late:
        chips.insert(0, Chip(pgettext("visit", "Late"), "red", "clock-alert"))
    if visit.technician and not (visit.technician.is_active and visit.technician.role == Role.TECHNICIAN):
        chips.append(Chip(visit.technician.as_technician, "grey", "user-x"))
    elif visit.technician_id != user.pk:
        chips.append(Chip(visit.goes.name, "grey", "users" if visit.position_id else "user"))
    page = url("agenda:visit", visit.pk)
    return Item("visit", "calendar", visit, visit.kind.name, page, visit.customer, visit.address, chips, offer)


def _step(visit: Visit, user: User) -> Offer | None:
    """Of one's own: leave for it, arrive, end it."""
    offers = offers_of(visit, user, is_own=True)
    return offers.can("start") or offers.can("arrive") or offers.can("finish")


def _start(visit: Visit) -> datetime:
    """For the order of a day."""
    return _midnight(visit.on) + timedelta(hours=visit.turn[0])


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), tzinfo=timezone.get_current_timezone())


def _on_rows(rows: VisitQuerySet) -> VisitQuerySet:
    return rows.select_related("customer", "kind", "technician", "position").only(*OF_VISITS)


_ON = Visit._meta.get_field("on")
_idle_visits: Named[Visit] = Named(
    lambda _ask: _on_rows(idle_visits(Visit.objects.all())).order_by("on", "id")[: MOST + 1]
)
_visits_of: Named[Visit] = Named(
    lambda ask: _on_rows(
        Visit.objects.filter(technician=ask("user", User._meta.pk))
        .filter(on__gte=ask("today", _ON), on__lte=ask("tomorrow", _ON))
        .pending()
    )
)
_coming: Named[Visit] = Named(
    lambda ask, reach, goes: _on_rows(
        reached(Visit.objects.pending(), reach, ask("user", User._meta.pk)).filter(
            on__gte=ask("today", _ON), **({"technician": ask("user", User._meta.pk)} if goes else {})
        )
    ).order_by("on", "id")[:3]
)
