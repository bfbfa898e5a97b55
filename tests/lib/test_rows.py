"""The base of our tables writes and reads what Django's own model does, on both engines."""

import pytest
from django.apps import apps
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import signals
from django.db.models.functions import Lower
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from faena.accounts.models import User
from faena.customers.models import Customer, Device
from faena.journal.models import Event, Operation
from faena.lib.errors import RuleBroken
from faena.lib.rows import FEW, BaseModel
from tests import factories
from tests.world import race

OURS = [
    model
    for model in apps.get_models()
    if model.__module__.startswith("faena.") and not issubclass(model, AbstractBaseSession)  # the framework's columns
]


def test_every_table_of_ours_has_the_base():
    assert [model.__name__ for model in OURS if not issubclass(model, BaseModel)] == []


def test_nothing_waits_for_what_the_base_leaves_out():
    """It reads rows without `__init__` and its two signals."""
    heard = signals.pre_init.receivers + signals.post_init.receivers

    assert [model.__name__ for model in OURS if model.__init__ is not models.Model.__init__] == []
    assert heard == []


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_a_fresh_row_is_as_django_makes_it(model):
    ours, theirs, again = (make() for make in (model.fresh, model, model))
    differing = [name for name, value in theirs.__dict__.items() if value != again.__dict__[name]]  # uids, moments
    chance = dict.fromkeys(["_state", *differing])

    assert ours.__dict__.keys() == theirs.__dict__.keys()
    assert {**ours.__dict__, **chance} == {**theirs.__dict__, **chance}
    assert (ours._state.adding, ours._state.db, ours.pk) == (True, None, theirs.pk)
    mutable = [name for name, value in ours.__dict__.items() if isinstance(value, list | dict)]
    assert not [name for name in mutable if model.fresh().__dict__[name] is ours.__dict__[name]]


@pytest.mark.django_db
def test_a_row_is_read_as_django_reads_it(customer):
    kept = Customer.objects.filter(pk=customer.pk).values_list().get()
    columns = [column.attname for column in Customer._meta.concrete_fields]

    ours = Customer.from_db("default", columns, kept)
    theirs = super(BaseModel, Customer).from_db("default", columns, kept)

    assert {**ours.__dict__, "_state": 0} == {**theirs.__dict__, "_state": 0}
    assert (ours._state.adding, ours._state.db) == (theirs._state.adding, theirs._state.db) == (False, "default")
    assert ours == theirs == customer
    some = Customer.objects.only("name").get(pk=customer.pk)
    assert some.get_deferred_fields() == {*columns} - {"id", "name"}
    assert (some.code, some == customer) == (customer.code, True)


@pytest.mark.parametrize(("value", "shown"), [("person", "Individual"), ("gone", "gone"), ("", ""), (None, None)])
def test_a_choice_is_shown_as_django_shows_it(value, shown):
    customer, field = Customer(kind=value), Customer._meta.get_field("kind")

    assert customer.get_kind_display() == shown == models.Model._get_FIELD_display(customer, field)


