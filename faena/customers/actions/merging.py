"""Two customers who are one are merged, and a merge is undone: exactly what went over goes back."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.customers import search
from faena.customers.actions.common import MOST_OF_A_KIND, home_country
from faena.customers.actions.contacts import ContactFacts, add_contact, remove_contact
from faena.customers.actions.customers import recorded
from faena.customers.merging import (
    FACTS,
    Relation,
    differing,
    made_since,
    relations,
    twins,
    why_not_merge,
    why_not_undo,
)
from faena.customers.models import Address, Contact, Customer, Device, Merge, SearchTerm
from faena.gate.grants import Perm
from faena.gate.rights import check_reach
from faena.journal.actions import changed, record
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken, refused
from faena.lib.limits import longest

AT_ONCE = 500  # keys in one statement


@action(Perm.CUSTOMER_RETIRE)
def merge_customers(
    kept: Customer, gone: Customer, *, takes: Collection[str] = (), version: int, gone_version: int, by: User
) -> Merge:
    """`gone` was the same customer as `kept`: everything of his goes over, and he is found as `kept` from now on (M27).
    takes: the names of the facts (FACTS) of which his value stays. What both have, a contact or a device of one serial,
    becomes one; a phone or mail that would be lost becomes a contact.

    Raises Stale, or RuleBroken for a customer with himself, for one who is retired, or with too many contacts."""
    for pk in sorted({kept.pk, gone.pk}):
        Customer.lock(pk, no_key=True)
    kept, gone = Customer.locked(kept.pk, version), Customer.locked(gone.pk, gone_version)
    if why := why_not_merge(kept, gone):
        raise RuleBroken(why)
    check_reach(kept, by, Perm.CUSTOMER_RETIRE)
    check_reach(gone, by, Perm.CUSTOMER_RETIRE)
    country = home_country()
    told = _told(kept, country)

    _check_room(kept, gone)
    before, after = _take(kept, gone, takes)
    merge = Merge(kept=kept, gone=gone, by=by, at=timezone.now(), is_moving=True)
    merge.facts = {"before": before, "after": after, "document_key": gone.document_key}
    merge.doubles = [_double(row, twin) for row, twin in twins(kept, gone)]
    merge.made = [contact.pk for contact in _kept_reachable(kept, gone, after, by)]
    left_out = {(double["model"], double["row"]["id"]) for double in merge.doubles}
    merge.moved = {relation.key: _keys_of(relation, gone, left_out) for relation in relations()}
    with refused():
        merge.save(force_insert=True)

    _join_doubles(merge)
    _move(merge)
    gone.document_key = None if "document" in takes else gone.document_key
    gone.merged_into, gone.retired_at = kept, merge.at
    gone.save_changes("document_key", "merged_into", "retired_at")
    _write_facts(kept, after, country)
    _stop(merge)
    facts = {"merge_id": merge.pk, "moved": {key: len(keys) for key, keys in merge.moved.items() if keys}}
    _record("customer.merged", kept, gone, by, facts=facts, changes=changed(told, _told(kept, country)))
    _record("customer.merged_away", gone, kept, by, facts={"merge_id": merge.pk})
    return merge


@action(Perm.CUSTOMER_RETIRE)
def undo_merge(merge: Merge, *, by: User) -> Merge:
    """They were two: what went over goes back, also what was changed since, and with it what was made of it, as an
    order's visit. What else came since stays with the one that stayed (M27). Raises RuleBroken when it cannot be
    undone: after 30 days, before a later merge, or when a document was given to somebody else."""
    for pk in sorted({merge.kept_id, merge.gone_id}):
        Customer.lock(pk, no_key=True)
    merge = Merge.objects.get(pk=merge.pk)
    kept, gone = merge.kept, merge.gone
    if why := why_not_undo(merge):
        raise RuleBroken(why)
    check_reach(kept, by, Perm.CUSTOMER_RETIRE)
    country = home_country()
    told = _told(kept, country)
    _check_documents(merge)

    merge.undone_at, merge.undone_by, merge.is_moving = timezone.now(), by, True
    merge.save(update_fields=["undone_at", "undone_by", "is_moving"])
    with refused():
        for double in merge.doubles:
            row = _restored(double)
            _point(double, to=row.pk, only_from=double["twin"])
            _found_again(row, gone, country)
        _move_back(merge)
        _point_theirs(merge)
    for contact in Contact.objects.filter(pk__in=merge.made, customer=kept, version=1):
        if not any(relation.of(contact).exists() for relation in relations(Contact)):
            remove_contact(contact, version=1, by=by)

    _write_facts(kept, _unchanged(kept, merge), country)
    gone.document_key, gone.merged_into, gone.retired_at = merge.facts["document_key"], None, None
    gone.save_changes("document_key", "merged_into", "retired_at")
    SearchTerm.objects.filter(source_kind="customer", source_id=gone.pk).update(customer=gone)
    _stop(merge)
    changes = changed(told, _told(kept, country))
    _record("customer.merge_undone", kept, gone, by, facts={"merge_id": merge.pk}, changes=changes)
    _record("customer.parted", gone, kept, by, facts={"merge_id": merge.pk})
    return merge


# --- what both share ------------------------------------------------------------------------------------------


def _told(customer: Customer, country: str) -> dict[str, Any]:
    """Every fact that may take another value, as the history keeps it."""
    return {**recorded(customer, country), "seller": customer.seller.name if customer.seller else ""}


def _model(label: str) -> type[models.Model]:
    return apps.get_model(label)


def _batches(keys: Iterable[int]) -> Iterator[list[int]]:
    keys = list(keys)
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]


def _point(double: dict[str, Any], *, to: int, only_from: int | None = None) -> None:
    """What pointed to a double points to the row in its place, or back; only_from: where it points there still."""
    for relation in relations(_model(double["model"])):
        for keys in _batches(double["pointed"].get(relation.key, ())):
            rows = relation.among(keys)
            if only_from is not None:
                rows = rows.filter(**{relation.field: only_from})
            rows.update(**{relation.field: to})


def _write_facts(customer: Customer, facts: dict[str, Any], country: str) -> None:
    for column, value in facts.items():
        setattr(customer, column, _value(column, value))
    customer.save_changes(*facts)
    search.write_terms(customer, "customer", customer.pk, search.terms_of_customer(customer, country))


def _value(column: str, value: Any) -> Any:
    """Of a column of customers, as it was kept in JSON."""
    field: Any = Customer._meta.get_field(column)
    return field.to_python(value)


def _stop(merge: Merge) -> None:
    merge.is_moving = False
    merge.save(update_fields=["is_moving"])


def _record(
    verb: str,
    about: Customer,
    other: Customer,
    by: User,
    *,
    facts: dict[str, Any],
    changes: dict[str, Any] | None = None,
) -> None:
    facts = {"other_id": other.pk, "code": other.code, **facts}
    said = {"name": other.name, **({"changes": changes} if changes else {})}
    record(verb, about.as_ref, facts=facts, said=said, customer_id=about.pk, by=by)


# --- merging --------------------------------------------------------------------------------------------------


def _check_room(kept: Customer, gone: Customer) -> None:
    """Contacts and addresses stand on one page each; two contacts may come to them (_kept_reachable)."""
    for model, most in ((Contact, MOST_OF_A_KIND - 2), (Address, MOST_OF_A_KIND)):
        if model._base_manager.filter(customer__in=[kept, gone]).count() > most:
            raise RuleBroken(
                _("Together they have more than %(most)s contacts or addresses. Remove some first.") % {"most": most}
            )


def _take(kept: Customer, gone: Customer, takes: Collection[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The columns of `kept` that take the value of `gone`: (before, after). Raises RuleBroken for a fact that is none
    or in which they do not differ."""
    if wrong := set(takes) - set(differing(kept, gone)):
        raise RuleBroken(_("Pick one from the list."), min(wrong), "not-offered")
    columns = [column for name in FACTS if name in takes for column in FACTS[name].columns]
    return {column: getattr(kept, column) for column in columns}, {column: getattr(gone, column) for column in columns}


