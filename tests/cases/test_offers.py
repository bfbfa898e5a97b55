"""What a page offers can be done by whoever reads it, at every width; what it does not offer is refused."""

import re

import pytest
from django.db import transaction
from django.utils import timezone

from faena.accounts import actions as people_actions
from faena.accounts import offers as of_people
from faena.accounts.actions import Person
from faena.accounts.factors import has_factor
from faena.accounts.models import User
from faena.agenda import offers as of_visits
from faena.agenda.actions import arrive, cancel_visit, fail, finish, start_travel
from faena.agenda.models import Visit
from faena.billing import offers as of_billing
from faena.billing.models import Invoice, Subscription
from faena.cash import offers as of_cash
from faena.cash.models import Payment
from faena.company.models import Company
from faena.gate.grants import Perm
from faena.gate.offers import Offer, Offers
from faena.home import offers as of_home
from faena.lib.errors import RuleBroken
from faena.orders import offers as of_orders
from faena.orders.actions import void_order
from faena.orders.models import ServiceOrder, Stage
from faena.tickets import offers as of_tickets
from faena.tickets.models import Ticket
from tests import factories
from tests.world import PEOPLE

BOTH = ("workshop", "care")
# On a card of the page, at every width.
ON_CARDS = {"visit", "resume", "plan", "revoke", "device", "photo", "work", "invite", "invitation_link", "activate"}
ON_CARDS |= {"status", "type", "take"}  # of a ticket: beside its conversation, and as what comes next


@pytest.fixture
def cases(customer, technician, owner):
    """Orders and tickets in every state that has ways of its own."""
    factories.the_company(has_care=True)
    mine, void = factories.a_queue(member=technician), factories.an_order(customer)
    factories.a_status(Stage.VOID)
    return [
        factories.an_order(customer),
        factories.an_order(customer, value=None, terms=factories.some_terms()),
        factories.an_order(customer, value=0, stage=Stage.READY),
        factories.a_closed_order(customer, by=owner),
        void_order(void, reason="Twice", version=void.version, by=owner),
        factories.a_ticket(customer),
        factories.a_ticket(customer, holder=mine),
        factories.a_ticket(customer, holder=technician),
        factories.a_closed_ticket(customer),
    ]


@pytest.fixture
def visits(customer, technician):
    """In every state, of Tina and of others, and one that a position of hers has."""
    factories.the_company(has_care=True)
    hers = [
        factories.a_visit(customer=customer, technician=technician, state=state, hours=hours)
        for hours, state in enumerate(Visit.State.values)
    ]
    queue = factories.a_queue(member=technician)
    return [*hers, factories.a_visit(customer=customer), factories.a_visit(customer=customer, position=queue, hours=12)]


@pytest.fixture
def others(customer, seller, owner):
    """Invoices, plans, payments and customers in every state that has ways of its own."""
    factories.the_company(has_care=True)
    customer.phone = "+584121234567"
    customer.save(update_fields=["phone"])
    retired = factories.a_customer(seller=seller, retired_at=timezone.now())
    states = [
        {},
        {"state": "inactive", "reason": "Travels"},
        {"state": "cancelled", "reason": "Moved", "cancelled_on": timezone.localdate()},
    ]
    plans = [factories.a_subscription(customer, **facts) for facts in states]
    paid, part, owed = (factories.an_invoice(plan) for plan in plans)
    whole = factories.a_payment(paid.charge, amount=30_00)
    reversed_one = factories.a_payment(owed.charge)
    factories.a_reversal(reversed_one, by=owner)
    return [*plans, paid, part, owed, whole, factories.a_payment(part.charge), reversed_one, customer, retired]


@pytest.fixture
def people(owner, admin, clerk):
    """Who works here, in every state that has ways of its own."""
    invited = factories.a_user("invited")
    invited.set_unusable_password()
    invited.save(update_fields=["password"])
    return [owner, admin, clerk, invited, factories.a_user("gone", is_active=False)]


