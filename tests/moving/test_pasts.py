"""What the old system knew of customers: read, found and taken along, never counted."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from faena.company.models import Company
from faena.customers.actions import merge_customers
from faena.gate.rights import NotAllowed
from faena.journal.models import Event
from faena.lib.errors import RuleBroken
from faena.moving.actions import PastFacts, keep_pasts, take_back_pasts
from faena.moving.pasts import Past
from faena.summary.open_now import receivables
from tests import factories
from tests.cash.collecting import plain, text

REPAIR = PastFacts(
    "order", "OS 004512", date(2023, 4, 2), date(2023, 4, 9), "Entregado", "Laptop HP", 60_00, 60_00, "",
    "Pantalla rota.\nSe cambió.",
)  # fmt: skip


def test_they_are_kept_as_they_were_written(customer, admin):
    keys = keep_pasts([(customer.pk, REPAIR), (customer.pk, PastFacts("payment", amount=5_00))], by=admin)

    past, other = (Past.objects.get(pk=key) for key in keys)
    assert (str(past), past.listed_on, past.currency) == ("Order OS 004512", date(2023, 4, 2), "USD")
    assert (past.state, past.device, past.text) == ("Entregado", "Laptop HP", "Pantalla rota.\nSe cambió.")
    assert (other.listed_on, other.began_on, other.old_key) == (timezone.localdate(), None, "")
    event = Event.objects.get(verb="past.kept")
    assert (event.about_kind, event.facts) == ("company", {"number": 2})
    assert keep_pasts([], by=admin) == []


def test_many_cost_the_same_statements(customer, admin):
    def cost(many):
        with CaptureQueriesContext(connection) as heard:
            keep_pasts([(customer.pk, REPAIR)] * many, by=admin)
        return len(heard)

    assert cost(3) == cost(300)


@pytest.mark.parametrize(
    ("facts", "at"),
    [
        (PastFacts("quote"), "kind"),
        (PastFacts("order", old_number="1" * 41), "old_number"),
        (PastFacts("order", state="x" * 61), "state"),
        (PastFacts("order", device="x" * 121), "device"),
        (PastFacts("order", text="x" * 4001), "text"),
        (PastFacts("order", began_on=date(1, 1, 1)), "began_on"),
        (PastFacts("order", ended_on=date(9999, 1, 1)), "ended_on"),
        (PastFacts("order", amount=2**63), "amount"),
        (PastFacts("order", paid=-(2**63) - 1), "paid"),
        (PastFacts("order", currency="EUR"), "currency"),
    ],
)
def test_one_that_cannot_be_kept_refuses_all_and_says_which(customer, admin, facts, at):
    with pytest.raises(RuleBroken) as refused:
        keep_pasts([(customer.pk, REPAIR), (customer.pk, facts)], by=admin)

    assert refused.value.at == f"pasts.1.{at}"
    assert not Past.objects.exists()


def test_nobody_has_no_past_and_a_seller_brings_none(customer, admin, seller):
    with pytest.raises(RuleBroken) as refused:
        keep_pasts([(10**9, REPAIR)], by=admin)
    assert refused.value.at == "pasts.0.customer"

    for role in (seller, factories.a_user(role="operator")):
        with pytest.raises(NotAllowed):
            keep_pasts([(customer.pk, REPAIR)], by=role)


def test_they_go_with_their_import(customer, admin):
    keys = keep_pasts([(customer.pk, REPAIR)] * 2, by=admin)
    factories.a_past(customer)

    assert (take_back_pasts(keys, by=admin), take_back_pasts(keys, by=admin)) == (2, 0)

    assert Past.objects.count() == 1
    assert Event.objects.get(verb="past.taken_back").facts == {"number": 2}


def test_what_they_say_stays_but_words_may_be_blanked(customer, stranger):
    past = factories.a_past(customer)

    for change in (
        "amount = 1",
        "began_on = NULL",
        "old_number = 'x'",
        f"customer_id = {stranger.pk}",
    ):
        with pytest.raises(DatabaseError, match="past_keeps"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE moving_past SET {change} WHERE id = %s", [past.pk])
    Past.objects.update(text="", text_key="", device="")
    with pytest.raises(ProtectedError):
        customer.delete()


def test_they_go_over_with_their_customer(customer, owner):
    past, other = factories.a_past(customer), factories.a_customer()

    merge_customers(other, customer, takes=[], version=1, gone_version=1, by=owner)

    past.refresh_from_db()
    assert past.customer == other


def test_the_record_shows_some_and_leads_to_all(client_of, clerk, customer):
    factories.a_past()
    pasts = [factories.a_past(customer, old_number=f"77{one}") for one in range(4)]
    desk = client_of(clerk)

    record = desk.get(f"/customers/{customer.pk}/")
    every = desk.get(f"/customers/{customer.pk}/before/")
    file = b"".join(desk.file(f"/customers/{customer.pk}/before/?format=csv").streaming_content).decode("utf-8-sig")

    assert [f"77{one}" in plain(record) for one in range(4)] == [False, True, True, True]
    assert f"/customers/{customer.pk}/before/" in text(record)
    assert "4 entries" in plain(every)
    assert file.count("Pantalla rota") == 4
    shown = plain(desk.get(f"/before/{pasts[0].pk}/"))
    assert "Pantalla rota" in shown
    assert "nothing here is owed" in shown


def test_the_one_search_finds_them_by_number_and_words(client_of, clerk, customer, seller):
    past = factories.a_past(customer, old_number="OS-04512")
    factories.a_past(old_number="8", text="Otra cosa")
    page, desk = f"/before/{past.pk}/", client_of(clerk)

    for typed in ("os-04512", "pantalla rota", "rota laptop"):
        assert page in text(desk.get("/search/", {"q": typed})), typed
    assert page not in text(desk.get("/search/", {"q": "otra"}))
    assert page in text(client_of(seller).get("/search/", {"q": "pantalla"}))


def test_another_sellers_are_not_there(client_of, seller, stranger):
    past, desk = factories.a_past(stranger), client_of(seller)

    assert desk.get(f"/before/{past.pk}/").status_code == 404
    assert desk.get(f"/customers/{stranger.pk}/before/").status_code == 404
    assert f"/before/{past.pk}/" not in text(desk.get("/search/", {"q": "pantalla"}))


def test_nothing_of_it_is_counted(customer, admin):
    company = Company.the()
    before = receivables(admin, company, timezone.localdate())

    factories.a_past(customer, paid=0)

    assert receivables(admin, company, timezone.localdate()) == before
