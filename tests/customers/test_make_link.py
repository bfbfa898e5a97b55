"""AccessLink: the link by which a customer follows a case (W1)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from faena.cases.actions import revoke_link
from faena.customers.models import AccessLink
from faena.journal.models import Event
from faena.lib.refs import Ref
from tests import factories
from tests.steps import link_expires, link_unless_revoked, make_link
from tests.world import race

CASE = Ref("order", 7, "OS-000007")


def test_a_reprint_shows_the_same(customer: Any, clerk: Any) -> None:
    link = make_link(CASE, customer, by=clerk)

    again = make_link(CASE, customer, by=clerk)

    assert (again.token, again.code) == (link.token, link.code)
    assert Event.objects.filter(verb="link.made").count() == 1


def test_it_is_found_by_token_and_by_code_in_any_spelling(customer: Any, clerk: Any) -> None:
    link = make_link(CASE, customer, by=clerk)
    assert link.token
    assert link.code

    assert AccessLink.objects.alive().for_token(link.token).get() == link
    assert AccessLink.objects.alive().for_code(f" {link.code[:5].lower()}-{link.code[5:]} ").get() == link
    assert not AccessLink.objects.for_token(link.token[:-1]).exists()


def test_a_copy_of_the_table_opens_nothing(customer: Any, clerk: Any) -> None:
    link = make_link(CASE, customer, by=clerk)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM customers_accesslink")
        row = str(cursor.fetchall())

    assert link.token not in row
    assert link.code not in row


def test_a_revoked_link_is_dead_and_the_next_is_another(customer: Any, clerk: Any) -> None:
    order = factories.an_order(customer)
    link = make_link(order.as_ref, customer, by=clerk)

    revoke_link(order, by=clerk)
    other = make_link(order.as_ref, customer, by=clerk)

    assert other.token != link.token
    assert list(AccessLink.objects.alive()) == [other]


def test_news_make_the_first_link_and_none_where_it_was_revoked(customer: Any, clerk: Any) -> None:
    """A link that another replaced, because its time was over, was revoked by nobody."""
    order = factories.an_order(customer)
    first = link_unless_revoked(order.as_ref, customer, by=clerk)
    link_expires(order.as_ref, timezone.now() - timedelta(days=1))
    second = link_unless_revoked(order.as_ref, customer, by=clerk)
    assert first
    assert second
    assert first != second == link_unless_revoked(order.as_ref, customer, by=clerk)

    revoke_link(order, by=clerk)

    assert link_unless_revoked(order.as_ref, customer, by=clerk) is None
    assert not AccessLink.objects.alive().exists()


def test_it_expires_after_closing_and_lives_again_after_reopening(customer: Any, clerk: Any) -> None:
    make_link(CASE, customer, by=clerk)

    link_expires(CASE, timezone.now() - timedelta(days=1))
    assert not AccessLink.objects.alive().exists()

    link_expires(CASE, None)
    assert AccessLink.objects.alive().exists()


def test_a_link_that_no_key_opens_is_replaced(customer: Any, clerk: Any, settings: Any) -> None:
    link = make_link(CASE, customer, by=clerk)
    settings.SECRET_KEY = "another " * 10

    other = make_link(CASE, customer, by=clerk)

    assert other != link
    assert other.token


@pytest.mark.django_db(transaction=True)
def test_two_prints_at_once_make_one_link(customer: Any, clerk: Any) -> None:
    links = race(lambda _place: make_link(CASE, customer, by=clerk).token, threads=4)

    assert len(set(links)) == 1, links
