"""The exact number, code or QR of a thing opens it from every search box, whatever its state."""

from datetime import timedelta

import pytest
from django.utils import timezone

from faena.billing.models import Invoice
from faena.cases.actions import renew_link
from faena.customers.models import AccessLink
from faena.lib.scanned import token_of
from faena.lib.sealing import format_code, new_code, new_token
from faena.lib.series import Series
from tests import factories

TODAY = timezone.localdate().isoformat()
BOXES = [
    "/customers/",
    "/orders/",
    "/orders/new/",
    "/tickets/",
    "/tickets/new/",
    "/invoices/",
    "/users/",
    "/messages/",
    f"/agenda/{TODAY}/new/",
]
SPANISH = str.maketrans({":": "Ñ", "/": "-", "-": "'", "_": "?"})
BRAZILIAN = str.maketrans({":": "Ç", "/": ";"})


@pytest.fixture(autouse=True)
def _both(request):
    if "client_of" in request.fixturenames:
        request.getfixturevalue("db")
        factories.the_company(has_care=True)


@pytest.fixture
def things(db):
    """One of each kind, all of them finished: label → address."""
    order = factories.a_closed_order()
    ticket = factories.a_closed_ticket()
    invoice = factories.an_invoice()
    payment = factories.a_payment()
    return {str(thing): thing.as_ref.url for thing in (order, ticket, invoice, invoice.subscription, payment)}


@pytest.mark.parametrize("box", BOXES)
def test_a_number_opens_its_thing_from_every_box(client_of, owner, things, box):
    """M17: with Enter the thing's page; while typing it is offered first, and nobody is asked to register it."""
    browser = client_of(owner)
    for label, page in things.items():
        answer = browser.get(box, {"q": label})
        typed = browser.get(box, {"q": label}, headers={"HX-Request": "true"}).content.decode()

        assert (answer.status_code, answer.get("Location")) == (302, page), label
        assert f'href="{page}"' in typed
        assert "customers/new/?name=" not in typed


def test_the_intakes_hits_lead_to_it_and_offer_nobody_new(client_of, clerk):
    """M17: the customer box offered to register "OS-000039"."""
    order = factories.a_closed_order()

    page = client_of(clerk).get("/customers/hits/", {"q": str(order)}).content.decode()

    assert f'href="{order.as_ref.url}"' in page
    assert "is-new" not in page


def test_a_bare_number_finds_what_is_closed_in_its_own_list(client_of, clerk, technician):
    """M17: a closed order answered "nothing", and so did a colleague's."""
    order, ticket = factories.a_closed_order(technician=technician), factories.a_closed_ticket()
    another = factories.a_user("teo", role="technician")

    for reader in (clerk, another):
        assert str(order) in client_of(reader).get("/orders/", {"q": order.number}).content.decode()
    assert str(ticket) in client_of(clerk).get("/tickets/", {"q": ticket.number, "whose": "all"}).content.decode()
    assert str(order) not in client_of(clerk).get("/orders/", {"q": order.number, "stage": "received"}).content.decode()


@pytest.mark.parametrize("page", ["t", "l"])
@pytest.mark.parametrize("keyboard", [str.maketrans({}), SPANISH, BRAZILIAN])
def test_what_a_scanner_types_of_a_qr_leads_to_the_order(client_of, clerk, keyboard, page):
    """M17: through another keyboard too, and after the link has ended."""
    order = factories.a_closed_order()
    renew_link(order, by=clerk)
    link = AccessLink.objects.get()
    AccessLink.objects.update(revoked_at=timezone.now() - timedelta(days=1))
    scanned = f"https://shop.example.com/{page}/{link.token}/".translate(keyboard)

    for box in ("/orders/", "/orders/new/", "/customers/", "/cash/new/"):
        answer = client_of(clerk).get(box, {"q": scanned})
        assert order.as_ref.url in answer.get("Location", answer.content.decode())


def test_the_printed_code_leads_to_the_order(client_of, clerk):
    """M17."""
    order = factories.a_closed_order()
    renew_link(order, by=clerk)
    code = AccessLink.objects.get().code

    for typed in (code, format_code(code), code.lower()):
        assert client_of(clerk).get("/orders/", {"q": typed}).get("Location") == order.as_ref.url
    assert client_of(clerk).get("/orders/", {"q": new_code()}).status_code == 200


def test_the_serial_with_its_name_is_the_serial(client_of, clerk):
    """M17: `IMEI: 3520…` leads to the order, and chooses the device at the counter."""
    order = factories.an_order(device=factories.a_device(serial="352099001761481"))
    factories.a_term(order.customer, "serial", order.device.serial_key, order.device)
    browser = client_of(clerk)

    for typed in ("IMEI: 352099001761481", "imei1:352099001761481", "S/N: 352099001761481"):
        assert str(order) in browser.get("/orders/", {"q": typed}).content.decode()
        assert f"device={order.device_id}" in browser.get("/orders/new/", {"q": typed}).get("Location", "")


def test_nobody_is_led_to_what_he_may_not_see(client_of, seller, stranger, customer):
    """W31: another seller's order."""
    theirs, own = factories.an_order(stranger), factories.an_order(customer)

    assert client_of(seller).get("/orders/", {"q": str(theirs)}).status_code == 200
    assert client_of(seller).get("/orders/", {"q": str(own)}).get("Location") == own.as_ref.url


def test_what_is_switched_off_has_no_pages(client_of, owner, things):
    factories.the_company(has_care=False)

    assert client_of(owner).get("/orders/", {"q": str(Invoice.objects.get())}).status_code == 200


@pytest.mark.parametrize(
    ("said", "number"),
    [("OS-48", 48), ("os'000048", 48), ("48", None), ("nº 48", None), ("A-000048", None), ("OS", None)],
)
def test_a_number_is_named_by_its_own_letters(said, number):
    assert Series("OS").named(said) == number


def test_one_letter_asks_for_all_digits():
    """A54 is a telephone."""
    assert (Series("A").named("A54"), Series("A").named("A-000054"), Series("A").named("a000054")) == (None, 54, 54)


def test_a_token_is_read_through_any_keyboard():
    for _each in range(50):
        token = new_token()
        for keyboard in (str.maketrans({}), SPANISH, BRAZILIAN):
            assert token_of(f"https://example.com:8443/t/{token}/".translate(keyboard)) == token
    assert [token_of(text) for text in ("", "http", "https://example.com/", "Ana", "http://example.com/t/short/")] == [
        ""
    ] * 5
