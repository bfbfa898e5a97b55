"""An import is undone: what it made goes again, the newest first, while nobody has done anything with it since."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Model, ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.billing.actions import take_back_subscription
from faena.billing.models import Subscription
from faena.cash.actions import take_back_balance
from faena.cash.models import OpeningBalance
from faena.customers.actions import (
    CustomerFacts,
    edit_customer,
    remove_address,
    remove_contact,
    remove_device,
    unregister_customers,
)
from faena.customers.models import Address, Contact, Customer, Device, SearchTerm
from faena.journal.actions import record
from faena.journal.models import Event
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken
from faena.moving.actions.orders import ORDER, taken_back
from faena.moving.actions.pasts import take_back_pasts
from faena.moving.models import Import, ImportRow, OldId
from faena.moving.pasts import Past

Outcome = ImportRow.Outcome
MADE_SOMETHING = (Outcome.NEW, Outcome.FILLED, Outcome.ADDED)
_MODELS: dict[str, type[Model]] = {
    "contact": Contact,
    "address": Address,
    "device": Device,
    "subscription": Subscription,
    "balance": OpeningBalance,
    "past": Past,
}  # a plan that was offered stays on the list of plans
_FIRST = ("subscription", "balance", "past", ORDER)
BATCH = 100  # rows of one transaction


@action(authorised_by="undo_import")
def undo_chunk(import_: Import, *, size: int = BATCH, by: User) -> bool:
    """Take the last rows back of those that are left; at the end the import is undone. False when nothing is left, or
    it was stopped. What was changed since, or has something that hangs on it, stays, and its row says why."""
    import_ = Import.objects.select_for_update(of=("self",)).get(pk=import_.pk)
    if import_.state != Import.State.UNDOING:
        return False
    left = import_.rows.filter(outcome__in=MADE_SOMETHING, kept="")
    rows = list(left.order_by("-number")[:size])
    whole = [row for row in rows if row.was_new]
    _take_back_customers(import_, whole, by)
    for row in rows:
        if not row.was_new:
            _take_back_parts(import_, row, by)
    undone = [row for row in rows if not row.kept]
    _forget_old_ids(import_, [row.ref_id for row in undone if row.ref_id])
    for row in undone:
        row.outcome, row.ref_kind, row.ref_id, row.made = Outcome.UNDONE, "", None, []
    ImportRow.objects.bulk_update(rows, ["outcome", "ref_kind", "ref_id", "made", "kept"])
    counts = import_.counts
    counts["undone"] = counts.get("undone", 0) + len(undone)
    counts["kept"] = counts.get("kept", 0) + len(rows) - len(undone)
    import_.progressed_at = timezone.now()
    if not rows:
        import_.state, import_.ended_at = Import.State.UNDONE, timezone.now()
        facts = {"undone": counts["undone"], "kept": counts["kept"]}
        record("import.undone", import_.as_ref, facts=facts, said={"file": import_.file_name}, by=by)
    import_.save(update_fields=["counts", "progressed_at", "state", "ended_at"])
    return bool(rows)


def _take_back_customers(import_: Import, rows: Sequence[ImportRow], by: User) -> None:
    keys = [row.ref_id for row in rows if row.ref_id is not None]
    for row in rows:
        if any(kind in _FIRST for kind, _pk in row.made):
            _take_back_first(import_, row, by)
    rows = [row for row in rows if not row.kept]
    here = {one.pk: one for one in Customer.objects.select_for_update(of=("self",)).filter(pk__in=keys)}
    touched = set(
        Event.objects.filter(customer_id__in=keys).exclude(act=import_.uid).values_list("customer_id", flat=True)
    )
    going = []
    for row in rows:
        customer = here.get(row.ref_id or 0)
        if customer is None:
            continue  # somebody deleted it since: nothing of it is left
        if customer.pk in touched or customer.version > 1:
            row.kept = _("Something was done with %(name)s since.") % {"name": customer.name}
        else:
            going.append((row, customer))
    if not going or _gone([customer for _row, customer in going], by):
        return
    for row, customer in going:
        if not _gone([customer], by):
            row.kept = _("%(name)s has something that stays.") % {"name": customer.name}


def _void(import_: Import, row: ImportRow, by: User) -> None:
    """An order keeps its number, so it stays, voided where that can be, and with it whose it is."""
    said = [why for kind, pk in row.made if kind == ORDER and (why := taken_back(import_, pk, by=by))]
    row.kept = row.kept or " ".join(said)[:400]


def _take_back_first(import_: Import, row: ImportRow, by: User) -> None:
    """What keeps a customer from being deleted."""
    try:
        with transaction.atomic():
            for kind, pk in reversed(row.made):
                if kind in _FIRST:
                    _remove(kind, pk, by)
            _void(import_, row, by)
    except RuleBroken as broken:
        row.kept = broken.sentence[:400]


def _gone(customers: Sequence[Customer], by: User) -> bool:
    """All of them, or none when something hangs on one of them."""
    try:
        with transaction.atomic():
            unregister_customers(customers, by=by)
    except ProtectedError:
        return False
    return True


def _take_back_parts(import_: Import, row: ImportRow, by: User) -> None:
    """What was added to somebody who was here before: as long as each is as it was written."""
    try:
        with transaction.atomic():
            for kind, pk in reversed(row.made):
                _remove(kind, pk, by)
            if row.before:
                _empty_again(row, by)
            _void(import_, row, by)
    except RuleBroken as broken:
        row.kept = broken.sentence[:400]


def _remove(kind: str, pk: int, by: User) -> None:
    model = _MODELS.get(kind)
    found: Model | None = model._base_manager.filter(pk=pk).first() if model else None
    match found:
        case Subscription():
            take_back_subscription(found, by=by)
        case Past():
            take_back_pasts([found.pk], by=by)
        case OpeningBalance():
            take_back_balance(found, by=by)
        case Contact():
            remove_contact(found, version=1, by=by)
        case Address():
            remove_address(found, version=1, by=by)
        case Device():
            remove_device(found, version=1, by=by)


def _empty_again(row: ImportRow, by: User) -> None:
    """The fields of a customer that were filled are what they were."""
    customer = Customer.objects.filter(pk=row.ref_id or 0).first()
    if customer is None:
        return
    before = dict(row.before)
    version = before.pop("version")
    facts = {name: getattr(customer, name) for name in CustomerFacts.__dataclass_fields__}
    edit_customer(customer, CustomerFacts(**{**facts, **before}), version=version, by=by)


def _forget_old_ids(import_: Import, customers: Sequence[int]) -> None:
    old = OldId.objects.filter(of=import_, ref_id__in=customers)
    SearchTerm.objects.filter(source_kind="old_id", source_id__in=list(old.values_list("pk", flat=True))).delete()
    old.delete()
