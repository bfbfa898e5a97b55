"""The open work of somebody goes to another person: each piece by the action of its own room, so that its history says
it."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from faena.accounts.actions.locks import locked_for
from faena.accounts.actions.users import Person, deactivate_user, edit_user, give_role
from faena.accounts.models import User
from faena.accounts.open_work import MOST, kinds_for
from faena.gate.grants import Perm
from faena.journal.actions import record
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken
from faena.lib.limits import LONGEST_REASON, check_text
from faena.lib.text import clean


@dataclass
class HandedOver:
    """How many pieces went over, and for those that stay the sentence that says why, each sentence once."""

    moved: int = 0
    stayed: int = 0
    why: list[str] = field(default_factory=list)


@action(Perm.USER_EDIT)
def hand_over_work(user: User, *, to: User, reason: str = "", is_lost: bool = False, by: User) -> HandedOver:
    """Give what somebody has to `to`, MOST of each kind at once. What its own action refuses (a visit that is under
    way, or at whose time `to` is busy) stays where it is. `is_lost`: only the kinds that the user cannot have any more.

    Raises RuleBroken beside "to"."""
    user, to = locked_for(user, by=by), User.objects.get(pk=to.pk)
    reason = clean(reason, multiline=True)
    check_text(reason, LONGEST_REASON, at="reason")
    if to == user or not to.is_active:
        raise RuleBroken(_("Choose somebody else who is active."), "to")
    reason = reason or _("Handed over from %(name)s.") % {"name": user.name}
    result = HandedOver()
    for kind in kinds_for(by):
        if is_lost and kind.takers().filter(pk=user.pk).exists():
            continue
        for row in kind.rows(user)[:MOST]:
            try:
                with transaction.atomic():  # what one refuses undoes that one alone
                    kind.give(row, to, reason, by)
                result.moved += 1
            except RuleBroken as broken:
                result.stayed += 1
                if broken.sentence not in result.why:
                    result.why.append(broken.sentence)
    if result.moved:
        facts = {"number": result.moved, "to_id": to.pk}
        record("user.work_handed_over", user.as_ref, facts=facts, said={"name": user.name, "to": to.name}, by=by)
    return result


@action(Perm.USER_EDIT)
def deactivate_and_hand_over(user: User, *, to: User | None, by: User) -> HandedOver:
    """Close the door to somebody; what they have goes to `to`, or stays theirs. Raises RuleBroken beside "to"."""
    user = deactivate_user(user, by=by)
    return hand_over_work(user, to=to, by=by) if to else HandedOver()


@action(Perm.USER_EDIT)
def edit_and_hand_over(user: User, person: Person, *, to: User | None, version: int, by: User) -> HandedOver:
    """Correct somebody's data; where a position is taken away, what they have goes to `to`, or stays theirs. Raises as
    `edit_user` does, and RuleBroken beside "to"."""
    user = locked_for(user, by=by, version=version)
    had = set(user.positions.all())
    user = edit_user(user, person, version=version, by=by)
    if to is None:
        return HandedOver()
    if had <= set(user.positions.all()):
        raise RuleBroken(_("No position is taken away. Hand the open work over on the user's page."), "to")
    return hand_over_work(user, to=to, by=by)


@action(Perm.USER_ROLE)
def give_role_and_hand_over(user: User, *, role: str, to: User | None, by: User) -> HandedOver:
    """Give another role; what that role cannot have goes to `to`, or stays theirs. Raises RuleBroken beside "role" or
    "to"."""
    user = give_role(user, role=role, by=by)
    return hand_over_work(user, to=to, is_lost=True, by=by) if to else HandedOver()
