"""What a person is asked for a column, and what is guessed without asking."""

from datetime import date
from pathlib import Path
from typing import Any

from faena.moving.reading.columns import fingerprint, guessed
from faena.moving.reading.facts import Facts
from faena.moving.reading.fields import FIELDS, Kind
from faena.moving.reading.headers import folded
from faena.moving.reading.lines import How, Line, Table
from faena.moving.reading.planning import first_plan
from faena.moving.reading.plans import Plan
from faena.moving.reading.presets import PRESETS
from faena.moving.reading.questions import Question, questions
from faena.moving.reading.records import records, records_of
from faena.moving.reading.tables import some_of, tables_of
from tests.moving import samples

TODAY = date(2026, 11, 30)


def lines(*rows: tuple[Any, ...]) -> list[Line]:
    return [Line(number, row) for number, row in enumerate(rows, 2)]


def asked(table: Table, some: list[Line], country: str = "VE", currency: str = "USD") -> dict[str, Question]:
    plan = first_plan(table, some, country=country, currency=currency, today=TODAY)
    return {one.name: one for one in questions(table, some, plan)}


def test_every_field_and_preset_names_fields_that_there_are() -> None:
    names = {one.name for one in FIELDS}

    assert len(names) == len(FIELDS)
    assert all(word == folded(word) for one in FIELDS for word in one.words)
    for preset in PRESETS:
        assert {name for fields in preset.columns.values() for name in fields} <= names
        assert set(preset.columns) <= set(preset.columns)


def test_the_order_of_day_and_month_is_asked_where_no_order_fits_all() -> None:
    table = Table("rows", 1, ("Nombre", "Created"))

    assert "day_order:1" not in asked(table, lines(("Ana", "13/05/2025"), ("Bea", "01/02/2025")))
    both = asked(table, lines(("Ana", "13/05/2025"), ("Bea", "05/13/2025")))
    assert both["day_order:1"].default == "day_first"
    assert asked(table, lines(("Ana", "01/02/2025")))["day_order:1"].default == "day_first"
    months = lines(("Ana", "05/13/2025"), ("Bea", "01/02/2025"))
    assert asked(table, months)["day_order:1"].default == "month_first"
    plan = first_plan(table, months, country="VE", currency="USD", today=TODAY)
    assert plan.answers == {"day_order:1": "month_first"}
    written_otherwise = asked(table, lines(("Ana", "31/02/2026"), ("Bea", "02-05-26")))
    assert written_otherwise["day_order:1"].default == "day_first"


def test_three_orders_of_a_date_in_one_column_refuse_what_does_not_fit_alone() -> None:
    table = Table("rows", 1, ("Nombre", "Created"))
    some = lines(("Ana", "13/05/2025"), ("Bea", "05/13/2025"), ("Cira", "2025-05-13"))
    plan = first_plan(table, some, country="VE", currency="USD", today=TODAY)

    found = list(records(some, plan))

    days = [one.facts.customer.since for one in found if one.facts and one.facts.customer]
    assert days == [date(2025, 5, 13), None, date(2025, 5, 13)]
    assert "no day when the day comes first" in found[1].remarks[0].why


def test_decimals_are_asked_where_an_amount_has_two_readings() -> None:
    table = Table("rows", 1, ("Nombre", "Deuda"))

    assert "decimal:1" not in asked(table, lines(("Ana", "45,50"), ("Bea", "1.250,00")))
    assert asked(table, lines(("Ana", "1.250"), ("Bea", "45.50")))["decimal:1"].default == "."
    assert asked(table, lines(("Ana", "1.250")))["decimal:1"].default == ","


def test_states_plans_and_hidden_rows_are_asked(tmp_path: Path) -> None:
    path = samples.provider(tmp_path / "provedor.csv")
    table = tables_of(path, "")[0]
    found = asked(table, list(some_of(path, "", table.name)), "BR", "BRL")

    assert {name: one.default for name, one in found.items()} == {
        "bad_document": "refuse", "duplicates": "skip", "state:ativo": "active", "state:bloqueado": "inactive",
        "state:cancelado": "cancelled", "plan:fibra 300 mega": "plan", "plan:empresarial 500": "plan",
        "plan:radio 20m": "plan", "plan:fibra 500 mega": "plan",
    }  # fmt: skip
    path = samples.workshop(tmp_path / "taller.xlsx")
    table = tables_of(path, "")[0]
    found = asked(table, list(some_of(path, "", table.name)))
    assert {"hidden_rows", "bad_document", "duplicates", "day_order:10"} == set(found)
    path = samples.mikrowisp(tmp_path / "lista.xlsx")
    table = tables_of(path, "")[0]
    found = asked(table, list(some_of(path, "", table.name)), "PE", "PEN")
    assert found["plan:corte por deuda"].default == "none"
    assert "as:Antena 25MB" in dict(found["plan:corte por deuda"].options)
    path = samples.orderry(tmp_path / "contactos.xlsx")
    table = tables_of(path, "")[0]
    found = asked(table, list(some_of(path, "", table.name)))
    assert found["suppliers"].default == "leave"
    assert found["balance_sign"].default == "negative_owed"


