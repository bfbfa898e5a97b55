"""The rows with which a shop starts, in its language."""

import pytest

from faena.cash.models import PaymentMethod
from faena.company import starter_data
from faena.company.catalogue import actions
from faena.orders import starter
from faena.orders.models import InternalStatus, Stage, Status
from tests import factories

ALL = (Status, InternalStatus, PaymentMethod)


def names(model):
    return list(model.objects.offered().values_list("name", flat=True))


@pytest.mark.parametrize("language", ["es", "pt-br", "en"])
def test_every_language_has_its_own(db, language):
    starter.STARTER.write_anew(language)

    assert {status.stage for status in Status.objects.offered()} == set(Stage.values)
    assert len(names(InternalStatus)) == len(starter.INTERNAL_STATUSES)
    assert len(names(PaymentMethod)) == len(starter.METHODS)
    if language == "en":
        assert names(Status)[0] == "Received"
    if language == "pt-br":
        assert "PIX" in names(PaymentMethod)


@pytest.mark.parametrize(
    ("language", "staff", "customer"),
    [
        ("es", "Por aprobar por el cliente", "Esperando su aprobación"),
        ("pt-br", "Aguardando aprovação do cliente", "Aguardando sua aprovação"),
        ("en", "Waiting for customer approval", "Waiting for your approval"),
    ],
)
def test_what_would_mislead_the_customer_has_words_for_him(db, language, staff, customer):
    starter.STARTER.write_anew(language)

    waiting = Status.objects.get(stage=Stage.WAITING)
    received = Status.objects.get(stage=Stage.RECEIVED)

    assert (waiting.name, waiting.name_for_customer) == (staff, customer)
    assert received.name_for_customer == received.name


def test_twice_changes_nothing(db):
    starter.STARTER.write_anew("en")
    before = [names(model) for model in ALL]

    starter.STARTER.write_anew("en")
    starter.STARTER.ensure()

    assert [names(model) for model in ALL] == before


def test_what_the_company_wrote_stays(admin):
    starter.STARTER.write_anew("en")
    actions.add_row(PaymentMethod, facts={"name": "Zelle"}, by=admin)

    starter.STARTER.write_anew("pt-br")

    assert "Zelle" in names(PaymentMethod)
    assert "PIX" not in names(PaymentMethod)


def test_what_was_used_stays(db):
    starter.STARTER.write_anew("en")
    factories.a_payment(method=PaymentMethod.objects.get(name="Cash"))

    starter.STARTER.write_anew("pt-br")

    assert "Cash" in names(PaymentMethod)


def test_bootstrap_fills_only_an_empty_list(db):
    Status.objects.all().delete()
    factories.a_status(Stage.READY, name="Ours")

    starter.STARTER.ensure()

    assert names(Status) == ["Ours"]


def test_setting_the_company_up_writes_them_in_its_language(db):
    """A new installation starts in Spanish and becomes a Brazilian shop on its first page."""
    starter_data.write("pt-br")

    assert "PIX" in names(PaymentMethod)
