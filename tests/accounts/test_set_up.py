"""A fresh installation: no account exists until somebody opens the link that the server printed."""

from datetime import timedelta

import pytest
from django.core import signing
from django.core.management import call_command
from django.utils import timezone

from faena.accounts import actions
from faena.accounts.models import User
from faena.accounts.tokens import new_setup_token
from faena.company.models import Company
from faena.lib.errors import RuleBroken
from tests import factories
from tests.world import StaffClient, race, won

FACTS = {
    "company": "Taller El Sol",
    "country": "VE",
    "language": "es",
    "currency": "USD",
    "zone": "America/Caracas",
    "tax_kind": "ve_rif",
    "tax_id": "j-12345678-4",
    "name": "Olga Pérez",
    "email": "Olga@taller.test",
    "password": "una clave propia y larga 9",
}
SHOP = actions.NewShop("Taller", "VE", "es", "USD", "America/Caracas")


@pytest.fixture
def link(db, capsys):
    """The address that the command prints."""
    call_command("setup_link")
    return "/setup/" + capsys.readouterr().out.strip().split("/setup/")[1]


def test_there_is_no_account_before(db):
    """Nobody can sign in, with any password."""
    assert not User.objects.filter(role__isnull=False).exists()
    assert not any(user.has_usable_password() or user.is_active for user in User.objects.all())


def test_the_link_makes_the_company_and_its_master(link, visitor):
    assert visitor.get(link).status_code == 200

    answer = visitor.post(link, FACTS)

    assert (answer.status_code, answer.url) == (303, "/")
    company, master = Company.the(), User.objects.masters().get()
    assert (company.name, company.country, company.currency, company.tax_id) == (
        "Taller El Sol", "VE", "USD", "J123456784",
    )  # fmt: skip
    assert (master.name, master.email, master.language) == ("Olga Pérez", "olga@taller.test", "es")
    assert visitor.get("/users/").status_code == 200


def test_afterwards_the_link_is_dead_and_none_is_printed(link, visitor, capsys):
    """It works once."""
    visitor.post(link, FACTS)

    assert StaffClient().get(link).status_code == 410
    assert StaffClient().post(link, FACTS | {"email": "other@taller.test"}).status_code == 410
    call_command("setup_link")
    assert capsys.readouterr().out == ""
    assert User.objects.masters().count() == 1


def test_a_deactivated_master_does_not_open_it_again(link, visitor):
    """Whoever could make every Master inactive in the database still gets no new installation."""
    factories.a_user(role="master", is_active=False)

    assert visitor.get(link).status_code == 410


@pytest.mark.parametrize("hours", [23.9, 24.1])
def test_lives_a_day(db, visitor, monkeypatch, hours):
    then = (timezone.now() - timedelta(hours=hours)).timestamp()
    with monkeypatch.context() as past:
        past.setattr(signing.time, "time", lambda: then)
        token = new_setup_token()

    assert visitor.get(f"/setup/{token}/").status_code == (200 if hours < 24 else 410)


@pytest.mark.parametrize("token", ["x", "set-up~1~x", "set-up", "~", "%00"])
def test_a_made_up_link_is_dead(db, visitor, token):
    assert visitor.get(f"/setup/{token}/").status_code == 410


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"company": ""}, "Fill this in."),
        ({"tax_id": "J-12345678-5"}, "J-12345678-4"),
        ({"tax_kind": ""}, "Choose what kind of document this is."),
        ({"country": "BR"}, "of another country"),
        ({"email": "olga"}, "Write an e-mail address"),
        ({"password": "short"}, "at least 10 characters"),
        ({"password": "Olga Pérez"}, "too similar"),
        ({"zone": "Mars/Base"}, "Pick one from the list."),
        ({"currency": "XXX"}, "Pick one from the list."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(link, visitor, wrong, says):
    answer = visitor.post(link, FACTS | wrong)

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert FACTS["name"] in answer.content.decode()
    assert not User.objects.has_master()
    assert Company.the().name == "Faena"


def test_the_tax_id_may_wait(link, visitor):
    assert visitor.post(link, FACTS | {"tax_kind": "", "tax_id": ""}).status_code == 303


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_master(db):
    """Two people opened the link."""
    outcomes = race(
        lambda place: actions.set_up(SHOP, name="Olga", email=f"olga{place}@shop.test", password="x" * 12), threads=4
    )

    assert len(won(outcomes)) == 1
    assert all(isinstance(outcome, RuleBroken | User) for outcome in outcomes)
    assert User.objects.masters().count() == 1
