"""The terms that customers accept: versions of the text, which of them an order is under, and the signature."""

import hashlib

from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.cases.actions import locked, record_case
from faena.company.models import Company
from faena.gate.grants import Perm
from faena.journal.actions import record
from faena.journal.unit_of_work import action, clocks
from faena.lib.errors import RuleBroken, Stale
from faena.lib.strokes import checked, digest
from faena.lib.text import clean
from faena.orders.models import ServiceOrder, Signature, Terms


@action(Perm.COMPANY_EDIT)
def publish_terms(text: str, *, version: int, by: User) -> Terms:
    """A new version of the terms, for orders opened from now on (W9). `version`: the newest one that the author saw.

    Raises RuleBroken without a text or for the one already in force, Stale when somebody published meanwhile."""
    newest = _newest_locked(version)
    text = clean(text, multiline=True)
    if not text:
        raise RuleBroken(_("Write the terms first."), "text")
    if newest and newest.text == text:
        raise RuleBroken(
            _("This is the text already in force: version %(number)s.") % {"number": newest.number}, "text"
        )
    terms = _publish(text, newest, by)
    record("terms.published", terms.as_ref, facts={"number": terms.number, "sha256": terms.sha256}, by=by)
    return terms


@action(Perm.COMPANY_EDIT)
def end_terms(*, version: int, by: User) -> Terms | None:
    """The company has no terms any more: an empty version, so that new orders take none (W9). Orders that took a
    version keep it. Raises Stale when somebody published meanwhile."""
    newest = _newest_locked(version)
    if newest is None or not newest.text:
        return newest
    terms = _publish("", newest, by)
    record("terms.ended", terms.as_ref, facts={"number": terms.number}, by=by)
    return terms


@action(Perm.ORDER_EDIT)
def renew_terms(order: ServiceOrder, *, number: int, by: User) -> ServiceOrder:
    """Put an order that nobody signed yet under the version in force (W9), which is the one numbered `number`.

    Raises RuleBroken when it is signed, closed or void, or when another version is in force by now."""
    order = locked(order, Perm.ORDER_EDIT, by=by)
    _refuse_signed(order)
    newest = Terms.in_force()
    if newest is None or newest.number != number:
        raise RuleBroken(_("Other terms are in force by now. Look at the order again, then decide."))
    old = order.terms
    if old == newest:
        return order
    order.terms = newest
    order.save_changes("terms")
    record_case(
        "order.terms_renewed",
        order,
        facts={"old": old.number if old else None, "new": newest.number},
        by=by,
    )
    return order


@action(Perm.ORDER_EDIT)
def sign_terms(
    order: ServiceOrder,
    *,
    terms: int,
    signer: str,
    strokes: str | None,
    is_own_phone: bool = False,
    by: User,
) -> Signature:
    """The customer accepts the terms of the order (W9): with strokes, as the page sends them, or None for a signature
    on paper. `terms`: the key of the version that the customer read. is_own_phone: on his, by a link that `by` showed.

    Raises RuleBroken when the order is signed, closed, void or without terms, when its terms are others by now, and
    for a drawing that is none."""
    order = locked(order, Perm.ORDER_EDIT, by=by)
    _refuse_signed(order)
    if order.terms is None:
        raise RuleBroken(_("This order has no terms to sign."))
    if order.terms.pk != terms:
        raise RuleBroken(
            _("The terms of this order are version %(number)s by now: read them, then sign.")
            % {"number": order.terms.number},
            "terms",
        )
    signer = clean(signer)
    if not signer:
        raise RuleBroken(_("Write the name of the person who signs."), "signer")
    if strokes is not None and not strokes.strip():
        if is_own_phone:
            raise RuleBroken(_("Draw the signature first."), "strokes")
        raise RuleBroken(_("Draw the signature first, or press “Signed on paper”."), "strokes")
    drawing = checked(strokes) if strokes is not None else None
    signature = Signature.objects.create(
        order=order,
        terms=order.terms,
        signer=signer,
        strokes=drawing,
        by=by,
        **clocks(),
    )
    facts = {"terms": order.terms.number, "sha256": order.terms.sha256}
    if drawing is not None:
        facts["strokes_sha256"] = digest(drawing)
    on_screen = "order.signed_on_own_phone" if is_own_phone else "order.signed"
    record(
        "order.signed_on_paper" if drawing is None else on_screen,
        order.as_ref,
        facts=facts,
        said={"signer": signer},
        customer_id=order.customer_id,
        by=by,
    )
    return signature


def _newest_locked(version: int) -> Terms | None:
    """The newest version, with or without a text; the company's row keeps two authors apart."""
    Company.locked(Company.the().pk)
    newest = Terms.objects.order_by("-number").first()
    if newest and newest.number != version:
        raise Stale(_("Somebody published other terms meanwhile. Look at them, then decide."), current=newest)
    return newest


def _publish(text: str, newest: Terms | None, by: User) -> Terms:
    number = newest.number + 1 if newest else 1
    return Terms.objects.create(number=number, text=text, sha256=_sha256(text), by=by)


def _refuse_signed(order: ServiceOrder) -> None:
    if order.signed is not None:
        raise RuleBroken(
            _("%(signer)s signed version %(number)s already. A signature stays.")
            % {"signer": order.signed.signer, "number": order.signed.terms.number}
        )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