def test_a_mapping_is_found_again_by_its_headers() -> None:
    table = Table("a", 1, ("Código", "Nombre"))

    assert fingerprint(table.columns) == fingerprint(("CODIGO", "nombre "))
    assert fingerprint(table.columns) != fingerprint(("Nombre", "Código"))
    assert fingerprint(("A", "B")) == ""


def test_columns_without_a_header_are_guessed_by_what_stands_in_them() -> None:
    table = Table("rows", None, ("A", "B", "C"))
    some = lines(("Ana Ejemplo", "0412-5550901", "ana@example.com"), ("Bea Ejemplo", "0412-5550902", "bea@example.com"))

    assert guessed(table, some) == {0: ("name",), 1: ("phone",), 2: ("email",)}


def test_a_long_name_is_cut_and_stands_whole_in_the_notes() -> None:
    plan = Plan(frozenset({Kind.CUSTOMERS}), {0: ("name",), 1: ("notes",)}, header=("Nombre", "Notas"), today=TODAY)

    record = next(records(lines(("N" * 300, "x" * 5000)), plan))

    assert record.state == "corrected"
    assert isinstance(record.facts, Facts)
    assert record.facts.customer
    assert len(record.facts.customer.name) == 120
    assert len(record.facts.customer.notes) == 2000


def test_a_login_that_is_there_twice_gives_one_subscription() -> None:
    plan = Plan(
        frozenset({Kind.CUSTOMERS, Kind.SUBSCRIPTIONS}), {0: ("name",), 1: ("plan",), 2: ("login",)}, today=TODAY
    )

    first, second = records(lines(("Ana", "Fibra", "ana"), ("Bea", "Fibra", "ANA")), plan)

    assert first.facts
    assert first.facts.subscription
    assert second.facts
    assert second.facts.subscription is None
    assert "Row 2 has the login ANA already" in second.remarks[0].why


def test_a_preset_says_which_sign_is_owed_also_in_a_plan_that_was_made_otherwise(tmp_path: Path) -> None:
    path = samples.phpnuxbill(tmp_path / "customers.csv")
    table = tables_of(path, "")[0]
    some = some_of(path, "", table.name)
    plan = Plan(frozenset(Kind), guessed(table, some), {}, "BR", "BRL", TODAY, table.columns)

    assert {one.name: one.default for one in questions(table, some, plan)}["balance_sign"] == "negative_owed"


def test_customers_of_another_sheet_are_known_where_its_header_is_in_another_row(tmp_path: Path) -> None:
    clients = [["Migração"], [], ["IDClienteMigracao", "NomeCliente_RazaoSocial", "CNPJ", "CPF"], ["C1", "Ana", "", ""]]
    bills = [
        ["IDFaturaMigracao", "DataVencimento", "Valor", "IDClienteMigracao", "IsCancelado"],
        ["F1", "2026-11-10", 5, "C1", "NAO"],
        ["F2", "2026-11-10", 5, "C9", "NAO"],
    ]
    path = samples.workbook(tmp_path / "m.xlsx", {"Clientes": clients, "Faturas": bills})
    table = tables_of(path, "")[1]
    plan = Plan(frozenset({Kind.BALANCES}), guessed(table, ()), {}, "BR", "BRL", TODAY, table.columns)

    found = list(records_of(path, "", "Faturas", How(header=table.header), plan))

    assert [one.state for one in found] == ["accepted", "refused"]


def test_the_state_in_a_list_of_orders_is_that_of_the_order() -> None:
    """Beside a city it is a part of the country."""
    orders = Table("a", 2, ("Nombre", "Equipo", "Falla", "Estado"))
    people = Table("a", 2, ("Nombre", "Equipo", "Falla", "Ciudad", "Estado"))

    assert guessed(orders, ())[3] == ("order_state",)
    assert guessed(people, ())[4] == ("state",)
    assert guessed(Table("a", 2, ("Nombre", "Estado")), ())[1] == ("state",)
