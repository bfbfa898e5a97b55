"""Two customers who are one, and one of whom everything is handed over or erased."""

from typing import Any

from django.http import FileResponse
from django.utils.translation import gettext as _

from faena.accounts.requests import StaffRequest
from faena.customers import actions
from faena.customers.api.customers import customer
from faena.customers.api.room import routes
from faena.customers.belongings import moved
from faena.customers.forgetting import what_is_his, why_not_forget
from faena.customers.giving import data_file
from faena.customers.merging import FACTS, why_not_undo
from faena.customers.models import Customer, Merge
from faena.customers.open_matters import open_matters
from faena.gate.grants import Perm
from faena.lib.errors import RuleBroken
from faena.rest.effects import version_of
from faena.rest.routes import named, the
from faena.rest.values import In, Key, Label, Moment, Out, Version


class CountOut(Out):
    """is_more: there are more than `number`."""

    label: str
    number: int
    is_more: bool


class CustomerMergeOut(Out):
    """moved: what went over, by what people call it. why_not_undo: "" while it can be undone."""

    id: int
    kept: Label
    gone: Label
    by: Label
    at: Moment
    undo_until: Moment
    undone_at: Moment | None
    undone_by: Label | None
    moved: list[CountOut]
    why_not_undo: str


@routes.thing("/merges/{int:merge_id}", Perm.CUSTOMER_RETIRE)
def merge(request: StaffRequest, merge_id: int) -> CustomerMergeOut:
    """What was merged, when and by whom; and whether it can be undone."""
    rows = Merge.objects.visible_to(request.user, Perm.CUSTOMER_RETIRE)
    found = the(rows.select_related("kept__merged_into", "gone", "by", "undone_by"), merge_id)
    return CustomerMergeOut.model_validate(
        {
            "id": found.pk,
            **{name: Label.of(getattr(found, name)) for name in ("kept", "gone", "by", "undone_by")},
            **{name: getattr(found, name) for name in ("at", "undo_until", "undone_at")},
            "moved": [CountOut(label=label, number=number, is_more=False) for label, number in moved(found)],
            "why_not_undo": why_not_undo(found),
        }
    )


class CustomerMergingIn(In):
    """gone_id: who turned out to be this customer, gone_version: his version. takes: of which facts his value stays:
    name, kind, trade_name, document, phone, email, language, seller, since, notes."""

    gone_id: Key
    gone_version: Version
    takes: list[str] = []


@routes.event("/customers/{int:customer_id}/merging", Perm.CUSTOMER_RETIRE, to=merge, is_versioned=True)
def merge_customers(request: StaffRequest, customer_id: int, facts: CustomerMergingIn) -> int:
    """Everything of the other goes over to this one, and he is found as this one from now on."""
    rows = Customer.objects.visible_to(request.user, Perm.CUSTOMER_RETIRE)
    kept, gone = the(rows, customer_id), named(rows, facts.gone_id, "gone")
    for place, name in enumerate(facts.takes):
        if name not in FACTS:
            raise RuleBroken(_("Pick one from the list."), f"takes.{place}", "not-offered")
    versions = {"version": version_of(request), "gone_version": facts.gone_version}
    return actions.merge_customers(kept, gone, takes=facts.takes, **versions, by=request.user).pk


@routes.event("/merges/{int:merge_id}/undoing", Perm.CUSTOMER_RETIRE, to=merge)
def undo_merge(request: StaffRequest, merge_id: int) -> int:
    """They are two customers again."""
    found = the(Merge.objects.visible_to(request.user, Perm.CUSTOMER_RETIRE), merge_id)
    actions.undo_merge(found, by=request.user)
    return merge_id


class CustomerDataOut(Out):
    """goes: whose words would be erased; stays: of which numbers, days and amounts stay; open: what prevents it.
    why_not: what else prevents it, "" for nothing."""

    goes: list[CountOut]
    stays: list[CountOut]
    open: list[CountOut]
    why_not: str


@routes.thing("/customers/{int:customer_id}/data", Perm.CUSTOMER_FORGET)
def customer_data(request: StaffRequest, customer_id: int) -> CustomerDataOut:
    """What is known of one customer, and what would go and stay if he were forgotten."""
    found = the(Customer.objects.visible_to(request.user, Perm.CUSTOMER_FORGET), customer_id)
    goes, stays = what_is_his(found)
    return CustomerDataOut(
        goes=[] if found.is_forgotten else [_count(one) for one in goes],
        stays=[_count(one) for one in stays],
        open=[] if found.is_forgotten else [_count(one) for one in open_matters(found)],
        why_not=why_not_forget(found),
    )


def _count(line: Any) -> CountOut:
    return CountOut(label=str(line.label), number=line.count.number, is_more=line.count.is_capped)


@routes.file("/customers/{int:customer_id}/data/file", Perm.CUSTOMER_FORGET)
def customer_data_file(request: StaffRequest, customer_id: int) -> FileResponse:
    """Everything that is known of him as one ZIP in his language; the journal of access keeps that it was taken."""
    found = the(Customer.objects.visible_to(request.user, Perm.CUSTOMER_FORGET), customer_id)
    return data_file(request, found)


class CustomerForgettingIn(In):
    """reason: stays in the history, so it names nobody."""

    reason: str


@routes.event("/customers/{int:customer_id}/forgetting", Perm.CUSTOMER_FORGET, to=customer, is_versioned=True)
def forget_customer(request: StaffRequest, customer_id: int, facts: CustomerForgettingIn) -> int:
    """Everything personal of one who is retired is erased for good."""
    found = the(Customer.objects.visible_to(request.user, Perm.CUSTOMER_FORGET), customer_id)
    actions.forget_customer(found, reason=facts.reason, version=version_of(request), by=request.user)
    return customer_id
