"""Each shape of file that companies bring: what becomes of every row (issue of moving in; tests/moving/samples.py)."""

from datetime import date
from pathlib import Path

import pytest

from faena.moving.reading.columns import why_nothing
from faena.moving.reading.facts import AddressRead, ContactRead, PlanRead
from faena.moving.reading.planning import first_plan
from faena.moving.reading.records import Facts, Record, records_of
from faena.moving.reading.tables import How, some_of, tables_of
from tests.moving import samples

TODAY = date(2026, 11, 30)
CURRENCIES = {"VE": "USD", "BR": "BRL", "PE": "PEN"}


def read(path: Path, country: str = "VE", table: str = "", **answers: str) -> dict[int, Record]:
    """Number of the row → its record, by the plan that is guessed."""
    tables = tables_of(path, path.name)
    found = next((one for one in tables if one.name == table), tables[0])
    some = some_of(path, path.name, found.name)
    plan = first_plan(found, some, country=country, currency=CURRENCIES[country], today=TODAY)
    plan = plan.from_json({**plan.to_json(), "answers": {**plan.answers, **answers}})
    return {one.number: one for one in records_of(path, path.name, found.name, How(), plan)}


def states(rows: dict[int, Record]) -> dict[int, str]:
    return {number: one.state for number, one in rows.items()}


def facts(record: Record) -> Facts:
    assert record.facts is not None, record.remarks
    return record.facts


def whys(record: Record) -> str:
    return " ".join(str(one.why) for one in record.remarks)


def test_a_sheet_by_hand_of_a_workshop(tmp_path: Path) -> None:
    path = samples.workshop(tmp_path / "taller.xlsx")

    assert [(one.name, one.header, one.is_hidden) for one in tables_of(path, "")] == [
        ("CLIENTES", 3, False), ("Hoja2", None, False), ("vieja", 1, True),
    ]  # fmt: skip
    rows = read(path)
    assert states(rows) == {
        4: "corrected", 5: "accepted", 6: "corrected", 7: "corrected", 8: "corrected", 9: "refused", 10: "left_out",
        11: "corrected", 12: "left_out",
    }  # fmt: skip
    first = facts(rows[4])
    assert first.customer
    assert (first.customer.document_kind, first.customer.document) == ("ve_cedula", "V7447551")
    assert first.customer.phone == "+584125550901"
    assert [one.phone for one in first.contacts] == ["+582125550902"]
    assert (first.orders[0].value, first.orders[0].advance, first.orders[0].opened) == (4550, 2000, date(2026, 3, 12))
    assert "Column F (Correo) is hidden" in whys(rows[4])
    company = facts(rows[5])
    assert company.customer
    assert company.customer.is_company
    assert company.orders[0].opened == date(2026, 3, 14)
    hidden = facts(rows[6])
    assert hidden.customer
    assert hidden.customer.email == ""
    assert hidden.orders[0].value is None
    assert "hidden in the sheet" in whys(rows[6])
    assert facts(rows[7]).orders == ()
    assert "31/02/2026 is no day." in whys(rows[7])
    again = rows[8]
    assert again.same_as == 4
    assert facts(again).keys == first.keys
    assert facts(again).orders[0].value == 125_000
    assert "check digit does not match" in whys(rows[9])
    assert facts(rows[11]).orders[0].opened == date(2026, 5, 8)
    assert facts(rows[11]).customer.email == "P.ZETA@EXAMPLE.COM"  # type: ignore[union-attr]


def test_a_customer_of_the_workshop_comes_in_without_a_wrong_document_where_that_was_chosen(tmp_path: Path) -> None:
    rows = read(samples.workshop(tmp_path / "taller.xlsx"), bad_document="without", hidden_rows="leave")

    found = facts(rows[9])
    assert found.customer
    assert found.customer.document == ""
    assert found.customer.phone == "+582435550906"
    assert "ext 12" in found.customer.notes
    assert "admin@example,com" in found.customer.notes
    assert found.orders[0].device.serial == "353211110000099"
    assert (found.orders[0].value, found.orders[0].advance, found.orders[0].opened) == (6000, 6000, date(2026, 5, 2))
    assert rows[6].state == "left_out"


