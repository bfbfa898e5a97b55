"""W9, W16: a superseded report shows the terms that were signed when it was written, and no others."""

import pytest

from faena.company.models import Company
from faena.customers.actions import DeviceFacts
from faena.orders import paper
from faena.orders.actions import (
    IntakeFacts,
    close_order,
    open_order,
    publish_terms,
    renew_terms,
    reopen_order,
    sign_terms,
)
from faena.orders.models import OrderClosing, ServiceOrder
from tests import factories
from tests.orders.test_paper import letters

FIRST, SECOND = "Come within 90 days.", "Come within 30 days."


def again(order):
    return ServiceOrder.objects.on_sheet().get(pk=order.pk)


def opened(by):
    """An order without charge, of a customer who reads English."""
    customer = factories.a_customer(name="Carmen Customer", language="en")
    facts = IntakeFacts(reason="Dust", service_value=0)
    return open_order(customer, device=DeviceFacts(kind="Fan"), facts=facts, by=by)


def sign(order, terms, by):
    sign_terms(order, terms=terms.pk, signer="Carmen", strokes=None, by=by)


def close(order, by):
    return close_order(order, outcome="repaired", work_done="Cleaned.", version=again(order).version, by=by)


def reopen(order, by):
    return reopen_order(order, reason="It came back", version=again(order).version, by=by)


def reports():
    """Of each closing, the oldest first."""
    return [paper.report(closing, Company.the()) for closing in OrderClosing.objects.order_by("id")]


@pytest.fixture
def twice(clerk, owner):
    """Closed without terms, opened again, put under terms that were published meanwhile, signed, closed again."""
    order = opened(clerk)
    close(order, clerk)
    terms = publish_terms(FIRST, version=0, by=owner)
    reopen(order, owner)
    renew_terms(again(order), number=terms.number, by=clerk)
    sign(again(order), terms, clerk)
    return close(order, clerk)


def test_terms_that_were_signed_later_do_not_stand_on_it(twice):
    """W9: nobody had agreed to anything when it was written."""
    old, new = reports()

    assert (old.data["terms"], old.data["stamp"]) == ({}, "Superseded")
    assert "90days" not in letters(old)
    assert "Signedonpaper" not in letters(old)
    assert new.data["terms"]["lines"] == [FIRST]
    assert "90days" in letters(new)


def test_already_while_the_order_is_open_again(clerk, owner):
    """W9, W16: not only once the second report is written."""
    order = opened(clerk)
    close(order, clerk)
    (before,) = reports()
    terms = publish_terms(FIRST, version=0, by=owner)
    reopen(order, owner)
    renew_terms(again(order), number=terms.number, by=clerk)
    sign(again(order), terms, clerk)

    (after,) = reports()

    assert (before.data["terms"], after.data["terms"]) == ({}, {})


def test_terms_that_had_been_signed_stay_on_it(clerk, owner):
    """W9: the version that was signed, also once the shop has other ones."""
    terms = publish_terms(FIRST, version=0, by=owner)
    order = opened(clerk)
    sign(order, terms, clerk)
    close(order, clerk)
    (before,) = reports()

    reopen(order, owner)
    publish_terms(SECOND, version=terms.number, by=owner)
    close(order, clerk)

    old, new = reports()
    assert old.data["stamp"] == "Superseded"
    assert old.data["terms"] == new.data["terms"] == before.data["terms"]
    assert (before.data["terms"]["lines"], before.data["terms"]["signer"]) == ([FIRST], "Carmen")
    assert "90days" in letters(old)
    assert "30days" not in letters(old)
