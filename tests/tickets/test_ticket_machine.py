"""C10–C17: the life of a ticket, whatever anybody of any role does to it in whatever order.

A machine takes, forwards, sets statuses, comments, agrees on dates, closes and reopens, and lets people receive tickets
or not. Beside it stands a plain model: with one at any time while it is open, with nobody when it is closed; closed
means closed with both types; every deed has its entry. FAENA_EXAMPLES=20 tries twenty times as many."""

import os
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from faena.gate.grants import Perm
from faena.gate.rights import NotAllowed
from faena.journal.chain import broken_links
from faena.journal.models import Event
from faena.lib.errors import RuleBroken
from faena.tickets import actions
from faena.tickets.actions import ClosingFacts, CommentFacts, OpeningFacts
from faena.tickets.models import Comment, Holding, StatusChange, Ticket, TicketClosing
from tests import factories

KEPT = (Holding, TicketClosing, Comment, StatusChange, Event)
# who → role, in which of the two positions
PEOPLE = {
    "master": ("master", ()),
    "admin": ("administrator", ()),
    "operator": ("operator", (0,)),
    "seller": ("seller", (1,)),
    "stranger": ("seller", ()),
    "tina": ("technician", (0,)),
    "theo": ("technician", (0, 1)),
    "tom": ("technician", ()),
}
SUPERVISORS, COUNTER = {"master", "administrator"}, {"master", "administrator", "operator"}
WHO = st.sampled_from(sorted(PEOPLE))
WHITHER = st.sampled_from([*sorted(PEOPLE), 0, 1, None])
SELDOM = st.integers(0, 9).map(lambda one: one == 9)
TEXTS = st.sampled_from(["It rained.", "It rained.", "It rained.", " "])
THIS = st.integers(0, 1)


@dataclass
class Book:
    """What one ticket should be. `at`: with whom, a name or the number of a position; None: with nobody."""

    pk: int
    at: str | int | None
    status: int
    version: int = 1
    closed_as: list = field(default_factory=list)  # types, of each closing
    verbs: list = field(default_factory=list)
    negotiated: object = None
    last: object = None  # with whom it was when it was closed

    @property
    def is_open(self):
        return self.at is not None

    def does(self, *verbs):
        self.verbs += verbs


