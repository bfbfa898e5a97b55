"""The list of everybody who works here (W22)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faena.accounts.models import User, UserQuerySet
from faena.gate.roles import Role
from faena.ui.columns import Column
from faena.ui.listing import Choice, Filters, Listing, Sort

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
