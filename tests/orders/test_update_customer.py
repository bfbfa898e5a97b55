"""M21, W14: a status and what is written about it are one press; it is undone while nothing followed; what nobody
collects is remembered."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db.models import F
from django.utils import timezone

from faena.home import attention
from faena.journal.models import Event
from faena.lib.errors import RuleBroken, Stale
from faena.notifications.models import Message
from faena.orders.actions import (
    add_status,
    close_order,
    confirm_telling,
    remind_by_mail,
    restore_status,
    set_reminding,
    set_value,
    tell_customer,
    undo_status,
    update_customer,
)
from faena.orders.jobs import remind_customers
from faena.orders.models import Reminder, Reminding, ServiceOrder, Stage, StatusEntry, Telling
from faena.upkeep.fsck import orders as checks
from tests import factories
from tests.forms_in_pages import forms_of
from tests.steps import make_link

MAIL, WHATSAPP = "mail", "whatsapp"
State = Reminder.State


@pytest.fixture
def order(customer, clerk):
    """Carmen reads English and has a phone and an e-mail; her phone is being repaired and worth 50.00."""
    customer.email, customer.phone, customer.language = "carmen@example.com", "+584145550199", "en"
    customer.save(update_fields=["email", "phone", "language"])
    found = factories.an_order(customer)
    make_link(found.as_ref, customer, by=clerk)
    add_status(found, status=factories.a_status(Stage.REPAIRING, name="On the bench"), by=clerk)
    return found


@pytest.fixture
def ready():
    return factories.a_status(Stage.READY, name="Come and get it")


def page_of(order):
    return f"/orders/{order.pk}/statuses/"


def again(order):
    return ServiceOrder.objects.get(pk=order.pk)


def verbs(order):
    return [event.verb for event in Event.objects.about(order.as_ref)]


def sheet(order, browser):
    return browser.get(f"/orders/{order.pk}/").content.decode()


def offered(browser, address):
    """The text of the page and its mark, as a browser would send them."""
    page = browser.get(address).content.decode()
    form = next(form for form in forms_of(page, address) if "offered" in form.fields)
    return {name: form.fields[name].values[0] for name in ("asks", "tell", "text", "offered")}


def found_wrong():
    return [*checks.statuses(), *checks.stages(), *checks.tellings(), *checks.reminders()]


# --- one press ------------------------------------------------------------------------------------------------


def test_one_press_sets_the_status_and_tells_it(order, ready, clerk, client_of, jobs):
    """M21: the mail leaves, and the page of the order says what the customer sees and that the mail is on its way."""
    browser = client_of(clerk)
    sent = offered(browser, f"{page_of(order)}?status={ready.pk}&note=New+screen.")
    assert "is ready" in sent["text"]
    assert "New screen." in sent["text"]
    assert "50.00" in sent["text"]

    answer = browser.post(page_of(order), {**sent, "status": ready.pk, "note": "New screen.", "channels": [MAIL]})

    assert answer["Location"] == f"/orders/{order.pk}/"
    page = sheet(order, browser)
    assert "Carmen Customer now sees “Come and get it”." in page
    assert "Leaving…" in page
    jobs()
    [letter] = mail.outbox
    assert "New screen." in letter.body
    assert "Handed to the mail server" in sheet(order, browser)
    assert verbs(order)[-2:] == ["order.status_added", "order.told_by_mail"]


def test_a_text_that_nobody_changed_follows_the_status_and_the_note(order, ready, clerk, client_of):
    """M21: also where no script asked for it again; what somebody wrote stays as it is."""
    browser = client_of(clerk)
    sent = offered(browser, f"{page_of(order)}?status={order.entries.latest('id').status_id}")
    browser.post(page_of(order), {**sent, "status": ready.pk, "note": "With a new screen.", "channels": [WHATSAPP]})
    text = Telling.objects.latest("id").text
    assert "is ready" in text
    assert "With a new screen." in text

    browser.post(page_of(order), {**sent, "text": "Come, Carmen.", "status": ready.pk, "channels": [WHATSAPP]})
    assert Telling.objects.latest("id").text == "Come, Carmen."


@pytest.mark.parametrize("unsaid", [{"silent": "1"}, {"tell": ""}, {"channels": []}])
def test_nobody_is_written_to_where_that_was_chosen(order, ready, clerk, client_of, unsaid):
    """M21: by the button, the switch, or no channel; the status is set."""
    sent = {"asks": "True", "tell": "on", "channels": [MAIL], "text": "Ready.", "status": ready.pk} | unsaid
    client_of(clerk).post(page_of(order), sent)

    assert again(order).status == ready
    assert not Telling.objects.exists()
    assert "now sees “Come and get it”" in sheet(order, client_of(clerk))


def test_both_or_neither(order, ready, clerk, customer):
    """M21: where the customer cannot be told, nothing is saved."""
    customer.email = ""
    customer.save(update_fields=["email"])
    with pytest.raises(RuleBroken) as refused:
        update_customer(order, status=ready, channels=[MAIL], by=clerk)

    assert refused.value.at == "channels"
    assert again(order).stage == Stage.REPAIRING
    assert StatusEntry.objects.filter(order=order).count() == 1


def test_whatsapp_is_asked_about_until_it_is_answered(order, ready, clerk, technician, client_of):
    """M21: whoever opened it; the page has the way to open it once more. A mail is never confirmed."""
    told = update_customer(order, status=ready, channels=[WHATSAPP, MAIL], text="Ready.", by=clerk)[1]
    chat, letter = (next(one for one in told if one.channel == way) for way in (WHATSAPP, MAIL))

    assert f'href="/orders/{order.pk}/chats/{chat.pk}/"' in sheet(order, client_of(clerk))
    assert "Did the WhatsApp go out?" not in sheet(order, client_of(technician))
    with pytest.raises(RuleBroken):
        confirm_telling(letter, by=clerk)
    for _press in range(2):
        confirm_telling(chat, by=clerk)

    assert verbs(order).count("order.told_confirmed") == 1
    assert "Did the WhatsApp go out?" not in sheet(order, client_of(clerk))


# --- undone ---------------------------------------------------------------------------------------------------


def test_a_status_is_undone_with_the_mail_that_waits(order, ready, clerk, client_of, jobs):
    """W32, M21: the earlier status is back, nothing leaves, and the history tells of both."""
    entry = update_customer(order, status=ready, channels=[MAIL, WHATSAPP], text="Ready.", reminds=True, by=clerk)[0]
    assert "/undoing/" in sheet(order, client_of(clerk))

    answer = client_of(clerk).post(f"/orders/{order.pk}/statuses/{entry.pk}/undoing/", follow=True)

    page = answer.content.decode()
    assert "if you sent the message, write to the customer again" in page
    assert "Withdrawn before it left" in page
    jobs()
    assert mail.outbox == []
    assert not Message.objects.exists()
    assert (again(order).stage, again(order).status.name) == (Stage.REPAIRING, "On the bench")
    assert verbs(order)[-1] == "order.status_undone"
    assert not Reminder.objects.filter(state=State.OPEN).exists()
    assert undo_status(entry, by=clerk) == []  # pressed twice
    assert found_wrong() == []


def test_a_mail_that_left_is_told_of(order, ready, clerk, jobs):
    """M21: it stays on record."""
    entry, [letter] = update_customer(order, status=ready, channels=[MAIL], text="Ready.", by=clerk)
    jobs()

    assert undo_status(entry, by=clerk) == [letter]
    assert Telling.objects.get().withdrawn_at is None
    assert found_wrong() == []


def test_only_the_last_thing_is_undone_and_by_whoever_did_it(order, ready, clerk, technician, client_of):
    """W32: what belongs to the status does not follow it, anything else does; the first status stays."""
    entry, [chat] = update_customer(order, status=ready, channels=[WHATSAPP], text="Ready.", by=clerk)
    confirm_telling(chat, by=clerk)
    with pytest.raises(RuleBroken):
        undo_status(entry, by=technician)
    fresh = again(order)
    set_value(fresh, value=60_00, version=fresh.version, by=clerk)

    with pytest.raises(RuleBroken, match="happened since"):
        undo_status(entry, by=clerk)
    assert "/undoing/" not in sheet(order, client_of(clerk))
    first = factories.an_order(order.customer)
    only = add_status(first, status=ready, by=clerk)
    with pytest.raises(RuleBroken):
        undo_status(only, by=clerk)
    assert again(order).status == ready


def test_a_status_that_was_undone_can_be_shown_and_told_again(order, ready, clerk, owner):
    """W32."""
    entry = update_customer(order, status=ready, channels=[MAIL], text="Ready.", by=clerk)[0]
    undo_status(entry, by=clerk)
    restore_status(entry, by=owner)

    [letter] = tell_customer(entry, channels=[MAIL], text="Ready.", by=clerk)
    assert letter.message is not None


# --- remembered -----------------------------------------------------------------------------------------------


def needs(order, user):
    return [match.worklist for match in attention.matches(user, ("remind",)) if match.pk == order.pk]


def due_now():
    Reminder.objects.filter(state=State.OPEN).update(due_at=F("due_at") - timedelta(days=20))


def test_what_nobody_collects_stands_on_home_until_the_customer_is_told(order, ready, clerk, client_of):
    """M21: on its day and not before; the page that tells has the text that reminds."""
    entry = update_customer(order, status=ready, channels=[MAIL], text="Ready.", reminds=True, by=clerk)[0]
    days = [timezone.localdate(one.due_at) - timezone.localdate() for one in Reminder.objects.order_by("due_at")]
    assert days == [timedelta(days=3), timedelta(days=15)]
    assert needs(order, clerk) == []

    Reminder.objects.filter(pk=Reminder.objects.earliest("due_at").pk).update(due_at=timezone.now())
    assert needs(order, clerk) == ["remind"]
    home = client_of(clerk).get("/?need=remind").content.decode()
    assert "Nobody came" in home
    assert f"/orders/{order.pk}/telling/" in home
    assert "waits for you" in client_of(clerk).get(f"/orders/{order.pk}/telling/").content.decode()

    tell_customer(entry, channels=[MAIL], text="It waits for you.", by=clerk)
    assert needs(order, clerk) == []
    assert set(Reminder.objects.values_list("state", flat=True)) == {State.TOLD}


def test_a_mail_reminds_by_itself_where_the_company_wants_that(order, ready, clerk, owner, customer, jobs):
    """M21: once, and never what was told by WhatsApp; without an address the shop is reminded."""
    set_reminding(first_days=2, again_days=0, by_mail=True, version=0, by=owner)
    update_customer(order, status=ready, channels=[MAIL], text="Ready.", reminds=True, by=clerk)
    other = factories.an_order(customer)
    update_customer(other, status=ready, channels=[WHATSAPP], text="Ready.", reminds=True, by=clerk)
    due_now()
    found = Reminder.objects.get(order=order)
    for _round in range(2):
        remind_customers()
    assert remind_by_mail(found, by=clerk) == []  # by another worker, who found it due as well
    jobs()

    assert [letter.to for letter in mail.outbox].count(["carmen@example.com"]) == 2  # that it is ready, and once more
    assert "waits for you" in mail.outbox[-1].body
    assert verbs(order)[-1] == "order.reminded_by_mail"
    assert needs(other, clerk) == ["remind"]
    assert needs(order, clerk) == []

    customer.email = ""
    customer.save(update_fields=["email"])
    Reminder.objects.filter(order=order).update(state=State.OPEN)
    remind_customers()
    assert needs(order, clerk) == ["remind"]


def test_nobody_is_reminded_of_what_is_not_ready_any_more(order, ready, clerk):
    """M21: the database ends it, whoever changes the stage; undone, it is remembered as before."""
    update_customer(order, status=ready, reminds=True, by=clerk)
    due_now()
    wrong = add_status(order, status=factories.a_status(Stage.REPAIRING), by=clerk)
    assert set(Reminder.objects.values_list("state", flat=True)) == {State.LEFT}
    undo_status(wrong, by=clerk)
    assert needs(order, clerk) == ["remind"]

    factories.a_payment(order.charge, amount=50_00)
    fresh = again(order)
    close_order(fresh, outcome="repaired", work_done="New screen.", version=fresh.version, by=clerk)
    assert needs(order, clerk) == []
    assert set(Reminder.objects.values_list("state", flat=True)) == {State.LEFT}


def test_the_company_says_when_it_is_reminded(owner, clerk, client_of):
    """M21: the second day comes after the first; two who save at once do not undo each other."""
    page = "/settings/texts/reminding/"
    sent = {"first_days": "5", "again_days": "4", "version": "0"}
    assert client_of(owner).post(page, sent).status_code == 422
    assert client_of(owner).post(page, {**sent, "again_days": "10"}).status_code == 303
    assert Reminding.the().days == [5, 10]
    with pytest.raises(Stale):
        set_reminding(first_days=1, again_days=0, by_mail=True, version=0, by=owner)
    assert client_of(clerk).get(page).status_code == 403


def test_the_box_of_the_page_asks_how_the_customer_is_told(order, ready, client_of, clerk):
    """With the choices that were made in it; it brings no page with it."""
    page, box = client_of(clerk), f"{page_of(order)}telling/?status={ready.pk}&note=All+good"

    first = page.get(box).content.decode()
    again = page.get(f"{box}&asks=True").content.decode()

    assert "All good" in first
    assert 'id="note_text"' in first
    assert "<html" not in first
    assert re.search(r'value="whatsapp"[^>]*checked', first)
    assert not re.search(r'name="(channels|reminds)"[^>]*checked', again)
