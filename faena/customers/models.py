"""Who is served: customers with their contacts, addresses and devices, which of them turned out to be one, the terms
they are found by, and the links by which they follow their case."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self, TypeVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from faena.accounts.models import User
from faena.company.models import LANGUAGES
from faena.gate.grants import Perm, Scope, scope
from faena.lib.errors import says
from faena.lib.named import Named
from faena.lib.places import map_link
from faena.lib.refs import Ref, Referable, Referring
from faena.lib.rows import BaseModel, HasUid, Versioned
from faena.lib.sealing import code_hashes, token_hash, unseal
from faena.lib.taxid import format_tax_id

MOST_DAYS_TO_UNDO = timedelta(days=30)
Rows = TypeVar("Rows", bound="models.QuerySet[Any]")


def within_reach(rows: Rows, user: Any, perm: Perm, *, seller: str = "customer__seller") -> Rows:
    """The rows that a permission reaches, where own means of one's own customers (W31); `seller` is the path to the
    customer's seller."""
    return reached(rows, scope(user, perm), user, seller=seller)


def reached(rows: Rows, reach: Scope, user: Any, *, seller: str = "customer__seller") -> Rows:
    if reach is Scope.ALL:
        return rows
    return rows.filter(**{seller: user}) if reach is Scope.OWN else rows.none()


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, user: Any, perm: Perm = Perm.CUSTOMER_SEE) -> Self:
        """Without those that were merged into another: they are that other one now."""
        return within_reach(self.filter(merged_into=None), user, perm, seller="seller")

    def current(self) -> Self:
        return self.filter(retired_at=None)


