"""A fresh installation: no account exists until somebody opens the link that the server printed."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.core.management import call_command
from django.utils import timezone, translation

from faena.accounts import actions
from faena.accounts.models import User
from faena.accounts.tokens import new_setup_token
from faena.company.models import Company
from faena.company.working_hours import weekdays
from faena.lib import money, places
from faena.lib.countries import usual_in
from faena.lib.errors import RuleBroken
from faena.lib.locales import numbers_of
from tests import factories
from tests.world import StaffClient, race, won

SUNDAY = 6
FACTS = {
    "company": "Taller El Sol",
    "business": "workshop",
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
    assert (master.name, master.email, master.language) == ("Olga Pérez", "olga@taller.test", "en")
    assert visitor.get("/users/").status_code == 200


def test_it_asks_for_the_company_first_and_then_for_its_master(link, visitor):
    """Two steps of one form: what the other one holds travels along, and nothing is made before the last press."""
    company = {name: FACTS[name] for name in FACTS if name not in ("name", "email", "password")}
    first = visitor.get(link).content.decode()
    assert 'name="password"' not in first
    assert first.index('name="business"') < first.index('name="company"')

    second = visitor.post(link, company | {"go": "own", "second_currency": "VES"})
    back = visitor.post(link, FACTS | {"go": "company", "email": "olga"})
    wrong = visitor.post(link, company | {"go": "own", "company": ""})

    assert second.status_code == 200
    assert 'type="hidden" name="company" value="Taller El Sol"' in second.content.decode()
    assert 'name="password"' in second.content.decode()
    assert back.status_code == 200
    assert FACTS["password"] not in back.content.decode()
    assert (wrong.status_code, 'name="password"' in wrong.content.decode()) == (422, False)
    assert not User.objects.has_master()
    assert visitor.post(link, FACTS | {"second_currency": "VES"}).status_code == 303
    assert Company.the().currencies == ["USD", "VES"]
    assert "Get your company ready" in visitor.get("/").content.decode()


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


def _chosen(page, field):
    """What the page has chosen in a select field."""
    found = re.search(rf'<select name="{field}".*?</select>', page.content.decode(), re.S)
    return re.search(r'value="([^"]*)" selected', found[0])[1]


def test_m39_a_country_fills_in_what_is_usual_there(link, visitor):
    """M39: zone, currency, language and document at once; what was chosen by hand stays."""
    page = visitor.get(link, {"country": "BR", "suggested_for": "VE", "zone": "America/Caracas", "currency": "USD"})

    assert [_chosen(page, name) for name in ("zone", "language", "currency", "tax_kind")] == [
        "America/Sao_Paulo", "pt-br", "BRL", "br_cnpj",
    ]  # fmt: skip
    assert "(Sunday)" in page.content.decode()
    typed = visitor.get(link, {"country": "BR", "suggested_for": "VE", "tax_kind": "ve_rif", "tax_id": "12"})
    assert _chosen(typed, "tax_kind") == "br_cnpj"
    assert 'value="12"' in typed.content.decode()
    by_hand = visitor.get(link, {"country": "AR", "suggested_for": "BR", "zone": "America/Manaus", "currency": "BRL"})
    assert [_chosen(by_hand, name) for name in ("zone", "currency")] == ["America/Manaus", "ARS"]
    assert "(Monday)" in by_hand.content.decode()
    assert _chosen(visitor.get(link, {"country": "??", "zone": "Mars"}), "zone") == "America/Caracas"


def test_m39_without_script_the_first_press_fills_in(link, visitor):
    """M39: the page comes back with the country's own; the second press begins."""
    sent = FACTS | {"country": "BR", "suggested_for": "VE", "tax_id": ""}
    first = visitor.post(link, sent)

    assert first.status_code == 422
    assert "What is usual in Brazil is filled in now." in first.content.decode()
    assert _chosen(first, "currency") == "BRL"
    assert not User.objects.has_master()
    seen = {name: _chosen(first, name) for name in ("zone", "language", "currency", "tax_kind")}
    assert visitor.post(link, sent | seen | {"suggested_for": "BR"}).status_code == 303
    company = Company.the()
    assert (company.country, company.zone, company.language, company.currency, company.tax_kind) == (
        "BR", "America/Sao_Paulo", "pt-br", "BRL", "",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("business", "modules"), [("workshop", {"workshop"}), ("care", {"care"}), ("both", {"workshop", "care"})]
)
def test_m39_it_asks_what_the_company_does(link, visitor, business, modules):
    """M39: the modules of the answer are switched on, the others off."""
    assert "cannot be changed any more" in visitor.get(link).content.decode()
    assert visitor.post(link, FACTS | {"business": ""}).status_code == 422
    assert visitor.post(link, FACTS | {"business": business}).status_code == 303
    assert Company.the().modules == modules


def test_m39_every_country_has_what_is_usual(db):
    """M39: a zone of its own, a currency that is offered, a language that is spoken; weeks begin on its day."""
    offered = dict(money.offered_currencies())
    for country in places.COUNTRIES:
        usual = usual_in(country, "en")
        assert usual.zone != "UTC"
        assert places.is_zone(usual.zone)
        assert usual.currency in offered
        assert usual.language in ("en", "es", "pt-br")
    with translation.override("es"), numbers_of("BR"):
        assert weekdays()[0][0] == SUNDAY
    with translation.override("en"), numbers_of("AR"):
        assert weekdays()[0][0] == 0


def test_m39_the_language_chosen_before_signing_in_stays(db, visitor):
    """M39: for who signs in next, once; an older choice of that browser is nobody's."""
    user = factories.a_user(role="operator", language="es")
    sign_in = {"login": user.email, "password": factories.PASSWORD}
    visitor.post("/language/", {"language": "pt-br"})
    visitor.post("/sign-in/", sign_in)
    user.refresh_from_db()
    assert user.language == "pt-br"

    other = factories.a_user(role="operator", language="es")
    visitor.post("/sign-out/")
    visitor.post("/sign-in/", sign_in | {"login": other.email})
    other.refresh_from_db()
    assert other.language == "es"
