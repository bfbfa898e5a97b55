"""A customer is forgotten: whatever is personal of him and of all that is his is erased, for good (LGPD, article 18).
Numbers, days, amounts and the chains of the history stay."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from faena.accounts.actions import system
from faena.accounts.models import User
from faena.company.models import Company
from faena.customers import search
from faena.customers.actions.common import home_country
from faena.customers.forgetting import file_keys, listed, whole, why_not_forget, write_list
from faena.customers.models import AccessLink, Customer, Device, SearchTerm
from faena.customers.open_matters import open_matters
from faena.files.actions import erase_files
from faena.gate.grants import Perm
from faena.gate.rights import check_reach
from faena.journal.actions import record
from faena.journal.unit_of_work import action, step
from faena.lib import personal
from faena.lib.errors import RuleBroken
from faena.lib.limits import LONGEST_REASON, check_text
from faena.lib.personal import erase
from faena.lib.text import clean, sort_key

BY_NUMBER = ("code", "protocol")  # fields of the search that say nothing of a person


@action(Perm.CUSTOMER_FORGET)
def forget_customer(customer: Customer, *, reason: str, version: int, by: User) -> Customer:
    """Erase what is personal of one who is retired, and of those who were merged into him. It cannot be undone.

    Raises Stale, or RuleBroken while something of his is open, beside `reason` without one."""
    customer = Customer.locked(customer.pk, version)
    check_reach(customer, by, Perm.CUSTOMER_FORGET)
    reason = clean(reason)
    check_text(reason, LONGEST_REASON, "reason")
    if not reason:
        raise RuleBroken(_("Say why the customer is erased."), "reason", "required")
    if why := why_not_forget(customer):
        raise RuleBroken(why)
    if still := open_matters(customer):
        what = ", ".join(f"{one.label}: {one.count}" for one in still)
        raise RuleBroken(
            _("%(name)s has open things: %(what)s. End them first.") % {"name": customer.name, "what": what}
        )
    return _forget(customer, timezone.now(), reason=reason, by=by)


def forget_again(more: Iterable[Mapping[str, str]] = ()) -> int:
    """After a backup was restored: forget those who were forgotten since it was made, whatever of them is open in it.
    `more`: lines of other lists of the same form. To be called before a server starts; doing it twice changes nothing.
    Returns how many."""
    again = 0
    for uid, at in {**{one["uid"]: one["at"] for one in more}, **listed()}.items():
        with transaction.atomic():
            customer = Customer.objects.select_for_update().filter(uid=uid, forgotten_at=None).first()
            if customer is None or customer.merged_into_id is not None:
                continue  # one who was merged goes with the other
            _again(customer, at, by=system())
            again += 1
    write_list()
    return again


@action(Perm.CUSTOMER_FORGET)
def _again(customer: Customer, at: str, *, by: User) -> Customer:
    return _forget(customer, datetime.fromisoformat(at), again=True, by=by)


@step
def _forget(customer: Customer, at: datetime, *, reason: str = "", again: bool = False, by: User) -> Customer:
    """The customer is locked."""
    his = whole(customer)
    counts = {kind: len(keys) for kind, keys in his.things.items() if keys}
    before, after = personal.hooks()
    for hook in before:
        hook(his)
    erase_files(file_keys(his.customers))
    for table in personal.register().values():
        if table.of and not table.goes:
            erase(table, table.rows(his.customers))
    for table in personal.register().values():
        if table.goes:
            table.rows(his.customers).delete()
    _erase_terms(his.customers)
    for hook in after:
        hook(his)
    AccessLink.objects.filter(customer__in=his.customers, revoked_at=None).update(revoked_at=timezone.now())
    for pk in his.customers:
        _rename(Customer.objects.get(pk=pk), at)
    customer.refresh_from_db()
    facts = {"rows": counts, **({"again": True} if again else {})}
    said = {"note": reason} if reason else {}
    record("customer.forgotten", customer.as_ref, facts=facts, said=said, customer_id=customer.pk, by=by)
    transaction.on_commit(write_list)
    return customer


def _rename(customer: Customer, at: datetime) -> None:
    """Who is left: a number."""
    with translation.override(Company.the().language):
        customer.name = _("Forgotten customer %(code)s") % {"code": customer.code}
    customer.sort_name = sort_key(customer.name)[:160]
    customer.forgotten_at = at
    customer.retired_at = customer.retired_at or timezone.now()
    customer.save_changes("name", "sort_name", "forgotten_at", "retired_at")
    if customer.merged_into_id is None:
        search.write_terms(customer, "customer", customer.pk, search.terms_of_customer(customer, home_country()))


def _erase_terms(customers: Sequence[int]) -> None:
    """What is left is found by its number, and devices by what they are."""
    SearchTerm.objects.filter(customer__in=customers).exclude(field__in=BY_NUMBER).delete()
    for device in Device.objects.filter(customer__in=customers).select_related("customer").order_by("pk"):
        search.write_terms(device.customer, "device", device.pk, search.terms_of_device(device))