@pytest.mark.django_db
def test_a_row_is_written_as_django_writes_it(clerk, customer):
    facts = {"kind": "Laptop", "brand": "100 % \"'", "model": "%s", "serial": "7", "serial_key": "7"}
    with CaptureQueriesContext(connection) as theirs:
        Device.objects.bulk_create([Device(customer=customer, **facts)])
    with CaptureQueriesContext(connection) as ours:
        written = Device.objects.create(customer=customer, **facts | {"serial": "8", "serial_key": "8"})
    nine = {"serial": "9", "serial_key": Lower(models.Value("NINE"))}
    expression = Device.objects.create(customer=customer, **facts | nine)
    event = Event.objects.create(
        verb="x", about_kind="device", about_id=1, seq=1, happened_at=clerk.created_at, author=clerk, act=written.uid,
        facts={"a": [1, None, "%s"]}, said=None,
    )  # fmt: skip

    statements = [text.captured_queries[-1]["sql"].split(" VALUES ")[0] for text in (theirs, ours)]
    assert statements[0] == statements[1]
    read = Device.objects.get(pk=written.pk)
    assert {name: getattr(read, name) for name in facts} == facts | {"serial": "8", "serial_key": "8"}
    assert Device.objects.get(pk=expression.pk).serial_key == "nine"
    assert (Event.objects.get(pk=event.pk).facts, Event.objects.get(pk=event.pk).said) == ({"a": [1, None, "%s"]}, None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Device.objects.create(customer=customer, **facts)


@pytest.mark.django_db
def test_a_row_is_changed_as_django_changes_it(customer):
    one, other = factories.a_device(customer), factories.a_device(customer)
    one.brand, one.model = "100 % \"'", "%s"

    with CaptureQueriesContext(connection) as ours:
        one.save(update_fields=["brand", "model"])
    with CaptureQueriesContext(connection) as theirs:
        Device.objects.filter(pk=one.pk).update(brand=one.brand, model=one.model)

    assert [text.captured_queries[-1]["sql"].replace('"customers_device"."id"', '"id"') for text in (ours, theirs)] == [
        f'UPDATE "customers_device" SET "brand" = {shown[0]}, "model" = {shown[1]} WHERE "id" = {one.pk}'
        for shown in [("'100 % \"'''", "'%s'")] * 2
    ]
    read = {row.pk: (row.brand, row.model, row.serial) for row in Device.objects.all()}
    assert read == {row.pk: (row.brand, row.model, row.serial) for row in (one, other)}
    one.serial_key = Lower(models.Value("NINE"))
    one.save()
    assert Device.objects.get(pk=one.pk).serial_key == "nine"
    Device.objects.filter(pk=one.pk).delete()
    with pytest.raises(DatabaseError):
        one.save(update_fields=["brand"])


@pytest.mark.django_db
@pytest.mark.parametrize("many", [0, 1, 3, FEW + 1])
def test_a_few_rows_are_written_at_once(many, customer):
    facts = {"kind": "Laptop", "brand": "100 % \"'", "model": "%s"}
    rows = [Device(customer=customer, serial=f"{n}", serial_key=f"{n}", **facts) for n in range(many)]

    with CaptureQueriesContext(connection) as captured:
        Device.insert_all(rows)

    assert len([text for text in captured if text["sql"].startswith("INSERT")]) == min(many, 1)
    kept = {row.pk: (row.serial, row.uid, row.brand, row.model) for row in Device.objects.all()}
    assert kept == {row.pk: (row.serial, row.uid, row.brand, row.model) for row in rows}
    assert not any(row._state.adding for row in rows)


@pytest.mark.django_db
def test_what_no_column_can_hold_is_not_written_with_others(customer):
    with pytest.raises(RuleBroken):
        Device.insert_all([Device(customer=customer, kind="Laptop"), Device(customer=customer, kind="x" * 500)])

    assert not Device.objects.exists()


@pytest.mark.django_db
def test_what_is_there_is_not_inserted_again(clerk):
    first, second, other = (Operation(actor=clerk, key=key, body_hash="x") for key in ("one", "one", "two"))

    assert [one.insert_once() for one in (first, second, other)] == [True, False, True]
    assert (first._state.adding, second.pk) == (False, None)
    assert {*Operation.objects.values_list("pk", flat=True)} == {first.pk, other.pk}


@pytest.mark.django_db(transaction=True)
def test_of_eight_at_once_one_inserts(clerk):
    def insert(_place):
        with transaction.atomic():
            return Operation(actor_id=clerk.pk, key="one", body_hash="x").insert_once()

    assert sorted(race(insert)) == [False] * 7 + [True]


@pytest.mark.django_db(transaction=True)
def test_a_lock_outlives_its_statement(clerk):
    """Outside a transaction it would hold nothing: it is refused, also after the text was kept inside one."""
    with transaction.atomic():
        User.lock(clerk.pk)
        assert User.locked(clerk.pk) == clerk

    if connection.features.has_select_for_update:
        with pytest.raises(TransactionManagementError):
            User.lock(clerk.pk)
        with pytest.raises(TransactionManagementError):
            User.locked(clerk.pk)
    with pytest.raises(User.DoesNotExist), transaction.atomic():
        User.locked(clerk.pk + 1)
