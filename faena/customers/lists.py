"""The lists of customers: everybody, by name or by what a text finds; what one of them owns; whom else one may call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from faena.accounts.models import User
from faena.accounts.offering import offered
from faena.accounts.requests import StaffRequest
from faena.customers.models import Customer, CustomerQuerySet, Device, DeviceQuerySet
from faena.customers.search import Found, Hit, fields_of, is_askable, look_for, matching
from faena.customers.states import CustomerState
from faena.gate.grants import Perm, Scope, scope
from faena.gate.roles import Role
from faena.lib.pages import PAGE_SIZE, Count, Page
from faena.lib.phones import format_phone
from faena.lib.taxid import label
from faena.ui.columns import Column
from faena.ui.listing import Choice, Filters, Listing, ShownList, Sort, View

# --- customers ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A customer in the list, what it was found by, and its phone as people here write it."""

    hit: Hit
    phone: str

    @property
    def customer(self) -> Customer:
        return self.hit.customer

    @property
    def pk(self) -> int:
        """By which the row is chosen."""
        return self.customer.pk

    def __str__(self) -> str:
        return self.customer.name


CUSTOMERS = Listing(
    Customer,
    [
        Column(
            "code",
            _("Code"),
            lambda line: line.customer.code,
            at=lambda line: "side" if line.hit.field else "meta",
            align="right",
            look="soft",
            is_named=True,
        ),
        Column(
            "name",
            _("Name"),
            lambda line: line.customer.name,
            at="title",
            second=lambda line: "" if line.hit.field == "document" else line.customer.document_shown,
            width=32,
        ),
        Column("trade_name", _("Trade name"), lambda line: line.customer.trade_name, at="sub"),
        Column("found", _("Found by"), at="sub"),
        Column("kind", _("Kind"), lambda line: line.customer.get_kind_display()),
        Column(
            "document_kind",
            _("Kind of document"),
            lambda line: label(line.customer.document_kind) if line.customer.document else "",
        ),
        # What it was found by stands in the line of its own; the row need not say it twice.
        Column("document", _("Document"), lambda line: line.customer.document_shown),
        Column(
            "phone",
            _("Phone"),
            lambda line: line.customer.phone,
            on_page=lambda line: line.phone,
            kind="phone",
            width=20,
            at=lambda line: "desk" if line.hit.value and line.hit.value == line.phone else "meta",
            look="number",
        ),
        Column("email", _("E-mail"), lambda line: line.customer.email),
        Column("seller", _("Seller"), lambda line: line.customer.seller and line.customer.seller.name, at="desk"),
        Column("since", _("Since"), lambda line: line.customer.since),
        Column("retired", pgettext_lazy("customers", "Retired since"), lambda line: line.customer.retired_at),
    ],
    page=("name", "phone", "trade_name", "seller", "code"),
    more=("kind", "email", "since"),
    name=Sort(_("By name"), ("sort_name", "id")),
    newest=Sort(_("Newest first"), ("-id",)),
    oldest=Sort(_("Oldest first"), ("id",)),
)
NOBODY = "none"
LONGEST_PAGE = 4  # digits, more than any page of hits has


_sellers = offered(
    lambda: User.objects.filter(Q(role=Role.SELLER) | Exists(Customer.objects.filter(seller=OuterRef("pk")).order_by()))
)


def customer_fields(user: User, modules: set[str]) -> list[Choice]:
    """What the list is filtered by; whose customers is asked only of who sees everybody's."""
    states = [("", pgettext_lazy("customers", "Current")), ("retired", pgettext_lazy("list", "Retired"))]
    kinds = [("", _("Any kind")), *Customer.Kind.choices]
    fields_in = [("any", pgettext_lazy("field", "Any")), *fields_of(modules).items()]
    fields = [
        Choice("field", _("Search in"), fields_in, default="any", in_chips=True),
        Choice("kind", _("Kind"), kinds),
        Choice("state", _("State"), states),
    ]
    if scope(user, Perm.CUSTOMER_SEE) is Scope.ALL:
        sellers = [("", _("Any seller")), (NOBODY, _("Without a seller")), *_sellers()]
        fields.append(Choice("seller", _("Seller"), sellers))
    return fields


def customer_views() -> list[View]:
    """The tabs that everybody has."""
    return [
        View(pgettext("customers", "Current"), {}, unless=("state",)),
        View(pgettext("list", "Retired"), {"state": "retired"}),
    ]


