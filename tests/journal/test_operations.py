"""One effect for each key, whoever calls; through the middleware it is asked in test_one_effect.py."""

import pytest

from faena.company.models import Branch
from faena.journal.models import Operation
from faena.journal.operations import Answer, Reused, once
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


@pytest.mark.django_db(transaction=True)
def test_of_several_at_once_one_works_and_the_others_repeat_it(clerk):
    answers = race(lambda _: create(clerk), threads=4)

    assert sorted(answer.is_repeat for answer in answers) == [False, True, True, True]
    assert len({answer.where for answer in answers}) == 1
    assert created() == 1
