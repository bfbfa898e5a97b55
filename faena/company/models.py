"""The shop itself: one company row, its branches, the gap-free number series, and what every small catalogue shares."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, timedelta
from typing import Any, ClassVar, Final, Self, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faena.files.models import File
from faena.lib import places, taxid
from faena.lib.holidays import Place
from faena.lib.locales import numbers_of
from faena.lib.named import Named
from faena.lib.phones import format_phone
from faena.lib.refs import Ref
from faena.lib.rows import BaseModel, Versioned

MOST_PERCENT = 10_000  # in hundredths of a percent
LANGUAGES = [code for code, _name in settings.LANGUAGES]


class SlipPaper(models.TextChoices):
    """What the counter's printer holds."""

    ROLL_58 = "58", "58 mm"
    ROLL_80 = "80", "80 mm"
    A4 = "a4", "A4"

    @property
    def width(self) -> int:
        """In mm."""
        return {"58": 58, "80": 80}.get(self.value, 210)


class DueRule(models.TextChoices):
    """When money is late that was due on a day without banks."""

    BY_LAW = "law", _("As the country's law says")
    BANKING_DAY = "banking", _("In time on the next banking day")
    DUE_DAY = "due", _("Late on the next day")


# Where the law itself moves a due day without banks: Brazil, Lei 7.089/83 and Código Civil art. 132; Peru, Código Civil
# art. 183 (5); Portugal, Código Civil art. 279 (e).
MOVES_DUE_DAYS: Final = frozenset({"BR", "PE", "PT"})