def _double(row: Any, twin: Any) -> dict[str, Any]:
    """A row of which the other one stays, and what points to it."""
    pointed = {relation.key: list(relation.of(row).values_list("pk", flat=True)) for relation in relations(type(row))}
    kept = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {"model": row._meta.label_lower, "row": kept, "twin": twin.pk, "pointed": pointed}


def _keys_of(relation: Relation, gone: Customer, left_out: set[tuple[str, int]]) -> list[int]:
    """Of the rows that go over, each held to the end."""
    rows = relation.of(gone).order_by("pk").select_for_update(no_key=True)
    label = relation.model._meta.label_lower
    return [pk for pk in rows.values_list("pk", flat=True) if (label, pk) not in left_out]


def _kept_reachable(kept: Customer, gone: Customer, after: dict[str, Any], by: User) -> Iterator[Contact]:
    """A contact for each phone or mail that would stand nowhere any more."""
    people = list(Contact.objects.filter(customer__in=[kept, gone]))
    phones = {after.get("phone", kept.phone), "", *(phone for one in people for phone in one.phones)}
    mails = {after.get("email", kept.email).casefold(), "", *(one.email.casefold() for one in people)}
    for old in (kept, gone):
        phone = "" if old.phone in phones else old.phone
        email = "" if old.email.casefold() in mails else old.email
        if phone or email:
            name = old.name[: longest(Contact, "name")]
            yield add_contact(kept, ContactFacts(name, phone=phone, email=email), by=by)