def offers_of(thing, user):
    """As its page draws them."""
    company = Company.the()
    match thing:
        case User():
            return of_people.offers_of(thing, user, has_factor=has_factor(thing))
        case ServiceOrder():
            return of_orders.offers_of(ServiceOrder.shown(thing.pk), user)
        case Ticket():
            return of_tickets.offers_of(Ticket.shown(thing.pk), user, BOTH)
        case Visit():
            return of_visits.offers_of(thing, user)
        case Subscription():
            return of_billing.subscription_offers(thing, user)
        case Invoice():
            return of_billing.invoice_offers(
                Invoice.objects.with_paid().get(pk=thing.pk), user, BOTH, whatsapp="https://wa.me/58"
            )
        case Payment():
            return of_cash.offers_of(thing, user, company, whatsapp="https://wa.me/58")
    return of_home.record_offers(thing, user, company)


def sees(user, thing):
    return type(thing).objects.visible_to(user).filter(pk=thing.pk).exists()


@pytest.mark.parametrize("who", PEOPLE)
def test_what_is_offered_opens(who, cases, visits, others, people, request, client_of):
    """For each role: no button leads to a refusal."""
    user = request.getfixturevalue(who)
    browser, opened = client_of(user), 0

    for thing in (thing for thing in [*cases, *visits, *others, *people] if sees(user, thing)):
        offers = offers_of(thing, user)
        for one in {*offers.menu, *offers.header, *offers.bar, *offers.row, *offers.menu_of_phones}:
            if one.form or one.dialog or one.url.startswith("https:") or (one.explains and one.why_not):
                continue
            opened += 1
            assert browser.get(one.url).status_code == 200, f"{who}: {one.name} of {thing}"

    assert opened > 25


@pytest.mark.parametrize("who", ["clerk", "technician"])
def test_what_is_pressed_without_a_form_is_done(who, visits, request, client_of):
    """The steps of a visit; of another day than today arriving has a page that asks (M30)."""
    for visit in visits:
        visit.on = timezone.localdate()
        visit.save(update_fields=["on"])
    user, done = request.getfixturevalue(who), set()
    browser = client_of(user)

    for visit in visits:
        was = visit.state, visit.technician
        for one in (one for one in offers_of(visit, user).header if one.form):
            assert browser.post(one.url).status_code == 303
            visit.refresh_from_db()
            assert (visit.state, visit.technician) != was, f"{who}: {one.name} of {visit}"
            done.add(one.name)

    assert done == ({"start", "arrive", "take"} if who == "technician" else {"start", "arrive"})


def test_what_is_not_offered_is_refused(visits, technician):
    """With the very sentence that the offer keeps."""
    acts = {
        "start": start_travel,
        "arrive": arrive,
        "finish": finish,
        "fail": lambda visit, by: fail(visit, reason="Nobody there", by=by),
        "cancel": lambda visit, by: cancel_visit(visit, reason="Nobody there", by=by),
    }
    refused = 0

    for visit in visits:
        offers = offers_of(visit, technician)
        for name, act in acts.items():
            one = offers._offers.get(name)
            if (
                one is None
                or not one.why_not
                or (name, visit.state) in [("start", "travelling"), ("arrive", "arrived")]
            ):
                continue  # pressed twice is pressed once
            with pytest.raises(RuleBroken, match=re.escape(one.why_not)):
                act(visit, by=technician)
            refused += 1

    assert refused > 20


