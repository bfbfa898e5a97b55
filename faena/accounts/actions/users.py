"""Who works here: made, edited, given a role, activated, deactivated, deleted.

There is always an active Master: whatever could take the last one away first locks all of them, in one order."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from faena.accounts.actions.access import end_links, invite
from faena.accounts.actions.devices import drop_sessions
from faena.accounts.actions.locks import keep_a_master, locked_for, locked_masters, why_not_change
from faena.accounts.actions.notices import write_notice
from faena.accounts.actions.tokens import revoke_all
from faena.accounts.models import Position, User
from faena.company.actions import recorded_language
from faena.company.models import Company
from faena.files.actions import discard, receive_picture
from faena.gate.grants import Perm
from faena.gate.rights import NotAllowed, need
from faena.gate.roles import Role
from faena.journal.actions import kept_label, record, yes_no
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken, refused
from faena.lib.limits import check_value
from faena.lib.phones import format_phone, kept_phone
from faena.lib.text import clean


@dataclass(frozen=True)
class Person:
    """What is written down about somebody who works here."""

    name: str
    email: str
    language: str
    phone: str = ""
    receives_tickets: bool = True
    positions: Iterable[Position] = field(default_factory=tuple)


@action(Perm.USER_CREATE)
def create_user(person: Person, *, role: str, by: User) -> User:
    """Take somebody on, and send the invitation with which they set a password themselves."""
    user = User(role=_known(role), **_columns(person))
    _check_email(user.email)
    user.set_unusable_password()
    with refused():
        user.save(force_insert=True)
    user.positions.set(person.positions)
    record("user.created", user.as_ref, facts={"role": _label(role)}, said={"name": user.name}, by=by)
    invite(user, by=by)
    return user


@action(Perm.USER_EDIT)
def edit_user(user: User, person: Person, *, version: int | None = None, by: User) -> User:
    """Correct somebody's data. A new e-mail ends the links that went to the old one, which gets a mail about
    it; whoever never joined gets a new invitation at the new one."""
    user = locked_for(user, by=by, version=version)
    return _save_person(user, person, by)


@action(Perm.SELF)
def edit_profile(user: User, *, name: str, phone: str, language: str, version: int | None = None, by: User) -> User:
    """Correct one's own name, phone and language; the rest is the Master's matter."""
    _check_oneself(user, by)
    user = User.locked(user.pk, version)
    kept = list(user.positions.all())
    return _save_person(user, Person(name, user.email, language, phone, user.receives_tickets, kept), by)


@action(Perm.SELF)
def choose_language(user: User, *, language: str, by: User) -> User:
    """Read the pages in another language from now on."""
    _check_oneself(user, by)
    user = User.locked(user.pk)
    if user.language == language:
        return user
    changes = {"language": [recorded_language(user.language), recorded_language(language)]}
    user.language = language
    user.save_changes("language")
    record("user.edited", user.as_ref, facts={"changes": changes}, said={"name": user.name}, by=by)
    return user


@action(Perm.USER_ROLE)
def give_role(user: User, *, role: str, by: User) -> User:
    """Give another role; every session of theirs ends. Nobody changes their own, and the last Master stays one."""
    masters = locked_masters()
    user = locked_for(user, by=by)
    if why := why_not_give_role(user, by):
        raise RuleBroken(why, "role")
    if user.role == role:
        return user
    keep_a_master(user, masters)
    facts = {"old": _label(user.role or ""), "new": _label(_known(role))}
    user.role = Role(role)
    user.session_generation += 1
    user.save_changes("role", "session_generation")
    drop_sessions(user)
    record("user.role_given", user.as_ref, facts=facts, said={"name": user.name}, by=by)
    return user


@action(Perm.USER_EDIT)
def deactivate_user(user: User, *, by: User) -> User:
    """Close the door to somebody: sessions and links end at once, the history stays."""
    masters = locked_masters()
    user = locked_for(user, by=by)
    if why := why_not_deactivate(user, by):
        raise RuleBroken(why)
    if not user.is_active:
        return user
    keep_a_master(user, masters)
    user.is_active = False
    user.session_generation += 1
    user.save_changes("is_active", "session_generation")
    end_links(user)
    drop_sessions(user)
    revoke_all(user)
    record("user.deactivated", user.as_ref, said={"name": user.name}, by=by)
    return user


@action(Perm.USER_EDIT)
def activate_user(user: User, *, by: User) -> User:
    """Open the door again, with the password that was."""
    user = locked_for(user, by=by)
    if user.is_active:
        return user
    user.is_active = True
    user.save_changes("is_active")
    record("user.activated", user.as_ref, said={"name": user.name}, by=by)
    return user


@action(Perm.USER_DELETE)
def delete_user(user: User, *, by: User) -> None:
    """Delete somebody who never did anything here, such as one typed by mistake."""
    masters = locked_masters()
    user = locked_for(user, by=by)
    if why := why_not_delete(user, by):
        raise RuleBroken(why)
    keep_a_master(user, masters)
    about, name, photo = user.as_ref, user.name, user.photo
    try:
        with transaction.atomic():
            user.delete()
    except ProtectedError as error:
        raise RuleBroken(
            _("%(name)s has a history here, which must keep its author. Deactivate the user instead.") % {"name": name}
        ) from error
    if photo:
        discard(photo)
    record("user.deleted", about, said={"name": name}, by=by)


def why_not_give_role(user: User, by: User) -> str:
    """What holds somebody back from giving a user another role; "" when nothing does. That the last Master stays one is
    known under the lock alone."""
    return _own(user, by, _("Nobody changes their own role. Ask another Master to do it."))


def why_not_deactivate(user: User, by: User) -> str:
    return _own(user, by, _("You cannot deactivate yourself. Ask another Master to do it."))


def why_not_delete(user: User, by: User) -> str:
    """Whether the user has a history is known by deleting."""
    return _own(user, by, _("You cannot delete yourself. Ask another Master to do it."))


def _own(user: User, by: User, sentence: str) -> str:
    """`sentence` where it is oneself, who would lose the own way in; else why one may not change the user."""
    return sentence if user.pk == by.pk else why_not_change(user, by)


@action(Perm.SELF)
def change_photo(user: User, upload: "UploadedFile[bytes]", *, by: User) -> User:
    """Give somebody a face; the picture is made small by a job and shows when it is ready."""
    user = _locked_for_photo(user, by)
    replaced, user.photo = user.photo, receive_picture(upload, by=by)
    user.save_changes("photo")
    if replaced:
        discard(replaced)
    record("user.photo_changed", user.as_ref, said={"name": user.name}, by=by)
    return user


@action(Perm.SELF)
def remove_photo(user: User, *, by: User) -> User:
    """Back to the initials."""
    user = _locked_for_photo(user, by)
    removed = user.photo
    if removed is None:
        return user
    user.photo = None
    user.save_changes("photo")
    discard(removed)
    record("user.photo_removed", user.as_ref, said={"name": user.name}, by=by)
    return user


def _check_oneself(user: User, by: User) -> None:
    if user.pk != by.pk:
        raise NotAllowed(Perm.USER_EDIT)


def _locked_for_photo(user: User, by: User) -> User:
    """One's own row, or that of somebody whom one may edit."""
    if user.pk == by.pk:
        return User.locked(user.pk)
    need(by, Perm.USER_EDIT)
    return locked_for(user, by=by)