class Desk(RuleBasedStateMachine):
    """Each example is undone at its end."""

    def __init__(self):
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @initialize()
    def opens(self):
        """Two tickets of the seller's customer lie with the first position."""
        self.positions = [factories.a_position() for _ in range(2)]
        self.people, self.receiving = {}, dict.fromkeys(PEOPLE, True)
        for name, (role, places) in PEOPLE.items():
            user = factories.a_user(role=role, name=name)
            user.positions.set([self.positions[place] for place in places])
            self.people[name] = user
        customer = factories.a_customer(seller=self.people["seller"])
        self.types = [factories.a_ticket_type(goes_to=self.positions[0]) for _ in range(2)]
        self.heading = factories.a_ticket_type()
        self.types.append(factories.a_ticket_type(parent=self.heading))
        self.statuses = [factories.a_ticket_status() for _ in range(3)]
        self.books = []
        for _ in range(2):
            facts = OpeningFacts(self.types[0], "The line is dead.")
            ticket = actions.open_ticket(customer, facts, by=self.people["operator"])
            self.books.append(Book(ticket.pk, 0, ticket.status_id, verbs=["ticket.opened"]))

    # --- what is allowed, in plain words --------------------------------------------------------------------

    def has_it(self, who, book):
        return book.at == who or book.at in PEOPLE[who][1]

    def handles(self, who, book):
        role = PEOPLE[who][0]
        return role in COUNTER or (role == "technician" and self.has_it(who, book))

    def takes(self, who, book):
        role = PEOPLE[who][0]
        return role in COUNTER or (role == "technician" and book.at in PEOPLE[who][1])

    def receives(self, at):
        if isinstance(at, int):
            return any(self.receives(name) for name, (_role, places) in PEOPLE.items() if at in places)
        return self.receiving[at] and PEOPLE[at][0] != "seller"

    def thing(self, at):
        return None if at is None else self.positions[at] if isinstance(at, int) else self.people[at]

    # --- what is done ---------------------------------------------------------------------------------------

    @rule(who=WHO)
    def receives_or_not(self, who):
        self.receiving[who] = not self.receiving[who]
        user = self.people[who]
        user.receives_tickets = self.receiving[who]
        user.save(update_fields=["receives_tickets"])

    @rule(this=THIS, who=WHO)
    def somebody_takes(self, this, who):
        book = self.books[this]
        good = isinstance(book.at, int) and self.takes(who, book) and self.receiving[who]
        if self.does(book, lambda ticket, _version, by: actions.take(ticket, by=by), who, good):
            book.at = who
            book.does("ticket.taken")

    @rule(this=THIS, who=WHO, to=WHITHER, reason=TEXTS, is_stale=SELDOM)
    def somebody_forwards(self, this, who, to, reason, is_stale):
        book = self.books[this]
        good = book.is_open and self.handles(who, book) and to is not None and to != book.at
        good = good and self.receives(to) and reason.strip() and not is_stale
        deed = lambda ticket, version, by: actions.forward(  # noqa: E731  # one line
            ticket, to=self.thing(to), reason=reason, version=version, by=by
        )
        if self.does(book, deed, who, good, is_stale):
            book.at = to
            book.does("ticket.forwarded")

    @rule(this=THIS, who=WHO, place=st.integers(0, 2), is_stale=SELDOM)
    def somebody_sets_a_status(self, this, who, place, is_stale):
        book, status = self.books[this], self.statuses[place]
        good = book.is_open and self.handles(who, book) and status.pk != book.status and not is_stale
        deed = lambda ticket, version, by: actions.change_status(ticket, status=status, version=version, by=by)  # noqa: E731  # one line
        if self.does(book, deed, who, good, is_stale):
            book.status = status.pk
            book.does("ticket.status_set")

    @rule(this=THIS, who=WHO, text=TEXTS)
    def somebody_comments(self, this, who, text):
        book = self.books[this]
        good = book.is_open and who != "stranger" and text.strip()
        if self.does(book, lambda ticket, _v, by: actions.comment(ticket, CommentFacts(text), by=by), who, good):
            book.does("ticket.commented")
            book.version -= 1  # a comment leaves the ticket as it is

    @rule(this=THIS, who=WHO, hours=st.sampled_from([-1, 5, 50, None]))
    def somebody_agrees_on_a_date(self, this, who, hours):
        book = self.books[this]
        at = hours and timezone.now() + timedelta(hours=hours)
        good = book.is_open and PEOPLE[who][0] in SUPERVISORS and at != book.negotiated and not (hours and hours < 0)
        deed = lambda ticket, version, by: actions.negotiate(ticket, at=at, version=version, by=by)  # noqa: E731  # one line
        if self.does(book, deed, who, good):
            book.negotiated = at
            book.does("ticket.date_agreed" if at else "ticket.date_withdrawn")

    @rule(this=THIS, who=WHO, place=st.integers(0, 3), text=TEXTS, is_stale=SELDOM)
    def somebody_closes(self, this, who, place, text, is_stale):
        book, kind = self.books[this], [*self.types, self.heading][place]
        good = book.is_open and self.handles(who, book) and kind != self.heading and text.strip() and not is_stale
        facts = ClosingFacts("done", kind, text)
        deed = lambda ticket, version, by: actions.close_ticket(ticket, facts, version=version, by=by)  # noqa: E731  # one line
        if self.does(book, deed, who, good, is_stale):
            book.last, book.at = book.at, None
            book.closed_as.append(kind.pk)
            book.does("ticket.closed")

    @rule(this=THIS, who=WHO, to=WHITHER, reason=TEXTS, is_stale=SELDOM)
    def somebody_reopens(self, this, who, to, reason, is_stale):
        book = self.books[this]
        good = not book.is_open and PEOPLE[who][0] in SUPERVISORS and reason.strip() and not is_stale
        if good and to is None:
            to = book.last if self.receives(book.last) else 0  # the position of its type
        good = good and self.receives(to)
        deed = lambda ticket, version, by: actions.reopen_ticket(  # noqa: E731  # one line
            ticket, reason=reason, to=self.thing(to), version=version, by=by
        )
        if self.does(book, deed, who, good, is_stale):
            book.at = to
            book.does("ticket.reopened")

    def does(self, book, deed, who, good, is_stale=False):
        """Whether it was done; what is refused leaves nothing."""
        before = [model.objects.count() for model in KEPT]
        ticket, by = Ticket.objects.get(pk=book.pk), self.people[who]
        by.refresh_from_db()
        try:
            with transaction.atomic():
                deed(ticket, book.version - 1 if is_stale else book.version, by)
        except (RuleBroken, NotAllowed):
            assert not good
            assert [model.objects.count() for model in KEPT] == before
            return False
        assert good
        book.version += 1
        return True

    # --- what always holds ----------------------------------------------------------------------------------

    @invariant()
    def it_is_what_the_model_says(self):
        for book in self.books:
            ticket = Ticket.objects.shown().get(pk=book.pk)
            held = list(ticket.holdings.current())
            assert [one.destination for one in held] == ([self.thing(book.at)] if book.is_open else [])
            assert (ticket.is_open, ticket.closed_at is None) == (book.is_open, book.is_open)
            assert (ticket.status_id, ticket.version) == (book.status, book.version)
            assert ticket.negotiated_at == book.negotiated
            if book.negotiated:
                assert ticket.due_at == book.negotiated
            closings = list(ticket.closings.order_by("id"))
            assert [one.type_id for one in closings] == book.closed_as
            assert [one.stands for one in closings] == [False] * (len(closings) - 1) + [not book.is_open] * bool(
                closings
            )
            assert all((one.opened_type_id, bool(one.text)) == (ticket.type_id, True) for one in closings)
            events = list(Event.objects.about(ticket.as_ref).order_by("seq"))
            assert [event.verb for event in events] == book.verbs
            assert list(broken_links(events)) == []

    @invariant()
    def each_one_reaches_what_is_his(self):
        """What pages show agrees with what actions do."""
        for who, user in self.people.items():
            seen = set(Ticket.objects.visible_to(user).values_list("pk", flat=True))
            handled = set(Ticket.objects.visible_to(user, Perm.TICKET_HANDLE).values_list("pk", flat=True))
            assert seen == (set() if who == "stranger" else {book.pk for book in self.books})
            if PEOPLE[who][0] not in COUNTER:
                assert handled == {book.pk for book in self.books if self.handles(who, book)}


@pytest.mark.slow("the lives of many tickets")
@pytest.mark.django_db
def test_a_ticket_is_with_one_until_it_is_closed_whatever_is_done():
    """C10–C17."""
    factories.the_company(has_care=True)
    times = int(os.environ.get("FAENA_EXAMPLES", "1"))
    run_state_machine_as_test(
        Desk,
        settings=settings(
            max_examples=20 * times,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
