"""The company's words for the stages (W14): edited freely, as long as every stage keeps one."""

import pytest

from faena.company.catalogue import actions
from faena.lib.errors import RuleBroken
from faena.orders.catalogues import keep_every_stage
from faena.orders.models import Stage, Status
from tests import factories

PAGE = "/settings/statuses/"


@pytest.fixture
def last_void(db):
    Status.objects.filter(stage=Stage.VOID).delete()
    return factories.a_status(Stage.VOID, name="Voided by us")


def test_every_stage_has_a_status_from_the_start(db):
    assert {status.stage for status in Status.objects.offered()} == set(Stage.values)


def test_the_last_one_of_a_stage_cannot_be_retired(last_void, admin, client_of):
    page = client_of(admin).post(f"{PAGE}{last_void.pk}/retirement/")

    assert page.status_code == 422
    assert "every stage needs one" in page.content.decode()
    last_void.refresh_from_db()
    assert not last_void.is_retired


def test_nor_deleted(last_void, owner, client_of):
    page = client_of(owner).post(f"{PAGE}{last_void.pk}/deletion/")

    assert page.status_code == 422
    assert Status.objects.filter(pk=last_void.pk).exists()


def test_nor_put_on_another_stage(last_void, admin, client_of):
    page = client_of(admin).post(f"{PAGE}{last_void.pk}/", {"name": "Voided", "stage": "ready", "version": 1})

    assert page.status_code == 422
    assert "every stage needs one" in page.content.decode()
    last_void.refresh_from_db()
    assert last_void.stage == Stage.VOID


def test_its_name_may_change(last_void, admin, client_of):
    client_of(admin).post(f"{PAGE}{last_void.pk}/", {"name": "Cancelled", "stage": "void", "version": 1})

    last_void.refresh_from_db()
    assert last_void.name == "Cancelled"


def test_what_the_customer_reads_may_be_other_words(admin, client_of):
    status = factories.a_status(Stage.WAITING, name="Customer has to approve")
    words = {"name": status.name, "customer_name": "We wait for your word", "stage": "waiting", "version": 1}

    client_of(admin).post(f"{PAGE}{status.pk}/", words)

    status.refresh_from_db()
    assert status.name_for_customer == "We wait for your word"
    assert str(status) == "Customer has to approve"
    assert "What the customer reads" in client_of(admin).get(f"{PAGE}{status.pk}/").content.decode()


def test_with_another_on_the_stage_it_goes(last_void, admin):
    factories.a_status(Stage.VOID, name="Withdrawn")

    assert actions.retire_row(last_void, before_leaving=keep_every_stage, by=admin).is_retired


def test_a_retired_one_does_not_hold_the_stage(last_void, admin):
    other = factories.a_status(Stage.VOID, name="Withdrawn")
    actions.retire_row(other, before_leaving=keep_every_stage, by=admin)

    with pytest.raises(RuleBroken):
        actions.retire_row(last_void, before_leaving=keep_every_stage, by=admin)


def test_a_stage_has_to_be_chosen(admin, client_of):
    page = client_of(admin).post(f"{PAGE}new/", {"name": "Somewhere", "stage": ""})

    assert page.status_code == 422
    assert "Pick one." in page.content.decode()


def test_the_list_shows_the_stage_and_its_dot(admin, client_of):
    factories.a_status(Stage.READY, name="Come and get it")

    page = client_of(admin).get(PAGE).content.decode()

    assert 'class="chip is-green"' in page
    assert "Ready" in page
