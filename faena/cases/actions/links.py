"""The links by which customers follow their case: made, sent, revoked, made anew. What is over has one too, for a
while."""

import uuid
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.cases.actions.mailing import mail_customer
from faena.cases.followed import Followed
from faena.cases.models import Case
from faena.company.models import Company
from faena.customers.models import AccessLink, Customer
from faena.gate.grants import Perm
from faena.gate.rights import check_reach
from faena.journal.actions import record
from faena.journal.unit_of_work import action, step
from faena.lib.errors import RuleBroken
from faena.lib.named import Ask, Named
from faena.lib.refs import Ref
from faena.lib.sealing import code_hash, new_code, new_token, seal, token_hash
from faena.notifications.models import Message


@step
def make_link(ref: Ref, customer: Customer, *, by: User) -> AccessLink:
    """The link by which the customer follows this case. While one is alive it is given again, so that a reprint
    shows the same QR; a new one replaces one that expired or whose seal this installation cannot open.

    The caller holds the lock of the case, whose history the event joins."""
    Customer.lock(customer.pk, no_key=True)
    last = _link_of(ref)
    if last and last.works:
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


@step
def link_unless_revoked(ref: Ref, customer: Customer, *, by: User) -> AccessLink | None:
    """The link for news that leave by themselves: made when it is first needed, and None once somebody revoked it,
    which holds until a person makes a new one. The caller holds the lock of the case."""
    Customer.lock(customer.pk, no_key=True)
    last = AccessLink.objects.last_of(ref)
    return None if last and last.revoked_at else make_link(ref, customer, by=by)


@action(Perm.LINK_SEND)
def send_link(case: Case, *, kind: Followed, by: User) -> Message:
    """Mail the link to the customer, in the customer's language (W1). Asked for again, it is sent again.

    Raises RuleBroken for a customer without e-mail, and when no link works."""
    case = _locked(case, Perm.LINK_SEND, by)
    customer, link = case.customer, _link_of(case.as_ref)
    if why := why_not_send(case, link):
        raise RuleBroken(why)
    assert link is not None
    return mail_customer(
        case,
        kind.mail,
        address=customer.email,
        data={"name": customer.name, **kind.facts(case)},
        secret={"link": link.url},
        verb=kind.sent,
        dedupe_key=f"link-{uuid.uuid4()}",
        by=by,
    )


@action(Perm.LINK_REVOKE)
def revoke_link(case: Case, *, by: User) -> AccessLink:
    """The link ends at once: the QR and the code open nothing any more (W1), until somebody makes a new one."""
    case = _locked(case, Perm.LINK_REVOKE, by)
    link = _link_of(case.as_ref)
    if why := why_not_revoke(case, link):
        raise RuleBroken(why)
    assert link is not None
    link.revoked_at = timezone.now()
    link.save(update_fields=["revoked_at"])
    _record_link("link.revoked", link, by)
    return link


@action(Perm.LINK_SEND)
def renew_link(case: Case, *, by: User) -> AccessLink:
    """The first link, or a new one where the last was revoked or has ended; one that works is left as it is. That of a
    case which is over ends as many days from now as the company gives after closing."""
    Customer.lock(case.customer_id, no_key=True)  # before the case, as everywhere
    case = _locked(case, Perm.LINK_SEND, by)
    link = make_link(case.as_ref, case.customer, by=by)
    if not case.is_open and link.expires_at is None:
        link_ends(case.as_ref, timezone.now())
        link.refresh_from_db()
    return link


@step
def link_follows(case: Case, *, by: User) -> AccessLink | None:
    """The case is another customer's from now on, and its link with it. Whoever was sent the old one must not read on:
    then a new one takes its place. The printed code stays good where nothing was sent. None: it has no link.

    The caller holds the lock of the case and has changed its customer. Part of the caller's event."""
    link = _link_of(case.as_ref)
    if link is None:
        return None
    if not Message.objects.filter(ref_kind=link.ref_kind, ref_id=link.ref_id).exists():
        link.customer = case.customer
        link.save(update_fields=["customer"])
        return link
    link.revoked_at = timezone.now()
    link.save(update_fields=["revoked_at"])
    _record_link("link.revoked", link, by)
    return make_link(case.as_ref, case.customer, by=by)


@step
def link_ends(ref: Ref, since: datetime) -> None:
    """The case is over: its link lives for as many days as the company gives. Part of the caller's event."""
    link_expires(ref, since + timedelta(days=Company.the().tracking_days))


@step
def link_expires(ref: Ref, at: datetime | None) -> None:
    """The case's link lives until `at`; None (reopened): without end. One that was revoked stays so. Part of the
    caller's event."""
    AccessLink.objects.filter(ref_kind=ref.kind, ref_id=ref.id, revoked_at=None).update(expires_at=at)


def why_not_send(case: Case, link: AccessLink | None) -> str:
    """What holds the link of a case back from being mailed; "" when nothing does."""
    if link is None or not link.works:
        return _("%(case)s has no link that works. Make a new one, then send it.") % {"case": case}
    if case.customer.email:
        return ""
    return _("%(name)s has no e-mail. Write it on the customer's record, or send the link by WhatsApp.") % {
        "name": case.customer.name
    }


def why_not_revoke(case: Case, link: AccessLink | None) -> str:
    if link is not None:
        return ""
    return _("%(case)s has no link that works: there is nothing to revoke.") % {"case": case}


def _link_of(ref: Ref) -> AccessLink | None:
    """As AccessLinkQuerySet.of finds it."""
    return _not_revoked.first(kind=ref.kind, id=ref.id)


def _of(ask: type[Ask]) -> QuerySet[AccessLink]:
    column = AccessLink._meta.get_field
    kind, id = ask("kind", column("ref_kind")), ask("id", column("ref_id"))
    return AccessLink.objects.filter(ref_kind=kind, ref_id=id, revoked_at=None)


_not_revoked: Named[AccessLink] = Named(_of)


def _locked(case: Case, perm: Perm, by: User) -> Case:
    """Under its lock, whether it is over or not."""
    case = type(case).locked(case.pk)
    check_reach(case, by, perm)
    return case


def _record_link(verb: str, link: AccessLink, by: User) -> None:
    about = link.ref
    assert about is not None
    record(verb, about, facts={"label": about.label, "link_id": link.pk}, customer_id=link.customer_id, by=by)
