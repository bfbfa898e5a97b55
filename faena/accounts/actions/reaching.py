"""Which notices reach oneself, and in which hours the bell says nothing."""

from collections.abc import Collection
from datetime import time

from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.gate.grants import Perm
from faena.gate.rights import NotAllowed
from faena.journal.actions import record
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken
from faena.notifications.models import Notice


@action(Perm.SELF)
def choose_notices(
    user: User, *, muted: Collection[str], quiet_from: time | None, quiet_to: time | None, by: User
) -> User:
    """Switch off kinds of notices, and set the hours in which the bell is quiet, by the company's wall; they may go
    over midnight. Raises RuleBroken for a kind that there is not, and for half of the hours."""
    if user.pk != by.pk:
        raise NotAllowed(Perm.USER_EDIT)
    user = User.locked(user.pk)
    if not set(muted) <= set(Notice.Kind.values):
        raise RuleBroken(_("Pick one from the list."), "muted", "not-offered")
    if (quiet_from is None) is not (quiet_to is None):
        raise RuleBroken(_("Write both hours, or neither."), "quiet_to" if quiet_from else "quiet_from", "required")
    chosen = {"muted_notices": sorted(muted), "quiet_from": quiet_from, "quiet_to": quiet_to}
    if all(getattr(user, name) == value for name, value in chosen.items()):
        return user
    for name, value in chosen.items():
        setattr(user, name, value)
    user.save_changes(*chosen)
    record("user.notices_chosen", user.as_ref, facts={"muted": sorted(muted)}, said={"name": user.name}, by=by)
    return user
