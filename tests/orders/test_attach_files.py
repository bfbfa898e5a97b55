"""M32: attachments of an order: for the workshop alone or for the customer too, taken back and shown again."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from faena.customers.models import AccessLink
from faena.files.models import File
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken
from faena.orders.actions import attach_files, restore_file, withdraw_file
from faena.orders.models import OrderFile
from faena.orders.offers import offers_of, offers_of_file
from tests import factories
from tests.steps import make_link

PDF = b"%PDF-1.7\n1 0 obj\n"


def pdf(name="Offer 12.pdf"):
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


@pytest.fixture
def order(customer):
    return factories.an_order(customer)


@pytest.fixture
def token(order, customer, clerk):
    return make_link(order.as_ref, customer, by=clerk).token


@pytest.fixture
def refusal():
    """(field, sentence) of something that is refused."""

    def of(act, *args, **facts):
        with pytest.raises(RuleBroken) as refused, transaction.atomic():
            act(*args, **facts)
        return refused.value.at, str(refused.value.sentence)

    return of


def story(order):
    return [(line.text, line.note) for line in map(render_event, Event.objects.about(order.as_ref))]


def test_it_is_for_the_workshop_alone_unless_made_visible(order, technician, token, visitor):
    """M32: and the customer's link opens the one that he may see."""
    (inside,) = attach_files(order, attachments=[pdf("Board.pdf")], by=technician)
    (shown,) = attach_files(order, attachments=[pdf()], is_visible=True, by=technician)

    page = visitor.get(f"/t/{token}/").content.decode()
    assert ("Offer 12.pdf" in page, "Board.pdf" in page) == (True, False)
    assert [visitor.get(f"/t/{token}/file/{one.pk}/").status_code for one in (inside, shown)] == [404, 200]
    assert visitor.get(f"/t/{token}/photo/{shown.pk}/").status_code == 404
    assert story(order)[-2:] == [
        ("Tina Technician attached files for the workshop: 1", "Board.pdf"),
        ("Tina Technician attached files for the customer: 1", "Offer 12.pdf"),
    ]


def test_it_is_only_saved_by_the_customer_too(order, technician, token, visitor):
    """M32: never inline from our origin, never found by a search."""
    (shown,) = attach_files(order, attachments=[pdf()], is_visible=True, by=technician)

    answer = visitor.get(f"/t/{token}/file/{shown.pk}/")

    assert answer["Content-Disposition"] == 'attachment; filename="Offer 12.pdf"'
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_withdrawn_one_is_gone_for_the_customer_and_kept_for_the_shop(order, clerk, token, visitor, client_of):
    """M32: like the order's photos."""
    (shown,) = attach_files(order, attachments=[pdf()], is_visible=True, by=clerk)
    address = f"/t/{token}/file/{shown.pk}/"

    withdraw_file(shown, by=clerk)
    withdraw_file(shown, by=clerk)

    assert visitor.get(address).status_code == 404
    assert "Offer" not in visitor.get(f"/t/{token}/").content.decode()
    sheet = client_of(clerk).get(f"/orders/{order.pk}/").content.decode()
    assert ("<s>Offer 12.pdf</s>" in sheet, "withdrawn" in sheet) == (True, True)
    assert client_of(clerk).get(f"/orders/{order.pk}/files/{shown.pk}/").status_code == 200
    restore_file(shown, by=clerk)
    assert visitor.get(address).status_code == 200
    assert story(order)[-2:] == [
        ("Clara Clerk withdrew an attachment", "Offer 12.pdf"),
        ("Clara Clerk showed an attachment again", "Offer 12.pdf"),
    ]


def test_only_its_author_or_an_administrator_takes_it_back(order, technician, clerk, admin, refusal):
    (kept,) = attach_files(order, attachments=[pdf()], by=technician)

    assert "Only its author" in refusal(withdraw_file, kept, by=clerk)[1]
    assert [bool(offers_of_file(kept, who).row) for who in (technician, admin)] == [True, True]
    assert not offers_of_file(kept, clerk).row
    assert withdraw_file(kept, by=admin).withdrawn_by == admin


def test_nothing_is_attached_by_nothing(order, clerk, refusal):
    assert refusal(attach_files, order, attachments=[], by=clerk) == ("attachments", "Choose a file first.")


def test_what_is_not_taken_refuses_all_of_them(order, clerk, refusal):
    page = SimpleUploadedFile("page.pdf", b"<html><script>alert(1)</script>", content_type="application/pdf")

    assert refusal(attach_files, order, attachments=[pdf(), page], by=clerk)[0] == "attachments.1"
    assert not OrderFile.objects.exists()
    assert not File.objects.exists()


def test_a_finished_order_takes_none(customer, clerk, refusal):
    closed = factories.a_closed_order(customer)

    assert "cannot be changed" in refusal(attach_files, closed, attachments=[pdf()], by=clerk)[1]
    assert "files" not in [one.name for one in offers_of(closed, clerk).menu]


def test_the_form_takes_it_and_says_what_it_does_not_take(order, clerk, client_of):
    """M32: beside the field, which names what is taken."""
    browser, address = client_of(clerk), reverse("orders:files", args=[order.pk])

    refused = browser.post(address, {"attachments": [SimpleUploadedFile("a.svg", b"<svg/>")], "is_visible": "on"})
    taken = browser.post(address, {"attachments": [pdf(), pdf("../b" * 80)], "is_visible": "on"})

    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Send a PDF" in page[page.index('class="field-error"') :]
    assert taken["Location"] == f"/orders/{order.pk}/#history"
    assert [one.is_visible for one in OrderFile.objects.all()] == [True, True]


def test_a_seller_saves_what_is_attached_and_attaches_nothing(order, seller, clerk, client_of):
    (kept,) = attach_files(order, attachments=[pdf()], by=clerk)
    browser = client_of(seller)

    assert browser.get(f"/orders/{order.pk}/files/{kept.pk}/").status_code == 200
    assert browser.get(f"/orders/{order.pk}/files/").status_code == 403
    assert "Attach files" not in browser.get(f"/orders/{order.pk}/").content.decode()


def test_another_order_s_attachment_is_not_there(order, clerk, client_of, token, visitor, stranger):
    other = factories.an_order(stranger)
    (foreign,) = attach_files(other, attachments=[pdf()], is_visible=True, by=clerk)

    assert client_of(clerk).get(f"/orders/{order.pk}/files/{foreign.pk}/").status_code == 404
    assert visitor.get(f"/t/{token}/file/{foreign.pk}/").status_code == 404


def test_a_link_that_ended_opens_none(order, clerk, token, visitor):
    (shown,) = attach_files(order, attachments=[pdf()], is_visible=True, by=clerk)

    AccessLink.objects.update(revoked_at=order.opened_at)

    assert visitor.get(f"/t/{token}/file/{shown.pk}/").status_code == 404
