"""M21: a status is told by mail and WhatsApp, in the shop's words and the customer's language; the history says how."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail

from faena.customers.models import AccessLink
from faena.journal.context import KEY_FIELD, new_key
from faena.journal.models import Event
from faena.lib.errors import RuleBroken
from faena.orders.actions import close_order, tell_customer, withdraw_status, write_wording
from faena.orders.models import Stage, Telling, Wording
from faena.orders.wording import PLACEHOLDERS, as_kept, default_of, written
from tests import factories
from tests.steps import make_link

MAIL, WHATSAPP = "mail", "whatsapp"


@pytest.fixture
def order(customer, clerk):
    """Carmen reads English and has a phone and an e-mail; her phone is worth 50.00."""
    customer.email, customer.phone, customer.language = "carmen@example.com", "+584145550199", "en"
    customer.save(update_fields=["email", "phone", "language"])
    found = factories.an_order(customer)
    make_link(found.as_ref, customer, by=clerk)
    return found


@pytest.fixture
def entry(order):
    return factories.an_entry(order, factories.a_status(Stage.READY), note="With a new screen.")


def page_of(entry):
    return f"/orders/{entry.order_id}/telling/{entry.pk}/"


def link_of(order):
    return AccessLink.objects.alive().of(order.as_ref).url


def told(order):
    return [event.verb for event in Event.objects.about(order.as_ref) if "told" in event.verb]


def test_the_text_is_seen_before_it_leaves(order, entry, clerk, client_of, jobs):
    """M21: device, status, note, balance and link stand in it; nothing is written by looking."""
    page = client_of(clerk).get(page_of(entry)).content.decode()

    text = written(entry, order, factories.the_company())
    for piece in (str(order.device), "is ready", "With a new screen.", "50.00", link_of(order)):
        assert piece in text
    assert "carmen@example.com" in page
    assert "0414-5550199" in page
    assert text.splitlines()[-2] in page
    assert not Telling.objects.exists()


def test_a_mail_leaves_and_the_history_says_so(order, entry, clerk, client_of, jobs):
    """M21: with the text as it was changed this once; first that it waits, then that it was sent."""
    text = f"It is ready, Carmen.\nSee {link_of(order)}"
    client_of(clerk).post(page_of(entry), {"channels": [MAIL], "text": text})
    sheet = f"/orders/{order.pk}/"
    assert "Leaving…" in client_of(clerk).get(sheet).content.decode()

    jobs()

    [letter] = mail.outbox
    assert letter.to == ["carmen@example.com"]
    assert f"It is ready, Carmen.\nSee {link_of(order)}" in letter.body
    page = client_of(clerk).get(sheet).content.decode()
    assert "carmen@example.com · Clara Clerk" in page
    assert "Handed to the mail server" in page
    [kept] = Telling.objects.all()
    assert AccessLink.objects.alive().of(order.as_ref).token not in kept.text + str(kept.message.data)
    assert AccessLink.objects.alive().of(order.as_ref).token not in str(Event.objects.latest("id").said)


def test_whatsapp_opens_with_the_text(order, entry, clerk, client_of):
    """M21: the history says that it was opened, for whether it was sent nobody here knows."""
    answer = client_of(clerk).post(page_of(entry), {"channels": [WHATSAPP], "text": f"Ready: {link_of(order)}"})
    assert answer["Location"] == f"/orders/{order.pk}/"
    sheet = client_of(clerk).get(answer["Location"]).content.decode()
    assert "WhatsApp opened" in sheet
    [telling] = Telling.objects.all()
    assert f'href="/orders/{order.pk}/chats/{telling.pk}/" target="_blank"' in sheet
    page = client_of(clerk).get(f"/orders/{order.pk}/chats/{telling.pk}/").content.decode()

    address = urlsplit(page.split('content="0;url=')[1].split('"')[0].replace("&amp;", "&"))
    assert (address.netloc, address.path) == ("wa.me", "/584145550199")
    assert parse_qs(address.query)["text"] == [f"Ready: {link_of(order)}"]
    assert told(order) == ["order.told_by_whatsapp"]

    client_of(clerk).post(f"/orders/{order.pk}/chats/{telling.pk}/confirmation/")

    sheet = client_of(clerk).get(f"/orders/{order.pk}/").content.decode()
    assert "Sent by WhatsApp, says Clara Clerk" in sheet
    assert "Did the WhatsApp go out?" not in sheet


def test_pressed_twice_it_is_written_once(order, entry, clerk, client_of, jobs):
    """M21: by one form, and by two that say the same."""
    sent = {"channels": [MAIL], "text": "It is ready.", KEY_FIELD: new_key()}
    for _press in range(2):
        client_of(clerk).post(page_of(entry), sent)
    client_of(clerk).post(page_of(entry), {"channels": [MAIL], "text": "It is ready."})
    jobs()

    assert len(mail.outbox) == Telling.objects.count() == len(told(order)) == 1


def test_what_was_chosen_last_is_chosen_again(order, entry, clerk, client_of):
    """M21: for this customer; for one who was never written to, what this person took last."""
    assert 'value="whatsapp" checked' in chosen(client_of(clerk), entry)

    tell_customer(entry, channels=[MAIL], text="It is ready.", by=clerk)

    assert chosen(client_of(clerk), entry) == 'value="mail" checked'
    other = factories.a_customer(email="new@example.com")
    assert chosen(client_of(clerk), factories.an_entry(factories.an_order(other))) == 'value="mail" checked'


def chosen(browser, entry):
    page = browser.get(page_of(entry)).content.decode()
    boxes = [box for box in page.split("<input") if 'name="channels"' in box.split(">")[0]]
    return " ".join(
        f'value="{way}" checked'
        for way in (WHATSAPP, MAIL)
        for box in boxes
        if way in box and " checked" in box.split(">")[0]
    )


def test_a_way_that_reaches_nobody_is_not_offered_and_says_why(order, entry, customer, clerk, client_of):
    """M21: nor taken from a caller that is no form of ours; a contact who receives notices is reached."""
    customer.email = ""
    customer.save(update_fields=["email"])
    page = client_of(clerk).get(page_of(entry)).content.decode()
    assert "Carmen Customer has no e-mail." in page
    assert 'value="mail"' not in page
    with pytest.raises(RuleBroken, match="has no e-mail"):
        tell_customer(entry, channels=[MAIL], text="It is ready.", by=clerk)

    factories.a_contact(customer, email="son@example.com", receives_notices=True)

    assert "son@example.com" in client_of(clerk).get(page_of(entry)).content.decode()
    customer.phone = ""
    customer.save(update_fields=["phone"])
    customer.contacts.all().delete()
    assert "No way reaches the customer" in client_of(clerk).get(page_of(entry)).content.decode()


def test_a_withdrawn_status_is_not_told(order, entry, clerk, owner):
    """M21."""
    factories.an_entry(order)
    withdraw_status(entry, by=owner)

    with pytest.raises(RuleBroken):
        tell_customer(entry, channels=[MAIL], text="It is ready.", by=clerk)


def test_the_box_of_the_sheet_leads_to_the_text(order, clerk, client_of):
    """M21: it shows no text, so that the next page does; not ticked, nobody is written to."""
    status = factories.a_status(Stage.READY).pk
    page = f"/orders/{order.pk}/statuses/"

    assert (
        client_of(clerk)
        .post(page, {"status": status, "tell": "on"})["Location"]
        .startswith(f"/orders/{order.pk}/telling/")
    )
    assert client_of(clerk).post(page, {"status": status})["Location"] == f"/orders/{order.pk}/"


def test_the_report_is_sent(customer, clerk, client_of):
    """M21: from the closed order, with the link that opens the PDF."""
    order = factories.an_order(customer)
    link = make_link(order.as_ref, customer, by=clerk)
    factories.a_payment(order.charge, amount=50_00)
    close_order(order, outcome="repaired", work_done="New screen.", version=order.version, by=clerk)
    entry = order.entries.get()

    page = client_of(clerk).get(f"/orders/{order.pk}/telling/").content.decode()
    assert f'action="{page_of(entry)}"' in page
    assert f"{link.url}report.pdf" in page


# --- the shop's words ---------------------------------------------------------------------------------------


def test_a_line_without_anything_to_say_is_left_out(order, clerk):
    """M21: no note, nothing left to pay, a link that was revoked."""
    AccessLink.objects.update(revoked_at=order.opened_at)
    factories.a_payment(order.charge, amount=50_00)

    text = written(factories.an_entry(order, factories.a_status(Stage.READY)), order, factories.the_company())

    assert text.splitlines()[:1] == ["Hello Carmen Customer,"]
    assert len(text.splitlines()) == 3
    assert "{" not in text


@pytest.mark.parametrize("language", ["es", "pt-br", "en"])
def test_the_text_is_in_the_customers_language(order, entry, customer, language):
    """M21: whatever the reader of the page speaks."""
    customer.language = language
    customer.save(update_fields=["language"])
    order.refresh_from_db()
    hello = {"es": "Hola", "pt-br": "Olá", "en": "Hello"}[language]

    assert written(entry, order, factories.the_company()).startswith(hello)


def test_the_shop_writes_its_own_text(order, entry, owner, clerk, client_of):
    """M21: with a preview, placeholders in any language, and the way back to the program's text."""
    page = "/settings/texts/?kind=ready&language=en"
    assert "Ana Example" in client_of(owner).get(page).content.decode()
    client_of(owner).post(page, {"text": "Dear {nombre}, come by! {link}", "version": "0"})

    assert Wording.objects.get().text == "Dear {name}, come by! {link}"
    assert f"Dear Carmen Customer, come by! {link_of(order)}" in client_of(clerk).get(page_of(entry)).content.decode()
    assert "{name}" in client_of(owner).get(page).content.decode()
    assert client_of(owner).post(page, {"text": "Older", "version": "0"}).status_code == 422

    client_of(owner).post("/settings/texts/reset/?kind=ready&language=en", {"version": "1"})

    assert "is ready" in client_of(clerk).get(page_of(entry)).content.decode()
    assert client_of(clerk).get(page).status_code == 403


@pytest.mark.parametrize("text", ["Dear {surname}", "Dear {name", "Dear {}", "   "])
def test_a_placeholder_that_there_is_not_is_refused(owner, text):
    """M21."""
    with pytest.raises(RuleBroken) as refused:
        write_wording("ready", "en", text=text, version=0, by=owner)
    assert refused.value.at == "text"


@pytest.mark.parametrize("language", ["es", "pt-br", "en"])
@pytest.mark.parametrize("kind", Wording.Kind.values)
def test_the_texts_that_come_along_can_be_filled(db, kind, language):
    """M21: a translator lost no placeholder."""
    text = default_of(kind, language)

    assert as_kept(text) == text
    assert sorted(part.split("}")[0] for part in text.split("{")[1:]) == sorted(
        part.split("}")[0] for part in default_of(kind, "en").split("{")[1:]
    )
    assert len(PLACEHOLDERS) == 10
