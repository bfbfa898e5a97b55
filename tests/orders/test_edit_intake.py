"""W11: what was written down at the counter is corrected; the history tells old and new, never the unlock code."""

import json
from datetime import UTC, timedelta

import pytest
from django.utils import timezone

from faena.customers.actions import DeviceFacts
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken, Stale
from faena.lib.sealing import unseal
from faena.orders.actions import IntakeChange, IntakeFacts, edit_intake, open_order, void_order
from faena.orders.models import ServiceOrder
from tests import factories

PROMISED = (timezone.now() + timedelta(days=9)).replace(hour=16, minute=30, second=0, microsecond=0)
AS_IT_IS = IntakeChange("It fell.", "Charger", "Scratched", "canary-2580", PROMISED)


@pytest.fixture
def order(clerk, customer):
    facts = IntakeFacts(
        reason="It fell.",
        accessories="Charger",
        condition="Scratched",
        unlock_code="canary-2580",
        promised_at=PROMISED,
        service_value=85_00,
    )
    open_order(customer, device=DeviceFacts(kind="Phone"), facts=facts, by=clerk)
    return ServiceOrder.objects.get()


def edit(order, facts, by):
    return edit_intake(order, facts, version=order.version, by=by)


def test_the_history_tells_old_and_new(order, clerk):
    """W11: every field by its name, the moment as people write it."""
    edit(
        order, IntakeChange("It fell into water.", "", "Scratched", "canary-2580", PROMISED + timedelta(hours=1)), clerk
    )

    order.refresh_from_db()
    assert (order.reason, order.accessories, order.promised_at) == (
        "It fell into water.",
        "",
        PROMISED + timedelta(hours=1),
    )
    with timezone.override(UTC):
        changes = {
            change.label: (change.old, change.new)
            for change in render_event(Event.objects.get(verb="order.edited")).changes
        }
    assert changes == {
        "Reason": ("It fell.", "It fell into water."),
        "Accessories left": ("Charger", "—"),
        "Promised for": tuple(f"{at.day} {at:%b %Y %H:%M}" for at in (PROMISED, PROMISED + timedelta(hours=1))),
    }


def test_the_unlock_code_never_stands_in_the_history(order, clerk):
    """Staff only, erased at closing: the history says that it changed, and not what it is."""
    edit(order, IntakeChange("It fell.", "Charger", "Scratched", "canary-9999", PROMISED), clerk)
    order.refresh_from_db()
    edit(order, IntakeChange("It fell.", "Charger", "Scratched", "", PROMISED), clerk)

    order.refresh_from_db()
    assert order.unlock_sealed == ""
    first, second = Event.objects.filter(verb="order.edited").order_by("id")
    assert [change.label for change in render_event(first).changes] == ["Unlock code"]
    assert render_event(first).changes[0].old != render_event(first).changes[0].new
    assert render_event(second).changes[0].new == "—"
    for event in Event.objects.all():
        assert "canary" not in json.dumps([event.facts, event.said])


def test_saving_the_same_again_is_no_event(order, clerk):
    """Also when the moment comes in the company's time zone."""
    local = PROMISED.astimezone(timezone.get_fixed_timezone(-240))

    edit(order, IntakeChange("It fell.", "Charger", "Scratched", "canary-2580", local), clerk)

    assert ServiceOrder.objects.get().version == order.version
    assert not Event.objects.filter(verb="order.edited").exists()


def test_a_reason_stays_needed(order, clerk):
    with pytest.raises(RuleBroken) as refused:
        edit(order, IntakeChange("  "), clerk)

    assert refused.value.at == "reason"


def test_an_old_version_is_refused(order, clerk):
    edit(order, IntakeChange("First"), clerk)

    with pytest.raises(Stale) as refused:
        edit(order, IntakeChange("Second"), clerk)

    assert refused.value.current.reason == "First"


def test_not_on_a_void_order(order, admin):
    void_order(order, reason="Twice", version=order.version, by=admin)

    with pytest.raises(RuleBroken):
        edit_intake(order, AS_IT_IS, version=order.version, by=admin)


def test_a_promise_that_passed_holds_no_other_correction_back(clerk, order):
    """M16: the old promise stays, by the minute that its field shows; a new one lies ahead of whoever makes it."""
    passed = timezone.now() - timedelta(days=1)
    ServiceOrder.objects.filter(pk=order.pk).update(promised_at=passed)
    shown = passed.replace(second=0, microsecond=0)

    edited = edit(order, IntakeChange("It fell twice.", promised_at=shown), clerk)
    with pytest.raises(RuleBroken, match="moment is past") as refused:
        edit(edited, IntakeChange("It fell twice.", promised_at=passed + timedelta(hours=1)), clerk)

    assert (edited.reason, edited.promised_at) == ("It fell twice.", passed)
    assert (refused.value.at, refused.value.code) == ("promised_at", "out-of-range")
    assert edit(edited, IntakeChange("It fell twice."), clerk).promised_at is None


# --- the page -----------------------------------------------------------------------------------------------


def typed(order, **more):
    facts = {"reason": "It fell.", "accessories": "Charger", "condition": "Scratched", "unlock_code": "canary-2580"}
    return facts | {"promised_at": f"{timezone.localtime(PROMISED):%Y-%m-%dT%H:%M}", "version": order.version} | more


def test_the_form_shows_what_was_written_and_saves_what_changed(client_of, seller, order):
    """A seller corrects those of his own customers."""
    browser, address = client_of(seller), f"/orders/{order.pk}/edit/"

    page = browser.get(address).content.decode()
    for shown in ("It fell.", 'value="Charger"', 'value="Scratched"', 'value="canary-2580"'):
        assert shown in page
    answer = browser.post(address, typed(order, condition="Bent"))

    assert (answer.status_code, answer["Location"]) == (303, f"/orders/{order.pk}/")
    order.refresh_from_db()
    assert order.condition == "Bent"
    assert unseal(order.unlock_sealed, purpose="unlock") == "canary-2580"


def test_what_somebody_else_saved_stands_beside_what_was_typed(client_of, clerk, order):
    edit(order, IntakeChange("It fell twice.", "Charger", "Scratched", "canary-2580", PROMISED), clerk)
    browser, address = client_of(clerk), f"/orders/{order.pk}/edit/"

    answer = browser.post(address, typed(order, condition="Bent"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<strong>It fell twice.</strong>" in page
    assert 'value="Bent"' in page
    assert browser.post(address, typed(order, version=order.version + 1)).status_code == 303


def test_the_form_of_a_void_order_leads_back_to_its_sheet(client_of, admin, order):
    void_order(order, reason="Twice", version=order.version, by=admin)

    answer = client_of(admin).get(f"/orders/{order.pk}/edit/")

    assert (answer.status_code, answer["Location"]) == (303, f"/orders/{order.pk}/")


def test_it_is_offered_on_the_sheet(client_of, technician, order):
    assert f"/orders/{order.pk}/edit/" in client_of(technician).get(f"/orders/{order.pk}/").content.decode()


def test_an_intake_without_code_or_promise_keeps_none(clerk):
    order = factories.an_order()

    edit(order, IntakeChange("Other"), clerk)

    line = render_event(Event.objects.get(verb="order.edited"))
    assert [change.label for change in line.changes] == ["Reason"]