def _join_doubles(merge: Merge) -> None:
    """What pointed to one of `gone` that `kept` has too points to that of `kept`."""
    for double in merge.doubles:
        model, pk = _model(double["model"]), double["row"]["id"]
        _point(double, to=double["twin"])
        search.write_terms(merge.gone, str(model._meta.model_name), pk, {})
        model._base_manager.filter(pk=pk).delete()


def _move(merge: Merge) -> None:
    for relation in relations():
        for keys in _batches(merge.moved[relation.key]):
            relation.among(keys).update(**{relation.field: merge.kept})
    SearchTerm.objects.filter(customer=merge.gone).update(customer=merge.kept)
    if any(relation.of(merge.gone).exists() for relation in relations()):
        raise RuleBroken(_("Something of %(name)s was written just now. Press again.") % {"name": merge.gone.name})


# --- undoing --------------------------------------------------------------------------------------------------


def _check_documents(merge: Merge) -> None:
    """Raises RuleBroken where a document that one of them had before is somebody else's by now."""
    keys = {merge.facts["document_key"], _unchanged(merge.kept, merge).get("document_key")} - {None}
    others = Customer.objects.filter(document_key__in=keys).exclude(pk__in=[merge.kept_id, merge.gone_id])
    now = _unchanged(merge.kept, merge).get("document_key", merge.kept.document_key)
    holder = merge.kept if now is not None and now == merge.facts["document_key"] else others.first()
    if holder is not None:
        raise RuleBroken(
            _("The document of one of them is that of %(name)s (%(code)s) now: correct it there first.")
            % {"name": holder.name, "code": holder.code}
        )


def _unchanged(kept: Customer, merge: Merge) -> dict[str, Any]:
    """What `kept` gets back: of each fact that took another value and has it still, what it was."""
    before, after = merge.facts["before"], merge.facts["after"]
    back: dict[str, Any] = {}
    for fact in FACTS.values():
        columns = [column for column in fact.columns if column in after]
        if all(_as_kept(kept, column, after[column]) for column in columns):
            back |= {column: before[column] for column in columns}
    return back


def _as_kept(kept: Customer, column: str, value: Any) -> bool:
    return bool(getattr(kept, column) == _value(column, value))


def _restored(double: dict[str, Any]) -> Any:
    """The row as it was, with its key."""
    model = _model(double["model"])
    row = model(**{f.attname: f.to_python(double["row"][f.attname]) for f in model._meta.concrete_fields})
    row.save(force_insert=True)
    return row


def _found_again(row: Any, gone: Customer, country: str) -> None:
    match row:
        case Contact():
            terms = search.terms_of_contact(row, country)
        case Device():
            terms = search.terms_of_device(row)
        case _:
            terms = search.terms_of_address(row)
    search.write_terms(gone, row._meta.model_name, row.pk, terms)


def _move_back(merge: Merge) -> None:
    """What still is where it went, and what was made of it since."""
    back: dict[str, set[int]] = {}
    for relation in relations():
        for keys in _batches(merge.moved.get(relation.key, ())):
            _return(relation.among(keys).filter(**{relation.field: merge.kept}), relation, merge, back)
    more = True
    while more:
        more = False
        for relation in relations():
            rows = made_since(relation, merge.kept, back)
            if rows is not None and (keys := list(rows.values_list("pk", flat=True))):
                _return(relation.among(keys), relation, merge, back)
                more = True


def _point_theirs(merge: Merge) -> None:
    """What came since, and went back with something else, has the double that is his, not the one in its place."""
    for double in merge.doubles:
        for relation in relations(_model(double["model"])):
            rows = relation.of(double["twin"]).filter(customer=merge.gone)
            rows.update(**{relation.field: double["row"]["id"]})


def _return(rows: models.QuerySet[Any], relation: Relation, merge: Merge, back: dict[str, set[int]]) -> None:
    keys = list(rows.values_list("pk", flat=True))
    for some in _batches(keys):
        relation.among(some).update(**{relation.field: merge.gone})
        of = SearchTerm.objects.filter(customer=merge.kept, source_kind=relation.model._meta.model_name)
        of.filter(source_id__in=some).update(customer=merge.gone)
    back.setdefault(relation.model._meta.label_lower, set()).update(keys)
