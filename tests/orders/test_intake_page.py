"""W11: the counter's one screen, as the browser sends it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from faena.company.models import Company
from faena.customers.models import Customer
from faena.journal.models import Event
from faena.orders import hints
from faena.orders.models import ServiceOrder
from faena.upkeep.demo import pictures
from tests import factories

FORM = {"name": "Nora Nueva", "phone": "0412 555 0101", "device_kind": "Phone", "reason": "Broken screen"}


def test_it_opens_the_order_and_shows_its_sheet(client_of, clerk):
    """W11: save → the sheet, with the slip one press away."""
    answer = client_of(clerk).post("/orders/new/", FORM)

    order = ServiceOrder.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/orders/{order.pk}/?opened")
    assert f"/orders/{order.pk}/slip.pdf" in client_of(clerk).get(answer["Location"]).content.decode()


def test_photos_of_how_it_came_stand_with_the_first_status(client_of, clerk):
    """W11, W14: in the order in which they were chosen; one that is no picture opens nothing."""
    shots = [pictures.board(1), pictures.screen(2), pictures.board(3)]
    for number, shot in enumerate(shots):
        shot.name = f"{number}.jpg"
    browser = client_of(clerk)
    paper = SimpleUploadedFile("paper.jpg", b"no picture", "image/jpeg")

    refused = browser.post("/orders/new/", {**FORM, "photos": [shots[0], paper]})
    assert (refused.status_code, ServiceOrder.objects.count()) == (422, 0)
    shots[0].seek(0)
    assert browser.post("/orders/new/", {**FORM, "photos": shots}).status_code == 303

    (entry,) = ServiceOrder.objects.get().entries.all()
    kept = [photo.file for photo in entry.photos.select_related("file")]
    assert [file.pk for file in kept] == sorted(file.pk for file in kept)
    assert len(kept) == 3
    assert Event.objects.get(verb="order.status_added").facts["photos"] == 3


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"device_kind": ""}, "device_kind"),
        ({"reason": ""}, "reason"),
        ({"service_value": "a lot"}, "service_value"),
        ({"service_value": "10", "advance": "11"}, "advance"),
        ({"advance": "5"}, "method"),
        ({"document": "J-12345678-9"}, "document_kind"),
        ({"document_kind": "ve_rif", "document": "J-12345678-9"}, "document"),
        ({"phone": "call me"}, "phone"),
        ({"promised_at": "2020-05-04T17:00"}, "promised_at"),  # M16: a promise in the past
    ],
)
def test_what_is_wrong_is_said_beside_its_field(client_of, clerk, change, field):
    """A sentence beside the field, everything typed still there, nothing half-written."""
    sent = FORM | change
    if "advance" in change and field == "advance":
        sent["method"] = f"{factories.a_method().pk}-USD"

    answer = client_of(clerk).post("/orders/new/", sent)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'id="id_{field}_error"' in page
    typed = [str(text) for name, text in sent.items() if name not in ("reason", "method", "document_kind")]
    assert all(f'value="{text}"' in page for text in typed if text)
    assert not Customer.objects.exists()
    assert not ServiceOrder.objects.exists()


def test_a_customer_out_of_reach_is_as_good_as_none(client_of, seller, stranger):
    """W31: a seller cannot open an order for another seller's customer by typing his number."""
    answer = client_of(seller).post("/orders/new/", {"customer": stranger.pk, "device_kind": "Phone", "reason": "x"})

    assert answer.status_code == 422
    assert "Esteban" not in answer.content.decode()
    assert not ServiceOrder.objects.exists()


def test_the_search_works_without_script(client_of, clerk, customer):
    """W11: the box is a form; its hits lead back here with the customer chosen."""
    page = client_of(clerk).get("/orders/new/?q=carm").content.decode()

    assert f"/orders/new/?customer={customer.pk}" in page


@pytest.mark.parametrize("role", ["seller", "technician"])
def test_who_may_not_set_a_value_does_not_set_one_at_the_intake_either(db, client_of, role):
    """W13: the order waits for whoever may say what it costs."""
    browser = client_of(factories.a_user(role=role))

    page = browser.get("/orders/new/").content.decode()
    answer = browser.post("/orders/new/", FORM | {"service_value": "1.00"})

    assert 'name="service_value"' not in page
    assert answer.status_code == 303
    assert ServiceOrder.objects.get().service_value is None


def test_a_seller_is_offered_words_of_his_own_customers_orders_only(seller, customer, stranger, clerk):
    """W31: what others left at the counter is no hint to him."""
    for owner_of_it, brand, accessory in ((customer, "Lenovo", "Bag"), (stranger, "Rarebrand", "Golden case")):
        device = factories.a_device(owner_of_it, brand=brand)
        factories.a_part(factories.an_order(device=device, accessories=accessory), description=f"{brand} screen")

    assert (hints.used_before(seller).brands, hints.used_before(seller).accessories) == (["Lenovo"], ["Bag"])
    assert hints.parts_used(seller) == ["Lenovo screen"]
    assert set(hints.used_before(clerk).brands) == {"Lenovo", "Rarebrand"}


@pytest.mark.parametrize(("hour", "first"), [(16, "Today"), (17, "Tomorrow"), (18, "Tomorrow")])
def test_no_promise_is_offered_that_is_over_already(db, monkeypatch, hour, first):
    """W11: the counter closes at five."""
    now = timezone.localtime().replace(hour=hour, minute=0, second=0, microsecond=0)
    monkeypatch.setattr(timezone, "now", lambda: now)

    assert hints.promises()[0][0] == first


@pytest.mark.parametrize("zone", ["America/Caracas", "Pacific/Kiritimati"])
def test_a_promise_is_past_by_the_clock_of_the_company(db, client_of, clerk, zone):
    """M16: the hour is the company's, wherever the server stands: a minute ahead is taken, an hour ago is not."""
    Company.objects.update(zone=zone)
    here, browser = timezone.localtime(timezone=ZoneInfo(zone)), client_of(clerk)

    past, ahead = (
        browser.post("/orders/new/", FORM | {"promised_at": f"{here + timedelta(minutes=minutes):%Y-%m-%dT%H:%M}"})
        for minutes in (-60, 2)
    )

    assert (past.status_code, ahead.status_code) == (422, 303)
    assert "This moment is past" in past.content.decode()
