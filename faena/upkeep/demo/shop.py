"""The demo shop of a country: its company, its people, its terms, and a month of work that ends today."""

import heapq
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone, translation

from faena.accounts.models import User
from faena.company import starter_data
from faena.company.actions import set_working_hours
from faena.company.models import Branch, Company
from faena.customers.actions import CustomerFacts, add_address, add_contact, create_customer
from faena.customers.models import Customer
from faena.journal.unit_of_work import action
from faena.lib.taxid import example
from faena.notifications.actions import read_all_notices
from faena.orders.actions import publish_terms
from faena.orders.models import InternalStatus, Stage, Status
from faena.summary.actions import set_ready_goal
from faena.summary.jobs import sum_days
from faena.upkeep.demo import clock
from faena.upkeep.demo.before import brought
from faena.upkeep.demo.brazil.shop import BRAZIL
from faena.upkeep.demo.comings import comings
from faena.upkeep.demo.country import Country
from faena.upkeep.demo.life import Cast, live
from faena.upkeep.demo.people import PASSWORD, STAFF
from faena.upkeep.demo.provider import Provider, begins
from faena.upkeep.demo.rounds import rounds
from faena.upkeep.demo.subscribers import MANY
from faena.upkeep.demo.support import support
from faena.upkeep.demo.till import methods, mornings
from faena.upkeep.demo.venezuela.shop import VENEZUELA

COUNTRIES = {"ve": VENEZUELA, "br": BRAZIL}  # as the command names them
MONTH = timedelta(days=34)
READY_IN = 3  # days, the goal of the summary


def fill(country: Country, *, neighbours: int = MANY) -> bool:
    """Open the demo shop when the database has no people yet, with so many neighbours who have the Internet by it;
    whether it did."""
    if User.objects.staff().exists():
        return False
    now, zone = timezone.now(), ZoneInfo(country.company["zone"])
    with translation.override(country.language), timezone.override(zone), transaction.atomic():
        with clock.at(begins(now)):
            _open_shop(country)
            staff = {person.short: User.objects.get(email=person.email) for person in STAFF}
            company = Company.the()
            set_working_hours(
                company, hours=country.hours, rests_on_holidays=True, version=company.version, by=staff["master"]
            )
        with Company.the().in_its_zone():
            _begin(country, now, staff, neighbours)
        set_ready_goal(days=READY_IN, version=1, by=staff["master"])
        sum_days(most=None)
    return True


def _begin(country: Country, now: datetime, staff: dict[str, User], neighbours: int) -> None:
    provider = Provider(country, now, neighbours, master=staff["master"], clerk=staff["operator"])
    with clock.at(begins(now)):
        provider.offer()
    with clock.at(now - MONTH):
        publish_terms(country.terms, version=0, by=staff["master"])
    with clock.at(begins(now)):
        customers = [_customer(country, place, staff) for place in range(len(country.visitors))]
        brought(country, customers[-2:], timezone.localdate(begins(now)), staff["master"])
    _work(country, now, customers, staff, provider)


def _work(
    country: Country, now: datetime, customers: list[Customer], staff: dict[str, User], provider: Provider
) -> None:
    """Everybody's jobs side by side: always the step that comes next, so numbers and receipts run with the days."""
    cast = _cast(country, staff)
    lives: list[Iterator[datetime]] = list(provider.lives(customers))
    if rates := country.till.rates:
        lives.insert(0, mornings(rates, now - MONTH, now, cast.master))
    lives += [comings(now, staff), _reading(now, staff)]
    lives += support(country.care, customers, now, staff)
    lives += rounds(country, customers, now, staff)
    lives += [live(job, customers[job.who], clock.opening(now, job.days, job.hour), now, cast) for job in country.jobs]
    waiting = [(next(life), place) for place, life in enumerate(lives)]
    heapq.heapify(waiting)
    while waiting:
        moment, place = heapq.heappop(waiting)
        if moment > now:
            continue  # that is tomorrow's work
        with clock.at(moment):
            if following := next(lives[place], None):
                heapq.heappush(waiting, (following, place))


def _reading(now: datetime, staff: dict[str, User]) -> Iterator[datetime]:
    """Before the shop opens today, everybody has read what reached them until then."""
    yield clock.opening(now, 0, 7.5)
    for user in staff.values():
        read_all_notices(by=user)


def _cast(country: Country, staff: dict[str, User]) -> Cast:
    offered = Status.objects.offered()
    statuses = {stage: offered.filter(stage=stage, waits_for_parts=False)[0] for stage in Stage.values}
    return Cast(
        country=country,
        master=staff["master"],
        clerk=staff["operator"],
        technicians=[staff["technician"], staff["technician2"]],
        statuses=statuses | {"part": offered.filter(waits_for_parts=True)[0]},
        internal=list(InternalStatus.objects.offered()),
    )


@action(authorised_by="an empty database")
def _open_shop(country: Country) -> None:
    Company.objects.filter(pk=1).update(**country.company)
    starter_data.write(country.language)
    methods(country.till.methods)
    branch = Branch.default()
    for person in STAFF:
        name, language = country.staff[person.short], country.language
        user = User(email=person.email, name=name, role=person.role, language=language, branch=branch)
        user.set_password(PASSWORD)
        user.save()


def _customer(country: Country, place: int, staff: dict[str, User]) -> Customer:
    visitor = country.visitors[place]
    is_company = visitor.document == country.company["tax_kind"]
    customer = create_customer(
        CustomerFacts(
            name=visitor.name,
            kind=Customer.Kind.COMPANY if is_company else Customer.Kind.PERSON,
            document_kind=visitor.document,
            document=example(visitor.document, place) if visitor.document else "",
            phone=visitor.phone or country.mobile.format(place),
            language=visitor.language or country.language,
            email=visitor.email,
        ),
        by=staff["seller" if visitor.of_seller else "operator"],
    )
    if visitor.contact:
        add_contact(customer, visitor.contact, by=staff["operator"])
    if visitor.address:
        add_address(customer, visitor.address, by=staff["operator"])
    return customer
