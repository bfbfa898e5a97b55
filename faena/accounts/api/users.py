"""Everybody who works here: taken on, corrected, given a role, let in and out."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from ninja import File
from ninja.files import UploadedFile

from faena.accounts import actions
from faena.accounts.actions.locks import why_not_change
from faena.accounts.actions.users import Person
from faena.accounts.api.room import routes
from faena.accounts.factors import has_factor
from faena.accounts.lists import USER_FIELDS, USERS, users_found
from faena.accounts.models import Position, User
from faena.accounts.offers import offers_of
from faena.accounts.open_work import kinds_for, takers_of, work_of
from faena.accounts.requests import StaffRequest
from faena.company.api.values import Email
from faena.files.serving import respond
from faena.gate.grants import Perm
from faena.lib.errors import RuleBroken
from faena.rest.acting import actions_of
from faena.rest.effects import version_of
from faena.rest.lists import listing
from faena.rest.routes import named, the
from faena.rest.values import Action, In, Key, Label, Moment, Out

UPLOAD: UploadedFile = File(...)
# What each offer of the page is here.
ACTIONS = {
    "deactivate": "POST /users/{user_id}/deactivation",
    "activate": "POST /users/{user_id}/activation",
    "edit": "PATCH /users/{user_id}",
    "photo": "POST /users/{user_id}/photo",
    "work": "POST /users/{user_id}/open-work",
    "limits": "POST /users/{user_id}/limits",
    "sessions": "DELETE /users/{user_id}/sessions",
    "factors": "DELETE /users/{user_id}/factors",
    "invite": "POST /users/{user_id}/invitation",
    "role": "POST /users/{user_id}/role",
    "delete": "DELETE /users/{user_id}",
}


class UserRow(Out):
    """has_joined: has set a password."""

    id: int
    version: int
    name: str
    email: str
    phone: str
    role: str
    positions: list[Label]
    is_active: bool
    has_joined: bool
    created_at: Moment


class WorkOut(Out):
    """What somebody has of one kind; is_more: there are more than `number`."""

    kind: str
    label: str
    number: int
    is_more: bool


class UserOut(UserRow):
    """work: what the reader may hand over to others; takers: those who can be given some of it."""

    language: str
    receives_tickets: bool
    has_photo: bool
    has_factor: bool
    invited_until: Moment | None
    work: list[WorkOut]
    takers: list[Label]
    actions: list[Action]


def _row(user: User) -> dict[str, Any]:
    kept = ("version", "name", "email", "phone", "role", "is_active", "has_joined", "created_at")
    return {
        "id": user.pk,
        **{name: getattr(user, name) for name in kept},
        "positions": [Label(id=one.pk, label=one.name) for one in user.positions.all()],
    }


@listing(
    routes,
    "/users",
    Perm.USER_SEE,
    USERS,
    fields=lambda _user: USER_FIELDS,
    found=users_found,
    parameters=("role", "state"),
)
def users(user: User) -> UserRow:
    """Everybody who works here, by name; the active ones unless `state` says otherwise."""
    return UserRow.model_validate(_row(user))


@routes.thing("/users/{int:user_id}", Perm.USER_SEE)
def user(request: StaffRequest, user_id: int) -> UserOut:
    """One of them, and what can be done now."""
    found = the(User.objects.visible_to(request.user), user_id)
    bears = has_factor(found)
    offers = offers_of(found, request.user, has_factor=bears)
    work = work_of(found, request.user) if offers.can("work") else []
    invitation = found.invitations.filter(used_at=None).order_by("-id").first()
    return UserOut.model_validate(
        _row(found)
        | {
            "language": found.language,
            "receives_tickets": found.receives_tickets,
            "has_photo": bool(found.photo and found.photo.is_ready),
            "has_factor": bears,
            "invited_until": invitation.expires_at if invitation and not found.has_joined else None,
            "work": [
                WorkOut(
                    kind=one.kind.name,
                    label=str(one.kind.label),
                    number=one.count.number,
                    is_more=one.count.is_capped,
                )
                for one in work
            ],
            "takers": [Label(id=one.pk, label=one.name) for one in takers_of(found, [one.kind for one in work])],
            "actions": actions_of(offers, ACTIONS, user_id=user_id),
        }
    )


def changeable(request: StaffRequest, user_id: int) -> User:
    """404 for whom one may not see, 403 for whom one may not change."""
    found: User = the(User.objects.visible_to(request.user), user_id)
    if why := why_not_change(found, request.user):
        raise PermissionDenied(why)
    return found


def _positions(keys: list[int], held: QuerySet[Position]) -> list[Position]:
    """Those that are offered, or that the user has already. Raises RuleBroken beside one that is not."""
    offered = {one.pk: one for one in (*Position.objects.offered(), *held)}
    for place, key in enumerate(keys):
        if key not in offered:
            raise RuleBroken(_("This is not there to be chosen."), f"positions.{place}", "not-offered")
    return [offered[key] for key in dict.fromkeys(keys)]


def _taker(request: StaffRequest, who: User, key: int | None) -> User | None:
    """Who can be given some of what somebody has. Raises RuleBroken beside `to_id` for anybody else."""
    takers = User.objects.filter(pk__in=[one.pk for one in takers_of(who, kinds_for(request.user))])
    found: User | None = named(takers, key, "to") if key is not None else None
    return found


class UserIn(In):
    """language: the company's unless told."""

    name: str
    email: Email
    role: str
    phone: str = ""
    language: str = ""
    receives_tickets: bool = True
    positions: list[Key] = []


