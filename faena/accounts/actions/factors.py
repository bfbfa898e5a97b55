"""Second factors: added, used, removed, and which roles need one (B16). No secret gets into an event or a mail."""

from collections.abc import Collection
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from faena.accounts.actions.devices import drop_sessions
from faena.accounts.actions.notices import write_notice
from faena.accounts.factors import APP, CODES, COUNTER, PASSKEY, codes_left, counter_of, factors_of, has_factor
from faena.accounts.models import User
from faena.company.models import Company
from faena.gate.grants import Perm
from faena.gate.rights import NotAllowed
from faena.gate.roles import Role
from faena.journal.actions import record
from faena.journal.unit_of_work import action, step
from faena.lib.errors import RuleBroken
from faena.lib.limits import check_text
from faena.lib.text import clean

LONGEST_NAME = 60
MOST_PASSKEYS = 20
WRONG_CODE = _("This code is not right, or it was used already. Wait for the next one and try again.")
OWN_APP = _("Authenticator app")


@action(Perm.ACCESS)
def add_passkey(user: User, *, name: str, credential: dict[str, Any], by: User) -> list[str]:
    """A passkey, which `passkeys.check_new` has looked at, opens the account from now on. With the first factor come
    recovery codes, which are returned and never shown again; [] otherwise. Raises RuleBroken beside "name"."""
    user = _oneself(user, by)
    if not (name := clean(name)):
        raise RuleBroken(_("Fill this in."), "name", "required")
    check_text(name, LONGEST_NAME, at="name")
    if factors_of(user).filter(type=PASSKEY).count() >= MOST_PASSKEYS:
        raise RuleBroken(_("There are many passkeys already. Remove one that you do not use."))
    WebAuthn.add(user, name, credential)
    record("user.passkey_added", user.as_ref, said={"name": user.name, "passkey": name}, by=by)
    _notice(user, _("The passkey “%(passkey)s” was added."), passkey=name)
    return _first_codes(user)


@action(Perm.ACCESS)
def add_app(user: User, *, secret: str, code: str, by: User) -> list[str]:
    """An authenticator app gives codes from now on: `code` shows that it knows the secret. Returns as `add_passkey`.
    Raises RuleBroken beside "code"."""
    user = _oneself(user, by)
    if factors_of(user).filter(type=APP).exists():
        raise RuleBroken(_("There is an authenticator app already. Remove it before you set up another one."))
    counter = counter_of(secret, code)
    if counter is None:
        raise RuleBroken(WRONG_CODE, "code")
    app = TOTP.activate(user, secret).instance
    _use_up(app, counter)
    record("user.app_added", user.as_ref, said={"name": user.name}, by=by)
    _notice(user, _("An authenticator app was set up."))
    return _first_codes(user)


@action(authorised_by="the code itself, after the password")
def use_code(user: User, *, code: str) -> Authenticator:
    """The code of the app or a recovery code: each is good once. Raises RuleBroken beside "code"."""
    user = User.locked(user.pk)
    for factor in Authenticator.objects.filter(user=user).exclude(type=PASSKEY).order_by("id"):
        factor.user = user
        if factor.type == APP:
            counter = counter_of(decrypt(factor.data["secret"]), code, after=factor.data.get(COUNTER, 0))
            if counter is not None:
                _use_up(factor, counter)
                return factor
        elif factor.wrap().validate_code(code):
            factor.refresh_from_db()
            left = codes_left(user)
            record("user.recovery_code_used", user.as_ref, facts={"left": left}, said={"name": user.name}, by=user)
            _notice(user, _("A recovery code was used. Codes left: %(left)s."), left=left)
            return factor
    raise RuleBroken(WRONG_CODE, "code")


@action(Perm.ACCESS)
def remove_factor(user: User, *, factor: Authenticator, by: User) -> None:
    """A passkey or the app opens nothing any more; with the last one its recovery codes go. Raises RuleBroken where the
    company asks this role for one."""
    user = _oneself(user, by)
    own = factors_of(user)
    removed = own.filter(pk=factor.pk).first()
    if removed is None:
        raise RuleBroken(_("This was removed already."))
    is_last = own.count() == 1
    if is_last and user.role in Company.the().factor_roles:
        raise RuleBroken(_("Your role needs a second factor. Add another one before you remove this."))
    name = name_of(removed)
    removed.delete()
    if is_last:
        Authenticator.objects.filter(user=user).delete()
    if removed.type == PASSKEY:
        record("user.passkey_removed", user.as_ref, said={"name": user.name, "passkey": name}, by=by)
        _notice(user, _("The passkey “%(passkey)s” was removed."), passkey=name)
    else:
        record("user.app_removed", user.as_ref, said={"name": user.name}, by=by)
        _notice(user, _("The authenticator app was removed."))