class Company(Versioned):
    """The one row (id 1). Facts of the shop that papers, pages and rules read."""

    closed_sets: ClassVar = {"country": places.COUNTRIES, "language": LANGUAGES}
    ranges: ClassVar = {
        "tracking_days": (1, 1095),
        "session_hours": (1, 72),
        "remember_days": (1, 30),
        "fine_bp": (0, MOST_PERCENT),
        "interest_bp": (0, MOST_PERCENT),
        "least_due_days": (0, 60),
        "export_reason_rows": (0, 1_000_000),
    }

    name = models.CharField(_("name"), max_length=120)
    tax_kind = models.CharField(_("kind of tax id"), max_length=12, blank=True)
    tax_id = models.CharField(_("tax id"), max_length=40, blank=True)
    address = models.CharField(_("street and number"), max_length=250, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=40, blank=True)
    postcode = models.CharField(_("postcode"), max_length=16, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    whatsapp = models.CharField(_("WhatsApp"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    logo = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    country = models.CharField(_("country"), max_length=2, default="VE")
    zone = models.CharField(_("time zone"), max_length=64, default="America/Caracas")
    language = models.CharField(_("language"), max_length=8, default="es")
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    second_currency = models.CharField(_("second currency"), max_length=3, blank=True)
    has_workshop = models.BooleanField(_("workshop"), default=True)
    has_care = models.BooleanField(_("care"), default=False)
    shows_prices = models.BooleanField(_("prices on the tracking page"), default=True)
    tracking_days = models.PositiveSmallIntegerField(_("days that a tracking link lives after closing"), default=90)
    slip_paper = models.CharField(
        _("paper of the slip"), max_length=4, choices=SlipPaper.choices, default=SlipPaper.ROLL_80
    )
    session_hours = models.PositiveSmallIntegerField(_("hours of a short session"), default=12)
    remember_days = models.PositiveSmallIntegerField(_("days of a kept session"), default=30)
    pix_kind = models.CharField(_("kind of PIX key"), max_length=8, blank=True)
    pix_key = models.CharField(_("PIX key"), max_length=80, blank=True)
    fine_bp = models.PositiveSmallIntegerField(_("fine for late payment"), default=200)  # hundredths of a percent
    interest_bp = models.PositiveSmallIntegerField(_("interest a month"), default=100)  # hundredths of a percent
    prorates = models.BooleanField(_("parts of months by their days"), default=False)
    least_due_days = models.PositiveSmallIntegerField(_("days to pay an invoice at least"), default=3)
    due_rule = models.CharField(
        _("due on a day without banks"), max_length=8, choices=DueRule.choices, default=DueRule.BY_LAW
    )
    working_hours = models.JSONField(_("working hours"), default=dict, blank=True)
    rests_on_holidays = models.BooleanField(_("rest on holidays"), default=True)
    factor_roles = models.JSONField(_("roles that need a second factor"), default=list, blank=True)
    has_first_steps = models.BooleanField(default=False)  # home shows what is left to do before the first customer
    export_reason_rows = models.PositiveIntegerField(_("rows beyond which an export asks why"), null=True, blank=True)
    has_webhooks = models.BooleanField(default=False)  # somebody is told of events (hooks)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="company_is_one")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def the(cls) -> "Company":
        """The company row with its logo, one query; before the first migrate has made it an unsaved one."""
        return _the_company.first() or cls(pk=1, name="Faena")

    @classmethod
    def here(cls) -> "Company":
        """That of the request, job or command that is under way, without a query; outside of them `the`."""
        return _here.get() or cls.the()

    @contextmanager
    def in_its_zone(self) -> Iterator[None]:
        """Inside it today, the hour of every moment and the marks of every number are those of the shop, and it is the
        one that is `here`: for requests, jobs and commands."""
        token = _here.set(self)
        try:
            with timezone.override(ZoneInfo(self.zone)), numbers_of(self.country):
                yield
        finally:
            _here.reset(token)

    @property
    def place(self) -> Place:
        """Whose holidays are the shop's."""
        return Place(self.country, self.state, self.city)

    @property
    def moves_due_days(self) -> bool:
        """Whether what is due on a day without banks is in time on the next banking day."""
        if self.due_rule == DueRule.BY_LAW:
            return self.country in MOVES_DUE_DAYS
        return self.due_rule == DueRule.BANKING_DAY

    def in_time_until(self, due: date) -> date:
        """The last day on which what is due on that day is paid in time."""
        return self.place.banking_day_from(due) if self.moves_due_days else due

    def overdue_up_to(self, today: date) -> date:
        """The last due day that is late today: `due <= overdue_up_to(today)` exactly where
        `in_time_until(due) < today`, for SQL as well."""
        return self.place.banking_day_before(today) if self.moves_due_days else today - timedelta(days=1)

    @property
    def modules(self) -> set[str]:
        """The modules that are switched on: "workshop", "care"."""
        return {module for module, on in (("workshop", self.has_workshop), ("care", self.has_care)) if on}

    @property
    def currencies(self) -> list[str]:
        """The one in which accounts are kept, then the second one where there is one."""
        return [code for code in (self.currency, self.second_currency) if code]

    @property
    def as_ref(self) -> Ref:
        return Ref("company", 1, self.name)

    @property
    def logo_url(self) -> str:
        return reverse("company:logo") + f"?{self.logo_id}" if self.logo and self.logo.is_ready else ""

    @property
    def tax_line(self) -> str:
        """The tax id as papers print it: "R.I.F. J-12345678-4"; "" for a shop without one."""
        if not self.tax_id:
            return ""
        number = taxid.format_tax_id(self.tax_kind, self.tax_id)
        return number if self.tax_kind == "other" else f"{taxid.label(self.tax_kind)} {number}"

    @property
    def place_line(self) -> str:
        """What follows the street: "01310-100 São Paulo, SP"; "" for a shop that wrote down none of it."""
        city = " ".join(part for part in (self.postcode, self.city) if part)
        return ", ".join(part for part in (city, self.state) if part)

    @property
    def whole_address(self) -> str:
        """Street, number and place on one line."""
        return ", ".join(part for part in (self.address, self.place_line) if part)

    @property
    def phone_line(self) -> str:
        """The phone as people of the shop's country write it."""
        return format_phone(self.phone, self.country)

    @property
    def chat_phone(self) -> str:
        """Where customers write on WhatsApp: its own number, else the phone; "" where neither has a country code."""
        number = self.whatsapp or self.phone
        return number if number.startswith("+") else ""

    @property
    def chat_line(self) -> str:
        """That number as people write it; "" where it is the phone, which stands beside it already."""
        own = self.whatsapp if self.whatsapp != self.phone else ""
        return format_phone(own, self.country)


_here: ContextVar[Company | None] = ContextVar("company", default=None)
_the_company: Named[Company] = Named(lambda _ask: Company.objects.select_related("logo").filter(pk=1))


class Branch(BaseModel):
    """A place of the shop: a label and a number series of its own; not yet a scope."""

    name = models.CharField(_("name"), max_length=80)
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="branch_one_default"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def default(cls) -> "Branch":
        return _default_branch.get()


_default_branch: Named[Branch] = Named(lambda _ask: Branch.objects.filter(is_default=True))


class NumberSeries(BaseModel):
    """The last number given of a kind ("order", "receipt") at a branch. Moves only inside the transaction that
    uses the number, so a rollback leaves no gap. `first`: where it began; who comes from another
    program goes on from its numbers."""

    ranges: ClassVar = {"first": (1, 999_999_999)}

    kind = models.CharField(max_length=16)
    branch = models.ForeignKey(Branch, models.PROTECT)
    first = models.PositiveBigIntegerField(default=1)
    last = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "branch"], name="series_once_per_branch")]

    def __str__(self) -> str:
        return f"{self.kind} {self.last}"

    @property
    def is_empty(self) -> bool:
        """No number of it was given yet."""
        return self.last < self.first


Row = TypeVar("Row", bound="CatalogueRow")


class CatalogueQuerySet(models.QuerySet[Row]):
    def offered(self, kept: Row | None = None) -> Self:
        """Those that a form offers: not retired, and the one that stands there already; in the company's order."""
        rows = Q(retired_at=None) if kept is None else Q(retired_at=None) | Q(pk=kept.pk)
        return self.filter(rows).order_by("position", "id")


class CatalogueRow(Versioned):
    """A row of a small list that the company edits: payment methods, statuses, positions. Used ones are retired."""

    name = models.CharField(_("name"), max_length=60)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_retired(self) -> bool:
        return self.retired_at is not None

    def recorded(self, name: str, value: Any) -> Any:
        """A column's value as the history keeps it: another row by its name; a list with amounts says in which
        currency."""
        return value.name if isinstance(value, CatalogueRow) else value

    @classmethod
    def ref_kind(cls) -> str:
        """The kind of its Ref: "catalogue:paymentmethod", 24 characters at most."""
        return f"catalogue:{cls._meta.model_name}"

    @property
    def as_ref(self) -> Ref:
        return Ref(self.ref_kind(), int(self.pk), self.name)
