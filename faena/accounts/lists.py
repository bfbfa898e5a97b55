"""The list of everybody who works here (W22), and the journal of access."""

from django.db.models import Q
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from faena.accounts.models import User, UserQuerySet
from faena.gate.roles import Role
from faena.journal.models import Access, AccessQuerySet
from faena.journal.rendering import render_event
from faena.lib.addresses import counted_address
from faena.lib.locales import active_language
from faena.lib.numerals import write_number
from faena.ui.columns import Column
from faena.ui.listing import DAYS, Choice, DayFilter, Filters, Listing, Sort

USERS = Listing(
    User,
    [
        Column("name", _("Name"), lambda user: user.name, at="title"),
        Column("email", _("E-mail"), lambda user: user.email, at="sub"),
        Column("phone", _("Phone"), lambda user: user.phone, kind="phone", width=20),
        Column("role", _("Role"), lambda user: user.get_role_display(), at="meta"),
        Column("positions", _("Positions"), lambda user: ", ".join(map(str, user.positions.all())), at="desk"),
        Column("active", _("Active"), lambda user: user.is_active),
        Column("state", _("State"), at="status"),
        Column("since", _("Since"), lambda user: user.created_at),
    ],
    name=Sort(_("By name"), ("sort_name", "id")),
    newest=Sort(_("Newest first"), ("-id",)),
    oldest=Sort(_("Oldest first"), ("id",)),
)
STATES = {
    "active": (pgettext_lazy("users", "Active"), Q(is_active=True)),
    "inactive": (pgettext_lazy("users", "Inactive"), Q(is_active=False)),
    "all": (pgettext_lazy("users", "All of them"), Q()),
}
USER_FIELDS = (
    Choice("role", _("Role"), [("", _("Any role")), *Role.choices]),
    Choice("state", _("State"), [(name, label) for name, (label, _q) in STATES.items()], default="active"),
)


def users_found(user: User, filters: Filters) -> UserQuerySet:
    rows = User.objects.visible_to(user).filter(STATES[filters["state"]][1])
    if filters.q:
        rows = rows.matching(filters.q)
    if filters["role"]:
        rows = rows.filter(role=filters["role"])
    return rows.prefetch_related("positions")


def name_of(access: Access) -> str:
    """Who did it; "" for who was not signed in."""
    return access.person.name if access.person and access.kind != Access.Kind.REFUSED else ""


def what_of(access: Access) -> str:
    """What was taken, opened, tried or set."""
    said = access.said or {}
    match access.kind:
        case Access.Kind.SETTING:
            return render_event(access.event).text if access.event else ""
        case Access.Kind.EXPORT:
            what = said.get("list") or access.facts.get("path") or access.facts.get("label")
            parts = [what, str(access.facts.get("format", "")).upper(), said.get("filters")]
            return " · ".join(filter(None, parts))
        case Access.Kind.REFUSED:
            return gettext("Account: %(name)s") % {"name": access.person} if access.person else gettext("No account")
    return str(access.facts.get("label", ""))


def count_of(access: Access) -> str:
    """How many rows left, or how often it was tried; "" for what happens once."""
    if access.kind == Access.Kind.EXPORT:
        rows = _number(ngettext("%(num)s row", "%(num)s rows", access.count), access.count)
        return rows if access.is_whole else gettext("%(rows)s, not the whole file") % {"rows": rows}
    if access.kind == Access.Kind.REFUSED:
        return _number(ngettext("%(num)s time", "%(num)s times", access.count), access.count)
    return ""


def _number(text: str, number: int) -> str:
    return text % {"num": write_number(number, 0, active_language())}


LAST = 5
TONES = {Access.Kind.REFUSED: "red", Access.Kind.SIGN_IN: "green"}
TONES |= dict.fromkeys((Access.Kind.EXPORT, Access.Kind.PRINT), "amber")
ACCESSES = Listing(
    Access,
    [
        Column("person", pgettext_lazy("access", "Who"), name_of, at="title"),
        Column("moment", _("Date and time"), lambda access: access.at, at="meta"),
        Column(
            "kind",
            pgettext_lazy("access", "Kind"),
            lambda access: access.get_kind_display(),
            at="status",
            tone=lambda access: TONES.get(access.kind, "grey"),
        ),
        Column("what", pgettext_lazy("access", "What"), what_of, at="sub", look="wraps", width=60),
        Column("count", pgettext_lazy("access", "How many"), count_of, at="amount", align="right"),
        Column("reason", _("Reason"), lambda access: (access.said or {}).get("reason"), at="meta", width=40),
        Column("address", _("Address"), lambda access: access.address, at="meta", look="wraps", width=24),
        Column("agent", _("Browser"), lambda access: access.agent, at="desk", width=24),
    ],
    page=("moment", "person", "kind", "what", "count", "address"),
    newest=Sort(_("Newest first"), ("-at", "-id")),
    oldest=Sort(_("Oldest first"), ("at", "id")),
)


def access_fields() -> list[Choice | DayFilter]:
    people = User.objects.staff().order_by("sort_name", "id").values_list("pk", "name")
    kinds = [("", pgettext_lazy("access", "Any kind")), *Access.Kind.choices]
    return [
        Choice("kind", pgettext_lazy("access", "Kind"), kinds),
        Choice("person", pgettext_lazy("access", "Who"), [("", pgettext_lazy("access", "Anybody")), *people]),
        *DAYS,
    ]


def accesses_found(user: User, filters: Filters) -> AccessQuerySet:
    rows = Access.objects.visible_to(user).filter(filters.within("at"))
    if filters.q:
        rows = rows.filter(address=counted_address(filters.q))
    if filters["kind"]:
        rows = rows.filter(kind=filters["kind"])
    if filters["person"]:
        rows = rows.filter(person=int(filters["person"]))
    return rows.select_related("person", "event__author")


def last_accesses(person: User, reader: User) -> AccessQuerySet:
    """The last few of one user, for his page."""
    return Access.objects.visible_to(reader).filter(person=person).order_by("-at", "-id")[:LAST]
