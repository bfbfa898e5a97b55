"""Who of a file is here already: by the row of the same file that was imported before, by the key of the old system, by
the document, by name and phone. Asked for the rows of a chunk together."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower

from faena.billing.models import Subscription
from faena.customers.models import Customer
from faena.moving.models import Import, ImportRow, OldId
from faena.moving.preparing import Ready

CUSTOMER = "customer"
Mark = tuple[str, ...]  # ("old", "100451"), ("document", "ve:V6558466"), ("alike", "ana diaz", "+5841…"), ("row", 12)


def marks(ready: Ready, *, alike: bool) -> list[Mark]:
    """What says who a row is about, the surest first. `alike`: also name and phone together."""
    found: list[Mark] = []
    if ready.old_code:
        found.append(("old", ready.old_code))
    if ready.draft is not None:
        customer = ready.draft.customer
        if customer.document_key:
            found.append(("document", customer.document_key))
        if alike and customer.phone:
            found.append(("alike", customer.sort_name, customer.phone))
    elif ready.read is not None and ready.read.customer is None:
        for key in ready.read.keys:
            kind, _colon, value = key.partition(":")
            found.append((kind, value))
    return found


@dataclass
class Known:
    """Customers of these marks, with whom each row of earlier chunks became. `rows`: number of a row → customer;
    `promised`: numbers of rows that would be new customers, while a file is only checked."""

    customers: dict[int, Customer] = field(default_factory=dict)
    by_mark: dict[Mark, int] = field(default_factory=dict)
    rows: dict[int, int] = field(default_factory=dict)
    again: dict[int, int] = field(default_factory=dict)
    promised: set[int] = field(default_factory=set)

    def of(self, ready: Ready, own: Iterable[Mark]) -> Customer | None:
        """The one whom the row is about, None for nobody who is here."""
        pks = [self.rows.get(ready.record.same_as), self.again.get(ready.number)]
        pks += [self.by_mark.get(mark) for mark in own]
        for pk in pks:
            if pk is not None and (customer := self.customers.get(pk)) is not None:
                return customer.merged_into or customer
        return None


def known(import_: Import, chunk: Sequence[Ready], wanted: Collection[Mark]) -> Known:
    """A few queries, however many rows."""
    found, sought = Known(), _by_kind(wanted)
    numbers = [ready.record.same_as for ready in chunk if ready.record.same_as]
    for number, pk, outcome in ImportRow.objects.filter(of=import_, number__in=numbers).values_list(
        "number", "ref_id", "outcome"
    ):
        if pk is not None:
            found.rows[number] = pk
        elif outcome == ImportRow.Outcome.NEW:
            found.promised.add(number)
    found.again = dict(_same_file(import_, [ready.number for ready in chunk]))
    old = OldId.objects.filter(system=import_.system, kind=CUSTOMER, old__in=sought["old"])
    found.by_mark |= {("old", code): pk for code, pk in old.values_list("old", "ref_id")}
    documents = Customer.objects.filter(document_key__in=sought["document"])
    found.by_mark |= {("document", key or ""): pk for key, pk in documents.values_list("document_key", "id")}
    if sought["alike"]:
        named = Customer.objects.filter(sort_name__in={name for name, _phone in sought["alike"]}, merged_into=None)
        for pk, name, phone in named.order_by("-id").values_list("id", "sort_name", "phone"):
            found.by_mark["alike", name, phone] = pk
    if sought["login"]:
        logins = Subscription.objects.exclude(login="").exclude(state="cancelled").alias(key=Lower("login"))
        for login, pk in logins.filter(key__in={one.lower() for one in sought["login"]}).values_list(
            "login", "customer"
        ):
            found.by_mark |= {("login", login): pk, ("login", login.lower()): pk}
    if sought["name"]:
        found.by_mark |= _of_one_name(sought["name"])
    keys = {*found.rows.values(), *found.again.values(), *found.by_mark.values()}
    found.customers = {
        customer.pk: customer for customer in Customer.objects.filter(pk__in=keys).select_related("merged_into")
    }
    return found


def _by_kind(wanted: Iterable[Mark]) -> dict[str, set[Any]]:
    sought: dict[str, set[Any]] = {kind: set() for kind in ("old", "document", "alike", "login", "name")}
    for kind, *rest in wanted:
        if kind in sought:
            sought[kind].add(tuple(rest) if kind == "alike" else rest[0])
    return sought


def _same_file(import_: Import, numbers: Sequence[int]) -> Iterable[tuple[int, int]]:
    """What became of the same rows when the same file was imported before: the last time counts."""
    before = Import.objects.filter(sha256=import_.sha256, table=import_.table).exclude(pk=import_.pk)
    earlier = list(before.exclude(started_at=None).values_list("pk", flat=True))
    if not earlier:
        return []
    rows = ImportRow.objects.filter(Q(of__in=earlier), number__in=numbers, ref_id__isnull=False)
    return [(number, pk) for number, pk in rows.order_by("id").values_list("number", "ref_id") if pk is not None]


def _of_one_name(names: set[str]) -> dict[Mark, int]:
    """Only where nobody else has that name."""
    found: dict[str, list[int]] = {}
    rows = Customer.objects.filter(sort_name__in=names, merged_into=None)
    for pk, name in rows.values_list("id", "sort_name"):
        found.setdefault(name, []).append(pk)
    return {("name", name): pks[0] for name, pks in found.items() if len(pks) == 1}