class Customer(Referable, HasUid, Versioned):
    """A person or company that is served. `document_key` is the identity of the tax id in any spelling. `merged_into`:
    the one that this one turned out to be, never one that was merged itself. `forgotten_at`: since when nothing
    personal is known any more; that is for good."""

    ref_kind_name: ClassVar[str] = "customer"
    closed_sets: ClassVar = {"language": LANGUAGES}

    class Kind(models.TextChoices):
        PERSON = "person", pgettext_lazy("kind of customer", "Individual")
        COMPANY = "company", pgettext_lazy("kind of customer", "Company")

    code = models.PositiveBigIntegerField(unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.PERSON)
    name = models.CharField(_("name"), max_length=120)
    trade_name = models.CharField(_("trade name"), max_length=120, blank=True)
    sort_name = models.CharField(max_length=160, editable=False)
    document_kind = models.CharField(_("kind of document"), max_length=12, blank=True)
    document = models.CharField(_("document"), max_length=40, blank=True)
    document_key = models.CharField(max_length=60, null=True, editable=False)  # noqa: DJ001  # NULL: none, many may have none
    phone = models.CharField(_("phone"), max_length=24, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=8, default="es")
    seller = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    notes = models.TextField(_("notes"), blank=True, max_length=2000)
    since = models.DateField(default=timezone.localdate)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)
    forgotten_at = models.DateTimeField(null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="+", db_index=False
    )

    objects = CustomerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document_key"], name="customer_document_once"),
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | models.Q(retired_at__isnull=False),
                name="customer_merged_is_retired",
            ),
            models.CheckConstraint(
                condition=models.Q(forgotten_at=None) | models.Q(retired_at__isnull=False),
                name="customer_forgotten_is_retired",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | ~models.Q(merged_into=models.F("id")),
                name="customer_merged_into_another",
            ),
        ]
        indexes = [
            models.Index(fields=["sort_name", "id"], name="customer_by_name"),
            models.Index(fields=["seller", "sort_name", "id"], name="customer_of_seller_by_name"),
            models.Index(fields=["seller", "id"], name="customer_of_seller"),
            models.Index(
                fields=["sort_name", "id"],
                condition=models.Q(retired_at__isnull=False),
                name="customer_retired_by_name",
            ),
            models.Index(fields=["id"], condition=models.Q(retired_at__isnull=False), name="customer_retired"),
            # Of nearly everybody it is NULL: an index that has those would be taken for a list, and all of it sorted.
            models.Index(
                fields=["merged_into"], condition=models.Q(merged_into__isnull=False), name="customer_merged_into"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def seen_by(cls, user: Any, pk: int, perm: Perm = Perm.CUSTOMER_SEE) -> "Customer | None":
        """The one with this key as `visible_to` finds it, with the seller; None where the user does not see it."""
        reach = scope(user, perm)
        return None if reach is Scope.NONE else _seen.first(reach, pk=pk, user=user.pk)

    @property
    def document_shown(self) -> str:
        """The document as people write it: J-12345678-9."""
        return format_tax_id(self.document_kind, self.document) if self.document else ""

    @property
    def is_retired(self) -> bool:
        return self.retired_at is not None

    @property
    def why_retired(self) -> str:
        """The sentence with which a retired customer refuses everything new; "" while he is served."""
        if not self.is_retired:
            return ""
        return self.why_settled or gettext("%(name)s is retired: restore the customer first.") % {"name": self.name}

    @property
    def is_forgotten(self) -> bool:
        return self.forgotten_at is not None

    @property
    def why_settled(self) -> str:
        """The sentence with which a customer who was forgotten, or merged into another, refuses every change."""
        if self.is_forgotten:
            return gettext("%(name)s was erased for good: register the customer anew.") % {"name": self.name}
        return self.why_merged

    @property
    def why_merged(self) -> str:
        """The sentence with which a customer who was merged into another refuses every change; "" else."""
        if self.merged_into is None:
            return ""
        names = {"name": self.name, "code": self.code, "other": self.merged_into.name}
        return gettext("%(name)s (%(code)s) was merged into %(other)s: go on there.") % names


_seen: Named[Customer] = Named(
    lambda ask, reach: reached(
        Customer.objects.select_related("seller").filter(pk=ask("pk", Customer._meta.pk), merged_into=None),
        reach,
        ask("user", User._meta.pk),
        seller="seller",
    )
)


class Contact(HasUid, Versioned):
    """Somebody of the customer's: kinship or department, phones, mail."""

    class Sent(models.TextChoices):
        """What a contact may be sent; each is a column of this name."""

        INVOICES = "receives_invoices", _("Receives invoices")
        NOTICES = "receives_notices", _("Receives notices")

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=40, blank=True)
    phone = models.CharField(_("phone"), max_length=24, blank=True)
    other_phone = models.CharField(_("other phone"), max_length=24, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    receives_invoices = models.BooleanField(_("receives invoices"), default=False)
    receives_notices = models.BooleanField(_("receives notices"), default=False)

    def __str__(self) -> str:
        return self.name

    @property
    def phones(self) -> list[str]:
        return [number for number in (self.phone, self.other_phone) if number]


class Address(Versioned):
    """Where the customer is."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="addresses")
    label = models.CharField(_("label"), max_length=40, blank=True)
    line = models.CharField(_("address"), max_length=200)
    district = models.CharField(_("district"), max_length=80, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=40, blank=True)
    postcode = models.CharField(_("postcode"), max_length=16, blank=True)
    landmark = models.CharField(_("landmark"), max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["city", "customer", "id"], name="address_by_city")]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.line, self.district, self.city) if part)

    @property
    def map_url(self) -> str:
        """Where maps show the place: a plain link, which phones open in their own maps."""
        address = ", ".join(part for part in (str(self), self.state, self.postcode) if part)
        return map_link(address)


class DeviceQuerySet(models.QuerySet["Device"]):
    def visible_to(self, user: Any, perm: Perm = Perm.CUSTOMER_SEE) -> Self:
        return within_reach(self, user, perm)


class Device(HasUid, Versioned):
    """A thing that is repaired. `serial_key` is the serial or IMEI without spaces and case, as it is found by."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="devices")
    kind = models.CharField(_("kind"), max_length=40)
    brand = models.CharField(_("brand"), max_length=40, blank=True)
    model = models.CharField(_("model"), max_length=60, blank=True)
    serial = models.CharField(_("serial or IMEI"), max_length=60, blank=True)
    serial_key = models.CharField(max_length=60, blank=True, db_index=True, editable=False)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "serial_key"],
                condition=~models.Q(serial_key=""),
                name="device_serial_once_per_customer",
            )
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.kind, self.brand, self.model) if part)


class MergeQuerySet(models.QuerySet["Merge"]):
    def visible_to(self, user: Any, perm: Perm = Perm.CUSTOMER_SEE) -> Self:
        return within_reach(self, user, perm, seller="kept__seller")

    def within(self, customer: Any) -> Self:
        """Those by which others came to be this customer, the first one first: also those into one of the others."""
        return self.filter(gone__merged_into=customer, undone_at=None).order_by("id")