@routes.event("/users", Perm.USER_CREATE, to=user)
def create_user(request: StaffRequest, facts: UserIn) -> int:
    """Somebody is taken on, and sent the invitation with which he sets a password."""
    person = Person(
        **facts.model_dump(include={"name", "email", "phone", "receives_tickets"}),
        language=facts.language or request.company.language,
        positions=_positions(facts.positions, Position.objects.none()),
    )
    return actions.create_user(person, role=facts.role, by=request.user).pk


class UserEditIn(In):
    """What is left out stays as it is. to_id: who gets what he has, where a position is taken away."""

    name: str | None = None
    email: Email | None = None
    phone: str | None = None
    language: str | None = None
    receives_tickets: bool | None = None
    positions: list[Key] | None = None
    to_id: Key | None = None


@routes.change("/users/{int:user_id}", Perm.USER_EDIT, to=user)
def edit_user(request: StaffRequest, user_id: int, facts: UserEditIn) -> int:
    """What is written down of somebody is corrected."""
    who = changeable(request, user_id)
    sent = facts.model_dump(exclude_none=True)
    names = ("name", "email", "phone", "language", "receives_tickets")
    told: dict[str, Any] = {name: sent.get(name, getattr(who, name)) for name in names}
    held = who.positions.all()
    chosen = list(held) if facts.positions is None else _positions(facts.positions, held)
    to, version = _taker(request, who, facts.to_id), version_of(request)
    actions.edit_and_hand_over(who, Person(**told, positions=chosen), to=to, version=version, by=request.user)
    return user_id


class UserRoleIn(In):
    """to_id: who gets what this role cannot have; without one it stays his."""

    role: str
    to_id: Key | None = None


@routes.event("/users/{int:user_id}/role", Perm.USER_ROLE, to=user)
def give_role(request: StaffRequest, user_id: int, facts: UserRoleIn) -> int:
    """Another role; his sessions end."""
    who = changeable(request, user_id)
    to = _taker(request, who, facts.to_id)
    actions.give_role_and_hand_over(who, role=facts.role, to=to, by=request.user)
    return user_id


class UserLeavingIn(In):
    """to_id: who gets what he has; without one it stays his."""

    to_id: Key | None = None


@routes.event("/users/{int:user_id}/deactivation", Perm.USER_EDIT, to=user)
def deactivate_user(request: StaffRequest, user_id: int, facts: UserLeavingIn) -> int:
    """The door is closed to somebody: sessions and links end at once."""
    who = changeable(request, user_id)
    actions.deactivate_and_hand_over(who, to=_taker(request, who, facts.to_id), by=request.user)
    return user_id


@routes.event("/users/{int:user_id}/activation", Perm.USER_EDIT, to=user)
def activate_user(request: StaffRequest, user_id: int) -> int:
    """The door is open again, with the password that was."""
    actions.activate_user(changeable(request, user_id), by=request.user)
    return user_id


class UserWorkIn(In):
    to_id: Key
    reason: str = ""


@routes.event("/users/{int:user_id}/open-work", Perm.USER_EDIT, to=user)
def hand_over_work(request: StaffRequest, user_id: int, facts: UserWorkIn) -> int:
    """What somebody has goes to another person; what cannot go stays in `work`."""
    who = changeable(request, user_id)
    to: Any = _taker(request, who, facts.to_id)
    actions.hand_over_work(who, to=to, reason=facts.reason, by=request.user)
    return user_id


@routes.event("/users/{int:user_id}/invitation", Perm.USER_EDIT, to=user)
def invite_user(request: StaffRequest, user_id: int) -> int:
    """The link with which he sets a password is mailed again; an earlier one no longer works."""
    actions.invite(changeable(request, user_id), by=request.user)
    return user_id


@routes.event("/users/{int:user_id}/limits", Perm.USER_EDIT, to=user)
def lift_limits(request: StaffRequest, user_id: int) -> int:
    """Wrong passwords that were tried are forgotten: whoever knows it signs in at once."""
    actions.lift_limits(changeable(request, user_id), by=request.user)
    return user_id


@routes.removal("/users/{int:user_id}", Perm.USER_DELETE)
def delete_user(request: StaffRequest, user_id: int) -> None:
    """Somebody who never did anything here, typed by mistake, goes for good."""
    actions.delete_user(changeable(request, user_id), by=request.user)


@routes.file("/users/{int:user_id}/photo", Perm.SELF)
def photo(request: StaffRequest, user_id: int) -> HttpResponseBase:
    """The small picture of somebody who works here."""
    return respond(the(User.objects.staff(), user_id).photo, "thumb")


@routes.event("/users/{int:user_id}/photo", Perm.USER_EDIT, to=user)
def change_photo(request: StaffRequest, user_id: int, upload: UploadedFile = UPLOAD) -> int:
    """Somebody gets a face, which shows when it is made small."""
    actions.change_photo(changeable(request, user_id), upload, by=request.user)
    return user_id


@routes.removal("/users/{int:user_id}/photo", Perm.USER_EDIT, to=user)
def remove_photo(request: StaffRequest, user_id: int) -> int:
    """Back to the initials."""
    actions.remove_photo(changeable(request, user_id), by=request.user)
    return user_id
