"""The company's settings (W7): what papers print about the shop."""

from dataclasses import replace

import pytest
from django.urls import reverse

from faena.company.actions import CompanyFacts, edit_company
from faena.company.forms import CompanyForm
from faena.company.models import Company
from faena.company.paper import head
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken, Stale
from faena.lib.pixkeys import shown_key
from tests import factories

PAGE = "/settings/company/"


def the_form(**changes):
    """What the browser sends: the page's own values, with these changed; None leaves a field out."""
    form = CompanyForm(company=Company.the())
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: "on" if value is True else value for name, value in sent.items() if value is not False}
    return {name: value for name, value in {**sent, **changes}.items() if value is not None}


def facts(**changes):
    return replace(CompanyFacts.of(Company.the()), **changes)


@pytest.fixture
def shop(db):
    return factories.the_company(name="Taller Sol", country="VE", zone="America/Caracas")


def test_it_keeps_everything_that_papers_print(shop, owner, client_of):
    """W7: name, tax id, address, phone, e-mail, time zone, language, currency."""
    page = client_of(owner).post(
        PAGE,
        the_form(
            name="Electrónica Ávila",
            tax_kind="ve_rif",
            tax_id="J-12345678-4",
            address="Av. Bolívar 12",
            city="Caracas",
            state="D.C.",
            postcode="1050",
            phone="0412-5550102",
            email="hola@avila.example",
            zone="America/Bogota",
            language="pt-br",
            currency="USD",
            second_currency="VES",
            fine_bp="2.5",
            interest_bp="1",
        ),
    )

    assert page.status_code == 303
    now = Company.the()
    assert (now.name, now.tax_id, now.phone) == ("Electrónica Ávila", "J123456784", "+584125550102")
    assert (now.tax_line, now.phone_line) == ("R.I.F. J-12345678-4", "0412-5550102")
    assert (now.address, now.email) == ("Av. Bolívar 12", "hola@avila.example")
    assert (now.place_line, now.whole_address) == ("1050 Caracas, D.C.", "Av. Bolívar 12, 1050 Caracas, D.C.")
    assert (now.zone, now.language, now.second_currency) == ("America/Bogota", "pt-br", "VES")
    assert (now.fine_bp, now.interest_bp) == (250, 100)


def test_the_page_shows_what_is_kept_in_the_readers_form(shop, owner, client_of):
    """W7."""
    factories.the_company(tax_kind="ve_rif", tax_id="J123456784", phone="+584125550102", fine_bp=250)

    page = client_of(owner).get(PAGE).content.decode()

    assert 'value="J-12345678-4"' in page
    assert 'value="0412-5550102"' in page
    assert 'value="2.5"' in page


def test_the_paper_of_the_slip_is_chosen_from_those_that_are_printed(shop, owner, client_of):
    """W15: 58 mm, 80 mm or A4; the history tells it as it stands on the box."""
    assert Company.the().slip_paper == "80"

    assert client_of(owner).post(PAGE, the_form(slip_paper="a4")).status_code == 303

    assert Company.the().slip_paper == "a4"
    (change,) = render_event(Event.objects.get(verb="company.edited")).changes
    assert (change.label, change.old, change.new) == ("Paper of the slip", "80 mm", "A4")
    assert client_of(owner).post(PAGE, the_form(slip_paper="76")).status_code == 422


def test_the_history_tells_old_and_new(shop, owner):
    edit_company(shop, facts=facts(name="Nova", has_care=True, fine_bp=250), version=shop.version, by=owner)

    event = Event.objects.get(verb="company.edited")
    changes = {change.label: (change.old, change.new) for change in render_event(event).changes}
    assert changes["Name"] == ("Taller Sol", "Nova")
    assert changes["Customer care"] == ("no", "yes")
    assert changes["Fine for late payment"] == ("2\N{NO-BREAK SPACE}%", "2.5\N{NO-BREAK SPACE}%")


def test_saving_without_a_change_leaves_no_event(shop, owner):
    edit_company(shop, facts=facts(), version=shop.version, by=owner)

    assert not Event.objects.exists()
    assert Company.the().version == shop.version


def test_a_stale_save_is_refused_and_shows_both_values(shop, owner, admin, client_of):
    opened = the_form(name="Mine")
    edit_company(shop, facts=facts(name="Theirs"), version=shop.version, by=admin)

    page = client_of(owner).post(PAGE, opened)

    assert page.status_code == 422
    assert "Theirs" in page.content.decode()
    assert 'value="Mine"' in page.content.decode()
    assert Company.the().name == "Theirs"
    again = client_of(owner).post(PAGE, the_form(name="Mine"))
    assert again.status_code == 303
    assert Company.the().name == "Mine"


