"""What a page offers can be done by whoever reads it, at every width; what it does not offer is refused."""

import re
from pathlib import Path

import pytest

from faena.gate.grants import Perm
from faena.gate.offers import Offer, Offers
from faena.orders import offers as of_orders
from faena.orders.actions import void_order
from faena.orders.models import ServiceOrder, Stage
from faena.tickets import offers as of_tickets
from faena.tickets.models import Ticket
from tests import factories
from tests.world import PEOPLE

BOTH = ("workshop", "care")
ROOT = Path(__file__).resolve().parents[2]


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


def offers_of(case, user):
    if isinstance(case, ServiceOrder):
        return of_orders.offers_of(ServiceOrder.shown(case.pk), user)
    return of_tickets.offers_of(Ticket.shown(case.pk), user, BOTH)


@pytest.mark.parametrize("who", PEOPLE)
def test_what_is_offered_opens(who, cases, request, client_of):
    """For each role: no button leads to a refusal."""
    user = request.getfixturevalue(who)
    browser, opened = client_of(user), 0

    for case in cases:
        offers = offers_of(case, user)
        for one in {*offers.menu, *offers.header, *offers.bar, *offers.menu_of_phones}:
            if one.form or (one.explains and one.why_not):
                continue
            opened += 1
            assert browser.get(one.url).status_code == 200, f"{who}: {one.name} of {case}"

    assert opened > 10


@pytest.mark.parametrize("who", PEOPLE)
def test_everything_is_reachable_at_every_width(who, cases, request):
    user = request.getfixturevalue(who)

    for case in cases:
        offers = offers_of(case, user)
        menu, header, bar = ({one.name for one in part} for part in (offers.menu, offers.header, offers.bar))
        taken = {name for name in offers._offers if offers.can(name)} - {"visit"}  # its own card, at every width
        assert taken <= menu | header, f"on a desk: {case}"
        assert taken <= menu | bar | {one.name for one in offers.menu_of_phones}, f"on a phone: {case}"


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


def test_no_template_asks_for_state_and_right_by_itself():
    """Orders and tickets draw from their offers."""
    for room in ("orders", "tickets"):
        for template in (ROOT / "faena" / room / "templates").rglob("*.html"):
            text = template.read_text(encoding="utf-8")
            assert not re.search(r"\b(is_)?open and can\.has\(|can\.has\([^)]*\) and \S*open\b", text), template.name
