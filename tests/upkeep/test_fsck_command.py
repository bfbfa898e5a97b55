"""One command says whether everything holds, of one moment of a shop at work."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from faena.accounts.models import User
from faena.cash.models import Charge
from faena.upkeep.fsck.moment import one_moment
from tests import factories
from tests.world import race


def test_each_finding_is_a_line_and_the_command_ends_badly(owner):
    """So that whoever runs it by the clock hears of it."""
    User.objects.filter(pk=owner.pk).update(is_active=False)
    charge = factories.a_charge()
    Charge.objects.filter(pk=charge.pk).update(ref_kind="order", ref_id=7)
    out = io.StringIO()

    with pytest.raises(CommandError, match="Not everything holds: 2 found"):
        call_command("fsck", stdout=out)

    assert out.getvalue().splitlines() == [
        f"charge {charge.pk}: The account {charge} and its order do not point at one another.",
        "role master: Nobody who is active is a Master: nobody may do everything.",
    ]


@pytest.mark.django_db(transaction=True)
def test_the_tables_are_read_as_of_one_moment_and_not_written():
    """What people do meanwhile is nothing that does not hold."""
    factories.somebody()

    with one_moment():
        before = User.objects.count()
        race(lambda _place: factories.a_user(), threads=1)
        assert User.objects.count() == before
        with pytest.raises(DatabaseError):
            factories.a_user()

    assert User.objects.count() == before + 1
    factories.a_user()
