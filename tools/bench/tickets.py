"""Tickets with who had them, their statuses, comments and closings: one for each customer, a few of them open."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from faena.tickets.models import (
    Comment,
    Holding,
    Priority,
    StatusChange,
    Ticket,
    TicketClosing,
    TicketStatus,
    TicketType,
)
from tools.bench import names
from tools.bench.bulk import Table
from tools.bench.customers import Crowd
from tools.bench.history import Life
from tools.bench.shop import Shop, label

NEW, OPEN_OF_NEW, OPEN_OF_OLD = 0.95, 0.4, 0.001
WAITING = 0.3  # of the open ones, with a position, begun by nobody
CHANNELS = ("phone", "whatsapp", "counter")
VISIBLE_NO = label("no")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is known of a ticket from its opening on."""

    id: int
    number: str
    type: TicketType
    position: int
    by: int
    handler: int
    opened: datetime
    due: datetime
    life: Life


def tickets(shop: Shop, crowd: Crowd) -> None:
    _Tickets(shop, crowd).come()


class _Tickets:
    def __init__(self, shop: Shop, crowd: Crowd) -> None:
        self.shop, self.crowd, self.dice = shop, crowd, shop.dice
        self.people = list(crowd.ids)
        self.dice.shuffle(self.people)
        self.types = [(one, str(one), one.goes_to_id or min(shop.positions)) for one in shop.types]
        self.words = {priority: label(Priority(priority).name.capitalize(), "priority") for priority in Priority.values}
        self.tickets = Table(
            Ticket,
            "uid version number state priority channel description due_at opened_at closed_at branch_id customer_id "
            "opened_by_id subscription_id status_id type_id",
        )
        self.holdings = Table(Holding, "since until by_id position_id user_id ticket_id")
        self.comments = Table(Comment, "uid at happened_at text author_id ticket_id")
        self.changes = Table(StatusChange, "uid at happened_at author_id status_id ticket_id")
        self.closings = Table(
            TicketClosing,
            "outcome text text_key at by_id opened_type_id ticket_id type_id due_at position_id",
        )

    def come(self) -> None:
        for place in range(1, self.shop.size + 1):
            share = place / self.shop.size
            is_open = self.dice.random() < (OPEN_OF_NEW if share > NEW else OPEN_OF_OLD)
            self._ticket(share, is_open)

    def _ticket(self, share: float, is_open: bool) -> None:
        dice, shop = self.dice, self.shop
        is_waiting = is_open and dice.random() < WAITING
        changes = [] if is_waiting else [shop.ticket_statuses[1], dice.choice(shop.ticket_statuses[2:])]
        comments = 0 if is_waiting else dice.randint(4, 6)
        opened = shop.moment(share) - timedelta(minutes=dice.randint(10, 600))
        type_ = dice.choice(self.types)[0]
        room = min(timedelta(hours=type_.hours), shop.now - opened)
        step = timedelta(seconds=int(room.total_seconds() / (comments + len(changes) + 3)))
        ended = opened + step * (comments + len(changes) + 2)
        status = changes[-1] if changes else shop.ticket_statuses[0]
        asked = self._open(opened, type_, status, None if is_open else ended)
        if is_waiting:
            self.holdings.put(str(opened), None, asked.by, asked.position, None, asked.id)
            return
        at = opened + step
        self._take(asked, at, None if is_open else ended)
        old = shop.ticket_statuses[0]
        for new in changes:
            at += step
            self._set_status(asked, old, new, at)
            old = new
        for _ in range(comments):
            at += step
            self._comment(asked, at)
        if not is_open:
            self._close(asked, ended)

    def _open(self, opened: datetime, type_: TicketType, status: TicketStatus, ended: datetime | None) -> _Asked:
        shop, dice = self.shop, self.dice
        customer, number = shop.pick(self.people), shop.number("ticket")
        name, position = next((name, position) for one, name, position in self.types if one is type_)
        handler = dice.choice(shop.operators if dice.random() < 0.5 else shop.technicians)
        asked = _Asked(
            id=self.tickets.id + 1, number=f"A-{number:06d}", type=type_, position=position, opened=opened,
            by=dice.choice(shop.operators), handler=handler, due=opened + timedelta(hours=type_.hours),
            life=shop.history.of("ticket", self.tickets.id + 1, customer),
        )  # fmt: skip
        request, plan = dice.choice(names.REQUESTS), self.crowd.plans.get(customer)
        self.tickets.put(
            shop.uid(), 3, number, "closed" if ended else "open", type_.priority, dice.choice(CHANNELS), request,
            str(asked.due), str(opened), ended and str(ended), shop.branch, customer, asked.by, plan and plan.id,
            status.pk, type_.pk,
        )  # fmt: skip
        facts: dict[str, Any] = {"number": asked.number, "type": name, "priority": self.words[type_.priority]}
        facts |= {"due": {"moment": asked.due.replace(tzinfo=UTC).isoformat()}, "position_id": position}
        said = {"to": shop.positions[position], "note": request}
        asked.life.tell("ticket.opened", opened, asked.by, facts, said)
        for value in (str(number), f"a{number:06d}"):
            shop.terms.put("protocol", value, "ticket", asked.id, customer)
        return asked

    def _take(self, asked: _Asked, at: datetime, ended: datetime | None) -> None:
        """From the position that got it, by who handles it from then on."""
        self.holdings.put(str(asked.opened), str(at), asked.by, asked.position, None, asked.id)
        holding = self.holdings.put(str(at), ended and str(ended), asked.handler, None, asked.handler, asked.id)
        facts = {"number": asked.number, "holding_id": holding, "from_position_id": asked.position}
        facts["user_id"] = asked.handler
        asked.life.tell("ticket.taken", at, asked.handler, facts, {"from": self.shop.positions[asked.position]})

    def _set_status(self, asked: _Asked, old: TicketStatus, new: TicketStatus, at: datetime) -> None:
        change = self.changes.put(self.shop.uid(), str(at), str(at), asked.handler, new.pk, asked.id)
        facts = {"number": asked.number, "change_id": change, "status_id": new.pk, "old": old.name, "new": new.name}
        asked.life.tell("ticket.status_set", at, asked.handler, {**facts, "visible": VISIBLE_NO})

    def _comment(self, asked: _Asked, at: datetime) -> None:
        text = self.dice.choice(names.COMMENTS)
        comment = self.comments.put(self.shop.uid(), str(at), str(at), text, asked.handler, asked.id)
        facts = {"number": asked.number, "comment_id": comment, "photos": 0, "visible": VISIBLE_NO}
        asked.life.tell("ticket.commented", at, asked.handler, facts, {"note": text})

    def _close(self, asked: _Asked, at: datetime) -> None:
        shop = self.shop
        solution, word = self.dice.choice(names.SOLUTIONS), self.dice.choice(shop.rare)
        text, key = f"{solution} {word}", f"{shop.fold(solution)} {shop.fold(word)}"
        type_ = asked.type.pk
        closing = self.closings.put(
            "done", text, key, str(at), asked.handler, type_, asked.id, type_, str(asked.due), asked.position
        )  # fmt: skip
        facts = {"number": asked.number, "closing_id": closing, "outcome": label("Done", "ticket")}
        facts |= {"opened_type_id": type_, "type_id": type_, "type": str(asked.type), "told": VISIBLE_NO}
        asked.life.tell("ticket.closed", at, asked.handler, facts, {"note": text})
