"""Open work of somebody who leaves or changes role: it is seen, and goes to another person."""

import pytest

from faena.accounts import actions
from faena.accounts.models import User
from faena.accounts.open_work import work_of
from faena.journal.models import Event
from faena.lib.errors import RuleBroken
from faena.orders.models import ServiceOrder
from faena.orders.needs import NEEDS
from tests import factories
from tests.factories import PASSWORD


@pytest.fixture
def busy(technician, seller, customer):
    """Tina has an order, a ticket and a visit; Sara has the customer."""
    factories.the_company(has_care=True)
    order = factories.an_order(customer, technician=technician)
    ticket = factories.a_ticket(customer, holder=technician)
    return order, ticket, factories.a_visit(technician=technician, customer=customer)


def holders(busy):
    order, ticket, visit = busy
    for row in busy:
        row.refresh_from_db()
    return order.technician, ticket.holdings.get(until=None).user, visit.technician


def test_the_dialog_lists_and_hands_over(busy, technician, owner, client_of):
    """M26: deactivation says what is still theirs, with links, and gives it to one person; each history tells it."""
    heir, page = factories.a_user(role="technician", name="Hugo Heir"), f"/users/{technician.pk}/"
    shown = client_of(owner).get(page).content.decode()
    assert all(row.as_ref.url in shown for row in busy)
    assert "What is still theirs:" in shown

    answer = client_of(owner).post(f"{page}deactivation/", {"to": heir.pk}, follow=True)

    assert "3 were handed over." in answer.content.decode()
    assert not User.objects.get(pk=technician.pk).is_active
    assert holders(busy) == (heir, heir, heir)
    verbs = {event.verb for row in busy for event in Event.objects.about(row.as_ref)}
    assert {"order.assigned", "ticket.forwarded", "visit.given"} <= verbs
    assert "work_handed_over" in Event.objects.about(technician.as_ref).last().verb
    assert "What is still theirs:" not in client_of(owner).get(page).content.decode()


def test_what_is_left_counts_as_without_technician(busy, technician, owner, clerk, client_of):
    """M26: home, its worklist, the orders' filter and the visits count it; the filters offer the name."""
    order, _ticket, visit = busy
    answer = client_of(owner).post(f"/users/{technician.pk}/deactivation/", {"to": ""}, follow=True)
    assert "was handed over" not in answer.content.decode()
    assert holders(busy) == (technician,) * 3
    browser = client_of(clerk)

    assert list(NEEDS["technician"].of(ServiceOrder.objects.all())) == [order]
    for need, thing in (("technician", order), ("visits-idle", visit)):
        assert f'class="worklist-link" href="{thing.as_ref.url}"' in browser.get("/", {"need": need}).content.decode()
    for query in ("technician=none", f"technician={technician.pk}"):
        listed = browser.get(f"/orders/?{query}").content.decode()
        assert order.as_ref.url in listed, query
        assert f"{technician.name} (inactive)" in listed


def test_another_role_gives_away_only_what_it_cannot_have(busy, technician, owner, client_of):
    """M26: an Operator repairs nothing and goes to nobody, but goes on with her tickets."""
    heir = factories.a_user(role="technician")

    client_of(owner).post(f"/users/{technician.pk}/role/", {"role": "operator", "to": heir.pk, "current": PASSWORD})

    assert holders(busy) == (heir, technician, heir)
    assert User.objects.get(pk=technician.pk).role == "operator"


def test_what_the_other_cannot_have_stays_and_says_why(busy, technician, owner, clerk, client_of):
    """M26: a seller who leaves as well; and nobody is given anything by the page of one who is inactive."""
    page = f"/users/{technician.pk}/"
    answer = client_of(owner).post(f"{page}open-work/", {"to": clerk.pk}, follow=True)

    assert holders(busy) == (technician, clerk, technician)
    assert "2 stay:" in answer.content.decode()
    gone = factories.a_user(role="technician", is_active=False)
    for to in (gone, technician):
        with pytest.raises(RuleBroken, match="somebody else"):
            actions.hand_over_work(technician, to=to, by=owner)
    assert client_of(clerk).post(f"{page}open-work/", {"to": clerk.pk}).status_code == 403


def test_a_sellers_customers_are_work_too(busy, seller, customer, owner):
    """M26."""
    heir = factories.a_user(role="seller")
    assert [(found.kind.name, found.count.number) for found in work_of(seller, owner)] == [("customers", 1)]

    actions.deactivate_and_hand_over(seller, to=heir, by=owner)

    customer.refresh_from_db()
    assert customer.seller == heir


@pytest.fixture
def positions(technician):
    """Two that Tina has, and her own form with both of them."""
    both = [factories.a_position(name) for name in ("Bench", "Street")]
    technician.positions.set(both)
    facts = {"name": technician.name, "email": technician.email, "language": technician.language, "version": "1"}
    return both, facts | {"positions": [one.pk for one in both], "receives_tickets": "on"}


def test_taking_a_position_away_hands_over(busy, positions, technician, owner, client_of):
    """M26: the form lists what she has, with links, and gives it to one person; each history tells it."""
    (bench, _street), typed = positions
    heir, page = factories.a_user(role="technician", name="Hugo Heir"), f"/users/{technician.pk}/edit/"
    shown = client_of(owner).get(page).content.decode()
    assert all(row.as_ref.url in shown for row in busy)

    answer = client_of(owner).post(page, typed | {"positions": [bench.pk], "to": heir.pk}, follow=True)

    assert "The changes were saved. 3 were handed over." in answer.content.decode()
    assert list(technician.positions.all()) == [bench]
    assert holders(busy) == (heir, heir, heir)
    verbs = [event.verb for event in Event.objects.about(technician.as_ref)]
    assert verbs[-2:] == ["user.edited", "user.work_handed_over"]


def test_it_stays_hers_unless_that_is_said(busy, positions, technician, owner, client_of):
    """M26: a position can be taken away alone; without that nobody gets anything by this form."""
    (bench, _street), typed = positions
    page, heir = f"/users/{technician.pk}/edit/", factories.a_user(role="technician")

    refused = client_of(owner).post(page, typed | {"name": "Tina Two", "to": heir.pk})
    assert refused.status_code == 422
    assert "No position is taken away." in refused.content.decode()
    assert User.objects.get(pk=technician.pk).name == technician.name
    assert client_of(owner).post(page, typed | {"positions": [bench.pk], "to": ""}).status_code == 303

    assert holders(busy) == (technician,) * 3
    assert list(technician.positions.all()) == [bench]


def test_who_has_nothing_is_not_asked_to_whom_it_goes(positions, technician, owner, client_of):
    """M26."""
    assert 'name="to"' not in client_of(owner).get(f"/users/{technician.pk}/edit/").content.decode()