def test_a_stale_action_writes_nothing(shop, owner):
    with pytest.raises(Stale):
        edit_company(shop, facts=facts(name="Late"), version=shop.version - 1, by=owner)

    assert Company.the().name == "Taller Sol"


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"tax_kind": "ve_rif", "tax_id": "J-12345678-9"}, "tax_id", "check digit"),
        ({"tax_kind": "ve_rif", "tax_id": "hello"}, "tax_id", "Write it like"),
        ({"tax_kind": "br_cnpj", "tax_id": "12.ABC.345/01DE-35"}, "tax_kind", "another country"),
        ({"tax_kind": "", "tax_id": "J-12345678-4"}, "tax_kind", "kind of document"),
        ({"tax_kind": "ve_rif", "tax_id": ""}, "tax_id", "Write the number"),
        ({"phone": "123"}, "phone", "too short"),
        ({"second_currency": "USD"}, "second_currency", "differ"),
        ({"has_workshop": False, "has_care": False}, "has_workshop", "one of them at least"),
        ({"zone": "Mars/Olympus"}, "zone", "Pick a time zone"),
        ({"currency": "XXX"}, "currency", "Pick a currency"),
        ({"name": ""}, "name", "Write the name"),
    ],
)
def test_it_refuses_beside_the_field(shop, owner, changes, field, words):
    """W7: validated by country and kind."""
    with pytest.raises(RuleBroken) as refused:
        edit_company(shop, facts=facts(**changes), version=shop.version, by=owner)

    assert refused.value.at == field
    assert words in refused.value.sentence
    assert Company.the().version == shop.version


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Fill this in."),
        ({"name": "x" * 100_000}, "at most 120"),
        ({"fine_bp": "-1"}, "cannot be negative"),
        ({"fine_bp": "1.234"}, "at most 2 decimals"),
        ({"fine_bp": "101"}, "100 at most"),
        ({"tracking_days": "many"}, "whole number"),
        ({"tracking_days": "0"}, "from 1 up"),
        ({"session_hours": "1000"}, "up to 72"),
        ({"remember_days": "99999999999999999999"}, "up to 30"),
        ({"email": "not an address"}, "ana@example.com"),
        ({"currency": "<script>"}, "Pick one from the list."),
        ({"version": "x"}, "whole number"),
        ({"version": None}, "Fill this in."),
        ({"has_workshop": None, "has_care": None}, "one of them at least"),
        ({"tax_kind": "ve_rif", "tax_id": "J-1"}, "Write it like"),
    ],
)
def test_a_wrong_field_gets_its_sentence_and_keeps_what_was_typed(shop, owner, client_of, changes, words):
    page = client_of(owner).post(PAGE, the_form(**{"address": "typed before", **changes}))

    assert page.status_code == 422
    assert words in page.content.decode().replace("&#34;", '"')
    assert "typed before" in page.content.decode()
    assert Company.the().version == shop.version


def test_hostile_text_is_kept_as_text(shop, owner, client_of):
    name = "<script>alert(1)</script> {{7*7}} \u202eevil\x00 🛠"

    page = client_of(owner).post(PAGE, the_form(name=name), follow=True)

    assert Company.the().name == "<script>alert(1)</script> {{7*7}} evil 🛠"
    assert "<script>alert" not in page.content.decode()
    assert "{{7*7}}" in page.content.decode()


@pytest.mark.parametrize(
    ("key", "kind", "kept"),
    [
        ("(11) 98765-4374", "", ("phone", "+5511987654374")),
        ("11987654374", "phone", ("phone", "+5511987654374")),
        ("11987654374", "cpf", ("cpf", "11987654374")),
        ("390.533.447-05", "", ("cpf", "39053344705")),
    ],
)
def test_a_pix_key_is_shown_as_what_it_is_before_it_is_saved(shop, owner, client_of, key, kind, kept):
    """M5: kind, key and what the payer's bank will show; saved, it is kept as the bank knows it."""
    factories.the_company(country="BR", name="Água Boa")
    browser = client_of(owner)

    told = browser.get(PAGE, {"pix_key": key, "pix_kind": kind, "name": "Água Boa", "city": "Olinda"}).content.decode()
    saved = browser.post(PAGE, the_form(pix_key=key, pix_kind=kind, city="Olinda"))

    label, shown = {"phone": "Phone", "cpf": "CPF"}[kept[0]], shown_key(*kept)
    assert f"{label} · {shown}" in told
    assert "AGUA BOA · OLINDA" in told
    assert saved.status_code == 303
    assert (Company.the().pix_kind, Company.the().pix_key) == kept
    assert f"{label} · {shown}" in browser.get(PAGE).content.decode()
    changes = {one.label: one.new for one in render_event(Event.objects.get(verb="company.edited")).changes}
    assert changes["Kind of PIX key"] == label