@action(Perm.ACCESS)
def renew_codes(user: User, *, by: User) -> list[str]:
    """New recovery codes; the earlier ones open nothing any more. Shown once. Raises RuleBroken without a factor."""
    user = _oneself(user, by)
    if not has_factor(user):
        raise RuleBroken(_("Set up a passkey or an authenticator app first."))
    Authenticator.objects.filter(user=user, type=CODES).delete()
    record("user.recovery_codes_made", user.as_ref, said={"name": user.name}, by=by)
    _notice(user, _("New recovery codes were made; the earlier ones do not work any more."))
    return _new_codes(user)


@action(Perm.USER_ROLE)
def remove_all_factors(user: User, *, by: User) -> None:
    """Somebody lost the phone: every factor goes, every session ends, and the password alone signs in until a new one
    is set up. Raises RuleBroken where there is none, and for oneself."""
    user = User.locked(user.pk)
    if why := why_not_remove_all(user, by, has_one=has_factor(user)):
        raise RuleBroken(why)
    Authenticator.objects.filter(user=user).delete()
    drop_sessions(user)
    user.session_generation += 1
    user.save_changes("session_generation")
    record("user.factors_removed", user.as_ref, said={"name": user.name}, by=by)
    _notice(user, _("%(by)s removed your passkeys, authenticator app and recovery codes."), by=by.name)


def why_not_remove_all(user: User, by: User, *, has_one: bool) -> str:
    """What holds somebody back from removing the factors of a user; "" when nothing does. has_one: whether there are
    any."""
    if user.pk == by.pk:
        return gettext("Your own are removed one by one, under “Sign-in and devices”.")
    return "" if has_one else gettext("%(name)s has no second factor.") % {"name": user.name}


@action(Perm.USER_ROLE)
def require_factor(company: Company, *, roles: Collection[str], version: int, by: User) -> Company:
    """Whoever has one of these roles needs a second factor; without one they reach nothing but the page that sets it
    up. Raises RuleBroken for somebody who has none himself, so that nobody locks the own door; Stale when somebody
    saved first."""
    company = Company.locked(company.pk, version)
    if not set(roles) <= set(Role.values):
        raise RuleBroken(_("Choose from the list."), "roles", "not-offered")
    wanted = [role for role in Role.values if role in roles]
    if wanted == company.factor_roles:
        return company
    if set(wanted) - set(company.factor_roles) and not has_factor(by):
        raise RuleBroken(_("Set up a second factor for yourself first: then you know that it works."), "roles")
    company.factor_roles = wanted
    company.save_changes("factor_roles")
    facts = {"roles": wanted}
    record("company.factor_required", company.as_ref, facts=facts, said={"note": _names(wanted)}, by=by)
    return company


def name_of(factor: Authenticator) -> str:
    """As its owner knows it."""
    return str(factor.wrap().name if factor.type == PASSKEY else OWN_APP)


def _names(roles: Collection[str]) -> str:
    return ", ".join(str(Role(role).label) for role in roles) or "—"


def _oneself(user: User, by: User) -> User:
    if user.pk != by.pk:
        raise NotAllowed(Perm.USER_EDIT)
    return User.locked(user.pk)


def _first_codes(user: User) -> list[str]:
    return [] if Authenticator.objects.filter(user=user, type=CODES).exists() else _new_codes(user)


def _new_codes(user: User) -> list[str]:
    codes: list[str] = RecoveryCodes.activate(user).generate_codes()
    return codes


def _use_up(app: Authenticator, counter: int) -> None:
    """Codes up to this one are not taken any more."""
    app.data[COUNTER] = counter
    app.save(update_fields=["data"])


@step
def _notice(user: User, sentence: Any, **facts: object) -> None:
    with override(user.language):
        what = str(sentence) % facts
    write_notice(user, "accounts/factor_changed", what=what)
