"""The row of somebody, locked for a change by somebody who may make it."""

from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.gate.grants import Perm, Scope, scope
from faena.gate.roles import Role
from faena.lib.errors import RuleBroken


def locked_for(user: User, *, by: User, version: int | None = None) -> User:
    """The user read again under a lock. Raises RuleBroken when `by` may not change them, Stale on an old version."""
    user = User.locked(user.pk, version)
    if why := why_not_change(user, by):
        raise RuleBroken(why)
    return user


def why_not_change(user: User, by: User) -> str:
    """What holds somebody back from changing the data of a user; "" when nothing does: a Master changes everybody's, an
    Administrator everybody's but a Master's. The program itself changes whom whoever runs the server names."""
    if by.is_program:
        return ""
    reach = scope(by, Perm.USER_EDIT)
    out_of_reach = reach is Scope.NONE or (reach is Scope.OWN and user.role == Role.MASTER)
    return _("Only a Master changes a Master.") if out_of_reach else ""


def locked_masters() -> list[User]:
    """Every active Master, locked in the order of their ids, so that two who do this at once wait for one another."""
    return list(User.objects.masters().select_for_update(of=("self",), no_key=True).order_by("pk"))


def keep_a_master(user: User, masters: list[User]) -> None:
    """Raises RuleBroken when there would be nobody left who may do everything."""
    if masters == [user]:
        raise RuleBroken(
            _("%(name)s is the last active Master. Make somebody else a Master first.") % {"name": user.name}
        )
