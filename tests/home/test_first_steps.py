"""How a company begins: the list on home ticks itself from facts, names what is next, and goes when done or hidden."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from faena.company.actions import confirm_test_print, hide_first_steps
from faena.company.catalogue.actions import edit_row
from faena.company.models import Company
from faena.home.first_steps import end_when_done, first_steps
from faena.journal.models import Event
from faena.lib.errors import RuleBroken
from faena.notifications.models import Message
from faena.orders import actions as orders
from faena.orders.terms_models import MODELS
from tests import factories

SMTP, STAYS = (f"django.core.mail.backends.{kind}.EmailBackend" for kind in ("smtp", "filebased"))


@pytest.fixture
def company(db):
    """Just set up: it repairs and provides Internet."""
    return factories.the_company(has_first_steps=True, has_workshop=True, has_care=True)


def add_logo(owner, _customer):
    Company.objects.filter(pk=1).update(phone="+584145550101", logo=factories.a_file(author=owner))


def edit_a_method(owner, _customer):
    method = factories.a_method()
    edit_row(method, facts={"name": "Zelle"}, version=method.version, by=owner)


def send_a_mail(_owner, _customer):
    Message.objects.filter(pk=factories.a_message().pk).update(state=Message.State.SENT)


def print_a_test(owner, _customer):
    confirm_test_print(Company.the(), paper="58", by=owner)


DEEDS = {
    "identity": add_logo,
    "money": edit_a_method,
    "people": lambda _owner, _customer: factories.a_user(),
    "mail": send_a_mail,
    "terms": lambda owner, _customer: orders.publish_terms("Ours.", version=0, by=owner),
    "print": print_a_test,
    "order": lambda _owner, customer: factories.an_order(customer),
    "plans": lambda _owner, _customer: factories.a_plan(),
}


@pytest.fixture
def alone(owner, customer):
    """Nobody but the Master works here, besides the seller of the customer, who has left."""
    type(owner).objects.staff().exclude(pk=owner.pk).update(is_active=False)
    return owner


def ticked(user):
    return {step.name for step in first_steps(user, Company.the()).steps if step.is_done}


def asked(browser):
    """How many questions home asks when it was opened before, and what it shows."""
    browser.get("/")
    with CaptureQueriesContext(connection) as queries:
        shown = browser.get("/").content.decode()
    return len(queries), shown


@pytest.mark.parametrize("name", DEEDS)
def test_a_step_is_done_by_what_there_is_and_by_nothing_else(company, alone, customer, name):
    assert ticked(alone) == {"customers"}

    DEEDS[name](alone, customer)

    assert name in ticked(alone)
    assert ticked(alone) - {name, "customers"} <= {"people"}  # whoever did something else is one of the people


def test_a_company_without_customers_is_led_to_bring_them(company, owner, client_of):
    step = next(one for one in first_steps(owner, company).steps if one.name == "customers")

    assert not step.is_done
    assert "/settings/import/" in client_of(owner).get("/settings/first-steps/").content.decode()
    assert "/settings/import/" in client_of(owner).get("/customers/").content.decode()


def test_terms_that_ended_are_not_ticked(company, alone):
    orders.publish_terms("Ours.", version=0, by=alone)
    orders.end_terms(version=1, by=alone)

    assert "terms" not in ticked(alone)


@pytest.mark.parametrize(
    ("modules", "names"),
    [
        ({"has_care": False}, ["identity", "money", "people", "customers", "mail", "terms", "print", "order"]),
        ({"has_workshop": False}, ["identity", "money", "people", "customers", "mail", "plans", "ticket"]),
    ],
)
def test_what_the_company_does_not_do_is_no_step(company, owner, modules, names):
    shop = factories.the_company(**modules)

    assert sorted(step.name for step in first_steps(owner, shop).steps) == sorted(names)


def test_home_shows_them_for_one_query_and_nobody_else_pays(company, client_of, owner, clerk):
    browser = client_of(owner)
    with_steps, shown = asked(browser)
    browser.post("/settings/first-steps/hiding/")
    without, hidden = asked(browser)

    assert "Get your company ready" in shown
    assert "Get your company ready" not in hidden
    assert with_steps - without == 1
    assert Event.objects.filter(verb="company.first_steps_hidden").count() == 1
    assert "Get your company ready" not in client_of(clerk).get("/").content.decode()
    assert "Get your company ready" in browser.get("/settings/first-steps/").content.decode()


def test_the_next_one_alone_is_open_and_has_the_button(company, client_of, alone):
    page = client_of(alone).get("/").content.decode()

    assert page.count("is-next") == 1
    assert len(re.findall(r'class="begin-ways"', page)) == 1
    assert "Still missing: the logo, phone or address." in page


def test_it_says_that_no_mail_leaves_and_ends_when_one_does(company, client_of, alone, settings):
    add_logo(alone, None)
    edit_a_method(alone, None)
    factories.a_user()
    browser, settings.EMAIL_BACKEND = client_of(alone), STAYS
    assert "No mail leaves from here today." in browser.get("/").content.decode()

    settings.EMAIL_BACKEND = SMTP
    assert "Send me a test" in browser.get("/").content.decode()
    browser.post("/settings/test-mail/")

    message = Message.objects.get(template="home/test")
    assert (message.address, message.ref_kind) == (alone.email, "company")
    assert "mail" not in ticked(alone)  # it was written, and has not left


def test_the_paper_of_a_good_test_is_the_shops_own(company, client_of, owner):
    browser = client_of(owner)
    assert browser.get("/settings/test-print.pdf?paper=58").content.startswith(b"%PDF")
    assert browser.get("/settings/test-print.png?paper=58&page=1").content.startswith(b"\x89PNG")

    assert browser.post("/settings/test-print/", {"paper": "letter"}).status_code == 422
    with pytest.raises(RuleBroken) as refused:
        confirm_test_print(company, paper="letter", by=owner)
    assert refused.value.at == "paper"
    assert browser.post("/settings/test-print/", {"paper": "58"}).status_code == 303

    assert Company.the().slip_paper == "58"
    assert Event.objects.get(verb="company.test_printed").said["changes"] == {"slip_paper": ["80 mm", "58 mm"]}
    factories.the_company(has_workshop=False)
    assert browser.get("/settings/test-print/").status_code == 404


def test_a_company_that_is_ready_sees_no_list(company, alone, customer):
    *most, last = DEEDS.values()
    for do in most:
        do(alone, customer)
    end_when_done()
    assert Company.the().has_first_steps

    last(alone, customer)
    end_when_done()

    assert not Company.the().has_first_steps


def test_hiding_twice_is_one_event(company, owner):
    for _ in range(2):
        hide_first_steps(company, by=owner)

    assert Event.objects.filter(verb="company.first_steps_hidden").count() == 1


@pytest.mark.parametrize("language", ["es", "pt-br", "en"])
@pytest.mark.parametrize("name", MODELS)
def test_a_model_fills_the_box_in_the_language_asked_for(company, client_of, owner, name, language):
    """W9: one press, and nothing is in force before it is published."""
    page = client_of(owner).get(f"/settings/terms/?model={name}&in={language}")

    paragraphs = MODELS[name].text(language).split("\n\n")
    assert len(paragraphs) >= 5
    for paragraph in paragraphs:
        assert paragraph.split("'")[0] in page.content.decode()
    assert len({MODELS[name].text(one) for one in ("es", "pt-br", "en")}) == 3


def test_the_company_decides_by_its_second_currency_too(company, alone):
    facts = {"second_currency": "VES"}
    Company.objects.filter(pk=1).update(**facts)

    assert "money" in ticked(alone)


def test_nobody_is_sent_to_a_step_that_he_may_not_do(company, admin, owner):
    """An Administrator who is alone is not asked to invite somebody, which a Master does."""
    add_logo(owner, None)
    Company.objects.update(second_currency="VES")

    def next_of(user, other):
        type(other).objects.filter(pk=other.pk).update(is_active=False)
        type(user).objects.filter(pk=user.pk).update(is_active=True)
        return first_steps(user, Company.the()).next.name

    assert next_of(owner, admin) == "people"
    assert next_of(admin, owner) == "customers"


def test_the_first_steps_are_on_the_home_of_whoever_can_do_them(company, client_of, admin, clerk):
    assert "Details and logo" in client_of(admin).get("/").content.decode()
    assert "Details and logo" not in client_of(clerk).get("/").content.decode()