def test_what_a_brazilian_spreadsheet_saves_as_csv(tmp_path: Path) -> None:
    path = samples.provider(tmp_path / "provedor.csv")

    rows = read(path, "BR")
    assert states(rows) == {
        5: "corrected", 6: "corrected", 7: "refused", 8: "corrected", 9: "corrected", 10: "refused", 11: "accepted",
        12: "left_out",
    }  # fmt: skip
    first = facts(rows[5])
    assert first.customer
    assert first.customer.phone == "+5535999990901"
    assert first.contacts[0].phone == "+553535550901"
    assert (first.addresses[0].city, first.addresses[0].state) == ("Itajubá", "MG")
    assert first.subscription
    assert (first.subscription.price, first.subscription.due_day) == (9990, 10)
    second = facts(rows[6])
    assert second.customer
    assert second.customer.document == samples.cpf_without_zeros(1).zfill(11)
    assert second.subscription
    assert (second.subscription.price, second.subscription.due_day) == (9990, 10)
    assert second.addresses[0].state == "MG"
    assert "3,64063E+13 was cut by the spreadsheet" in whys(rows[7])
    blocked = facts(rows[8])
    assert blocked.customer
    assert blocked.customer.phone == ""
    assert blocked.customer.email == ""
    assert "write the area code too" in whys(rows[8])
    assert "sebastiao@example is no e-mail" in whys(rows[8])
    assert blocked.subscription
    assert blocked.subscription.state == "inactive"
    assert blocked.subscription.due_day == 31
    assert rows[9].same_as == 6
    assert "under another name" in whys(rows[9])
    assert "CPF: this is not a number of that kind." in whys(rows[10])
    bakery = facts(rows[11])
    assert bakery.customer
    assert bakery.customer.name == 'Padaria "Pão & Verso"; Ltda'
    assert bakery.customer.is_company
    assert bakery.subscription
    assert bakery.subscription.price == 124_900


def test_a_cut_document_and_a_cancelled_line_of_the_provider(tmp_path: Path) -> None:
    rows = read(samples.provider(tmp_path / "provedor.csv"), "BR", bad_document="without")

    assert facts(rows[7]).customer.document == ""  # type: ignore[union-attr]
    gone = facts(rows[10]).subscription
    assert gone
    assert (gone.state, gone.until) == ("cancelled", date(2026, 9, 3))


def test_contacts_of_orderry(tmp_path: Path) -> None:
    rows = read(samples.orderry(tmp_path / "contactos.xlsx"))

    assert states(rows) == {2: "corrected", 3: "accepted", 4: "corrected", 5: "left_out", 6: "corrected"}
    first = facts(rows[2])
    assert first.key == "old:451"
    assert first.balances[0].amount == 3550
    assert first.customer
    assert "vip" in first.customer.notes
    assert "Por chat" in first.customer.notes
    assert facts(rows[3]).customer.is_company  # type: ignore[union-attr]
    nameless = facts(rows[4])
    assert nameless.customer
    assert nameless.customer.name == "Sin Nombre"
    assert nameless.balances == ()
    assert "A credit of US$ 12.00 cannot be kept yet" in whys(rows[4])
    assert "12.00" in nameless.customer.notes
    assert facts(rows[6]).contacts == (
        ContactRead("Other phone", "", "+584145550907", "b@example.com", "+582435550908"),
    )
    assert read(samples.orderry(tmp_path / "again.xlsx"), suppliers="take")[5].state != "left_out"


@pytest.mark.parametrize(
    ("order", "second", "third"), [("day_first", None, date(2025, 5, 13)), ("month_first", date(2025, 3, 14), None)]
)
def test_customers_of_repairq(tmp_path: Path, order: str, second: date | None, third: date | None) -> None:
    rows = read(samples.repairq(tmp_path / "customers.csv"), **{"day_order:17": order})

    first = facts(rows[2])
    assert first.customer
    assert first.customer.name == "Irma Ejemplo"
    assert first.contacts == ()
    assert first.customer.since == second
    assert facts(rows[3]).customer.since == third
    assert facts(rows[3]).customer.is_company  # type: ignore[union-attr]
    assert "Tax Exempt: Y" in facts(rows[3]).customer.notes  # type: ignore[union-attr]
    assert rows[4].state == "accepted"
    assert facts(rows[4]).customer.phone == ""
    assert rows[5].state == "accepted"
    assert "Row 4 has the same name." in whys(rows[5])
    assert rows[6].state == "left_out"


