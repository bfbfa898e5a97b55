"""From lines to records: what each row becomes, what was changed in it, and why it is refused."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from django.utils.translation import gettext as _

from faena.moving.reading.cases import device_of, orders_of
from faena.moving.reading.cells import Refused, whole_of
from faena.moving.reading.columns import guessed, kinds_of, no_stock
from faena.moving.reading.facts import (
    AddressRead,
    BalanceRead,
    ContactRead,
    CustomerRead,
    DeviceRead,
    Facts,
    OrderRead,
    PastRead,
    PlanRead,
    SubscriptionRead,
)
from faena.moving.reading.fields import Kind
from faena.moving.reading.lines import How, Line
from faena.moving.reading.owed import balances_of, money_row_of
from faena.moving.reading.people import addresses_of, contact_of_row, customer_of, name_of, notes_of
from faena.moving.reading.plans import Plan, Record, Remark, State
from faena.moving.reading.presets import preset_of
from faena.moving.reading.row import LeftOut, Row, RowRefused, column_named, shown
from faena.moving.reading.sameness import Seen, keys_of, keys_of_owner, owner_words
from faena.moving.reading.services import plan_of, subscription_of
from faena.moving.reading.tables import lines_of, tables_of

__all__ = [
    "AddressRead",
    "BalanceRead",
    "ContactRead",
    "CustomerRead",
    "DeviceRead",
    "Facts",
    "OrderRead",
    "PastRead",
    "Plan",
    "PlanRead",
    "Record",
    "Remark",
    "State",
    "SubscriptionRead",
    "known_keys",
    "records",
    "records_of",
]

_MONEY: tuple[str, ...] = ("due_on", "paid_on", "money_state", "is_void", "direction")


def records_of(path: Path, filename: str, table: str, how: How, plan: Plan) -> Iterator[Record]:
    """The records of a table of a file, where other tables of the same file say whose its rows are: what jobs call.
    Raises Unreadable."""
    known = known_keys(path, filename, table, how, plan)
    return records(lines_of(path, filename, table, how), plan, known)


def known_keys(path: Path, filename: str, table: str, how: How, plan: Plan) -> frozenset[str] | None:
    """Keys of the customers of the file, where a row of this table has to belong to one of them; None: not asked."""
    preset = preset_of(plan.preset, plan.header)
    names = {name for fields in plan.columns.values() for name in fields}
    if "parent" in names:
        return _codes_in(path, filename, table, how, plan.columns)
    if preset is None or not preset.parent:
        return None
    anew = replace(how, header=None, has_header=True)  # its header is in a row of its own
    parent = next((one for one in tables_of(path, filename, anew) if one.name == preset.parent), None)
    if parent is None:
        return None
    return _codes_in(path, filename, parent.name, anew, guessed(parent, ()))


def _codes_in(
    path: Path, filename: str, table: str, how: How, columns: Mapping[int, tuple[str, ...]]
) -> frozenset[str]:
    plan = Plan(frozenset({Kind.CUSTOMERS}), columns)
    by_field = _by_field(plan)
    found: set[str] = set()
    for line in lines_of(path, filename, table, how):
        row = Row(line, plan, by_field)
        if line.problem or line.left_out:
            continue
        if code := row.code("old_code"):
            found.add(f"old:{code}")
        if login := row.text("login"):
            found.update(keys_of(CustomerRead(""), login))
    return frozenset(found)


def records(lines: Iterable[Line], plan: Plan, known: Container[str] | None = None) -> Iterator[Record]:
    """One Record for each line, in order. `known`: keys of the customers to whom a row of another's may belong;
    None: not asked."""
    reader = _Reader(plan, known)
    try:
        for line in lines:
            yield reader.record(line)
    finally:
        reader.seen.close()


class _Reader:
    """Reads the rows of one table in order."""

    def __init__(self, plan: Plan, known: Container[str] | None) -> None:
        self.plan = plan
        self.known = known
        self.by_field = _by_field(plan)
        self.seen = Seen()
        self.above: tuple[str, ...] = ()  # keys of the customer of the row above
        self.said_hidden: set[int] = set()
        self.is_of_customers = bool(self.by_field.keys() & {"name", "first_name", "last_name", "company_name"})
        self.is_of_money = bool(self.by_field.keys() & set(_MONEY)) and not self.is_of_customers
        self.is_stock = not kinds_of(plan.columns) and bool(self.by_field.keys() & {"stock_name", "stock_count"})

    def record(self, line: Line) -> Record:
        row = Row(line, self.plan, self.by_field)
        raw = (line.raw,) if line.raw and line.problem else tuple(map(shown, line.cells))
        if line.left_out:
            return Record(line.number, "left_out", None, (Remark("", "", "", line.left_out),), raw)
        if line.problem:
            return Record(line.number, "refused", None, (Remark("", "", "", line.problem),), raw)
        same_as = 0
        try:
            self._look(row)
            facts, same_as = self._facts(row)
        except LeftOut as left:
            return Record(line.number, "left_out", None, (*row.remarks, Remark("", "", "", str(left))), raw)
        except RowRefused as refused:
            is_said = any(one.why == str(refused) for one in row.remarks)
            more = () if is_said else (Remark("", "", "", str(refused)),)
            return Record(line.number, "refused", None, (*row.remarks, *more), raw)
        state: State = "corrected" if row.is_corrected else "accepted"
        return Record(line.number, state, facts, tuple(row.remarks), raw, same_as)

    def _look(self, row: Row) -> None:
        """What holds for every kind of row. Raises LeftOut."""
        if self.is_stock or not self.plan.kinds:
            if (cell := row.cell("stock_count")) is not None:
                try:
                    whole_of(cell)
                except Refused as refused:
                    row.warn("stock_count", f"{shown(cell)}: {refused.sentence}")
            raise LeftOut(no_stock() if self.is_stock else _("Nothing of this table was chosen."))
        if row.line.is_hidden:
            if self.plan.answers.get("hidden_rows", "take") == "leave":
                raise LeftOut(_("This row is hidden."))
            row.change("", "", "", _("This row is hidden in the sheet."))
        if self.seen.is_repeated(row):
            raise LeftOut(_("An earlier row says the very same."))
        for at in self.plan.hidden_columns - self.said_hidden:
            if at in self.plan.columns and at < len(row.line.cells) and row.line.cells[at] not in (None, ""):
                self.said_hidden.add(at)
                row.warn(
                    self.plan.columns[at][0],
                    _("Column %(column)s is hidden in the sheet.") % {"column": column_named(self.plan, at)},
                )

    def _facts(self, row: Row) -> tuple[Facts, int]:
        if row.has("plan_name"):
            plan = plan_of(row)
            if plan is None:
                raise RowRefused(_("This plan has no name."))
            return Facts(plans=(plan,)), 0
        if not self.is_of_customers:
            return self._of_another(row), 0
        name, state, is_only_company = name_of(row)
        if not name and row.has("contact_name") and row.text("contact_name") and self.above:
            return self._contact(row, self.above, _("The row has no name: it belongs to the one above.")), 0
        if row.has("parent") and (parent := row.code("parent")):
            if self.known is None or f"old:{parent}" in self.known:
                return self._contact(row, (f"old:{parent}",), _("Kept as a contact of %(code)s.") % {"code": parent}), 0
            row.change("parent", parent, "", _("%(code)s is not in the file: kept as a customer.") % {"code": parent})
        if not name:
            raise RowRefused(_("This row has no name.") if not row.has("labels") else _("This contact has no name."))
        return self._of_customer(row, name, state, is_only_company=is_only_company)

    def _of_customer(self, row: Row, name: str, state: str, *, is_only_company: bool) -> tuple[Facts, int]:
        kinds = self.plan.kinds
        customer, contacts = customer_of(row, name, is_only_company=is_only_company)
        addresses = addresses_of(row)
        subscription = subscription_of(row, state) if Kind.SUBSCRIPTIONS in kinds else None
        keys = keys_of(customer, subscription.login if subscription else row.text("login"))
        subscription = self._once(row, subscription)
        balances = balances_of(row) if Kind.BALANCES in kinds else ()
        facts = Facts(contacts=contacts, addresses=addresses, subscription=subscription, balances=balances, keys=keys)
        facts = self._with_things(row, facts)
        same_as = self.seen.earlier(keys, row.line.number)
        self.seen.compare_names(row, customer, same_as)
        self.above = keys or (f"row:{row.line.number}",)
        return replace(facts, customer=replace(customer, notes=notes_of(row)), keys=keys), same_as

    def _with_things(self, row: Row, facts: Facts) -> Facts:
        """With the device, the open order and the past of the row."""
        kinds = self.plan.kinds
        if not kinds & {Kind.DEVICES, Kind.ORDERS, Kind.HISTORY} or not row.has("device_kind", "serial", "model"):
            return facts
        device = device_of(row)
        if device is None:
            return facts
        is_order = kinds & {Kind.ORDERS, Kind.HISTORY} and row.has("opened_on", "reason", "order_state", "amount")
        if not is_order:
            return replace(facts, devices=(device,))
        orders, pasts = orders_of(row, device)
        return replace(facts, orders=orders, pasts=pasts)

    def _of_another(self, row: Row) -> Facts:
        """A row about something of a customer who stands elsewhere. Raises RowRefused, LeftOut."""
        facts = Facts(keys=keys_of_owner(row))
        if self.is_of_money:
            balances, pasts = money_row_of(row)
            facts = replace(facts, balances=balances, pasts=pasts)
        else:
            subscription = subscription_of(row, "") if Kind.SUBSCRIPTIONS in self.plan.kinds else None
            facts = replace(facts, subscription=self._once(row, subscription))
            facts = self._with_things(row, facts)
        if not facts.keys:
            raise RowRefused(_("The row does not say whose it is."))
        if self.known is not None and not any(key in self.known for key in facts.keys):
            raise RowRefused(self._unknown(facts))
        return facts

    def _unknown(self, facts: Facts) -> str:
        preset = preset_of(self.plan.preset, self.plan.header)
        code = owner_words(facts)
        if preset and preset.parent[:1].isupper():
            return _("Customer %(code)s is not in the sheet %(sheet)s.") % {"code": code, "sheet": preset.parent}
        return _("Customer %(code)s is not in the file.") % {"code": code}

    def _contact(self, row: Row, keys: tuple[str, ...], why: str) -> Facts:
        contact = contact_of_row(row)
        if contact is None:
            raise RowRefused(_("This row has no name."))
        row.change("contact_name", "", contact.name, why)
        return Facts(contacts=(contact,), keys=keys)

    def _once(self, row: Row, subscription: SubscriptionRead | None) -> SubscriptionRead | None:
        """Without it where an earlier row has its login."""
        if subscription is None or not subscription.login:
            return subscription
        earlier = self.seen.login_before(subscription.login, row.line.number)
        if earlier == row.line.number:
            return subscription
        why = _("Row %(row)s has the login %(login)s already: this subscription is not brought in.")
        row.change("login", subscription.login, "", why % {"row": earlier, "login": subscription.login})
        return None


def _by_field(plan: Plan) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for at in sorted(plan.columns):
        for name in plan.columns[at]:
            found[name] = (*found.get(name, ()), at)
    return found
