"""W19: internal statuses of the workshop about an order, and never the customer."""

import pytest

from faena.customers.actions import DeviceFacts
from faena.customers.models import AccessLink
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken, Stale
from faena.notifications.models import Message
from faena.orders.actions import (
    IntakeFacts,
    add_internal,
    close_order,
    edit_internal,
    open_order,
    withdraw_internal,
)
from faena.orders.models import InternalEntry
from tests import factories
from tests.world import race, won

CANARY = "CANARY-INTERNAL"


@pytest.fixture
def order(customer, clerk):
    facts = IntakeFacts(reason="It does not charge.", service_value=50_00)
    return open_order(customer, device=DeviceFacts(kind="Phone", model="A54"), facts=facts, by=clerk)


@pytest.fixture
def entry(order, technician):
    return add_internal(order, status=factories.an_internal_status("On the shelf"), note="Box 7.", by=technician)


def change(entry, by, **more):
    facts = {"status": entry.status, "note": entry.note, "version": entry.version} | more
    return edit_internal(entry, **facts, by=by)


def page_of(entry, noun=""):
    return f"/orders/{entry.order_id}/internal/{entry.pk}/{noun}"


# --- what happens ---------------------------------------------------------------------------------------------


def test_it_is_written_down(order, entry):
    """W19: entry and history; the customer's status stays what it was."""
    order.refresh_from_db()

    assert order.stage == "received"
    line = render_event(Event.objects.get(verb="order.internal_added"))
    assert line.text == "Tina Technician noted “On the shelf” for the workshop"
    assert line.note == "Box 7."


def test_a_retired_one_is_refused(order, technician):
    retired = factories.an_internal_status("Old", retired_at=order.opened_at)

    with pytest.raises(RuleBroken, match="no longer offered"):
        add_internal(order, status=retired, by=technician)


def test_it_is_corrected_old_to_new(entry, technician):
    """W19: edit, with what it was."""
    change(entry, technician, status=factories.an_internal_status("Under the lamp"), note="Box 9.")

    line = render_event(Event.objects.get(verb="order.internal_edited"))
    assert [(one.label, one.old, one.new) for one in line.changes] == [
        ("Status", "On the shelf", "Under the lamp"),
        ("Note", "Box 7.", "Box 9."),
    ]


def test_a_retired_one_stays_where_it_is_and_cannot_be_chosen(order, entry, technician):
    """W19: its note may still be corrected."""
    retired = factories.an_internal_status("Old", retired_at=order.opened_at)

    with pytest.raises(RuleBroken, match="no longer offered"):
        change(entry, technician, status=retired)
    InternalEntry.objects.filter(pk=entry.pk).update(status=retired)
    entry.refresh_from_db()

    assert change(entry, technician, note="Box 9.").note == "Box 9."


def test_a_withdrawn_one_stays_in_the_history(entry, technician):
    """W19: withdraw; nothing is deleted, and it is neither corrected nor withdrawn twice."""
    withdraw_internal(entry, by=technician)
    withdraw_internal(entry, by=technician)

    entry.refresh_from_db()
    assert entry.withdrawn_by == technician
    assert Event.objects.filter(verb="order.internal_withdrawn").count() == 1
    with pytest.raises(RuleBroken, match="withdrawn"):
        change(entry, technician, note="x")


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_correct_at_one_moment_one_wins(owner):
    """W19: the version is looked at under the lock."""
    entry = factories.an_internal_entry(factories.an_order())

    outcomes = race(lambda place: change(entry, owner, note=f"Note {place}"), 8)

    assert len(won(outcomes)) == 1
    assert sum(isinstance(one, Stale) for one in outcomes) == 7


def test_a_closed_order_takes_none(entry, order, owner):
    """W16: closed = read-only."""
    order.refresh_from_db()
    factories.a_payment(order.charge, amount=order.charge.amount)
    close_order(order, outcome="repaired", work_done="Done.", version=order.version, by=owner)

    for act in (
        lambda: add_internal(order, status=entry.status, by=owner),
        lambda: change(entry, owner, note="x"),
        lambda: withdraw_internal(entry, by=owner),
    ):
        with pytest.raises(RuleBroken, match="is closed"):
            act()
    assert InternalEntry.objects.count() == 1


