"""C2–C4: the plans of a customer on his record, in their list and one by one, and the forms around them."""

import re
from html import unescape

import pytest
from django.utils.html import strip_tags

from faena.billing.models import Subscription
from tests import factories
from tests.forms_in_pages import forms_of

SENT = {"price": "", "due_day": "10", "started_on": "2026-03-01", "login": "carmen", "ip": "", "mac": "", "address": ""}


@pytest.fixture
def carmens(customer, plan):
    return factories.a_subscription(
        customer, plan=plan, login="carmen.casa", address="Calle 8", mac="AC:84:C6:12:34:56"
    )


def plain(answer):
    page = answer.content.decode()
    main = re.sub(r"<(script|style).*?</\1>", " ", page.split("<main")[-1], flags=re.S)
    return re.sub(r"\s+", " ", unescape(strip_tags(main)))


def gone(answer):
    return (answer.status_code, answer["Location"])


def test_they_stand_by_state_with_counts(desk, customer, plan):
    """C3: active, inactive, cancelled."""
    for state, times in (("cancelled", 1), ("active", 2), ("inactive", 1)):
        day = {"cancelled_on": "2026-03-05"} if state == "cancelled" else {}
        for _ in range(times):
            factories.a_subscription(customer, plan=plan, state=state, **day)

    page = plain(desk.get(f"/customers/{customer.pk}/plans/"))

    headings = re.findall(r"(Active|Inactive|Cancelled) ?(\d)", page)
    assert headings == [("Active", "2"), ("Inactive", "1"), ("Cancelled", "1")]


def test_without_any_the_page_invites(desk, customer, client_of, clerk):
    """C3: who may add one."""
    address = f"/customers/{customer.pk}/plans/"

    assert f'href="{address}new/"' in desk.get(address).content.decode()
    assert "No plan yet" in plain(desk.get(address))
    assert f'href="{address}new/"' not in client_of(clerk).get(address).content.decode()


def test_a_plan_is_added_at_the_price_of_the_list(desk, customer, plan):
    """C4: unless another is typed; the place is the customer's."""
    place = factories.an_address(customer)
    address = f"/customers/{customer.pk}/plans/new/"
    assert str(place) in unescape(desk.get(address).content.decode())

    answer = desk.post(address, SENT | {"plan": plan.pk})

    added = Subscription.objects.get()
    assert gone(answer) == (303, f"/subscriptions/{added.pk}/")
    assert (added.price, added.login) == (30_00, "carmen")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"mac": "AC:84"}, "This is no MAC address."),
        ({"ip": "10.0.0.999"}, "This is no IP address."),
        ({"due_day": "32"}, "Write a number up to 31."),
        ({"price": "free"}, "Write"),
        ({"plan": "999"}, "Pick one from the list."),
    ],
)
def test_bad_input_comes_back_with_everything_typed(desk, customer, plan, wrong, sentence):
    answer = desk.post(f"/customers/{customer.pk}/plans/new/", SENT | {"plan": plan.pk} | wrong)

    assert answer.status_code == 422
    assert sentence in plain(answer)
    assert 'value="carmen"' in answer.content.decode()
    assert not Subscription.objects.exists()


def test_one_tells_everything(desk, carmens):
    """C4."""
    page = plain(desk.get(f"/subscriptions/{carmens.pk}/"))

    facts = (
        str(carmens),
        "Fibre 100",
        "100 / 50 Mbps",
        "carmen.casa",
        "AC:84:C6:12:34:56",
        "Calle 8",
        "Active",
        "30.00",
    )
    for text in facts:
        assert text in page


def test_it_is_suspended_resumed_and_cancelled(desk, carmens):
    """C3: with the reason; what is over offers nothing more."""
    page = f"/subscriptions/{carmens.pk}/"

    assert gone(desk.post(f"{page}suspension/", {"reason": "Travelling", "version": 1})) == (303, page)
    assert "Travelling" in plain(desk.get(page))
    assert gone(desk.post(f"{page}resumption/", {"version": 2})) == (303, page)
    assert gone(desk.post(f"{page}cancellation/", {"reason": "Moved away", "version": 3})) == (303, page)

    shown = desk.get(page)
    assert "Moved away" in plain(shown)
    assert f"{page}edit/" not in shown.content.decode()
    for form in ("edit", "suspension", "cancellation"):
        assert gone(desk.get(f"{page}{form}/")) == (303, page)


