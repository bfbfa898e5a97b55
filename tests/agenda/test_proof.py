"""M30: what shows that a visit was done: photos, the serial of what was installed, the customer's signature."""

import itertools
import json

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from faena.agenda.actions import VisitProof, arrive, finish, show_photo, start_travel
from faena.agenda.models import Visit, VisitPhoto, VisitSignature
from faena.customers.search import find
from faena.files.models import File
from faena.journal.actions import record
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken
from faena.orders.models import OrderVisit
from faena.tickets.history import opened
from faena.tickets.models import TicketVisit
from faena.upkeep.demo import pictures
from tests import factories
from tests.files.corpus import sent
from tests.steps import make_link

STROKES = json.dumps(factories.STROKES)


@pytest.fixture
def there(booked, technician):
    """`there()`: Tina has arrived for a visit to Carmen; `of`: a ticket or order that it was booked for."""

    hours = itertools.count()

    def made(of=None, link=None):
        if of is None:
            visit = booked()
            start_travel(visit, by=technician)
            return arrive(visit, any_day=True, by=technician)
        visit = factories.a_visit(
            customer=of.customer, technician=technician, state="arrived", ref=of.as_ref, hours=next(hours)
        )
        link.objects.create(**{of.ref_kind_name: of}, visit=visit)
        return visit

    return made


def proof(**more):
    usual = {"photos": [pictures.board(1), pictures.board(2)], "serial": " ZTE-F670 77 ", "signer": "Carmen"}
    return VisitProof(**(usual | {"strokes": STROKES} | more))


def test_all_of_it_is_kept_and_told(there, technician):
    """M30: photos in their order and for the shop alone; who signed, and what was installed."""
    visit = finish(there(), note="New box.", proof=proof(), by=technician)

    visit = Visit.objects.get(pk=visit.pk)
    assert (visit.state, visit.serial) == ("done", "ZTE-F670 77")
    assert [(one.position, one.is_visible) for one in visit.photos.all()] == [(0, False), (1, False)]
    assert (visit.signature.signer, visit.signature.strokes, visit.signature.by) == (
        "Carmen", factories.STROKES, technician,
    )  # fmt: skip
    event = Event.objects.get(verb="visit.done")
    assert (event.facts["visit_photos"], event.said["serial"], event.said["signer"]) == (2, "ZTE-F670 77", "Carmen")
    assert len(event.facts["strokes_sha256"]) == 64
    assert ("Signed by", "Carmen") in opened(event).lines


def test_none_of_it_is_asked_for(there, technician):
    """M30: all of it is optional."""
    visit = finish(there(), by=technician)

    assert (visit.state, visit.serial, visit.photos.count()) == ("done", "", 0)
    assert not VisitSignature.objects.exists()
    assert not {"visit_photos", "strokes_sha256"} & set(Event.objects.get(verb="visit.done").facts)


@pytest.mark.parametrize(
    ("bad", "at", "sentence"),
    [
        ({"strokes": ""}, "signer", "Draw the signature, or leave the name empty."),
        ({"signer": " \u200b"}, "signer", "Write the name of the person who signs."),
        ({"strokes": "{}"}, "strokes", "The drawing did not arrive whole. Draw it again."),
        ({"photos": [sent(b"no picture")]}, "photos.0", "not a picture"),
        ({"serial": "9" * 61}, "serial", "60"),
    ],
)
def test_what_is_half_or_none_refuses_the_whole(bad, at, sentence, there, technician):
    """M30: the visit is not ended, and nothing half-written stays."""
    visit = there()

    with pytest.raises(RuleBroken) as refused, transaction.atomic():
        finish(visit, proof=proof(**bad), by=technician)

    assert (refused.value.at, sentence in str(refused.value.sentence)) == (at, True)
    assert Visit.objects.get(pk=visit.pk).state == "arrived"
    assert not VisitSignature.objects.exists()
    assert not File.objects.exists()


def test_the_customer_is_found_by_what_was_installed(there, technician, customer):
    """M30: in any spelling of the serial, shown as it was written."""
    finish(there(), proof=proof(), by=technician)

    (hit,) = find("ztef67077", user=technician)

    assert (hit.customer, hit.field, hit.value) == (customer, "installed", "ZTE-F670 77")


@pytest.mark.parametrize("kind", ["ticket", "order"])
def test_a_photo_is_the_customers_only_if_ticked(kind, there, technician, customer, visitor, jobs):
    """M30: on the page of the ticket or order that the visit was booked for, without what was written for the shop."""
    of, link = (
        (factories.a_ticket(customer), TicketVisit) if kind == "ticket" else (factories.an_order(customer), OrderVisit)
    )
    inside = finish(there(of, link), note="Drunk neighbour.", proof=proof(), by=technician)
    shown = finish(there(of, link), note="Drunk neighbour.", proof=proof(is_visible=True), by=technician)
    foreign = finish(there(factories.a_ticket(customer), TicketVisit), proof=proof(is_visible=True), by=technician)
    jobs()
    here = f"/t/{make_link(of.as_ref, customer, by=technician).token}/"

    def seen(visit):
        return {visitor.get(f"{here}visit-photo/{one.pk}/").status_code for one in visit.photos.all()}

    page = visitor.get(here).content.decode()
    assert page.count("<h3>Lo visitamos</h3>") == 1
    assert page.count(f'src="{here}visit-photo/') == 2
    assert ("Drunk" in page, "ZTE" in page, "signature" in page) == (False, False, False)
    assert (seen(inside), seen(shown), seen(foreign)) == ({404}, {200}, {404})


