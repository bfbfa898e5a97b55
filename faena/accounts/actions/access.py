"""How people get in: invitations, recovered and changed passwords, and the first Master of an installation.

No mail ever holds a password: it holds a link that works once, for a while, with which its reader sets one."""

import uuid
from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.http import int_to_base36
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from faena.accounts.actions.bootstrap import public
from faena.accounts.actions.devices import drop_sessions
from faena.accounts.actions.locks import locked_for, why_not_change
from faena.accounts.actions.notices import write_notice
from faena.accounts.actions.tokens import revoke_all
from faena.accounts.models import Invitation, User
from faena.accounts.tokens import RecoveryTokens
from faena.company import starter_data
from faena.company.actions import CompanyFacts, edit_company
from faena.company.models import Company
from faena.gate.grants import Perm
from faena.gate.roles import Role
from faena.journal.access import note, note_hourly
from faena.journal.actions import record
from faena.journal.models import Access
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken, refused, within
from faena.lib.limits import check_value
from faena.lib.refs import Ref
from faena.lib.sealing import new_token, token_hash
from faena.notifications.actions import notify, withdraw

LINK_IS_DEAD = _("This link was used already, or it has expired. Ask for a new one.")


@dataclass(frozen=True)
class NewShop:
    """What the set-up page asks about the company; the settings page knows the rest."""

    name: str
    country: str
    language: str
    currency: str
    zone: str
    second_currency: str = ""
    tax_kind: str = ""
    tax_id: str = ""
    has_workshop: bool = True
    has_care: bool = False


@action(Perm.USER_EDIT)
def invite(user: User, *, by: User) -> Invitation:
    """Send the link with which a new user sets a password. An earlier one stops working."""
    user = _invitable(user, by=by)
    invitation, token = _new_invitation(user, by=by)
    notify(
        "accounts/invitation",
        address=user.email,
        language=user.language,
        data={"name": user.first_name, "by": by.name, "hours": settings.INVITATION_HOURS},
        secret={"link": link_of(token)},
        ref=user.as_ref,
        dedupe_key=f"invitation-{invitation.pk}",
    )
    record("user.invited", user.as_ref, said={"name": user.name}, by=by)
    return invitation


@action(Perm.USER_EDIT)
def invite_by_hand(user: User, *, by: User) -> str:
    """The token of a link that whoever invites hands over himself. An earlier one stops working, and one that waits to
    be mailed does not leave."""
    user = _invitable(user, by=by)
    withdraw(user.as_ref)
    _invitation, token = _new_invitation(user, by=by)
    record("user.invited_by_hand", user.as_ref, said={"name": user.name}, by=by)
    return token


def link_of(token: str) -> str:
    """Where the invited person sets a password."""
    return _absolute(reverse("accounts:invitation", args=[token]))


def _invitable(user: User, *, by: User) -> User:
    user = locked_for(user, by=by)
    if why := why_not_invite(user, by):
        raise RuleBroken(why)
    return user


def why_not_invite(user: User, by: User) -> str:
    """What holds somebody back from inviting a user (again); "" when nothing does."""
    if why := why_not_change(user, by):
        return why
    if not user.is_active:
        return gettext("%(name)s is inactive. Activate the user first.") % {"name": user.name}
    if user.has_joined:
        said = gettext("%(name)s has set a password already. Who forgot it asks for a new one on the sign-in page.")
        return said % {"name": user.name}
    return ""


def _new_invitation(user: User, *, by: User) -> tuple[Invitation, str]:
    """The only one that works from now on, with its token."""
    end_links(user)
    token = new_token()
    expires_at = timezone.now() + timedelta(hours=settings.INVITATION_HOURS)
    return Invitation.objects.create(user=user, token_hash=token_hash(token), expires_at=expires_at, by=by), token


@action(authorised_by="the invitation's token")
def accept_invitation(token: str, *, password: str) -> User:
    """The invited person sets a password, and the link is spent."""
    invitations = Invitation.objects.filter(token_hash=token_hash(token))
    invited = invitations.values_list("user_id", flat=True).first()
    if invited is None:
        raise RuleBroken(LINK_IS_DEAD)
    user = User.locked(invited)  # before the invitation, as whoever ends it does
    invitation = invitations.select_for_update(of=("self",)).get()
    if not (user.is_active and invitation.is_open):
        raise RuleBroken(LINK_IS_DEAD)
    invitation.used_at = timezone.now()
    invitation.save(update_fields=["used_at"])
    _set_password(user, password)
    record("user.joined", user.as_ref, said={"name": user.name}, by=user)
    return user