def test_a_price_is_in_the_currency_of_its_plan(desk, customer, plan):
    """C4: whatever the shop's is by now; what stood there in another one is no price."""
    factories.the_company(currency="PYG")
    desk.post(f"/customers/{customer.pk}/plans/new/", SENT | {"plan": plan.pk, "price": "25.00"})
    one = Subscription.objects.get()
    assert (one.price, one.currency) == (25_00, "USD")

    other = factories.a_plan(price=900_00, currency="VES")
    address = f"/subscriptions/{one.pk}/edit/"
    offered = desk.get(address).content.decode()
    assert re.findall(r" · ([A-Z]{3})</option>", offered) == ["VES"]
    desk.post(address, SENT | {"plan": other.pk, "price": "25.00", "version": one.version})
    one.refresh_from_db()
    assert (one.price, one.currency) == (900_00, "VES")

    desk.post(address, SENT | {"plan": plan.pk, "price": "28.50", "version": one.version})
    one.refresh_from_db()
    assert (one.price, one.currency) == (28_50, "USD")


def the_form(desk, address):
    """What a browser sends of the page as it stands."""
    (form,) = [one for one in forms_of(desk.get(address).content.decode(), address) if "login" in one.fields]
    return {name: values[0] for name, values in form.data.items()}


def test_another_plan_brings_its_price_and_the_page_says_so(desk, carmens):
    """M1: with nothing but the plan changed; old and new stand on the page before it is saved, and after it."""
    faster = factories.a_plan(name="Fibre 300", price=40_00)
    address = f"/subscriptions/{carmens.pk}/edit/"
    sent = the_form(desk, address) | {"plan": faster.pk}

    told = plain(desk.get(address, {"plan": faster.pk, "price": sent["price"]}))
    answer = desk.post(address, sent, follow=True)

    carmens.refresh_from_db()
    assert (carmens.plan, carmens.price, carmens.has_own_price) == (faster, 40_00, False)
    for page in (told, plain(answer)):
        assert "Fibre 100 → Fibre 300" in page
        assert "30.00 → US$ 40.00 a month, from the next invoice on." in page
    assert "Fibre 300 · 100 / 50 Mbps · US$ 40.00" in plain(desk.get(address))


def test_a_price_that_was_agreed_stays_and_the_page_says_so(desk, carmens):
    """M1: with another plan too."""
    faster = factories.a_plan(name="Fibre 300", price=40_00)
    address = f"/subscriptions/{carmens.pk}/edit/"
    desk.post(address, the_form(desk, address) | {"price": "25.00"})
    assert "Agreed specially: the plan costs US$ 30.00." in plain(desk.get(f"/subscriptions/{carmens.pk}/"))

    sent = the_form(desk, address) | {"plan": faster.pk}
    told = plain(desk.get(address, {"plan": faster.pk, "price": sent["price"]}))
    desk.post(address, sent)

    carmens.refresh_from_db()
    assert (carmens.plan, carmens.price, carmens.has_own_price) == (faster, 25_00, True)
    assert "It was agreed specially: the plan costs US$ 40.00." in told


def test_a_page_that_is_stale_shows_both(desk, carmens, plan):
    """What was typed stays, beside what is saved now."""
    sent = SENT | {"plan": plan.pk, "version": 1, "price": "30.00"}
    address = f"/subscriptions/{carmens.pk}/edit/"
    assert desk.post(address, sent | {"login": "first"}).status_code == 303

    answer = desk.post(address, sent | {"login": "second"})

    assert answer.status_code == 422
    assert 'value="second"' in answer.content.decode()
    assert re.search(r"Now saved: first", plain(answer))


def test_the_record_has_the_plans_where_care_is_on(desk, customer, carmens, client_of, seller):
    """C2, C3: with their number; the seller his own customers' (W31)."""
    record = f"/customers/{customer.pk}/"

    assert "carmen.casa" in plain(desk.get(record))
    assert "carmen.casa" in plain(client_of(seller).get(record))

    factories.the_company(has_care=False)
    assert "carmen.casa" not in plain(desk.get(record))
    for address in (f"{record}plans/", f"/subscriptions/{carmens.pk}/", "/settings/plans/"):
        assert desk.get(address).status_code == 404
    assert "Plan login" not in desk.get("/customers/").content.decode()