def test_a_key_in_doubt_asks_for_its_kind(shop, owner, client_of):
    """M5: eleven digits alone, new or from before; nothing is guessed."""
    factories.the_company(country="BR", pix_key="11987654374")
    browser = client_of(owner)

    assert "choose which kind of key it is" in browser.get(PAGE).content.decode()
    page = browser.post(PAGE, the_form(name="Renamed"))

    assert page.status_code == 422
    assert "choose which kind of key it is" in page.content.decode()
    assert browser.post(PAGE, the_form(pix_kind="phone")).status_code == 303
    assert Company.the().pix_key == "+5511987654374"


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"name": "東京修理"}, "name", "Latin letters"),
        ({"city": "Москва"}, "city", "Latin letters"),
        ({"pix_key": "(11) 98765-4374", "pix_kind": "cpf"}, "pix_key", "no CPF"),
        ({"pix_key": "39053344705", "pix_kind": "phone"}, "pix_key", "no phone of Brazil"),
        ({"pix_key": "11987654374", "pix_kind": ""}, "pix_kind", "as well as a document"),
        ({"pix_key": "chave", "pix_kind": ""}, "pix_key", "no PIX key"),
    ],
)
def test_what_pix_cannot_carry_is_refused_beside_its_field(shop, owner, changes, field, words):
    """M5: with a key only; a shop without PIX is called as it likes."""
    factories.the_company(country="BR", pix_key="ana@example.com", pix_kind="email", city="Olinda")

    with pytest.raises(RuleBroken) as refused:
        edit_company(shop, facts=facts(**changes), version=shop.version, by=owner)

    assert (refused.value.at, words in refused.value.sentence) == (field, True)
    if field in ("name", "city"):
        edit_company(shop, facts=facts(**changes, pix_key="", pix_kind=""), version=shop.version, by=owner)


def test_the_currency_stays_once_something_is_owed_in_it(shop, owner, client_of):
    factories.a_charge()

    with pytest.raises(RuleBroken, match="currency stays"):
        edit_company(shop, facts=facts(currency="BRL"), version=shop.version, by=owner)
    page = client_of(owner).get(PAGE).content.decode()
    assert "there are accounts in it already" in page
    client_of(owner).post(PAGE, the_form(currency="BRL", name="Renamed"))
    assert (Company.the().currency, Company.the().name) == ("USD", "Renamed")


def test_another_currency_may_be_chosen_before_that(shop, owner):
    edit_company(shop, facts=facts(currency="BRL"), version=shop.version, by=owner)

    assert Company.the().currency == "BRL"


def test_an_old_name_of_a_zone_can_be_saved_again(shop, owner, client_of):
    factories.the_company(zone="America/Buenos_Aires")

    assert client_of(owner).post(PAGE, the_form(name="Sur")).status_code == 303
    assert Company.the().zone == "America/Buenos_Aires"


@pytest.mark.parametrize(("role", "status"), [("owner", 200), ("admin", 200), ("clerk", 403), ("technician", 403)])
def test_only_those_who_run_the_shop_may_open_it(shop, client_of, request, role, status):
    who = client_of(request.getfixturevalue(role))

    assert who.get(PAGE).status_code == status
    assert who.get(reverse("company:settings")).status_code == status


def test_an_operator_cannot_send_it_either(shop, clerk, client_of):
    assert client_of(clerk).post(PAGE, the_form(name="Mine")).status_code == 403
    assert Company.the().name == "Taller Sol"


def test_settings_lists_what_the_reader_may_set(shop, admin, client_of):
    page = client_of(admin).get("/settings/").content.decode()

    for address in ("company", "payment-methods", "positions", "statuses", "internal-statuses"):
        assert f'href="/settings/{address}/"' in page


def test_a_module_that_is_off_takes_its_lists_away(shop, owner, client_of):
    factories.the_company(has_workshop=False, has_care=True)

    page = client_of(owner).get("/settings/").content.decode()

    assert "/settings/statuses/" not in page
    assert "/settings/positions/" in page
    assert client_of(owner).get("/settings/statuses/").status_code == 404


def test_the_page_costs_the_same_with_a_long_history(shop, owner, client_of, django_assert_max_num_queries):
    for turn in range(12):
        shop = edit_company(shop, facts=facts(name=f"Name {turn}"), version=shop.version, by=owner)
    browser = client_of(owner)

    with django_assert_max_num_queries(8):
        browser.get(PAGE)


def test_a_whatsapp_number_is_kept_and_refused_as_phones_are(shop, owner, client_of):
    """M21: beside its own field; papers have it as a line that opens a chat, unless it is the phone."""
    refused = client_of(owner).post(PAGE, the_form(phone="0212-5550142", whatsapp="0414-55501"))
    assert refused.status_code == 422
    assert "id_whatsapp_error" in refused.content.decode()

    client_of(owner).post(PAGE, the_form(phone="0212-5550142", whatsapp="0414-5550199"))

    company = Company.the()
    assert company.whatsapp == "+584145550199"
    assert head(company)["whatsapp"] == {"line": "WhatsApp 0414-5550199", "url": "https://wa.me/584145550199"}
    assert "WhatsApp 0414-5550199" in head(company)["shop_lines"]
    changes = Event.objects.filter(verb="company.edited").latest("id").said["changes"]
    assert changes["whatsapp"] == ["", "0414-5550199"]
    edit_company(company, facts=facts(whatsapp=company.phone), version=company.version, by=owner)
    assert head(Company.the())["whatsapp"]["line"] == ""