@action(authorised_by="the password, or the link that set it")
def signed_in(user: User) -> None:
    """A session begins: the journal of access keeps from where."""
    note(Access.Kind.SIGN_IN, person=user)


@action(authorised_by="nobody: whoever is refused at the door")
def refuse_sign_in(email: str) -> None:
    """Somebody was not let in: a row for each hour, account and address counts how often. What was typed as an e-mail
    is not kept, since people type passwords there; an account that there is not is none, after the same work."""
    tried = User.objects.staff().filter(email=email.strip().lower()[:254]).first()
    about = Ref("user", tried.pk) if tried else None
    note_hourly(Access.Kind.REFUSED, person=tried, about=about, counts=True)


@action(authorised_by="nobody: the link goes to the user's own e-mail")
def send_recovery(user: User) -> None:
    """Somebody on the sign-in page wants a new password for this user: the link goes to the user's own e-mail."""
    user = User.locked(user.pk)
    if not user.is_active:
        return
    key = [int_to_base36(user.pk), RecoveryTokens().make_token(user)]
    notify(
        "accounts/recovery",
        address=user.email,
        language=user.language,
        data={"name": user.first_name, "hours": settings.PASSWORD_RESET_TIMEOUT // 3600},
        secret={"link": _absolute(reverse("account_reset_password_from_key", args=key))},
        ref=user.as_ref,
        dedupe_key=f"recovery-{uuid.uuid4()}",
    )
    record("user.recovery_sent", user.as_ref, said={"name": user.name}, by=public())


@action(authorised_by="the token of the mail")
def recover_password(user: User, *, token: str, password: str) -> User:
    """Set a new password by the link of a recovery mail. The link, other links, every session and token end."""
    user = User.locked(user.pk)
    if not RecoveryTokens().check_token(user, token):
        raise RuleBroken(LINK_IS_DEAD)
    verb = "user.password_recovered" if user.has_joined else "user.joined"
    if user.has_joined:
        write_notice(user, "accounts/password_changed")
    _set_password(user, password)
    revoke_all(user)
    record(verb, user.as_ref, said={"name": user.name}, by=user)
    return user


@action(authorised_by="the current password")
def change_own_password(user: User, *, current: str, password: str, ends_tokens: bool = False) -> User:
    """Change one's own password, knowing the one that is. Other sessions end, and the tokens of the API if asked."""
    user = User.locked(user.pk)
    if not user.check_password(current):
        raise RuleBroken(_("This is not your password now. Type it again."), "current")
    _set_password(user, password)
    if ends_tokens:
        revoke_all(user)
    write_notice(user, "accounts/password_changed")
    record("user.password_changed", user.as_ref, said={"name": user.name}, by=user)
    return user


@action(authorised_by="the absence of a Master")
def set_up(shop: NewShop, *, name: str, email: str, password: str, language: str = "") -> User:
    """Begin: the company gets its name, and its first Master an account. Only while there is no Master.

    language: in which the Master reads; "" for the company's."""
    company = Company.locked(1)
    if User.objects.has_master():
        raise RuleBroken(_("Faena is set up here already. Sign in instead."))
    check_value(User, "language", shop.language, at="shop.language")
    language = language or shop.language
    check_value(User, "language", language, at="language")
    master = User(name=name, email=email, role=Role.MASTER, language=language)
    master.set_password(password)
    with refused():
        master.save(force_insert=True)
    facts = replace(CompanyFacts.of(company), **vars(shop))
    company.has_first_steps = True
    company.save(update_fields=["has_first_steps"])
    with within("shop"):
        edit_company(company, facts=facts, version=company.version, by=master)
    starter_data.write(shop.language)
    record("company.founded", company.as_ref, said={"name": shop.name}, by=master)
    record("user.joined", master.as_ref, said={"name": master.name}, by=master)
    return master


def end_links(user: User) -> None:
    """The invitations that this user has not used stop working."""
    user.invitations.filter(used_at=None, expires_at__gt=timezone.now()).update(expires_at=timezone.now())


def _set_password(user: User, password: str) -> None:
    """Links and sessions end by it; the browser in which it is changed gets a new one (views.me)."""
    user.set_password(password)
    user.save_changes("password")
    end_links(user)
    drop_sessions(user)


def _absolute(path: str) -> str:
    """By the address that the installation is known by, never by what a request says."""
    return f"{settings.SITE_URL}{path}"
