"""The links by which customers follow their case."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from faena.accounts.models import User
from faena.customers.models import AccessLink, Customer
from faena.journal.actions import record
from faena.journal.acts import action
from faena.lib.refs import Ref
from faena.lib.sealing import code_hash, new_code, new_token, seal, token_hash


@action
def make_link(ref: Ref, customer: Customer, *, by: User) -> AccessLink:
    """The link by which the customer follows this case. While one is alive it is given again, so that a reprint
    shows the same QR; a new one replaces one that expired or whose seal this installation cannot open.

    The caller holds the lock of the case, whose history the event joins."""
    Customer.locked(customer.pk)
    last: AccessLink | None = AccessLink.objects.of(ref)
    if last and last.is_alive and last.token and last.code:
        return last
    if last:
        last.revoked_at = timezone.now()
        last.save(update_fields=["revoked_at"])
    token, code = new_token(), new_code()
    link = AccessLink(
        customer=customer,
        token_hash=token_hash(token),
        token_sealed=seal(token, purpose="link token"),
        code_hash=code_hash(code),
        code_sealed=seal(code, purpose="link code"),
    )
    link.ref = ref
    link.save(force_insert=True)
    _record_link("link.made", link, by)
    return link


@action
def revoke_link(ref: Ref, *, by: User) -> AccessLink | None:
    """End the case's link at once; None when it has none. The next make_link makes another."""
    link: AccessLink | None = AccessLink.objects.select_for_update().of(ref)
    if link is None:
        return None
    link.revoked_at = timezone.now()
    link.save(update_fields=["revoked_at"])
    _record_link("link.revoked", link, by)
    return link


@action
def link_expires(ref: Ref, at: datetime | None) -> None:
    """The case was closed: its link lives until `at`; None (reopened): without end. Part of the caller's event."""
    AccessLink.objects.filter(ref_kind=ref.kind, ref_id=ref.id, revoked_at=None).update(expires_at=at)


def _record_link(verb: str, link: AccessLink, by: User) -> None:
    about: Any = link.ref
    record(verb, about, facts={"label": about.label, "link_id": link.pk}, customer_id=link.customer_id, by=by)