def words_found(user: User, filters: Filters, country: str) -> Found | None:
    """What the words that are looked for find of those that were chosen."""
    if not is_askable(filters.q):
        return None
    among = Q(**{f"customer__{name}": value for name, value in _facts(filters).items()})
    retired, field = filters["state"] == "retired", filters["field"]
    return look_for(filters.q, user=user, field=field, retired=retired, among=among, country=country)


def customers_found(user: User, filters: Filters, found: Found | None) -> CustomerQuerySet:
    """Those that were chosen, or what words found of them."""
    retired, rows = filters["state"] == "retired", Customer.objects.visible_to(user)
    rows = rows.filter(retired_at__isnull=not retired, **_facts(filters)).select_related("seller")
    return rows.filter(pk__in=[match.customer_id for match in found.matches]) if found else rows


def line_of(customer: Customer, country: str, hit: Hit | None = None) -> Line:
    return Line(hit or Hit(customer), format_phone(customer.phone, country))


def page_of(request: StaffRequest, found: Found | None, filters: Filters, country: str) -> ShownList:
    """The page that the address asks for; by name means the best first where words were looked for."""
    if found and CUSTOMERS.sorted_by(request) == "name":
        return _best_first(request, found, filters, country)
    shown = CUSTOMERS.show(request, customers_found(request.user, filters, found), filters)
    hits = found.of({row.pk for row in shown.rows}) if found else {}
    return replace(shown, rows=[line_of(row, country, hits.get(row.pk)) for row in shown.rows])


def _best_first(request: HttpRequest, found: Found, filters: Filters, country: str) -> ShownList:
    """What words find has no order of the database's: pages are counted."""
    wanted, last = request.GET.get("page", ""), max(len(found.matches) - 1, 0) // PAGE_SIZE
    page = min(int(wanted), last) if wanted.isdecimal() and len(wanted) < LONGEST_PAGE else 0
    hits = found.shown(found.matches[page * PAGE_SIZE : (page + 1) * PAGE_SIZE])
    lines = [line_of(hit.customer, country, hit) for hit in hits]
    older, newer = str(page + 1) if page < last else None, str(page - 1) if page else None
    return CUSTOMERS.around(request, Page(lines, older, newer), Count(len(found.matches), False), filters)


def customer_columns(*, is_search: bool, states: Sequence[tuple[str, Mapping[int, CustomerState]]]) -> list[Column]:
    """What a page says of them: what they were found by, and the states that rooms above know."""
    why = "found" if is_search else "trade_name"
    first = CUSTOMERS.on_page("name", "phone", why)
    return [
        *first,
        *(_state(str(place), *state) for place, state in enumerate(states, 1)),
        *CUSTOMERS.on_page("seller", "code"),
    ]


def _state(place: str, heading: str, of: Mapping[int, CustomerState]) -> Column:
    return Column(
        f"state{place}",
        heading,
        lambda line: of[line.customer.pk].text if line.customer.pk in of else None,
        at="status",
        tone=lambda line: of[line.customer.pk].tone,
    )


def _facts(filters: Filters) -> dict[str, Any]:
    """What was chosen, as facts of a customer."""
    chosen = filters.chosen
    facts: dict[str, Any] = {"kind": chosen["kind"]} if "kind" in chosen else {}
    if "seller" in chosen:
        facts["seller"] = None if chosen["seller"] == NOBODY else int(chosen["seller"])
    return facts


# --- what hangs on one of them ------------------------------------------------------------------------------

DEVICES = Listing(
    Device,
    [
        Column("device", _("Device"), str, at="title", link="home:device", in_file=False),
        Column("kind", _("Kind"), lambda device: device.kind),
        Column("brand", _("Brand"), lambda device: device.brand),
        Column("model", _("Model"), lambda device: device.model),
        Column("serial", _("Serial or IMEI"), lambda device: device.serial, at="sub"),
    ],
    newest=Sort(_("Newest first"), ("-id",)),
    oldest=Sort(_("Oldest first"), ("id",)),
)


def devices_found(customer: Customer, user: User, filters: Filters) -> DeviceQuerySet:
    if not filters.q:
        return customer.devices.all()
    found = matching(filters.q, user).filter(customer=customer, source_kind="device")
    return customer.devices.filter(pk__in=found.values("source_id"))


CONTACTS = [
    Column("name", _("Name"), lambda contact: contact.name, at="title"),
    Column("kind", _("Kind"), lambda contact: contact.kind, at="sub"),
    Column("phones", _("Phone"), at="meta", look="two-lines"),
    Column("email", _("E-mail"), lambda contact: contact.email, at="meta", look="is-mail"),
    Column("sent", _("What is sent"), at="meta"),
    Column("ways", _("Call"), at="ways", align="right"),
]
