"""The monthly run of `dev.py bench` measures what the program does, and leaves the shop as it was."""

import pytest

from faena.billing.models import Invoice, InvoiceRun
from faena.company.models import NumberSeries
from faena.journal.models import Event
from tests import factories
from tools.bench import months


@pytest.mark.django_db
def test_it_issues_the_next_month_and_takes_it_back(customer, owner):
    """Each round anew: the same rows are inserted once more, and nothing of it stays."""
    for _ in range(3):
        factories.a_subscription(customer)
    before = Event.objects.count(), list(NumberSeries.objects.values_list("kind", "last"))

    rounds = months.measured()

    assert [issued for issued, *_figures in rounds] == [3] * months.ROUNDS
    assert all(figure > 0 for figures in rounds for figure in figures)
    assert not Invoice.objects.exists()
    assert not InvoiceRun.objects.exists()
    assert (Event.objects.count(), list(NumberSeries.objects.values_list("kind", "last"))) == before
