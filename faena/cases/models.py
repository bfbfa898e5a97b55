"""A case: something that is done for a customer, from its opening to its closing. Orders and tickets are cases. All of
these are abstract: each kind has tables of its own."""

from datetime import datetime
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.agenda.models import Visit
from faena.company.models import Branch
from faena.customers.models import Customer
from faena.gate.grants import Perm
from faena.lib.limits import check_value
from faena.lib.refs import Referable
from faena.lib.rows import BaseModel, HasUid, Versioned
from faena.lib.series import Series

CaseKind = TypeVar("CaseKind", bound="Case")


class Case(Referable, HasUid, Versioned):
    """`customer` is declared by each kind, because the customer knows its kinds by different names."""

    numbers: ClassVar[Series]
    customer: Customer
    customer_id: int
    visits: Any  # the manager of its CaseVisits, by the related name that each kind gives

    number = models.PositiveBigIntegerField()
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.numbers.write(self.number)

    @property
    def is_open(self) -> bool:
        raise NotImplementedError

    @property
    def why_finished(self) -> str:
        """The sentence with which a case that is over refuses every change; "" while it is open."""
        raise NotImplementedError

    def why_not_yours(self, perm: Perm) -> str:
        """The sentence with which a case refuses somebody whom the permission does not let reach it."""
        return _("%(thing)s is not yours to change.") % {"thing": self}

    @classmethod
    def shown(cls, pk: int) -> Self:
        """With what its page shows of other rooms, whoever may see it. Raises the model's DoesNotExist."""
        raise NotImplementedError


class CaseClosing(BaseModel):
    """A case was closed. Reopening marks the row and leaves it; at most one of a case is not marked. Each kind adds
    `reopen_reason`."""

    reopen_reason: str

    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def stands(self) -> bool:
        return self.reopened_at is None

    def reopen(self, *, reason: str, at: datetime, by: User) -> None:
        """Mark it, under the lock of its case. Raises RuleBroken beside "reason" for one that is too long."""
        check_value(type(self), "reopen_reason", reason, at="reason")
        self.reopened_at, self.reopened_by, self.reopen_reason = at, by, reason
        changed = ["reopened_at", "reopened_by", "reopen_reason"]
        self.save(update_fields=changed)


class Authored(HasUid):
    """Somebody did something with a case: `at` by the server's clock, `happened_at` by the device's."""

    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    happened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True


class CaseVisit(BaseModel):
    """A visit was booked for a case. Each kind adds the case."""

    visit = models.OneToOneField(Visit, models.PROTECT, related_name="+")

    class Meta:
        abstract = True
