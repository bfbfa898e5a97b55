"""One effect for each key, whoever calls; through the middleware it is asked in test_one_effect.py."""

import itertools

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from faena.accounts.models import User
from faena.company.models import Branch
from faena.journal.models import Operation
from faena.journal.operations import Answer, Reused, once
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken
from tests.world import race

KEY = "5d1c7f3e-0a55-4b57-9d51-94c1b16d9c11"


def create(by, key=KEY, body="a", status=201):
    """As an API's POST would: a row, its address, its status."""

    def work():
        row = Branch.objects.create(name="Norte")
        return Answer(row, status, f"/api/branches/{row.pk}" if status else "")

    return once(by.pk, key, body, work)


def created():
    return Branch.objects.filter(name="Norte").count()


def test_what_was_made_is_answered_again_with_its_status_and_address(clerk):
    first, second = create(clerk), create(clerk)

    assert first.body is not None
    assert (second.is_repeat, second.status, second.where) == (True, 201, first.where)
    assert created() == 1


def test_what_was_refused_leaves_its_key_free(clerk):
    refused = create(clerk, status=0)
    assert (refused.is_repeat, created(), Operation.objects.count()) == (False, 0, 0)

    assert create(clerk).status == 201
    assert created() == 1


def test_a_key_stands_for_one_body(clerk):
    create(clerk)

    with pytest.raises(Reused):
        create(clerk, body="another, or a page's form under the same key")
    assert created() == 1


def test_a_key_is_somebody_s(clerk, owner):
    create(clerk)

    assert not create(owner).is_repeat
    assert created() == 2


def test_what_breaks_leaves_nothing(clerk):
    def work():
        Branch.objects.create(name="Norte")
        raise LookupError

    with pytest.raises(LookupError):
        once(clerk.pk, KEY, "a", work)

    assert (created(), Operation.objects.count()) == (0, 0)


@action(authorised_by="the test")
def found_branch(name, *, breaks=None):
    Branch.objects.create(name=name)
    if breaks:
        breaks()


def refuse():
    raise RuleBroken("No branch is founded in the north.")


def be_found_twice():
    """The database refuses it, which ends a transaction of PostgreSQL."""
    Operation.objects.create(pk=1, actor=User.objects.staff()[0], key="one")
    Operation.objects.create(pk=1, actor=User.objects.staff()[0], key="two")


@pytest.mark.parametrize(("breaks", "error"), [(refuse, RuleBroken), (be_found_twice, IntegrityError)])
def test_what_refuses_inside_leaves_nothing_and_its_answer_is_kept(breaks, error, clerk):
    """As a button does, which leads back with a message; it has no savepoint, and still can be read from."""

    def work():
        with pytest.raises(error):
            found_branch("Norte", breaks=breaks)
        found = created()
        return Answer(found, 303, "/back/")

    first = once(clerk.pk, KEY, "a", work)

    assert (first.body, created()) == (0, 0)
    assert once(clerk.pk, KEY, "a", work) == Answer(None, 303, "/back/")
    assert Operation.objects.count() == 1


def test_what_refuses_after_another_leaves_that(clerk):
    def work():
        found_branch("Sur")
        with pytest.raises(RuleBroken):
            found_branch("Norte", breaks=refuse)
        found_branch("Este")
        return Answer(True, 303, "/back/")

    once(clerk.pk, KEY, "a", work)

    assert set(Branch.objects.filter(is_default=False).values_list("name", flat=True)) == {"Sur", "Este"}


def test_an_action_in_the_one_effect_asks_for_no_savepoint(clerk):
    with CaptureQueriesContext(connection) as captured:
        once(clerk.pk, KEY, "a", lambda: Answer(found_branch("Norte") or True, 303, "/back/"))

    begun = [one["sql"] for one in captured if one["sql"].startswith(("SAVEPOINT", "BEGIN"))]
    assert len(begun) == 1  # the transaction's own


@pytest.mark.django_db(transaction=True)
def test_of_several_that_are_refused_at_once_one_answers(clerk):
    """Each begins anew, which lets go of the key; whoever finds it taken then repeats that answer."""
    came = itertools.count()

    def work():
        with pytest.raises(RuleBroken):
            found_branch("Norte", breaks=refuse)
        return Answer(True, 303, f"/back/{next(came)}")

    answers = race(lambda _: once(clerk.pk, KEY, "a", work), threads=4)

    assert len({answer.where for answer in answers}) == 1
    assert (created(), Operation.objects.count()) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_of_several_at_once_one_works_and_the_others_repeat_it(clerk):
    answers = race(lambda _: create(clerk), threads=4)

    assert sorted(answer.is_repeat for answer in answers) == [False, True, True, True]
    assert len({answer.where for answer in answers}) == 1
    assert created() == 1
