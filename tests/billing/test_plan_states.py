"""C1: the list of customers says how the plans of each stand, whoever else is in it."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from faena.billing.models import Subscription
from faena.billing.plan_states import plan_states
from faena.customers.models import Customer
from tests import factories

LIST = reverse("customers:list")


def read_states(browser, **query):
    """{name: what stands beside it} of the customers of the page."""
    rows = re.findall(r"<tr.*?</tr>", browser.get(LIST, query).content.decode(), re.DOTALL)
    words = {}
    for row in rows:
        if title := re.search(r'class="at-title[^"]*"[^>]*>(?:<span class="first">)?<a [^>]*>(.*?)</a>', row):
            chip = re.search(r'class="chip is-(\w+)">.*?</span><span>(\w+)</span>', row)
            words[re.sub("</?mark>", "", title[1])] = chip.groups() if chip else ()
    return words


@pytest.mark.parametrize(
    ("states", "tone", "word"),
    [
        (["active"], "green", "Active"),
        (["inactive", "active", "active"], "green", "Active"),
        (["cancelled", "inactive"], "amber", "Inactive"),
        (["cancelled"], "grey", "Cancelled"),
    ],
)
def test_the_best_of_the_plans_is_told(plan, customer, desk, states, tone, word):
    """In the list and among the hits."""
    for state in states:
        ended = timezone.localdate() if state == "cancelled" else None
        factories.a_subscription(customer, plan=plan, state=state, cancelled_on=ended)

    assert read_states(desk)["Carmen Customer"] == read_states(desk, q="carmen")["Carmen Customer"] == (tone, word)


def test_nothing_is_told_of_who_never_had_a_plan_and_where_care_is_off(plan, customer, stranger, desk):
    factories.a_subscription(customer, plan=plan)

    assert read_states(desk) == {"Carmen Customer": ("green", "Active"), "Esteban Stranger": ()}
    factories.the_company(has_care=False)
    assert read_states(desk) == {"Carmen Customer": (), "Esteban Stranger": ()}


def test_one_question_tells_of_all_within_reach(plan, customer, stranger, seller, admin, django_assert_num_queries):
    """W31."""
    customers = [customer.pk, stranger.pk, *(factories.a_customer().pk for _place in range(20))]
    for pk in customers:
        factories.a_subscription(Customer.objects.get(pk=pk), plan=plan)

    with django_assert_num_queries(1):
        assert set(plan_states(customers, admin)) == set(customers)
    assert set(plan_states(customers, seller)) == {customer.pk}
    assert Subscription.objects.count() == len(customers)
