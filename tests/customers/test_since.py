"""Since when somebody is a customer: the day on which he was registered, unless another one is known."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from faena.customers.actions import CustomerFacts, create_customer, edit_customer
from faena.customers.models import Customer
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken

ANA = CustomerFacts("Ana", since=date(2019, 3, 14))


def test_an_earlier_day_is_kept(admin):
    assert create_customer(ANA, by=admin).since == date(2019, 3, 14)
    assert create_customer(CustomerFacts("Eva"), by=admin).since == timezone.localdate()


def test_no_day_leaves_it_as_it_is(admin):
    ana = create_customer(ANA, by=admin)

    edit_customer(ana, replace(ANA, since=None, name="Ana María"), version=1, by=admin)

    assert Customer.objects.get().since == date(2019, 3, 14)


def test_a_day_to_come_is_refused_and_the_form_says_so(admin, client_of):
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(RuleBroken) as refused:
        create_customer(replace(ANA, since=tomorrow), by=admin)
    assert refused.value.at == "since"

    ana, desk = create_customer(ANA, by=admin), client_of(admin)
    page = f"/customers/{ana.pk}/edit/"
    sent = {"kind": "person", "name": "Ana", "language": "es", "version": 1}

    assert 'value="2019-03-14"' in desk.get(page).content.decode()
    answer = desk.post(page, sent | {"since": tomorrow.isoformat()})
    assert (answer.status_code, "still to come" in answer.content.decode()) == (422, True)
    assert desk.post(page, sent | {"since": "2018-01-31"}).status_code == 303

    assert Customer.objects.get().since == date(2018, 1, 31)
    (change,) = render_event(Event.objects.get(verb="customer.edited")).changes
    assert (change.label, change.old, change.new) == ("Since", "14 Mar 2019", "31 Jan 2018")
