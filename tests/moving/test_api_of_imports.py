"""What the old system knew, by the API: read by whoever sees the customer."""

import pytest

from tests import factories
from tests.rest.calling import Api

pytestmark = pytest.mark.django_db


def test_what_the_old_system_knew_is_read(seller, customer, stranger):
    old, other = factories.a_past(customer), factories.a_past(stranger)
    newer = factories.a_past(customer, listed_on=old.listed_on.replace(year=old.listed_on.year + 1), kind="payment")
    api = Api(seller)

    first = api.get(f"/customers/{customer.pk}/pasts", limit=1).json()

    assert [one["id"] for one in first["items"]] == [newer.pk]
    rest = api.get(f"/customers/{customer.pk}/pasts", limit=1, cursor=first["next"]).json()
    assert ([one["id"] for one in rest["items"]], rest["next"]) == ([old.pk], None)
    read = api.get(f"/pasts/{old.pk}").json()
    assert (read["old_number"], read["text"], read["amount"]["amount"]) == ("4512", "Pantalla rota", 60_00)
    assert api.get(f"/pasts/{other.pk}").status_code == 404
    assert api.get(f"/customers/{stranger.pk}/pasts").status_code == 404
    assert api.post(f"/pasts/{old.pk}", {}).status_code == 405


def test_reading_costs_the_same_for_any_number(owner, customer, django_assert_max_num_queries):
    for _ in range(3):
        past = factories.a_past(customer)
    api = Api(owner)

    for path in (f"/customers/{customer.pk}/pasts", f"/pasts/{past.pk}"):
        with django_assert_max_num_queries(5):
            assert api.get(path).status_code == 200
