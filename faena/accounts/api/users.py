"""Everybody who works here, to be read."""

from typing import Any

from django.http import HttpResponseBase

from faena.accounts.api.room import routes
from faena.accounts.factors import has_factor
from faena.accounts.lists import USER_FIELDS, USERS, users_found
from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.files.serving import respond
from faena.gate.grants import Perm
from faena.rest.lists import listing
from faena.rest.routes import the
from faena.rest.values import Label, Moment, Out


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


class UserOut(UserRow):
    """has_factor: a second one, beside the password. invited_until: while he has not joined."""

    language: str
    receives_tickets: bool
    has_photo: bool
    has_factor: bool
    invited_until: Moment | None


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


@routes.thing("/users/{int:user_id}", Perm.USER_SEE, kind="user")
def user(request: StaffRequest, user_id: int) -> UserOut:
    """One of them."""
    found = the(User.objects.visible_to(request.user), user_id)
    invitation = found.invitations.filter(used_at=None).order_by("-id").first()
    return UserOut.model_validate(
        _row(found)
        | {
            "language": found.language,
            "receives_tickets": found.receives_tickets,
            "has_photo": bool(found.photo and found.photo.is_ready),
            "has_factor": has_factor(found),
            "invited_until": invitation.expires_at if invitation and not found.has_joined else None,
        }
    )


@routes.file("/users/{int:user_id}/photo", Perm.SELF)
def photo(request: StaffRequest, user_id: int) -> HttpResponseBase:
    """The small picture of somebody who works here."""
    return respond(the(User.objects.staff(), user_id).photo, "thumb")
