"""The shop that is filled: what stood in it before (its people, lists and numbers), and what all that is new shares."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Model

from faena.accounts.models import Position, User
from faena.agenda.models import VisitKind
from faena.billing.models import Plan
from faena.cash.models import Charge, Payment, PaymentMethod, Tender, received_on
from faena.company.models import Branch, Company, NumberSeries
from faena.customers.models import SearchTerm
from faena.gate.roles import Role
from faena.lib.money import RATE_SCALE
from faena.lib.text import fold, sort_key
from faena.orders.models import InternalStatus, Stage, Status, Terms
from faena.tickets.models import TicketStatus, TicketType
from tools import SetupError
from tools.bench import names
from tools.bench.bulk import Table
from tools.bench.history import History, Life, Uids

SEED = 7
LARGE = 10_000  # customers; a smaller shop has fewer people, and visits on fewer days
MINUTES = 3 * 365 * 24 * 60  # the shop is so old
ZONE = timedelta(hours=-4)  # of Caracas, all year
HIRED = {Role.OPERATOR: 8, Role.SELLER: 12, Role.TECHNICIAN: 20}  # beyond those of the demo

Row = TypeVar("Row", bound=Model)
Thing = TypeVar("Thing")


class Shop:
    def __init__(self, size: int) -> None:
        """`size`: how many customers come."""
        self.size = size
        self.dice = random.Random(SEED)
        self.now = datetime.now(UTC).replace(tzinfo=None, microsecond=0) - timedelta(minutes=3)
        self.company, self.branch = Company.the(), Branch.default().pk
        self.currency = self.company.currency
        self._read_people()
        self._read_lists()
        self.numbers = {row.kind: row.last for row in NumberSeries.objects.filter(branch=self.branch)}
        self.rare = names.rare_names(self.dice)
        self.uid = Uids(self.dice)
        self.history = History(self.dice, self.uid)
        self.terms = Table(SearchTerm, "field value source_kind source_id customer_id")
        self.charges = Table(Charge, "ref_kind ref_id account concept currency amount issued_on due_on customer_id")
        self.payments = Table(Payment, "receipt amount left at branch_id cashier_id charge_id")
        self.tenders = Table(
            Tender, "currency amount rate_on amount_in_charge_currency reference method_id method_name payment_id"
        )
        self.folded: dict[str, str] = {}

    def hire(self) -> None:
        """More people of the roles that do the work, with the password of the first of them."""
        for role, many in HIRED.items():
            pattern = _some(User.objects.active().filter(role=role).order_by("pk"), f"a {role}")[0]
            positions = list(pattern.positions.all())
            for place in range(many if self.size >= LARGE or role == Role.OPERATOR else 2):
                name = f"{self.dice.choice(names.FIRST)} {self.dice.choice(names.LAST)}"
                user = User(email=f"{role}{place + 10}@faena.example", name=name, sort_name=sort_key(name), role=role)
                user.password, user.branch_id = pattern.password, self.branch
                user.save()
                user.positions.set(positions)
        self._read_people()

    def _read_people(self) -> None:
        people = list(User.objects.active().order_by("pk"))
        self.named = {user.pk: user.name for user in people}
        of = {role: [user.pk for user in people if user.role == role] for role in Role}
        self.masters, self.operators = of[Role.MASTER], of[Role.OPERATOR]
        self.sellers, self.technicians = of[Role.SELLER], of[Role.TECHNICIAN]
        self.positions = dict(Position.objects.values_list("pk", "name"))

    def _read_lists(self) -> None:
        self.plans = _some(Plan.objects.offered(), "a plan")
        methods = PaymentMethod.objects.offered().filter(currency__in=["", self.currency])
        self.methods = _some(methods, "a payment method")
        self.statuses = {
            stage: _some(Status.objects.offered().filter(stage=stage, waits_for_parts=False), f"a status {stage}")[0]
            for stage in Stage
        }
        self.waits = Status.objects.offered().filter(waits_for_parts=True).first()
        self.internal = _some(InternalStatus.objects.offered(), "an internal status")
        self.ticket_statuses = _some(TicketStatus.objects.offered(), "a status of tickets")
        self.types = _some(TicketType.objects.for_opening(), "a type of tickets")
        self.visit_kind = _some(VisitKind.objects.offered().filter(minutes=60), "a kind of visit of an hour")[0]
        self.conditions = Terms.in_force()

    # --- what all new things share

    def number(self, kind: str) -> int:
        """The next one of a series."""
        self.numbers[kind] = number = self.numbers.get(kind, 0) + 1
        return number

    def keep_numbers(self) -> None:
        for kind, last in self.numbers.items():
            NumberSeries.objects.update_or_create(kind=kind, branch_id=self.branch, defaults={"last": last})

    def pick(self, things: Sequence[Thing]) -> Thing:
        """Most are quiet: one of n things comes up some √n times while it is asked n times."""
        return things[int(len(things) * self.dice.random() ** 2)]

    def moment(self, share: float) -> datetime:
        """So far into the shop's years, 0 the first minute and 1 now."""
        return self.now - timedelta(minutes=int(MINUTES * (1 - share)))

    def fold(self, text: str) -> str:
        """As lib.text does; of words that come again it is known."""
        folded = []
        for word in text.split():
            known = self.folded.get(word)
            if known is None:
                known = self.folded[word] = fold(word)
            folded.append(known)
        return " ".join(filter(None, folded))

    def money(self, amount: int) -> dict[str, Any]:
        return {"amount": amount, "currency": self.currency}

    def pay(self, charge: int, amount: int, at: datetime, by: int, life: Life) -> None:
        """All of an account at once, in its own currency."""
        method, receipt = self.dice.choice(self.methods), self.number("receipt")
        payment = self.payments.put(receipt, amount, 0, str(at), self.branch, by, charge)
        reference = f"{payment:08d}" if method.needs_reference else ""
        self.tenders.put(
            self.currency, amount, str(day_of(at)), amount, reference, method.pk, method.name, payment
        )  # fmt: skip
        tender = {**self.money(amount), "method": method.name, "rate": RATE_SCALE, "unit": ""}
        facts = {"amount": self.money(amount), "receipt": f"R-{receipt:06d}", "method": method.name}
        life.tell("payment.received", at, by, {**facts, "payment_id": payment, "tenders": [tender]})


def count_received() -> None:
    """What the guards of a payment would have kept."""
    Charge.objects.filter(pk__in=Payment.objects.values("charge")).update(received=received_on("pk"))


def day_of(at: datetime) -> date:
    """On the shop's wall."""
    return (at + ZONE).date()


def label(word: str, context: str = "") -> dict[str, str]:
    """A word of the program as the history keeps it."""
    return {"label": word, "context": context} if context else {"label": word}


def _some(rows: Any, what: str) -> list[Any]:
    found = list(rows)
    if not found:
        raise SetupError(f"The shop to fill has to have {what}.")
    return found
