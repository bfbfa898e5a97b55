"""W14, W32, W1: the pages on which customers are told, from the sheet and back to where one came from."""

import re

import pytest

from faena.customers.actions import DeviceFacts
from faena.customers.models import AccessLink
from faena.files.models import File
from faena.orders.actions import IntakeFacts, add_status, open_order, withdraw_photo
from faena.orders.models import Stage, StatusEntry, StatusPhoto
from faena.upkeep.demo import pictures
from tests import factories


@pytest.fixture
def order(customer, clerk):
    facts = IntakeFacts(reason="It does not charge.", service_value=50_00)
    return open_order(customer, device=DeviceFacts(kind="Phone", model="A54"), facts=facts, by=clerk)


@pytest.fixture
def entry(order, technician):
    return add_status(
        order, status=factories.a_status(Stage.REPAIRING, name="On the bench"), note="New port.", by=technician
    )


def page_of(entry, noun=""):
    return f"/orders/{entry.order_id}/statuses/{entry.pk}/{noun}"


def a_photo(entry, **more):
    return StatusPhoto.objects.create(entry=entry, file=factories.a_file(stored=True, **more))


def text(answer):
    return answer.content.decode()


# --- telling --------------------------------------------------------------------------------------------------


def test_the_choices_are_large_and_drawn_as_what_they_mean(order, technician, client_of):
    """W14: the first status of each stage stands there, the others behind one more; then note, photos."""
    factories.a_status(Stage.READY, name="Come and get it", position=1)
    for place in (2, 3):
        factories.a_status(Stage.READY, name=f"Ready {place}", position=place)
    page = text(client_of(technician).get(f"/orders/{order.pk}/statuses/"))

    first, others = page[page.index('<fieldset class="field status-choices') :].split("<details", 1)
    assert re.search(r'<span class="status-drawing is-green">.*?</span>Come and get it', first)
    assert "Ready 3" in others.split("</fieldset>")[0]
    assert page.index('name="status"') < page.index('name="note"') < page.index('name="photos"')


def test_a_link_chooses_the_status(order, technician, client_of):
    """W14: home and messages lead to the status that is meant."""
    status = factories.a_status(Stage.READY)
    page = text(client_of(technician).get(f"/orders/{order.pk}/statuses/?status={status.pk}"))

    [chosen] = re.findall(r'<input[^>]*name="status"[^>]*\bchecked\b[^>]*>', page)
    assert f'value="{status.pk}"' in chosen
    assert client_of(technician).get(f"/orders/{order.pk}/statuses/?status=x%00").status_code == 200


# --- correcting and attaching ---------------------------------------------------------------------------------


def test_a_correction_leads_back_to_the_sheet(entry, technician, client_of, visitor):
    """W32: and the customer reads the new words."""
    status = factories.a_status(Stage.READY, name="Ready for you")
    data = {"status": status.pk, "note": "Charges again.", "version": entry.version}
    answer = client_of(technician).post(page_of(entry), data)

    assert (answer.status_code, answer["Location"]) == (303, f"/orders/{entry.order_id}/")
    token = AccessLink.objects.alive().of(entry.order.as_ref).token
    page = text(visitor.get(f"/t/{token}/"))
    assert "Ready for you" in page
    assert "Charges again." in page
    assert "New port." not in page


def test_it_leads_back_to_the_list_as_it_was_asked(entry, technician, client_of):
    """W32: the same forms from the list of all."""
    data = {"status": entry.status_id, "note": "x", "version": entry.version}
    answer = client_of(technician).post(page_of(entry) + "?back=q%3Dcarmen%26seen%3Dall", data)

    assert answer["Location"] == "/orders/statuses/?q=carmen&seen=all"


def test_somebody_saved_first(entry, technician, client_of):
    """W32: what is saved now stands beside what was typed, which stays."""
    StatusEntry.objects.filter(pk=entry.pk).update(note="Theirs.", version=entry.version + 1)
    answer = client_of(technician).post(
        page_of(entry), {"status": entry.status_id, "note": "Mine.", "version": entry.version}
    )

    assert answer.status_code == 422
    assert "Theirs." in text(answer)
    assert "Mine." in text(answer)


def test_photos_are_attached_on_a_page_of_their_own(entry, clerk, client_of, jobs):
    """W32: an Operator attaches to a technician's status."""
    answer = client_of(clerk).post(page_of(entry, "pictures/"), {"photos": [pictures.board(1), pictures.screen(2)]})
    jobs()

    assert answer["Location"] == f"/orders/{entry.order_id}/"
    assert [photo.file.is_ready for photo in entry.photos.select_related("file")] == [True, True]
    assert client_of(clerk).post(page_of(entry, "pictures/")).status_code == 422


# --- taking back ----------------------------------------------------------------------------------------------


def test_the_sheet_shows_what_was_withdrawn_and_offers_it_again(entry, technician, client_of):
    """W32: kept for the shop."""
    browser = client_of(technician)
    browser.post(page_of(entry, "withdrawal/"))
    sheet = text(browser.get(f"/orders/{entry.order_id}/"))

    assert "<s>On the bench</s>" in sheet
    assert page_of(entry, "restoration/") in sheet
    assert page_of(entry, "pictures/") not in sheet
    browser.post(page_of(entry, "restoration/"))
    assert "<s>On the bench</s>" not in text(browser.get(f"/orders/{entry.order_id}/"))


