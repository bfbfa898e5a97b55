"""One customer's data as a whole: what is his, what of it would be erased and what stays, why he cannot be forgotten
now, and the list of those who were, outside of the database (customers/actions/forgetting.py erases)."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from faena.customers.models import Customer
from faena.customers.options import how_many
from faena.lib import personal
from faena.lib.pages import Count
from faena.lib.personal import Forgotten, Personal, holds_words


def list_file() -> Path:
    """One line of JSON for each: {"uid", "at"}. A restored backup knows nothing of them: it is told by this."""
    return Path(settings.FORGOTTEN_LIST)


def family(customer: Customer) -> list[int]:
    """His key, and those of the customers who were merged into him."""
    return [customer.pk, *Customer.objects.filter(merged_into=customer).order_by("pk").values_list("pk", flat=True)]


def whole(customer: Customer) -> Forgotten:
    """Everything that is his, by keys."""
    customers, things = family(customer), dict[str, Sequence[int]]()
    tables = personal.register().values()
    for table in tables:
        if table.kind and table.of:
            things[table.kind] = list(table.rows(customers).order_by("pk").values_list("pk", flat=True))
    known = Forgotten(customers, dict(things))
    for table in tables:
        if table.kind and table.by_ref:
            some = [rows.values_list("pk", flat=True) for rows in known.pointing(table.model, "ref_kind", "ref_id")]
            things[table.kind] = [pk for keys in some for pk in keys]
    return Forgotten(customers, things)


def file_keys(customers: Sequence[int]) -> list[int]:
    """Of the pictures and attachments of everything that is theirs."""
    found: list[int] = []
    for table in personal.register().values():
        for column in table.files:
            found += table.rows(customers).values_list(column, flat=True)
    return found


# --- for people -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One kind of what is his: how it is called, how many there are."""

    label: str
    count: Count


def what_is_his(customer: Customer) -> tuple[list[Line], list[Line]]:
    """(the kinds of which words are erased, those of which numbers and amounts stay), with how many rows each has;
    one query for all of them."""
    tables = [table for table in personal.register().values() if table.label and table.of]
    counts = how_many(customer, [table.rows([customer.pk]) for table in tables])
    counted = [(table, count) for table, count in zip(tables, counts, strict=True) if count.number]
    goes = _lines([(table, count) for table, count in counted if table.erased])
    return goes, _lines([(table, count) for table, count in counted if table.kind or table.kept])


def _lines(counted: list[tuple[Personal, Count]]) -> list[Line]:
    """Signatures of orders and of visits are one kind."""
    lines: dict[str, Count] = {}
    for table, count in counted:
        before = lines.get(str(table.label), Count(0, False))  # a tuple's part
        number, is_capped = before.number + count.number, before.is_capped or count.is_capped
        lines[str(table.label)] = Count(number, is_capped)
    return [Line(label, count) for label, count in lines.items()]


def why_not_forget(customer: Customer) -> str:
    """What holds a customer back from being forgotten, but for what is open (open_matters); "" when nothing does."""
    if customer.is_forgotten:
        return _("This customer is erased already.")
    if customer.why_merged:
        return customer.why_merged
    return "" if customer.is_retired else _("Retire the customer first: until then everybody works with these data.")


# --- the list -------------------------------------------------------------------------------------------------


def listed() -> dict[str, str]:
    """Those on the list: uid → when. A line that was cut off is left out."""
    found = {}
    try:
        lines = list_file().read_text("utf-8").splitlines()
    except FileNotFoundError:
        return {}
    for line in lines:
        try:
            one = json.loads(line)
            found[str(one["uid"])] = str(one["at"])
        except (ValueError, KeyError, TypeError):
            continue
    return found


def write_list() -> int:
    """Add those who are forgotten and not on the list yet: after each, and every hour for one whose process ended
    between the database and the file. Returns how many."""
    known = listed()
    rows = Customer.objects.exclude(forgotten_at=None).order_by("forgotten_at", "pk").values_list("uid", "forgotten_at")
    missing = [{"uid": uid.hex, "at": at.isoformat()} for uid, at in rows if at and uid.hex not in known]
    if missing:
        text = "".join(f"{json.dumps(one)}\n" for one in missing)
        list_file().parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(list_file(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as file:
            file.write(("\n" if _is_cut() else "") + text)
            file.flush()
            os.fsync(file.fileno())
    return len(missing)


def _is_cut() -> bool:
    """Whether the last line has no end."""
    whole_text = list_file().read_bytes()
    return bool(whole_text) and not whole_text.endswith(b"\n")


def undeclared() -> list[str]:
    """ "room.Model.column" of each that can hold words and that nobody declared, or that is declared and not there."""
    from django.apps import apps

    tables, wrong = personal.register(), []
    for model in apps.get_models(include_auto_created=True):
        columns = {column.name for column in model._meta.concrete_fields}
        there = {column.name for column in model._meta.concrete_fields if holds_words(column)}
        declared = tables[model].columns if model in tables else []
        missing, unknown = there - set(declared), set(declared) - columns
        wrong += [f"{model._meta.label}.{name}" for name in sorted(missing | unknown)]
        wrong += [
            f"{model._meta.label}.{name} twice" for name in sorted({n for n in declared if declared.count(n) > 1})
        ]
    return wrong