def test_contacts_of_google(tmp_path: Path) -> None:
    path = samples.google(tmp_path / "contacts.csv")

    everybody, customers = read(path), read(path, labels="clientes")
    assert states(everybody) == {2: "corrected", 4: "accepted", 5: "accepted", 8: "refused", 9: "corrected"}
    assert states(customers) == {2: "corrected", 4: "left_out", 5: "accepted", 8: "refused", 9: "left_out"}
    first = facts(everybody[2])
    assert first.customer
    assert (first.customer.phone, first.contacts[0].phone) == ("+584125550901", "+584125550902")
    bakery = facts(everybody[5])
    assert bakery.customer
    assert bakery.customer.is_company
    assert bakery.addresses == (AddressRead(line="Av. Uno, Maracay, Aragua"),)
    assert "This contact has no name." in whys(everybody[8])
    assert facts(everybody[9]).customer.name == "Mamá"  # type: ignore[union-attr]


def test_a_backup_of_map_os(tmp_path: Path) -> None:
    path = samples.mapos(tmp_path / "backup.zip")

    clients = read(path, "BR", "clientes")
    assert states(clients) == {1: "corrected", 2: "accepted", 3: "left_out", 4: "accepted", 5: "corrected"}
    assert facts(clients[1]).customer.since == date(2024, 2, 29)  # type: ignore[union-attr]
    assert "canary" not in str(clients)
    company = facts(clients[2])
    assert company.customer
    assert company.customer.is_company
    assert company.customer.since is None
    assert company.addresses[0].landmark == "fundos"
    assert clients[5].same_as == 1
    orders = read(path, "BR", "os")
    assert states(orders) == {1: "accepted", 2: "accepted", 3: "refused"}
    past = facts(orders[1]).pasts[0]
    assert (past.kind, past.amount, past.text) == ("order", 25_000, "Notebook Exemplo\nNão liga\nTroca da fonte")
    assert facts(orders[2]).key == "old:2"
    assert facts(orders[2]).orders[0].device.kind == "Celular Exemplo G9"
    assert facts(orders[2]).orders[0].device.serial == ""
    assert facts(read(path, "BR", "os", imei="take")[2]).orders[0].device.serial == "353211110000999"
    assert "Customer 99 is not in the file." in whys(orders[3])
    entries = read(path, "BR", "lancamentos")
    assert facts(entries[1]).pasts[0].kind == "payment"
    assert (facts(entries[2]).balances[0].amount, facts(entries[2]).balances[0].due) == (9000, date(2026, 11, 10))
    assert entries[3].state == "left_out"
    assert "expense" in whys(entries[3])
    stock = read(path, "BR", "produtos")
    assert states(stock) == {1: "left_out", 2: "left_out"}
    assert "-2: A count cannot be below zero." in whys(stock[2])


def test_a_dump_of_mk_auth(tmp_path: Path) -> None:
    path = samples.mkauth(tmp_path / "mkradius.sql.gz")

    clients = read(path, "BR", "sis_cliente")
    assert "canary" not in str(clients)
    first, second, third = (facts(clients[number]) for number in (1, 2, 3))
    assert first.customer
    assert first.customer.notes == "cli\\ente; antigo 'bom' (ok)"
    assert first.customer.name == "HÉLIO EXEMPLO"
    assert second.customer
    assert second.customer.since == date(2021, 8, 7)
    assert second.customer.phone == "+5535999990902"
    assert second.subscription
    assert (second.subscription.state, second.subscription.due_day) == ("inactive", 31)
    assert third.customer
    assert third.customer.is_company
    assert third.subscription
    assert third.subscription.state == "inactive"
    assert third.subscription.mac == "AA:BB:CC:00:00:03"
    gone = facts(read(path, "BR", "sis_cliente", **{"state:n": "cancelled"})[3]).subscription
    assert gone
    assert (gone.state, gone.until) == ("cancelled", TODAY)
    plans = read(path, "BR", "sis_plano")
    assert facts(plans[1]).plans == (PlanRead("PLANO_100M", 8990, 100_000, 50_000),)
    assert facts(plans[2]).plans == (PlanRead("EMPRESA_500M", 49_990, 500_000, 250_000),)
    money = read(path, "BR", "sis_lanc")
    assert [facts(money[number]).balances[0].amount for number in (1, 3)] == [8990, 8990]
    assert facts(money[2]).pasts[0].paid == 8990
    assert facts(money[2]).key == "login:helio"
    assert money[4].state == "refused"


