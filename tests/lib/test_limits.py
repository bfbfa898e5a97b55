"""What a column can hold is asked of every row that is written, however it is written."""

from datetime import UTC, date, datetime

import pytest
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone

from faena.agenda.models import Visit
from faena.company.models import Company
from faena.customers.models import Customer, Device
from faena.journal.models import Event, Operation
from faena.lib.errors import RuleBroken
from faena.lib.limits import between, check_columns, check_text, check_value, longest
from faena.orders.models import ServiceOrder, StatusEntry
from faena.tickets.models import Ticket
from tests import factories

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HELD = [
    (StatusEntry, "note", "A" * 1000),
    (StatusEntry, "note", "ñ👩‍🔧" * 100),
    (ServiceOrder, "outcome", ""),
    (ServiceOrder, "outcome", ServiceOrder.Outcome.REPAIRED),
    (ServiceOrder, "service_value", None),
    (ServiceOrder, "service_value", 2**63 - 1),  # its own bounds are a constraint's, with a sentence of its own
    (ServiceOrder, "promised_at", datetime(2000, 1, 1, tzinfo=UTC)),
    (ServiceOrder, "promised_at", datetime(2100, 12, 31, 23, tzinfo=UTC)),
    (Ticket, "priority", 4),
    (Company, "tracking_days", 1095),
    (Company, "language", "pt-br"),
    (Customer, "since", date(1900, 1, 1)),
    (Customer, "since", "2026-11-21"),
    (Event, "said", None),
    (Event, "facts", {"a": [1, 2.5, True, None, {"ñ": "é"}]}),
]
REFUSED = [
    (StatusEntry, "note", "A" * 1001, "Write at most 1000 characters; there are 1001 now.", "too-long"),
    (StatusEntry, "note", "a\0", "This text has signs that cannot be kept. Write it again without them.", "rule"),
    (StatusEntry, "note", "a\udc00", "This text has signs that cannot be kept. Write it again without them.", "rule"),
    (StatusEntry, "note", None, "Fill this in.", "required"),
    (ServiceOrder, "outcome", "banana", "Pick one from the list.", "not-offered"),
    (ServiceOrder, "outcome", ["repaired"], "Pick one from the list.", "not-offered"),
    (ServiceOrder, "stage", "", "Pick one from the list.", "not-offered"),
    (ServiceOrder, "service_value", 2**63, "Write a number up to 9223372036854775807.", "out-of-range"),
    (ServiceOrder, "service_value", 1.5, "Write a whole number, such as 12.", "out-of-range"),
    (ServiceOrder, "version", -1, "Write a number from 0 up.", "out-of-range"),
    (Company, "tracking_days", 1096, "Write a number up to 1095.", "out-of-range"),
    (Company, "tracking_days", 0, "Write a number from 1 up.", "out-of-range"),
    (Company, "language", "fr", "Pick one from the list.", "not-offered"),
    (Company, "has_care", "banana", "Pick one from the list.", "not-offered"),
    (ServiceOrder, "promised_at", datetime(2026, 11, 21, 12), "Say in which time zone that is", "out-of-range"),
    (ServiceOrder, "promised_at", NOON.replace(year=1), "between the years 2000 and 2100", "out-of-range"),
    (ServiceOrder, "promised_at", NOON.replace(year=2101), "between the years 2000 and 2100", "out-of-range"),
    (ServiceOrder, "promised_at", "soon", "Write a day and a time", "out-of-range"),
    (Customer, "since", date(1899, 12, 31), "between the years 1900 and 2100", "out-of-range"),
    (Customer, "since", "soon", "Write a day of the calendar", "out-of-range"),
    (Event, "said", {"note": ["x", {"y\0": 1}]}, "This text has signs that cannot be kept.", "rule"),
    (Event, "facts", {"a": {"b": "\ud800"}}, "This text has signs that cannot be kept.", "rule"),
]


@pytest.mark.parametrize(("model", "column", "value"), HELD)
def test_what_fits_is_taken(model, column, value):
    check_value(model, column, value, at="x")


@pytest.mark.parametrize(("model", "column", "value", "sentence", "code"), REFUSED)
def test_what_does_not_fit_is_refused_with_a_sentence(model, column, value, sentence, code):
    with pytest.raises(RuleBroken) as refused:
        check_value(model, column, value, at="reason")

    assert sentence in refused.value.sentence
    assert (refused.value.at, refused.value.code) == ("reason", code)


def test_only_the_columns_that_are_written_are_asked():
    """What was stored before the rule stays where it is until somebody writes it."""
    order = ServiceOrder(reason="A" * 3000, accessories="B" * 251)

    with pytest.raises(RuleBroken) as refused:
        check_columns(order, ["stage", "accessories"])

    assert refused.value.at == "accessories"
    check_columns(order, ["stage", "customer"])


def test_a_text_that_no_column_keeps_has_a_limit_too():
    check_text("A" * 200, 200, at="reason")
    with pytest.raises(RuleBroken, match="200"):
        check_text("A" * 201, 200, at="reason")


def test_forms_take_their_limits_from_the_columns():
    assert longest(Visit, "notes") == 2000
    assert between(Company, "session_hours") == {"min_value": 1, "max_value": 72}
    assert between(Visit, "minutes")["max_value"] == 32767


@pytest.mark.django_db
def test_no_way_of_writing_goes_around_it(customer, clerk):
    """Made, saved, made with others, made unless it is there, changed with others."""
    device, bad = factories.a_device(customer), "A" * 61
    operation = Operation(actor=clerk, key=bad + "AAAA", body_hash="x")

    def saved():
        device.model = bad
        device.save(update_fields=["model"])

    ways = {
        "create": lambda: Device.objects.create(customer=customer, kind="Phone", model=bad),
        "save": saved,
        "bulk_create": lambda: Device.objects.bulk_create([Device(customer=customer, kind="Phone", model=bad)]),
        "get_or_create": lambda: Device.objects.get_or_create(customer=customer, kind="Phone", model=bad),
        "insert_once": operation.insert_once,
        "bulk_update": lambda: Device.objects.bulk_update([device], ["model"]),
    }
    for way in ways.values():
        with pytest.raises(RuleBroken, match="at most"):
            way()

    assert list(Device.objects.filter(customer=customer).values_list("model", flat=True)) == ["T480"]
    assert not Operation.objects.exists()


@pytest.mark.django_db
def test_whoever_is_refused_can_go_on(customer):
    """The transaction does not count as failed: an action can look for the reason, a page can show what there is."""
    with transaction.atomic():
        with pytest.raises(RuleBroken):
            Device.objects.create(customer=customer, kind="A" * 41)
        assert not Device.objects.filter(customer=customer).exists()
        factories.a_device(customer)

    assert Device.objects.filter(customer=customer).count() == 1


@pytest.mark.django_db
def test_what_the_database_computes_is_its_own_matter(customer):
    device = factories.a_device(customer)
    device.serial_key = Lower(models.Value("NINE"))
    device.save(update_fields=["serial_key"])

    assert Device.objects.get(pk=device.pk).serial_key == "nine"
    customer.retired_at = models.functions.Now()
    customer.save(update_fields=["retired_at"])
    assert Customer.objects.get(pk=customer.pk).retired_at <= timezone.now()
