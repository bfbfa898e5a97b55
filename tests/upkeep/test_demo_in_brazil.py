"""M39: the demo exists as a Brazilian one too; and what holds for the tables of every country. It is filled once for
the file, with few neighbours."""

import io
import re
from html import unescape

import phonenumbers
import pytest
from django.test import override_settings
from django.urls import reverse
from pypdf import PdfReader

import dev
from faena.accounts.models import User
from faena.billing.models import Invoice, Plan
from faena.billing.pix import pix_of
from faena.cash.models import Charge, ExchangeRate, PaymentMethod, Tender
from faena.company.models import Company
from faena.customers.models import AccessLink, Contact, Customer
from faena.gate.roles import Role
from faena.lib import taxid
from faena.lib.phones import normalise_phone
from faena.orders.models import ServiceOrder, Stage
from faena.tickets.models import Ticket
from faena.upkeep import fsck
from faena.upkeep.demo.people import STAFF
from faena.upkeep.demo.shop import COUNTRIES, fill
from faena.upkeep.demo.subscribers import MANY, neighbours
from tests.lib.test_brcode import checksum, decoded
from tests.world import for_a_whole_file, sign_in

FEW = 12
KEY = "pix@faena.example"
# What no page of a Brazilian shop says: words that Portuguese does not have, and the money of the other demo.
FOREIGN = re.compile(
    r"[ñ¿¡]|Bs\.|US\$|\b(USD|VES|R\.I\.F\.|Efectivo|Punto de venta|Pago móvil|Zelle|Cédula|Caracas|teléfono|también|"
    r"factura|orden|órdenes|recibido|entregado|repuesto|garantía|plazo|hoy|mañana|ayer|"
    r"Customers|Orders|Invoice|Received|Delivered|Paid|today|yesterday|Unknown)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def filled(engine, django_db_setup, django_db_blocker, tmp_path_factory):
    media = tmp_path_factory.mktemp("media")
    with for_a_whole_file(django_db_blocker):
        with override_settings(MEDIA_ROOT=media):
            assert fill(COUNTRIES["br"], neighbours=FEW)
        yield media


@pytest.fixture
def brazil(filled, db, settings):
    settings.MEDIA_ROOT = filled
    return Company.the()


@pytest.fixture
def master(brazil):
    return sign_in(User.objects.get(role=Role.MASTER))


@pytest.fixture
def late(brazil):
    """An invoice that is overdue and not paid."""
    company, charges = brazil, Charge.objects.open().filter(currency="BRL")
    day = company.overdue_up_to(Invoice.objects.latest("id").issued_at.date())
    with company.in_its_zone():
        return (
            Invoice.objects.with_paid().select_related("charge").filter(charge__in=charges, charge__due_on__lt=day)[0]
        )


@pytest.mark.slow("it is the first, for which the shop is filled")
def test_everything_in_it_holds(brazil):
    """M39: made by the same actions as a real shop."""
    assert list(fsck.findings()) == []
    assert ServiceOrder.objects.values("stage").distinct().count() >= 5


def test_it_is_a_shop_of_brazil(brazil):
    """M39: CNPJ, reais, PIX, São Paulo's clock and holidays, fine and interest; its people read Portuguese."""
    assert (brazil.country, brazil.currency, brazil.currencies) == ("BR", "BRL", ["BRL"])
    assert (brazil.tax_kind, brazil.zone, brazil.place.state) == ("br_cnpj", "America/Sao_Paulo", "SP")
    assert (brazil.pix_kind, brazil.pix_key, brazil.fine_bp, brazil.interest_bp) == ("email", KEY, 200, 100)
    assert brazil.moves_due_days
    assert {user.language for user in User.objects.staff()} == {"pt-br"}
    assert [user.email for user in User.objects.staff().order_by("id")] == [person.email for person in STAFF]
    assert {"PIX", "Dinheiro", "Cartão de crédito"} <= set(PaymentMethod.objects.values_list("name", flat=True))
    assert set(Tender.objects.values_list("currency", flat=True)) == {"BRL"}
    assert set(Plan.objects.values_list("currency", flat=True)) == {"BRL"}
    assert set(Charge.objects.values_list("currency", flat=True)) == {"BRL"}
    assert not ExchangeRate.objects.exists()
    assert {"br_cpf", "br_cnpj"} <= set(Customer.objects.values_list("document_kind", flat=True))


def test_its_documents_and_phones_are_some(brazil):
    """M39: by the same checks as what people type, and callable."""
    documents = {(one.document_kind, one.document) for one in Customer.objects.exclude(document="")}
    documents.add((brazil.tax_kind, brazil.tax_id))
    assert all(taxid.check(kind, document) == document for kind, document in documents)
    called = [brazil.phone, brazil.whatsapp, *Customer.objects.values_list("phone", flat=True)]
    called += [number for contact in Contact.objects.all() for number in contact.phones]
    assert len(called) > FEW
    assert [number for number in called if not can_be_called(number, "BR")] == []


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_neighbour_is_somebody_else(country):
    """W30, M39: documents, phones and logins check and differ, of the visitors and the shop as well."""
    shop = COUNTRIES[country]
    around = list(neighbours(shop, MANY))
    documents = [(one.facts.document_kind, one.facts.document) for one in around]
    documents += [
        (one.document, taxid.example(one.document, place)) for place, one in enumerate(shop.visitors) if one.document
    ]
    documents.append((shop.company["tax_kind"], shop.company["tax_id"]))

    assert all(taxid.check(kind, number) == number for kind, number in documents)
    assert len({taxid.document_key(kind, number) for kind, number in documents}) == len(documents)
    phones = [one.facts.phone for one in around]
    phones += [one.phone or shop.mobile.format(place) for place, one in enumerate(shop.visitors)]
    assert len(set(phones)) == len(phones)
    assert [number for number in phones if not can_be_called(number, "")] == []
    assert len({one.login for one in around}) == MANY
    assert all(re.fullmatch(r"[a-z]+\.[a-z]+\d+", one.login) for one in around)


def test_every_country_can_be_asked_for():
    """M39: `dev.py run` knows each that there is, and each has a folder of its own."""
    assert list(dev.DEMOS) == list(COUNTRIES)
    assert len(set(dev.DEMOS.values())) == len(COUNTRIES)


@pytest.mark.parametrize("which", ["home", "customers", "customer", "orders", "order", "invoice", "cash", "tickets"])
def test_no_page_of_it_speaks_spanish(master, late, which):
    """M39: nor English, nor of dollars and bolívares; amounts as in Brazil."""
    order = ServiceOrder.objects.filter(stage=Stage.WAITING).latest("id")
    address = {
        "home": "/",
        "customers": reverse("customers:list"),
        "customer": reverse("home:record", args=[order.customer_id]),
        "orders": reverse("orders:list"),
        "order": reverse("orders:sheet", args=[order.pk]),
        "invoice": reverse("billing:invoice", args=[late.pk]),
        "cash": reverse("cash:list") + "?from=2000-01-01",
        "tickets": reverse("tickets:queue") + "?whose=all",
    }[which]

    said = words(master.get(address).content.decode())

    assert FOREIGN.findall(said) == []
    if which in ("customer", "order", "invoice", "cash"):
        assert re.search(r"R\$\xa0(\d{1,3}\.)*\d{1,3},\d\d\b", said)


@pytest.mark.parametrize("paper", ["slip", "report", "invoice"])
def test_no_paper_of_it_speaks_spanish(master, late, paper):
    """M39: the head has CNPJ, CEP and the phone as Brazil writes them."""
    closed = ServiceOrder.objects.filter(stage=Stage.CLOSED).earliest("id")
    address = {
        "slip": reverse("orders:slip", args=[closed.pk]),
        "report": reverse("orders:report", args=[closed.pk]),
        "invoice": reverse("billing:invoice_pdf", args=[late.pk]),
    }[paper]

    pages = PdfReader(io.BytesIO(master.get(address).content)).pages
    said = "\n".join(page.extract_text() for page in pages)

    assert FOREIGN.findall(said) == []
    assert re.search(r"CNPJ \d\d\.\d{3}\.\d{3}/0001-\d\d", said)
    assert "04999-120 São Paulo, SP" in said
    assert "(11) 3555-0142" in said
    assert re.search(r"R\$\s\d", said)


def test_an_invoice_is_paid_by_pix(master, late, brazil):
    """C6, M39: the text on the page names the key and asks what the counter asks today, fine and interest with it."""
    with brazil.in_its_zone():
        asked = pix_of(late, brazil)

    page = master.get(f"/invoices/{late.pk}/").content.decode()
    text = unescape(re.search(r'data-copy="(000201[^"]+)"', page)[1])

    code = decoded(text)
    assert (code["26.00"], code["26.01"], code["53"], code["58"]) == ("br.gov.bcb.pix", KEY, "986", "BR")
    assert code["54"] == f"{asked.amount / 100:.2f}"
    assert asked.amount > late.balance
    assert code["63"] == checksum(text[:-4])
    assert (code["59"], code["60"]) == ("OFICINA DA FAINA", "SAO PAULO")


def test_its_customers_call_a_number_of_their_country(brazil, visitor):
    """W1, M39: the phone on the customer's page is written as on the papers."""
    order = ServiceOrder.objects.filter(stage=Stage.WAITING).latest("id")
    page = visitor.get(f"/t/{AccessLink.objects.alive().of(order.as_ref).token}/").content.decode()

    assert "(11) 3555-0142" in page
    assert "+55 11" not in words(page)


def test_a_clock_stands_and_another_stood(brazil):
    """M29, M39: in the shop's working hours, which rest on holidays."""
    assert brazil.working_hours["0"] == [["08:00", "12:00"], ["13:00", "18:00"]]
    assert brazil.rests_on_holidays
    assert Ticket.objects.open().exclude(stopped_at=None).exists()
    assert Ticket.objects.filter(stopped_at=None, stopped_seconds__gt=0).exists()


def can_be_called(number: str, country: str) -> bool:
    """In its one spelling, and a number of the plan that is given out."""
    parsed = phonenumbers.parse(number, None)
    given = phonenumbers.is_valid_number(parsed)
    return given and (not country or normalise_phone(number, country) == number)


def words(html: str) -> str:
    """What is read on a page."""
    body = re.sub(r"<(script|style|svg|head).*?</\1>|<[^>]+>", " ", html, flags=re.S)
    return unescape(body)