def _save_person(user: User, person: Person, by: User) -> User:
    columns, positions = _columns(person, user.phone), sorted(person.positions, key=lambda position: position.pk)
    changed = [name for name, value in columns.items() if getattr(user, name) != value]
    had = list(user.positions.order_by("pk"))
    if not changed and had == positions:
        return user
    if "email" in changed:
        _check_email(columns["email"])
    old = {name: getattr(user, name) for name in changed}
    for name in changed:
        setattr(user, name, columns[name])
    with refused():
        user.save_changes(*changed)
    said = {name: [old[name], columns[name]] for name in changed if name in ("name", "email")}
    if "phone" in changed:
        country = Company.the().country
        said["phone"] = [format_phone(old["phone"], country), format_phone(user.phone, country)]
    facts: dict[str, Any] = {}
    if "language" in changed:
        facts["language"] = [recorded_language(old["language"]), recorded_language(user.language)]
    if "receives_tickets" in changed:
        facts["receives_tickets"] = [yes_no(old["receives_tickets"]), yes_no(user.receives_tickets)]
    if had != positions:
        user.positions.set(positions)
        facts["positions"] = [", ".join(map(str, had)), ", ".join(map(str, positions))]
    record("user.edited", user.as_ref, facts={"changes": facts}, said={"name": user.name, "changes": said}, by=by)
    if "email" in changed:
        end_links(user)
        if user.is_active and not user.has_joined:
            invite(user, by=by)
        elif user.is_active:
            write_notice(user, "accounts/email_changed", to=old["email"], new=user.email)
    return user


def _columns(person: Person, phone: str = "") -> dict[str, Any]:
    """What is kept of a person; `phone`: the one that is written down already."""
    if not (name := clean(person.name)):
        raise RuleBroken(_("Fill this in."), "name", "required")
    return {
        "name": name,
        "email": person.email.strip().lower(),
        "language": person.language,
        "phone": kept_phone(person.phone, Company.the().country, before=phone),
        "receives_tickets": person.receives_tickets,
    }


def _check_email(email: str) -> None:
    """It is how somebody signs in, and where invitations go. Raises RuleBroken beside "email" for one that is none."""
    if not email:
        raise RuleBroken(_("Fill this in."), "email", "required")
    try:
        validate_email(email)
    except ValidationError as error:
        raise RuleBroken(error.messages[0], "email") from error


def _known(role: str) -> Role:
    check_value(User, "role", role, at="role")
    return Role(role)


def _label(role: str) -> dict[str, str]:
    return kept_label(Role(role).label)