def test_its_order_tells_how_it_ended(there, technician, customer, client_of):
    """M30: beside the visit on the sheet, as on the page of a ticket, whose history has the event too."""
    order = factories.an_order(customer)
    visit = finish(there(order, OrderVisit), note="Brought back.", proof=proof(), by=technician)
    facts = {"visit_id": visit.pk, "number": str(visit), "when": {"day": "2026-11-30"}}
    record("order.visit_booked", order.as_ref, facts=facts, by=technician)

    sheet = client_of(technician).get(f"/orders/{order.pk}/").content.decode()

    assert "Brought back. · ZTE-F670 77" in sheet


def test_a_photo_is_shown_and_hidden_afterwards(there, technician, client_of, jobs):
    """M30: a tick that was wrong is put right, and the history tells it."""
    visit = finish(there(), proof=proof(), by=technician)
    photo, browser = visit.photos.first(), client_of(technician)
    here = f"/visits/{visit.pk}/"

    for value in ("1", ""):
        answer = browser.post(f"{here}photos/{photo.pk}/visibility/", {"is_visible": value})
        assert answer["Location"] == f"{here}#proof"
        photo.refresh_from_db()
        assert photo.is_visible is bool(value)
    show_photo(photo, is_visible=False, by=technician)

    lines = [render_event(event).text for event in Event.objects.about(visit.as_ref).order_by("id")]
    assert lines[-2:] == [
        "Tina Technician showed a photo of V-000001 to the customer",
        "Tina Technician hid a photo of V-000001 from the customer",
    ]


def test_who_has_another_visit_shows_none_of_its_photos(there, technician, seller, client_of):
    visit = finish(there(), proof=proof(), by=technician)
    photo = visit.photos.first()
    other = factories.a_user(role="technician")

    with pytest.raises(RuleBroken, match="is with"):
        show_photo(photo, is_visible=True, by=other)
    assert client_of(seller).post(f"/visits/{visit.pk}/photos/{photo.pk}/visibility/").status_code == 403
    assert 'form="proof-ways"' not in client_of(seller).get(f"/visits/{visit.pk}/").content.decode()


def test_the_page_of_the_visit_shows_it(there, technician, client_of, jobs):
    visit = finish(there(), note="New box.", proof=proof(), by=technician)
    jobs()
    browser, here = client_of(technician), f"/visits/{visit.pk}/"

    page = browser.get(here).content.decode()

    assert ("New box." in page, "ZTE-F670 77" in page, "Signed on screen by Carmen" in page) == (True, True, True)
    assert page.count(f'src="{here}photos/') == 2
    drawing = browser.get(f"{here}signature.svg")
    assert drawing["Content-Type"] == "image/svg+xml"
    assert "sandbox" in drawing["Content-Security-Policy"]


def test_the_form_keeps_what_was_typed_and_drawn(there, technician, client_of):
    """M30: one form on the phone; a refusal brings the drawing back."""
    visit, browser = there(), client_of(technician)
    here = f"/visits/{visit.pk}/completion/"
    typed = {"note": "New box.", "serial": "ZTE 1", "strokes": STROKES, "signer": "", "is_visible": "on"}

    refused = browser.post(here, typed)
    taken = browser.post(here, typed | {"signer": "Carmen", "photos": [pictures.board(1)]})

    page = refused.content.decode()
    assert refused.status_code == 422
    assert f'name="strokes" value="{STROKES.replace(chr(34), "&#34;")}"' in page
    assert ('value="ZTE 1"' in page, "Write the name of the person who signs." in page) == (True, True)
    assert taken["Location"] == f"/visits/{visit.pk}/"
    assert VisitPhoto.objects.get().is_visible


def test_it_stays_in_the_database(there, technician):
    """M30: a signature is never changed; a photo only changes who sees it."""
    visit = finish(there(), proof=proof(), by=technician)
    photo = visit.photos.first()

    for change in (
        lambda: VisitSignature.objects.update(signer="Somebody"),
        lambda: VisitSignature.objects.all().delete(),
        lambda: VisitPhoto.objects.filter(pk=photo.pk).update(position=9),
        lambda: VisitPhoto.objects.filter(pk=photo.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert VisitPhoto.objects.filter(pk=photo.pk).update(is_visible=True)
    assert visit.ended_at <= timezone.now()