class Merge(BaseModel):
    """Two customers turned out to be one: `gone` is `kept` from then on. What it takes to undo that stands here.

    `moved`: "orders.serviceorder.customer" → keys of the rows that went over. `doubles`: rows of `gone` that `kept` had
    already; each with what it was, the one in its place, and the rows that pointed to it. `facts`: of the columns of
    `kept` that took another value, what they were ("before") and became ("after"); "document_key" of `gone`.
    `made`: contacts that were written down for a phone or mail that would have been lost. `is_moving`: inside the
    transaction that merges, or undoes it: only then do the guards let closed orders and invoices go over."""

    kept = models.ForeignKey(Customer, models.PROTECT, related_name="merges")
    gone = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    moved = models.JSONField(default=dict)
    doubles = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    made = models.JSONField(default=list)
    is_moving = models.BooleanField(default=False)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = MergeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gone"], condition=models.Q(undone_at=None), name="customer_merged_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(undone_at=None, undone_by=None)
                | models.Q(undone_at__isnull=False, undone_by__isnull=False),
                name="merge_undone_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone} → {self.kept}"

    @property
    def undo_until(self) -> datetime:
        return self.at + MOST_DAYS_TO_UNDO


class SearchTermQuerySet(models.QuerySet["SearchTerm"]):
    def visible_to(self, user: Any, perm: Perm = Perm.CUSTOMER_SEE) -> Self:
        return within_reach(self, user, perm)


class SearchTerm(BaseModel):
    """One normalised text that a customer is found by, and where it comes from."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="terms")
    field = models.CharField(max_length=16)  # name, trade_name, code, document, phone, email, address, serial …
    value = models.CharField(max_length=200)
    source_kind = models.CharField(max_length=24)
    source_id = models.BigIntegerField()

    objects = SearchTermQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source_kind", "source_id", "field", "value"], name="search_term_once")
        ]
        indexes = [
            # PostgreSQL walks it for LIKE 'ab%' only in the order of code points, whatever the database's collation.
            models.Index(fields=["field", "value"], name="search_term_of_field", opclasses=["text_pattern_ops"] * 2)
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.value}"


class AccessLinkQuerySet(models.QuerySet["AccessLink"]):
    def alive(self) -> Self:
        return self.filter(revoked_at=None).exclude(expires_at__lte=timezone.now())

    def of(self, ref: Ref) -> "AccessLink | None":
        """The case's one link that was not revoked; it may have expired."""
        return self.filter(ref_kind=ref.kind, ref_id=ref.id, revoked_at=None).first()

    def last_of(self, ref: Ref) -> "AccessLink | None":
        """The newest one, revoked or not: whether somebody revoked it holds for the case."""
        return self.filter(ref_kind=ref.kind, ref_id=ref.id).order_by("-id").first()

    def for_token(self, token: str) -> Self:
        """The link in a QR or an address."""
        return self.filter(token_hash=token_hash(token))

    def for_code(self, code: str) -> Self:
        """The link whose code somebody typed from paper, in any spelling."""
        return self.filter(code_hash__in=code_hashes(code))


class AccessLink(Referring):
    """By which a customer follows one case without an account: an unguessable token (in the QR) and a code to
    type. Both are kept as a hash to find them and sealed, so that a reprint shows the same."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    token_sealed = models.CharField(max_length=255)
    code_hash = models.CharField(max_length=64, db_index=True)
    code_sealed = models.CharField(max_length=255)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = AccessLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ref_kind", "ref_id"],
                condition=models.Q(revoked_at=None),
                name="access_link_one_unrevoked",
            )
        ]
        indexes = [models.Index(fields=["ref_kind", "ref_id"], name="access_link_ref")]

    def __str__(self) -> str:
        return self.ref_label

    @property
    def is_alive(self) -> bool:
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > timezone.now())

    @property
    def works(self) -> bool:
        """Alive, and of this installation's key."""
        return self.is_alive and bool(self.token and self.code)

    @property
    def token(self) -> str | None:
        """What the QR carries; None when the installation's key was changed without keeping the old one."""
        return unseal(self.token_sealed, purpose="link token")

    @property
    def url(self) -> str:
        """Where the QR leads; "" when its token cannot be read any more."""
        return f"{settings.SITE_URL}{reverse('portal:tracking', args=[self.token])}" if self.token else ""

    @property
    def code(self) -> str | None:
        """What a person types from paper, without its hyphen."""
        return unseal(self.code_sealed, purpose="link code")


says(
    "customer_document_once",
    _("A customer with this document is already registered."),
    "document",
    "duplicate",
    columns="customers_customer.document_key",
)
says(
    "customer_merged_once_at_a_time",
    _("This customer was merged into another one already."),
    code="taken",
    columns="customers_merge.gone_id",
)
says(
    "device_serial_once_per_customer",
    _("This customer already has a device with this serial."),
    "serial",
    "duplicate",
    columns="customers_device.customer_id, customers_device.serial_key",
)
