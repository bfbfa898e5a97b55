"""W1, W2: the customer follows the service by link, without account and without script."""

import pytest

from faena.company.models import Company
from faena.customers.actions import DeviceFacts, revoke_link
from faena.customers.models import AccessLink
from faena.orders.actions import IntakeFacts, add_status, open_order, withdraw_status
from faena.orders.models import Stage
from faena.upkeep.demo import pictures
from tests import factories

INTERNAL = "CANARY-INTERNAL"


@pytest.fixture
def order(clerk):
    """An order with something internal in every field that the customer must not see."""
    customer = factories.a_customer(name="Carmen Canário", language="en", notes=INTERNAL)
    facts = IntakeFacts(
        reason="It does not charge.",
        condition=INTERNAL,
        accessories=INTERNAL,
        service_value=50_00,
        unlock_code=INTERNAL,
    )
    return open_order(customer, device=DeviceFacts(kind="Phone", model="A54", serial=INTERNAL), facts=facts, by=clerk)


@pytest.fixture
def address(order):
    """Where the QR leads."""
    return f"/t/{AccessLink.objects.alive().of(order.as_ref).token}/"


def test_it_shows_the_statuses_newest_first_with_photos(order, address, technician, visitor, jobs):
    """W1: chronological statuses with photos, in the customer's language."""
    add_status(
        order, status=factories.a_status(Stage.REPAIRING, name="On the bench"), note="New port.",
        photos=[pictures.board(1)], by=technician,
    )  # fmt: skip
    jobs()

    answer = visitor.get(address)
    page = answer.content.decode()

    assert answer.status_code == 200
    assert answer["Content-Language"] == "en"
    assert "On the bench" in page
    assert "New port." in page
    photo = visitor.get(f"{address}photo/{order.entries.get(status__name='On the bench').photos.get().pk}/")
    assert photo["Content-Type"] == "image/webp"


def test_nothing_internal_is_on_it(order, address, visitor):
    """W1: neither notes, condition, accessories, serial nor unlock code."""
    assert INTERNAL not in visitor.get(address).content.decode()


def test_it_needs_no_script_and_few_bytes(order, address, visitor):
    """W1: server-rendered, no JavaScript, page and stylesheet far below 60 kB."""
    page = visitor.get(address).content

    assert b"<script" not in page
    assert len(page) < 20_000


def test_a_withdrawn_status_and_its_photo_are_gone(order, address, clerk, visitor, jobs):
    """W32: withdrawn is gone for the customer, the photo's own address too."""
    entry = add_status(order, status=factories.a_status(name="Oops"), photos=[pictures.board(1)], by=clerk)
    jobs()
    withdraw_status(entry, by=clerk)

    assert "Oops" not in visitor.get(address).content.decode()
    assert visitor.get(f"{address}photo/{entry.photos.get().pk}/").status_code == 404


def test_prices_follow_the_company(order, address, visitor):
    """W2: prices, total, paid and balance by company setting."""
    Company.objects.update(shows_prices=False)
    assert "50.00" not in visitor.get(address).content.decode()

    Company.objects.update(shows_prices=True)
    assert "50.00" in visitor.get(address).content.decode()


def test_wrong_and_revoked_look_alike(order, address, clerk, visitor):
    """W1: a link that ended tells nothing that a wrong one does not."""
    revoke_link(order.as_ref, by=clerk)

    ended, wrong = visitor.get(address), visitor.get("/t/this-is-not-a-token-at-all/")

    assert ended.status_code == wrong.status_code == 404
    assert ended.content == wrong.content


def test_another_order_s_photo_is_not_there(order, address, clerk, visitor, jobs):
    """T6: a token opens its own order and nothing else."""
    other = factories.an_order()
    photo = add_status(other, status=factories.a_status(), photos=[pictures.board(1)], by=clerk).photos.get()
    jobs()

    assert visitor.get(f"{address}photo/{photo.pk}/").status_code == 404
