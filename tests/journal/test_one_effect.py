"""One effect per click: double clicks, the back button, a reload and eight browsers at once."""

import io

import pytest
from django.db import connection

from faena.company.models import Branch
from faena.journal.middleware import body_hash
from faena.journal.models import Operation
from tests.world import race, sign_in

pytestmark = pytest.mark.urls("tests.journal.urls")
KEY = "a-key-of-one-rendered-form"


def send(clara, name="Welder", key=KEY, **more):
    return clara.post("/press/", {"operation": key, "name": name, **more})


def made():
    """What the presses left behind."""
    return [row.name for row in Branch.objects.filter(is_default=False)]


@pytest.fixture
def clara(client_of, clerk):
    return client_of(clerk)


def test_a_second_press_gets_the_first_answer_and_has_no_effect(clara):
    first = send(clara)
    second = send(clara)

    assert first.status_code == second.status_code == 303
    assert first["Location"] == second["Location"]
    assert len(made()) == Operation.objects.count() == 1


def test_another_body_under_the_same_key_is_refused(clara):
    send(clara)

    answer = send(clara, name="Driver")

    assert answer.status_code == 409
    assert "already sent" in answer.content.decode()
    assert made() == ["Welder"]


def test_another_file_under_the_same_key_is_another_body(clara):
    assert send(clara, photo=io.BytesIO(b"one")).status_code == 303

    assert send(clara, photo=io.BytesIO(b"one")).status_code == 303
    assert send(clara, photo=io.BytesIO(b"two")).status_code == 409


def test_the_same_key_on_another_address_is_another_body(clara):
    send(clara)

    assert clara.post("/press/?page=2", {"operation": KEY, "name": "Welder"}).status_code == 303
    assert len(made()) == 1


def test_a_form_that_came_back_with_an_error_is_sent_again_under_its_key(clara):
    refused = send(clara, name="")
    assert (refused.status_code, len(made()), Operation.objects.count()) == (422, 0, 0)

    assert send(clara, name="Welder").status_code == 303
    assert made() == ["Welder"]


def test_work_that_breaks_leaves_nothing_and_can_be_tried_again(clara):
    clara.raise_request_exception = False

    assert send(clara, name="broken").status_code == 500

    assert (len(made()), Operation.objects.count()) == (0, 0)
    assert send(clara).status_code == 303


@pytest.mark.parametrize("key", ["", "short", "x" * 65])
def test_a_form_without_a_usable_key_is_refused_with_a_sentence(clara, key):
    answer = send(clara, key=key)

    assert answer.status_code == 400
    assert "lacks its key" in answer.content.decode()
    assert made() == []


def test_keys_belong_to_the_person_who_pressed(clara, client_of, admin):
    send(clara)

    assert send(client_of(admin), name="Driver").status_code == 303
    assert len(made()) == 2


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "x" * 20 + "\0", "a key with spaces in it", "<b>" * 8])
def test_what_is_no_key_of_ours_is_refused(clara, key):
    """PostgreSQL would not even look for a NUL."""
    assert send(clara, key=key).status_code == 400
    assert made() == []


def test_what_was_sent_cannot_be_tried_out_on_a_stolen_database(rf, settings):
    """An unlock code has four digits, and everything else of the form stands in the tables."""
    sent = rf.post("/orders/new/", {"unlock_code": "2580"})
    ours = body_hash(sent)

    settings.SECRET_KEY = "another-key-" + "y" * 50

    assert body_hash(sent) != ours


def test_the_same_words_sent_elsewhere_are_another_body(rf):
    """The reason for voiding an order is not the one for voiding another."""
    here, there = (body_hash(rf.post(f"/orders/{pk}/voiding/", {"reason": "Typed twice"})) for pk in (1, 2))

    assert here != there


def test_a_form_sent_back_keeps_its_key(rf, clerk):
    from faena.journal.context import idempotency_key

    fresh, again = (str(idempotency_key(rf.get("/"))["idempotency_key"]()) for _ in range(2))
    sent = str(idempotency_key(rf.post("/", {"operation": KEY}))["idempotency_key"]())

    assert fresh != again
    assert KEY in sent


@pytest.mark.django_db(transaction=True)
def test_eight_presses_at_once_have_one_effect(clerk):
    browsers = [sign_in(clerk) for _ in range(8)]

    answers = race(lambda place: send(browsers[place]), 8)

    assert [answer.status_code for answer in answers] == [303] * 8
    assert len({answer["Location"] for answer in answers}) == 1
    assert len(made()) == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_unique_key_the_same_race_has_several_effects(clerk, monkeypatch):
    """The proof that the race above can be lost: the constraint is taken away."""
    browsers = [sign_in(clerk) for _ in range(8)]
    once = Operation._meta.constraints[0]
    monkeypatch.setattr(Operation._meta, "constraints", [])  # SQLite makes the table anew from the model
    with connection.schema_editor() as editor:
        editor.remove_constraint(Operation, once)

    try:
        race(lambda place: send(browsers[place]), 8)
        assert len(made()) > 1
    finally:
        Operation.objects.all().delete()
        monkeypatch.undo()
        with connection.schema_editor() as editor:
            editor.add_constraint(Operation, once)
