"""Plans that customers have and what they owed come in with them, and go with them."""

import pytest

from faena.billing.models import Plan, Subscription
from faena.cash.models import Charge, OpeningBalance
from faena.customers.models import Customer
from faena.moving.models import ImportRow
from faena.moving.pasts import Past
from faena.moving.reading.fields import Kind
from faena.upkeep.fsck import findings
from tests.moving.bringing import AS_LINES, LINE_ROWS, checked, imported, undone

pytestmark = pytest.mark.django_db


def test_plans_and_debts_come_in(owner):
    import_ = imported(owner, LINE_ROWS, **AS_LINES)

    assert list(Plan.objects.order_by("id").values_list("name", "price")) == [("Fibra 100", 2500)]
    found = Subscription.objects.order_by("id").values_list("customer__name", "login", "state", "price", "due_day")
    assert list(found) == [("Ana Núñez", "ana", "active", 2500, 5), ("Luis Pérez", "luis", "inactive", 2000, 10)]
    owed = OpeningBalance.objects.order_by("id").values_list("customer__name", "charge__amount")
    assert list(owed) == [("Luis Pérez", 3000), ("Eva Díaz", 1250)]
    assert (import_.counts["subscription"], import_.counts["balance"], import_.counts["new"]) == (2, 2, 3)
    assert list(findings()) == []


def test_a_login_that_somebody_has_is_told_in_the_row(owner):
    import_ = imported(owner, LINE_ROWS, **AS_LINES)

    row = import_.rows.get(ref_id=Customer.objects.get(name="Eva Díaz").pk)
    assert row.state == ImportRow.State.CORRECTED
    assert "login" in {remark["field"] for remark in row.remarks}


def test_the_same_file_twice_brings_nothing_more(owner):
    imported(owner, LINE_ROWS[:2], **AS_LINES)

    again = imported(owner, LINE_ROWS[:2], **AS_LINES)

    assert (Subscription.objects.count(), OpeningBalance.objects.count(), again.counts["same"]) == (2, 1, 2)


def test_a_check_says_what_would_come(owner):
    import_ = checked(owner, LINE_ROWS, **AS_LINES)

    assert (import_.counts["new"], import_.counts["balance"]) == (3, 2)
    assert not Subscription.objects.exists()


def test_undoing_takes_them_back(owner):
    import_ = imported(owner, LINE_ROWS, **AS_LINES)

    import_ = undone(import_, owner)

    assert (import_.counts["undone"], import_.counts["kept"]) == (3, 0)
    for model in (Customer, Subscription, OpeningBalance, Charge):
        assert not model.objects.exists()
    assert list(findings()) == []


def test_what_was_over_there_is_kept_to_be_read_once_and_goes_again(owner):
    head = ["Código", "Nombre", "Orden", "Fecha", "Falla", "Estado", "Equipo"]
    fields = ["old_code", "name", "number_before", "opened_on", "reason", "order_state", "device_kind"]
    rows = [
        ["1", "Ana Núñez", "OS-7", "03/05/2025", "No enciende", "Entregado", "Phone"],
        ["2", "Luis Pérez", "OS-8", "04/05/2025", "No carga", "En reparación", "Phone"],
    ]
    how = {"head": head, "fields": fields, "kinds": (Kind.CUSTOMERS, Kind.ORDERS, Kind.HISTORY)}

    import_ = imported(owner, rows, **how)
    again = imported(owner, rows, **how)

    assert list(Past.objects.values_list("customer__name", "old_number", "kind")) == [("Ana Núñez", "OS-7", "order")]
    assert (import_.counts["past"], import_.counts["order"]) == (1, 1)
    assert again.counts["same"] == 2
    undone(import_, owner)
    assert (Past.objects.count(), Customer.objects.get().name) == (0, "Luis Pérez")
    assert list(findings()) == []