def test_a_withdrawn_photo_is_gone_for_the_customer(entry, technician, client_of, visitor):
    """W1, W32: from the page and from its own address; the shop still has it."""
    photo, other = a_photo(entry), a_photo(entry)
    address = f"/t/{AccessLink.objects.alive().of(entry.order.as_ref).token}/"
    assert visitor.get(f"{address}photo/{photo.pk}/").status_code == 200

    answer = client_of(technician).post(f"/orders/{entry.order_id}/pictures/{photo.pk}/withdrawal/")

    assert visitor.get(f"{address}photo/{photo.pk}/").status_code == 404
    assert visitor.get(f"{address}photo/{photo.pk}/?size=thumb").status_code == 404
    page = text(visitor.get(address))
    assert f"photo/{photo.pk}/" not in page
    assert f"photo/{other.pk}/" in page
    kept = client_of(technician).get(answer["Location"])
    assert "Show it to the customer again" in text(kept)


def test_a_photo_opens_large_between_its_neighbours(entry, technician, seller, client_of):
    """W17: thumbs open; a way back and on."""
    first, second, third = (a_photo(entry) for _ in range(3))
    page = text(client_of(technician).get(f"/orders/{entry.order_id}/pictures/{second.pk}/"))

    assert f'src="/orders/{entry.order_id}/photos/{second.pk}/"' in page
    assert f"/pictures/{first.pk}/" in page
    assert f"/pictures/{third.pk}/" in page
    assert "2 of 3" in page
    assert "Withdraw the photo" in page
    assert "Withdraw the photo" not in text(client_of(seller).get(f"/orders/{entry.order_id}/pictures/{second.pk}/"))


def test_what_was_no_picture_says_why_and_can_be_removed(entry, technician, client_of):
    """W14: the states of the decoder are told; what is refused is no dead end."""
    bad = a_photo(entry, state=File.State.REFUSED, problem="damaged")
    waiting = a_photo(entry, state=File.State.PENDING)
    browser, removal = client_of(technician), f"/orders/{entry.order_id}/pictures/{bad.pk}/withdrawal/"
    sheet = text(browser.get(f"/orders/{entry.order_id}/"))
    assert bad.file.problem_said in sheet
    assert f'form="photo-ways" formaction="{removal}"' in sheet
    assert f'hx-get="/orders/{entry.order_id}/photos/{waiting.pk}/piece/"' in sheet

    answer = browser.post(removal)

    assert answer["Location"] == f"/orders/{entry.order_id}/"
    assert bad.file.problem_said not in text(browser.get(answer["Location"]))


# --- who, and when not ----------------------------------------------------------------------------------------


def test_each_is_offered_only_what_is_his(entry, technician, clerk, seller, admin, client_of):
    """Edit and withdraw are one's own, attaching is everybody's but the seller's."""
    offered = {}
    for who in (technician, clerk, seller, admin):
        sheet = text(client_of(who).get(f"/orders/{entry.order_id}/"))
        links = (f'href="{page_of(entry)}"', page_of(entry, "pictures/"), page_of(entry, "withdrawal/"))
        offered[who.role] = [link in sheet for link in links]

    assert offered == {
        "technician": [True, True, True],
        "operator": [False, True, False],
        "seller": [False, False, False],
        "administrator": [True, True, True],
    }


def test_a_form_that_is_not_his_is_not_shown(entry, clerk, client_of):
    """Back to the sheet with the reason, and a POST is refused with it."""
    answer = client_of(clerk).get(page_of(entry), follow=True)
    assert answer.redirect_chain == [(f"/orders/{entry.order_id}/", 303)]
    assert "Only its author or an administrator" in text(answer)

    data = {"status": entry.status_id, "note": "Mine.", "version": entry.version}
    refused = client_of(clerk).post(page_of(entry), data)
    assert refused.status_code == 422
    assert "Mine." in text(refused)


def test_a_closed_order_shows_no_form(owner, client_of):
    """W16: a sentence instead of a form that could only be refused."""
    closed = factories.a_closed_order()
    browser = client_of(owner)

    answer = browser.get(f"/orders/{closed.pk}/statuses/", follow=True)

    assert answer.redirect_chain == [(f"/orders/{closed.pk}/", 303)]
    assert f"{closed} is closed: it cannot be changed." in text(answer)
    for noun in ("statuses/", "internal/", "pictures/"):
        assert f'/orders/{closed.pk}/{noun}"' not in text(answer)


def test_another_sellers_photos_do_not_exist(stranger, seller, client_of):
    """W31: out of scope is 404."""
    order = factories.an_order(stranger)
    photo = a_photo(factories.an_entry(order))

    assert client_of(seller).get(f"/orders/{order.pk}/pictures/{photo.pk}/").status_code == 404
    assert client_of(seller).get(f"/orders/{order.pk}/photos/{photo.pk}/").status_code == 404


def test_a_withdrawn_photo_is_still_there_for_the_shop(entry, technician, client_of):
    """W32: kept."""
    photo = a_photo(entry)
    withdraw_photo(photo, by=technician)

    assert client_of(technician).get(f"/orders/{entry.order_id}/photos/{photo.pk}/").status_code == 200