# --- who ------------------------------------------------------------------------------------------------------


def test_author_and_administrators_change_it(entry, clerk, admin):
    """Operators and technicians edit and withdraw their own."""
    for act in (lambda: change(entry, clerk, note="x"), lambda: withdraw_internal(entry, by=clerk)):
        with pytest.raises(RuleBroken, match="Only its author"):
            act()

    assert change(entry, admin, note="Box 8.").note == "Box 8."


def test_the_sheet_offers_what_is_ones_own(entry, technician, clerk, seller, client_of):
    """W17, W19: everybody who sees the order reads it; a seller writes none."""
    offered = {}
    for who in (technician, clerk, seller):
        sheet = client_of(who).get(f"/orders/{entry.order_id}/").content.decode()
        assert "On the shelf" in sheet
        links = (f"/orders/{entry.order_id}/internal/", f'href="{page_of(entry)}"', page_of(entry, "withdrawal/"))
        offered[who.role] = [link in sheet for link in links]

    assert offered == {
        "technician": [True, True, True],
        "operator": [True, False, False],
        "seller": [False, False, False],
    }


def test_another_sellers_are_not_there(stranger, seller, client_of):
    """W31."""
    entry = factories.an_internal_entry(factories.an_order(stranger), note=CANARY)

    assert client_of(seller).get(f"/orders/{entry.order_id}/").status_code == 404


# --- pages ----------------------------------------------------------------------------------------------------


def test_it_is_added_in_one_line_of_the_sheet(order, technician, client_of):
    """W19: status and note, and back to where it was written."""
    status = factories.an_internal_status("Part ordered today")
    browser = client_of(technician)
    assert 'id="internal_status"' in browser.get(f"/orders/{order.pk}/").content.decode()

    answer = browser.post(f"/orders/{order.pk}/internal/", {"status": status.pk, "note": "Arrives on Monday."})

    assert answer["Location"] == f"/orders/{order.pk}/#history"
    assert "Arrives on Monday." in browser.get(f"/orders/{order.pk}/").content.decode()


def test_what_is_missing_is_asked_on_a_page_with_what_was_typed(order, technician, client_of):
    answer = client_of(technician).post(f"/orders/{order.pk}/internal/", {"status": "", "note": "Typed already."})

    assert answer.status_code == 422
    assert "Typed already." in answer.content.decode()


def test_somebody_saved_first(entry, technician, client_of):
    """W19: what is saved now stands beside what was typed."""
    InternalEntry.objects.filter(pk=entry.pk).update(note="Theirs.", version=entry.version + 1)
    data = {"status": entry.status_id, "note": "Mine.", "version": entry.version}
    answer = client_of(technician).post(page_of(entry), data)

    assert answer.status_code == 422
    assert "Theirs." in answer.content.decode()


def test_a_withdrawn_one_is_struck_through_and_left_alone(entry, technician, client_of):
    """W19."""
    browser = client_of(technician)
    browser.post(page_of(entry, "withdrawal/"))
    sheet = browser.get(f"/orders/{entry.order_id}/").content.decode()

    assert "<s>On the shelf</s>" in sheet
    assert page_of(entry) not in sheet
    assert browser.get(page_of(entry), follow=True).redirect_chain == [(f"/orders/{entry.order_id}/", 303)]


def test_the_customer_sees_none_of_it(order, owner, visitor, client_of):
    """W1, W19: neither a word of the status nor of the note, corrected, withdrawn or not, on page, paper or mail."""
    first = add_internal(order, status=factories.an_internal_status(f"{CANARY} A"), note=f"{CANARY} B", by=owner)
    second = add_internal(order, status=first.status, note=CANARY, by=owner)
    change(first, owner, status=factories.an_internal_status(f"{CANARY} C"), note=f"{CANARY} D")
    withdraw_internal(second, by=owner)

    page = visitor.get(f"/t/{AccessLink.objects.alive().of(order.as_ref).token}/").content.decode()

    assert CANARY not in page
    assert CANARY not in "".join(f"{mail.subject}{mail.data}" for mail in Message.objects.all())
    assert CANARY in client_of(owner).get(f"/orders/{order.pk}/").content.decode()
