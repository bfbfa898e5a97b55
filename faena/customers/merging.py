"""Two customers who are one: what points to a customer, what both have alike, which of their facts differ, and why a
merge, or its undoing, cannot be (customers/actions/merging.py does both)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from faena.customers.models import Address, Contact, Customer, Device, Merge, SearchTerm
from faena.lib.dates import format_day
from faena.lib.locales import active_language
from faena.lib.phones import format_phone
from faena.lib.refs import Referable, Referring
from faena.lib.taxid import label
from faena.lib.text import fold
from faena.ui.context import OWN_NAMES

# What a customer is found by goes over with what it is of; merges say themselves who was whose.
APART = (SearchTerm, Merge)


# --- what points to a customer --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Relation:
    """A foreign key from somewhere to the model that is asked for."""

    model: type[models.Model]
    field: str

    @property
    def key(self) -> str:
        """ "orders.serviceorder.customer" """
        return f"{self.model._meta.label_lower}.{self.field}"

    def of(self, row: Any) -> models.QuerySet[Any]:
        return self.model._base_manager.filter(**{self.field: row})

    def of_many(self, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        return self.model._base_manager.filter(**{f"{self.field}__in": rows})

    def among(self, keys: Any) -> models.QuerySet[Any]:
        return self.model._base_manager.filter(pk__in=keys)


def relations(model: type[models.Model] = Customer) -> list[Relation]:
    """Whatever any room points to it with, cases before their accounts, as rows are locked everywhere. A model that is
    new is here by itself."""
    fields: list[Any] = [one for one in model._meta.get_fields(include_hidden=True) if one.auto_created]
    pointing = [one for one in fields if one.one_to_many or (one.one_to_one and not one.concrete)]
    return [Relation(one.related_model, one.field.name) for one in pointing if one.related_model not in APART]


# --- what hangs on what, when a merge is undone ---------------------------------------------------------------

# "billing.invoice" → its field: what was made of a row since then goes back with it. Rooms above name theirs.
_made_of: dict[str, str] = {}


def goes_with(label: str, field: str) -> None:
    """Doing it twice changes nothing."""
    _made_of[label] = field


def made_since(relation: Relation, customer: Customer, back: dict[str, set[int]]) -> models.QuerySet[Any] | None:
    """Rows of the customer that hang on what goes `back` (label → keys): the visit and the link of an order, the
    invoice of a plan. Rows of their own stay. None where nothing of this kind hangs on anything."""
    hangs = models.Q()
    if issubclass(relation.model, Referring):
        for ref in _refs(back):
            hangs |= models.Q(ref_kind=ref[0], ref_id__in=ref[1])
    label = relation.model._meta.label_lower
    if field := _made_of.get(label):
        of = relation.model._meta.get_field(field).related_model
        assert of is not None
        hangs |= models.Q(**{f"{field}__in": back.get(of._meta.label_lower, set())})
    return relation.of(customer).filter(hangs) if hangs else None


def _refs(back: dict[str, set[int]]) -> Iterator[tuple[str, set[int]]]:
    for relation in relations():
        if issubclass(relation.model, Referable) and (keys := back.get(relation.model._meta.label_lower)):
            yield relation.model.ref_kind_name, keys


# --- what both have alike -------------------------------------------------------------------------------------


def twins(kept: Customer, gone: Customer) -> list[tuple[Any, Any]]:
    """(a row of `gone`, the one of `kept` that stays in its place): a contact or an address that says nothing more, a
    device of the same serial."""
    found: list[tuple[Any, Any]] = []
    for model, says_no_more in _ALIKE.items():
        there = list(model._base_manager.filter(customer=kept).order_by("pk"))
        for row in model._base_manager.filter(customer=gone).order_by("pk"):
            if twin := next((one for one in there if says_no_more(row, one)), None):
                found.append((row, twin))
    return found


def _contact_alike(row: Contact, other: Contact) -> bool:
    sent = all(getattr(other, what) or not getattr(row, what) for what in Contact.Sent.values)
    return sent and fold(row.name) == fold(other.name) and _within(row.phones, other.phones) and _rest(row, other)


def _rest(row: Contact, other: Contact) -> bool:
    return row.email.casefold() in ("", other.email.casefold()) and fold(row.kind) in ("", fold(other.kind))


def _within(some: list[str], others: list[str]) -> bool:
    return set(some) <= set(others)


def _address_alike(row: Address, other: Address) -> bool:
    rest = ("label", "district", "city", "state", "postcode", "landmark")
    same = all(fold(getattr(row, name)) in ("", fold(getattr(other, name))) for name in rest)
    return fold(row.line) == fold(other.line) and same


def _device_alike(row: Device, other: Device) -> bool:
    return bool(row.serial_key) and row.serial_key == other.serial_key


_ALIKE: dict[type[models.Model], Callable[[Any, Any], bool]] = {
    Contact: _contact_alike,
    Address: _address_alike,
    Device: _device_alike,
}


# --- their facts ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fact:
    """What is written down of a customer: its columns, the first of which says whether there is anything."""

    label: Any
    columns: tuple[str, ...]

    def of(self, customer: Customer) -> tuple[Any, ...]:
        return tuple(getattr(customer, column) for column in self.columns)


FACTS = {
    "name": Fact(gettext_lazy("Name"), ("name", "sort_name")),
    "kind": Fact(gettext_lazy("Kind"), ("kind",)),
    "trade_name": Fact(gettext_lazy("Trade name"), ("trade_name",)),
    "document": Fact(gettext_lazy("Document"), ("document", "document_kind", "document_key")),
    "phone": Fact(gettext_lazy("Phone"), ("phone",)),
    "email": Fact(gettext_lazy("E-mail"), ("email",)),
    "language": Fact(gettext_lazy("Language"), ("language",)),
    "seller": Fact(gettext_lazy("Seller"), ("seller_id",)),
    "since": Fact(pgettext_lazy("customer", "Customer since"), ("since",)),
    "notes": Fact(gettext_lazy("Notes"), ("notes",)),
}


def differing(kept: Customer, gone: Customer) -> list[str]:
    """The names of the facts in which they differ and `gone` has something to say."""
    return [name for name, fact in FACTS.items() if fact.of(gone)[0] and fact.of(gone)[0] != fact.of(kept)[0]]


def missing(kept: Customer, gone: Customer) -> list[str]:
    """Those of them that `kept` says nothing of."""
    return [name for name in differing(kept, gone) if not FACTS[name].of(kept)[0]]


def shown(name: str, customer: Customer, country: str) -> str:
    """A fact as people read it; "—" for none."""
    match name:
        case "kind":
            text = str(customer.get_kind_display())
        case "document":
            text = f"{label(customer.document_kind)} {customer.document_shown}" if customer.document else ""
        case "phone":
            text = format_phone(customer.phone, country)
        case "language":
            text = OWN_NAMES.get(customer.language, customer.language)
        case "seller":
            text = customer.seller.name if customer.seller else ""
        case "since":
            text = format_day(customer.since, active_language())
        case _:
            text = str(getattr(customer, name))
    return text or "—"


# --- why not ---------------------------------------------------------------------------------------------------


def why_not_merge(kept: Customer, gone: Customer) -> str:
    """What holds two customers back from being merged; "" when nothing does."""
    if kept.pk == gone.pk:
        return _("This is the same customer. Choose another one.")
    return kept.why_retired or gone.why_retired


def why_not_undo(merge: Merge) -> str:
    """What holds a merge back from being undone; "" when nothing does. The last one is undone first."""
    if merge.undone_at is not None:
        return _("This merge is undone already.")
    if timezone.now() > merge.undo_until:
        return _("It was merged more than 30 days ago, and stays so.")
    if merge.kept.is_forgotten:
        return merge.kept.why_settled
    if merge.kept.merged_into is not None:
        names = {"name": merge.kept.name, "other": merge.kept.merged_into.name}
        return _("%(name)s was merged into %(other)s since. Undo that first.") % names
    later = Merge.objects.filter(kept=merge.kept_id, undone_at=None, pk__gt=merge.pk).select_related("gone").last()
    if later is not None:
        names = {"name": merge.kept.name, "other": later.gone.name}
        return _("%(other)s was merged into %(name)s since. Undo that first.") % names
    return ""


# --- whose it was ----------------------------------------------------------------------------------------------


def issued_to(row: Any) -> Customer:
    """Whose row it was before any merge: what is on paper keeps the name and document that it was issued with, because
    nothing changes a customer who was merged into another."""
    owner: Customer = row.customer
    key = f"{row._meta.label_lower}.customer"
    merges = Merge.objects.within(owner).select_related("gone")
    return next((merge.gone for merge in merges if row.pk in merge.moved.get(key, ())), owner)


def stands_in(model: type[models.Model], pk: int) -> int | None:
    """The key of the row that took the place of one that was a double; None for no such one."""
    label = model._meta.label_lower
    for merge in Merge.objects.filter(undone_at=None).exclude(doubles=[]).order_by("-id"):
        for double in merge.doubles:
            if (double["model"], double["row"]["id"]) == (label, pk):
                return int(double["twin"])
    return None