@pytest.mark.parametrize("who", ["owner", "admin"])
def test_of_somebody_who_works_here_nothing_is_offered_that_is_refused(who, people, request, client_of):
    """Nor kept back what could be done: a button is drawn where the action would do it, and its sentence is the
    action's."""
    reader = request.getfixturevalue(who)
    person = Person("Other Name", "other@shop.test", "en")
    acts = {
        "edit": lambda user: people_actions.edit_user(user, person, by=reader),
        "photo": lambda user: people_actions.remove_photo(user, by=reader),
        "invite": lambda user: people_actions.invite(user, by=reader),
        "invitation_link": lambda user: people_actions.invite_by_hand(user, by=reader),
        "activate": lambda user: people_actions.activate_user(user, by=reader),
        "role": lambda user: people_actions.give_role(user, role="technician", by=reader),
        "sessions": lambda user: people_actions.end_all_sessions(user, by=reader),
        "factors": lambda user: people_actions.remove_all_factors(user, by=reader),
        "deactivate": lambda user: people_actions.deactivate_user(user, by=reader),
        "delete": lambda user: people_actions.delete_user(user, by=reader),
    }
    refused = taken = 0

    for user in people:
        offers, page = offers_of(user, reader), client_of(reader).get(f"/users/{user.pk}/").content.decode()
        for name, one in offers._offers.items():
            if one.form or one.dialog in ("role", "deactivate", "delete"):
                assert (f'id="{one.form or one.dialog}"' in page) is not bool(one.why_not), f"{name} of {user}"
            if name == "work" or (name == "photo" and user == reader):  # her own is changed by herself
                continue
            with transaction.atomic():
                if one.why_not:
                    with pytest.raises(RuleBroken, match=re.escape(one.why_not)):
                        acts[name](user)
                    refused += 1
                else:
                    acts[name](user)
                    taken += 1
                transaction.set_rollback(True)

    assert refused > 5
    assert taken > 10


@pytest.mark.parametrize("who", PEOPLE)
def test_everything_is_reachable_at_every_width(who, cases, visits, others, people, request):
    user = request.getfixturevalue(who)

    for thing in [*cases, *visits, *others, *people]:
        offers = offers_of(thing, user)
        menu, header, bar = ({one.name for one in part} for part in (offers.menu, offers.header, offers.bar))
        taken = {name for name in offers._offers if offers.can(name)} - ON_CARDS
        assert taken <= menu | header, f"on a desk: {thing}"
        assert taken <= menu | bar | {one.name for one in offers.menu_of_phones}, f"on a phone: {thing}"


def test_a_retired_customer_is_offered_nothing_new(customer, owner):
    factories.the_company(has_care=True)
    customer.retired_at = timezone.now()

    offers = of_home.record_offers(customer, owner, Company.the())

    new = ["order", "ticket", "visit", "plan"]
    assert {offers._offers[name].why_not for name in new} == {customer.why_retired}
    assert not any(offers.can(name) for name in new)
    assert offers.can("restore")
    assert not offers.can("retire")


def test_a_module_that_is_switched_off_offers_nothing(customer, owner):
    factories.the_company(has_care=False)

    offers = of_home.record_offers(customer, owner, Company.the())

    assert [offers.can(name) for name in ("ticket", "visit", "plan")] == [None] * 3
    assert offers.can("order").primary


@pytest.mark.parametrize("who", PEOPLE)
def test_a_row_offers_what_the_page_offers(who, cases, request, client_of):
    """In the queue and at home a ticket is taken by whom its own page lets take it."""
    user, tickets = request.getfixturevalue(who), [case for case in cases if isinstance(case, Ticket)]
    browser = client_of(user)

    takes = {str(one.pk) for one in tickets if sees(user, one) and offers_of(one, user).can("take")}

    assert set(re.findall(r'id="take-(\d+)"', browser.get("/tickets/?whose=all").content.decode())) == takes
    assert set(re.findall(r'id="take-(\d+)"', browser.get("/").content.decode())) <= takes


def test_a_closed_case_says_why_and_is_opened_again(cases, owner):
    closed = [case for case in cases if case.closed_at]

    assert len(closed) == 2
    for case in closed:
        offers = offers_of(case, owner)
        assert [offers.can(name) for name in ("status", "close", "comment", "part", "forward")] == [None] * 5
        assert offers.can("reopen")
        assert str(case) in offers._offers["status"].why_not


def test_who_has_not_the_permission_is_offered_nothing(seller):
    offer = Offer("void", "Void", "ban", "/void/", Perm.ORDER_VOID)

    offers = Offers(seller, [offer], menu=["void"], header=["void"], bar=["void"])

    assert (offers.can("void"), offers.menu, offers.header, offers.bar) == (None, [], [], [])


def test_what_explains_itself_stands_in_the_menu_alone(owner):
    offer = Offer("void", "Void", "ban", "/void/", why_not="Money is collected.", explains=True)

    offers = Offers(owner, [offer], menu=["void"], header=["void"], bar=["void"])

    assert (offers.can("void"), offers.menu, offers.header, offers.bar) == (None, [offer], [], [])
