"""Who takes care of the demo shop's subscribers, what these ask for, and what is done with it: a month of tickets."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import pgettext

from faena.accounts.actions import Person, edit_user
from faena.accounts.models import Position, User
from faena.company.catalogue.actions import add_row, edit_row
from faena.customers.models import Customer
from faena.tickets.actions import OpeningFacts, open_ticket
from faena.tickets.models import Ticket, TicketType
from faena.upkeep.demo import clock
from faena.upkeep.demo.country import Care, CareCase
from faena.upkeep.demo.handling import Desk


def support(care: Care, customers: list[Customer], now: datetime, staff: dict[str, User]) -> list[Iterator[datetime]]:
    """The positions, and the life of each ticket; each yields when its next thing happens, then does it."""
    desk = Desk(staff)
    return [_founded(care, now, staff), *(_life(case, customers[case.who], now, desk) for case in care.cases)]


def _founded(care: Care, now: datetime, staff: dict[str, User]) -> Iterator[datetime]:
    yield clock.opening(now, 33, 9.5)
    positions = {name: add_row(Position, facts={"name": name}, by=staff["master"]) for name in care.positions}
    _set_up(care, positions, staff)


def _life(case: CareCase, customer: Customer, now: datetime, desk: Desk) -> Iterator[datetime]:
    at = clock.opening(now, case.days, case.hour)
    yield at
    facts = OpeningFacts(
        type=TicketType.objects.get(name=_named(case.type)),
        description=case.text,
        subject=case.subject,
        channel=case.channel,
        priority=case.priority,
        destination=desk.find(case.to) if case.to else None,
        contact=customer.contacts.first(),
        subscription=customer.subscriptions.exclude(state="cancelled").last(),
    )
    ticket = open_ticket(customer, facts, by=desk.staff[case.by])
    for step in case.then:
        at = clock.later(at, step.hours)
        yield at
        step.act(Ticket.objects.shown().get(pk=ticket.pk), desk)


def _set_up(care: Care, positions: dict[str, Position], staff: dict[str, User]) -> None:
    """Who has which position, which types go there, and what is asked first."""
    for who, user in staff.items():
        if theirs := [positions[name] for name, members in care.positions.items() if who in members]:
            person = Person(user.name, user.email, user.language, user.phone, user.receives_tickets, theirs)
            edit_user(user, person, by=staff["master"])
    goes_to = {_named(english): positions[name] for english, name in care.goes_to.items()}
    scripts = {_named(english): script for english, script in care.scripts.items()}
    for row in TicketType.objects.select_related("parent"):
        position = goes_to.get(row.name) or goes_to.get(row.parent.name if row.parent else "")
        facts = {"goes_to": position, "script": scripts.get(row.name, ""), "name": row.name}
        edit_row(row, facts=facts, version=row.version, by=staff["master"])


def _named(english: str) -> str:
    """The name of a starting type in the shop's language."""
    return pgettext("starter ticket type", english)
