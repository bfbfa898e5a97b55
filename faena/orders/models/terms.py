"""The terms and conditions in their versions, and the signature under one of them (W9)."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faena.accounts.models import User
from faena.lib.named import Named
from faena.lib.refs import Referable
from faena.lib.rows import BaseModel, HasUid


class Terms(Referable, BaseModel):
    """One version of the terms and conditions; an order keeps the one that its customer signed (W9). A version
    without a text: the company has no terms from then on."""

    ref_kind_name: ClassVar[str] = "terms"

    number = models.PositiveIntegerField(unique=True)
    text = models.TextField(_("text"), max_length=20000)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"v{self.number}"

    @property
    def version(self) -> int:
        """What the form of the next one carries: nothing here is ever edited."""
        return self.number

    @classmethod
    def in_force(cls) -> "Terms | None":
        """The newest version, which new orders take; None while the company has none, or none any more."""
        newest = _newest.first()
        return newest if newest and newest.text else None


_newest: Named[Terms] = Named(lambda _ask: Terms.objects.order_by("-number")[:1])


class Signature(HasUid, BaseModel):
    """The customer accepted a version of the terms: strokes drawn on screen, or on paper."""

    order = models.OneToOneField("orders.ServiceOrder", models.PROTECT, related_name="signature")
    terms = models.ForeignKey(Terms, models.PROTECT, related_name="+")
    signer = models.CharField(max_length=120)
    strokes = models.JSONField(null=True)  # None: signed on paper
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    happened_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.signer
