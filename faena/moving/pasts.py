"""What the old system knew of a customer: its orders, tickets, payments and invoices, to be read and found. Nothing is
owed by it, nothing is counted of it, and nothing can be done with it."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faena.accounts.models import User
from faena.cash.references import compared
from faena.customers.models import Customer, within_reach
from faena.gate.grants import Perm
from faena.lib.money import MAX_AMOUNT
from faena.lib.refs import Referable
from faena.lib.rows import BaseModel


class PastQuerySet(models.QuerySet["Past"]):
    def visible_to(self, user: Any, perm: Perm = Perm.CUSTOMER_SEE) -> Self:
        return within_reach(self, user, perm)

    def called(self, wanted: str) -> Self:
        """Those that the old system called so."""
        key = compared(wanted)
        return self.filter(old_key=key) if key else self.none()


class Past(Referable, BaseModel):
    """One thing of the old system. `listed_on`: when it began, else ended, else came here;
    `state`, `device`, `text`: as the old system wrote them; `old_key`, `text_key`: the same as they are looked for."""

    ref_kind_name: ClassVar[str] = "past"
    ranges: ClassVar = {"amount": (-MAX_AMOUNT, MAX_AMOUNT), "paid": (-MAX_AMOUNT, MAX_AMOUNT)}

    class Kind(models.TextChoices):
        ORDER = "order", pgettext_lazy("of the old system", "Order")
        TICKET = "ticket", _("Ticket")
        PAYMENT = "payment", pgettext_lazy("of the old system", "Payment")
        INVOICE = "invoice", pgettext_lazy("of the old system", "Invoice")

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="pasts")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    old_number = models.CharField(max_length=40, blank=True)
    old_key = models.CharField(max_length=40, blank=True, editable=False)
    listed_on = models.DateField()
    began_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    state = models.CharField(max_length=60, blank=True)
    device = models.CharField(max_length=120, blank=True)
    amount = models.BigIntegerField(null=True)
    paid = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    text = models.TextField(max_length=4000, blank=True)
    text_key = models.TextField(blank=True, editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = PastQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["customer", "listed_on", "id"], name="past_of_customer"),
            models.Index(fields=["listed_on", "id"], name="past_by_day"),
            models.Index(fields=["old_key"], name="past_by_old_number"),
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (str(self.get_kind_display()), self.old_number) if part)
