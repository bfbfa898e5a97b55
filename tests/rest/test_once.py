"""One press, one key, one effect: whoever calls twice, at once, or after a lost answer (issue of every network)."""

import pytest

from faena.journal.models import Event, Operation
from faena.orders.models import ServiceOrder
from tests import factories
from tests.rest.calling import Api
from tests.world import carmen, make_user, race, sign_in

AT_ONCE = 8


def asked(customer):
    return {"customer_id": customer.pk, "device": {"kind": "Phone"}, "reason": "Broken screen"}


@pytest.mark.django_db(transaction=True)
def test_eight_calls_with_one_key_are_one_order():
    clerk = make_user("clerk")
    customer = carmen(make_user("seller"))
    calls = [Api(clerk) for _ in range(AT_ONCE)]

    answers = race(lambda number: calls[number].post("/orders", asked(customer), key="one-key-for-all-of-them"))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer["Location"] for answer in answers}) == 1
    assert sum("Idempotency-Replayed" in answer for answer in answers) == AT_ONCE - 1
    assert ServiceOrder.objects.count() == 1


@pytest.mark.django_db
def test_what_was_refused_leaves_its_key_for_the_corrected_call(clerk, customer):
    api, key = Api(clerk), "refused-and-corrected"
    wrong = asked(customer) | {"reason": ""}

    refused = api.post("/orders", wrong, key=key)
    corrected = api.post("/orders", asked(customer), key=key)

    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/reason")
    assert corrected.status_code == 201
    assert "Idempotency-Replayed" not in corrected


@pytest.mark.django_db
def test_page_and_program_share_their_keys(clerk, customer):
    """A key that a page used stands for that page's effect."""
    order, key = factories.an_order(customer=customer), "of-the-page-first-of-all"
    page = sign_in(clerk)
    page.post(f"/orders/{order.pk}/statuses/", {"status": factories.a_status().pk, "note": "", "operation": key})
    assert Operation.objects.filter(key=key).exists()

    refused = Api(clerk).post("/orders", asked(customer), key=key)

    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency-key-reused")


@pytest.mark.django_db
def test_a_repeat_shows_what_stands_there_now_or_nothing(clerk, customer):
    """The answer is not kept: no personal data lies among the keys."""
    api, key = Api(clerk), "read-anew-each-time"
    first = api.post("/orders", asked(customer), key=key).json()
    ServiceOrder.objects.filter(pk=first["id"]).update(reason="Something else", version=first["version"] + 1)

    again = api.post("/orders", asked(customer), key=key)
    ServiceOrder.objects.filter(pk=first["id"]).update(reason="x")

    assert again.json()["reason"] == "Something else"
    assert again["ETag"] == f'"{first["version"] + 1}"'
    assert Operation.objects.get(key=key).answer == f"/orders/{first['id']}"


@pytest.mark.django_db
def test_an_etag_that_a_compressed_answer_made_weak_is_one_all_the_same(clerk, customer):
    api = Api(clerk)
    order = api.post("/orders", asked(customer)).json()
    headers = {**api.headers, "If-Match": f'W/"{order["version"]}"'}

    changed = api.client.patch(f"/api/v1/orders/{order['id']}", {"reason": "x"}, "application/json", headers=headers)

    assert changed.status_code == 200, changed.content


@pytest.mark.django_db
@pytest.mark.parametrize("limit", ["0", "101", "000150000", "1e2", "٣", "9" * 5000])
def test_no_list_gives_more_than_a_hundred_rows(limit, clerk):
    assert Api(clerk).get("/orders", limit=limit).status_code == 422


@pytest.mark.django_db
def test_history_says_by_which_token_it_happened(clerk, customer):
    Api(clerk).post("/orders", asked(customer))

    event = Event.objects.get(verb="order.opened")
    assert event.channel.startswith("api:")
    assert event.author == clerk


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "short", "x" * 65, "with space in the middle"])
def test_a_key_that_is_none_is_refused_before_anything(key, clerk, customer):
    api = Api(clerk)
    headers = {**api.headers, **({"Idempotency-Key": key} if key else {})}

    answer = api.client.post("/api/v1/orders", asked(customer), "application/json", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency-key-missing")
    assert not ServiceOrder.objects.exists()
