"""The same operation written down twice: a reference that came before by the same method, on any account."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Value
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.cash.models import Collection, Payment, PaymentMethod, Tender
from faena.cash.references import ReferenceKey, compared
from faena.lib.dates import format_day
from faena.lib.named import Ask, Named


@dataclass(frozen=True)
class Repeat:
    """`tender`: the one that had the reference first, the newest of several; `is_seen`: by whoever collects now, who
    is told of its payment only then."""

    reference: str
    tender: Tender
    is_seen: bool

    @property
    def payment(self) -> Payment:
        return self.tender.payment

    @property
    def answer(self) -> str:
        """What is said to the question whether it is another operation all the same."""
        return f"repeated-{self.payment.pk}"

    @property
    def sentence(self) -> str:
        if not self.is_seen:
            return _("The reference %(reference)s was already used.") % {"reference": self.reference}
        return _("The reference %(reference)s was already used: %(receipt)s of %(day)s, for %(account)s.") % {
            "reference": self.reference,
            "receipt": self.payment,
            "day": format_day(self.tender.day, get_language() or "es"),
            "account": self.payment.charge.account,
        }


def repeat_of(method: PaymentMethod, reference: str, *, besides: Collection | None = None, by: User) -> Repeat | None:
    """Where the reference came before. A payment that was reversed does not count, nor do those of the collection
    `besides`, and nothing but zeros names none."""
    if not compared(reference):
        return None
    known = {"method": method.pk, "reference": reference, "besides": besides.pk if besides else None}
    tender = _newest.first(besides is not None, **known)
    if tender is None:
        return None
    return Repeat(reference, tender, Payment.objects.visible_to(by).filter(pk=tender.payment_id).exists())


def tenders_with(method: PaymentMethod, reference: str) -> QuerySet[Tender]:
    """Those of payments that stand."""
    return _with(method, Value(reference))


def _with(method: Any, reference: Any) -> QuerySet[Tender]:
    tenders = Tender.objects.alias(key=ReferenceKey("reference"))
    return tenders.filter(method=method, key=ReferenceKey(reference), payment__reversal=None)


def _newest_of(ask: type[Ask], has_besides: bool) -> QuerySet[Tender]:
    same = _with(ask("method", PaymentMethod._meta.pk), ask("reference", Tender._meta.get_field("reference")))
    if has_besides:
        same = same.exclude(payment__collection=ask("besides", Collection._meta.pk))
    return same.select_related("payment__charge").order_by("-payment", "-id")[:1]


_newest: Named[Tender] = Named(_newest_of)