def test_a_file_of_phpnuxbill_that_falls_apart(tmp_path: Path) -> None:
    rows = read(samples.phpnuxbill(tmp_path / "customers.csv"), "BR")

    assert states(rows) == {2: "accepted", 3: "refused", 4: "refused", 5: "corrected"}
    assert "Line 3 has 5 fields where the header has 8: a quote inside the text was not doubled." in whys(rows[3])
    assert rows[3].raw == ('"12","bia","Bia Exemplo","Sítio "Recanto", km 3',)
    assert "20.00" in facts(rows[5]).customer.notes  # type: ignore[union-attr]


def test_partners_of_odoo(tmp_path: Path) -> None:
    rows = read(samples.odoo(tmp_path / "res.partner.csv"))

    assert states(rows) == {2: "accepted", 3: "corrected", 4: "corrected", 5: "corrected"}
    assert [one.name for one in facts(rows[2]).contacts] == ["Nancy Ejemplo"]
    for number, name in ((3, "Recepción"), (4, "Raúl Ejemplo")):
        assert facts(rows[number]).customer is None
        assert facts(rows[number]).key == "old:p41"
        assert facts(rows[number]).contacts[0].name == name
    alone = facts(rows[5])
    assert alone.customer
    assert (alone.customer.document_kind, alone.customer.document) == ("ve_cedula", "V14282999")
    assert "p99 is not in the file" in whys(rows[5])


def test_the_list_of_users_of_mikrowisp(tmp_path: Path) -> None:
    rows = read(samples.mikrowisp(tmp_path / "lista.xlsx"), "PE")

    assert states(rows) == {3: "corrected", 4: "corrected", 5: "corrected"}
    first = facts(rows[3])
    assert first.customer
    assert (first.customer.name, first.customer.document) == ("NORMA EJEMPLO", "08171999")
    assert (first.customer.phone, first.contacts[0].phone) == ("+51987000901", "+51965000902")
    assert "25MBX40" in first.customer.notes
    second = facts(rows[4])
    assert second.subscription
    assert (second.subscription.state, second.subscription.plan) == ("inactive", "")
    assert second.subscription.price is None
    assert second.balances[0].amount == 5000
    asked = facts(read(tmp_path / "lista.xlsx", "PE", **{"plan:corte por deuda": "as:Antena 25MB"})[4])
    assert asked.subscription
    assert (asked.subscription.plan, asked.subscription.state) == ("Antena 25MB", "inactive")
    third = facts(rows[5])
    assert third.customer
    assert (third.customer.document_kind, third.customer.phone) == ("pe_ruc", "")
    assert third.subscription
    assert third.subscription.due_day == 31
    assert "98700" in third.customer.notes


def test_the_layout_of_adapter(tmp_path: Path) -> None:
    path = samples.adapter(tmp_path / "migracao.xlsx")

    clients, contracts, bills = (read(path, "BR", name) for name in ("Clientes", "Contratos", "Faturas"))
    assert facts(clients[2]).customer.document == samples.CPF[4]  # type: ignore[union-attr]
    assert facts(clients[2]).contacts[0].email == "lidia2@example.com"
    assert facts(clients[3]).customer.trade_name == "DOCES"  # type: ignore[union-attr]
    assert states(contracts) == {2: "accepted", 3: "corrected", 4: "refused"}
    assert facts(contracts[2]).key == facts(clients[2]).key
    gone = facts(contracts[3]).subscription
    assert gone
    assert (gone.state, gone.until) == ("cancelled", date(2025, 12, 31))
    assert "Customer C00000000000 is not in the sheet Clientes." in whys(contracts[4])
    assert "canary" not in str(contracts)
    assert states(bills) == {2: "accepted", 3: "accepted", 4: "left_out", 5: "left_out"}
    assert facts(bills[2]).balances[0].amount == 9990
    assert facts(bills[3]).pasts[0].paid == 10_240


def test_a_list_of_stock_is_said_to_be_none_of_ours(tmp_path: Path) -> None:
    path = samples.stock(tmp_path / "inventario.ods")

    assert "stock" in why_nothing(tables_of(path, "")[0])
    rows = read(path)
    assert set(states(rows).values()) == {"left_out"}
    assert "A count cannot be below zero." in whys(rows[3])
