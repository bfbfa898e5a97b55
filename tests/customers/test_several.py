"""W29, W31: several customers of the list at once."""

from faena.customers.models import Customer
from faena.gate.roles import Role
from tests import factories

SELLER, RETIRE = "/customers/several/seller/", "/customers/several/retirement/"


def picked(customers, **more):
    return {"pick": [one.pk for one in customers], "back": "", **more}


def test_they_are_given_to_a_seller(client_of, owner, clerk, customer, stranger):
    """W31: and to nobody; who may not changes nothing."""
    fresh = factories.a_user(role=Role.SELLER)
    browser, both = client_of(owner), Customer.objects.filter(pk__in=[customer.pk, stranger.pk])

    assert client_of(clerk).post(SELLER, picked(both, seller=fresh.pk)).status_code in (403, 404)
    assert not both.filter(seller=fresh).exists()
    browser.post(SELLER, picked(both, seller=fresh.pk))
    assert both.filter(seller=fresh).count() == 2
    page = browser.post(SELLER, picked(both, seller=clerk.pk), follow=True).content.decode()
    assert "Choose an active seller." in page
    browser.post(SELLER, picked(both, seller=""))
    assert both.filter(seller=None).count() == 2


def test_retiring_asks_first(client_of, owner, customer):
    """W29: its button opens the question, and the button below the question retires."""
    page = client_of(owner).get("/customers/").content.decode()

    (menu,) = [one for one in page.split("<details") if RETIRE in one]
    assert menu.index("</summary>") < menu.index("Retire those that are chosen?") < menu.index(RETIRE)


def test_they_are_retired_but_for_those_with_something_open(client_of, owner, customer):
    """W29: which stay chosen, with the reason."""
    idle = factories.a_customer(name="Idle Ida")
    factories.an_order(customer)
    browser = client_of(owner)

    answer = browser.post(RETIRE, picked([customer, idle]))

    assert answer["Location"] == f"/customers/?picked={customer.pk}"
    assert list(Customer.objects.exclude(retired_at=None)) == [idle]
    page = browser.get(answer["Location"]).content.decode()
    assert f'value="{customer.pk}" form="several"' in page
    assert "has open things" in page
