"""The first steps of a company: what makes it ready for its first customer. Each is done when the facts say so; nothing
is ticked by hand, so nothing ticked can be wrong. Home shows them until all are done or somebody hides them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from faena.accounts.models import User
from faena.billing.models import Plan
from faena.cash.models import Payment, PaymentMethod
from faena.company.models import Company
from faena.customers.models import Customer
from faena.gate.grants import Perm, may
from faena.journal.models import Event
from faena.lib.money import sign
from faena.lib.named import NamedValues
from faena.notifications.jobs import mail_leaves
from faena.notifications.models import Message
from faena.orders.models import ServiceOrder, Terms
from faena.tickets.models import Ticket


@dataclass(frozen=True)
class Step:
    """`said`: what it came to, once it is done, else what it asks for. `route`: the page on which it is done, behind
    the button `label`; only a reader with `perm` can do it."""

    name: str
    title: str
    is_done: bool
    said: str
    label: str
    icon: str
    route: str
    perm: Perm


@dataclass(frozen=True)
class FirstSteps:
    """In the order in which they are shown: those that are done first. `next`: the one that is open; None where the
    reader can do none of those that are left."""

    steps: list[Step]
    next: Step | None

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def percent(self) -> int:
        return round(100 * self.done / len(self.steps))


@dataclass(frozen=True)
class Facts:
    """What the database says of a company, in one query."""

    methods: int
    methods_settled: bool
    people: int
    invited: int
    mail_left: bool
    terms: int
    printed: bool
    has_order: bool
    has_ticket: bool
    has_plan: bool
    has_customer: bool


def first_steps(user: User, company: Company) -> FirstSteps:
    """As the facts are now. One query, however much there is."""
    steps = sorted(_all(company), key=lambda step: not step.is_done)
    open_ones = (step for step in steps if not step.is_done and may(user, step.perm))
    return FirstSteps(steps, next(open_ones, None))


def end_when_done() -> None:
    """For the schedule: a company that is ready needs no list any more, and home asks nothing for it."""
    company = Company.the()
    if company.has_first_steps and all(step.is_done for step in _all(company)):
        Company.objects.filter(pk=1).update(has_first_steps=False)


def _all(company: Company) -> list[Step]:
    facts = Facts(*_facts.rows()[0])
    return [step for make in STEPS if (step := make(company, facts))]


# --- the steps ----------------------------------------------------------------------------------------------


def _identity(company: Company, facts: Facts) -> Step:
    has_logo, reached = company.logo_id is not None, bool(company.phone or company.address)
    missing = [word for word, there in ((_("the logo"), has_logo), (_("phone or address"), reached)) if not there]
    wanted = _("Slips and receipts print them. Still missing: %(what)s.") % {"what": ", ".join(missing)}
    return Step(
        "identity",
        _("Details and logo"),
        not missing,
        company.name if not missing else wanted,
        _("Complete the details"),
        "store",
        "company:company",
        Perm.COMPANY_EDIT,
    )


def _money(company: Company, facts: Facts) -> Step:
    is_done = bool(facts.methods) and (facts.methods_settled or bool(company.second_currency))
    ways = ngettext("%(num)s payment method", "%(num)s payment methods", facts.methods) % {"num": facts.methods}
    said = f"{ways} · {' · '.join(sign(code) for code in company.currencies)}"
    return Step(
        "money",
        _("Payment methods and second currency"),
        is_done,
        said if is_done else _("Some are written down already: keep those that you take, add yours."),
        _("Look at the payment methods"),
        "wallet-cards",
        "payment_methods:list",
        Perm.CATALOGUE_EDIT,
    )


def _people(company: Company, facts: Facts) -> Step:
    is_done = facts.people > 1
    told = [ngettext("%(num)s person", "%(num)s people", facts.people) % {"num": facts.people}]
    if facts.invited:
        told.append(ngettext("%(num)s not in yet", "%(num)s not in yet", facts.invited) % {"num": facts.invited})
    return Step(
        "people",
        _("Your people"),
        is_done,
        " · ".join(told) if is_done else _("Each with a role of their own: it decides what they see."),
        _("Invite somebody"),
        "user-plus",
        "accounts:new_user",
        Perm.USER_CREATE,
    )


def _customers(company: Company, facts: Facts) -> Step:
    said = _("From your old program or a spreadsheet. You see all of it first, and can undo it.")
    return Step(
        "customers",
        _("Bring your customers"),
        facts.has_customer,
        _("Done") if facts.has_customer else said,
        _("Bring data in"),
        "package-plus",
        "moving:imports",
        Perm.IMPORT,
    )


def _mail(company: Company, facts: Facts) -> Step:
    if facts.mail_left:
        said = _("Mails leave")
    elif mail_leaves():
        said = _("A mail server is set. Send yourself a test and see that it arrives.")
    else:
        said = _("No mail leaves from here today. Meanwhile Faena offers WhatsApp and copying the link.")
    return Step(
        "mail",
        _("Mail: that messages leave"),
        facts.mail_left,
        said,
        _("Send me a test") if mail_leaves() else _("How to connect mail"),
        "send" if mail_leaves() else "mail",
        "notifications:list",
        Perm.COMPANY_EDIT,
    )


def _terms(company: Company, facts: Facts) -> Step | None:
    if not company.has_workshop:
        return None
    return Step(
        "terms",
        _("Terms that the customer signs"),
        bool(facts.terms),
        _("Version %(number)s") % {"number": facts.terms} if facts.terms else _("Pick a model and change it."),
        _("Pick a model"),
        "signature",
        "terms:page",
        Perm.COMPANY_EDIT,
    )


def _printing(company: Company, facts: Facts) -> Step | None:
    if not company.has_workshop:
        return None
    return Step(
        "print",
        _("Print a test slip"),
        facts.printed,
        company.get_slip_paper_display() if facts.printed else _("80 mm, 58 mm or A4."),
        _("Print a test"),
        "printer",
        "home:test_print",
        Perm.COMPANY_EDIT,
    )


def _order(company: Company, facts: Facts) -> Step | None:
    if not company.has_workshop:
        return None
    said = _("Done") if facts.has_order else _("With a device of your own; it can be voided.")
    return Step(
        "order",
        _("Your first order"),
        facts.has_order,
        said,
        _("New order"),
        "clipboard-plus",
        "orders:new",
        Perm.ORDER_OPEN,
    )


def _plans(company: Company, facts: Facts) -> Step | None:
    if not company.has_care:
        return None
    said = _("Done") if facts.has_plan else _("What is billed every month.")
    return Step(
        "plans", _("Internet plans"), facts.has_plan, said, _("New plan"), "wifi", "plans:new", Perm.CATALOGUE_EDIT
    )


def _ticket(company: Company, facts: Facts) -> Step | None:
    """Where there is a workshop too, the first order is enough to learn by."""
    if company.has_workshop:
        return None
    said = _("Done") if facts.has_ticket else _("Try it with a customer of your own.")
    return Step(
        "ticket",
        _("Your first ticket"),
        facts.has_ticket,
        said,
        _("New ticket"),
        "headset",
        "tickets:new",
        Perm.TICKET_OPEN,
    )


STEPS: list[Callable[[Company, Facts], Step | None]] = [
    _identity, _money, _people, _customers, _mail, _terms, _printing, _order, _plans, _ticket,
]  # fmt: skip


# --- the facts ----------------------------------------------------------------------------------------------


def _number(rows: "QuerySet[Any]") -> Coalesce:
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def _made(_ask: Any) -> "QuerySet[Any, Any]":
    newest = Terms.objects.order_by("-number")
    printed = Event.objects.filter(about_kind="company", about_id=1, verb="company.test_printed")
    staff = User.objects.staff().select_related(None)
    in_force = newest.exclude(text="").filter(number=Subquery(newest.values("number")[:1])).values("number")
    touched = Exists(Event.objects.filter(about_kind=PaymentMethod.ref_kind()))
    settled = ExpressionWrapper(touched | Exists(Payment.objects.all()), output_field=BooleanField())
    return Company.objects.filter(
        pk=1
    ).values_list(
        _number(PaymentMethod.objects.filter(retired_at=None)),
        settled,
        _number(staff.filter(is_active=True)),
        _number(staff.filter(is_active=True, password__startswith="!")),  # noqa: S106  # the mark of none
        Exists(Message.objects.filter(state=Message.State.SENT)),
        Coalesce(Subquery(in_force[:1]), 0),
        Exists(printed),
        Exists(ServiceOrder.objects.all()),
        Exists(Ticket.objects.all()),
        Exists(Plan.objects.all()),
        Exists(Customer.objects.all()),
    )


_facts = NamedValues(_made)
