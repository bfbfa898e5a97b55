"""Where somebody is signed in, and the end of it."""

from django.utils.translation import gettext as _

from faena.accounts.actions.locks import locked_for
from faena.accounts.actions.notices import write_notice
from faena.accounts.models import Session, User
from faena.gate.grants import Perm
from faena.gate.rights import NotAllowed
from faena.journal.actions import record
from faena.journal.unit_of_work import action, step
from faena.lib.errors import RuleBroken
from faena.lib.limits import check_text

LONGEST_BROWSER = 80


@action(authorised_by="the sign-in that succeeded")
def report_new_device(user: User, *, browser: str, address: str) -> None:
    """Somebody signed in with a browser in which this account never was: its owner gets a mail.

    browser: "Firefox, Linux", "" where it does not say."""
    check_text(browser, LONGEST_BROWSER, at="browser")
    check_text(address, LONGEST_BROWSER, at="address")
    write_notice(user, "accounts/new_device", browser=browser, address=address)
    said = {"name": user.name, "device": browser or "—", "address": address}
    record("user.device_new", user.as_ref, said=said, by=user)


@action(Perm.ACCESS)
def end_session(user: User, *, mark: str, by: User) -> None:
    """Sign out one of one's own devices; its next request asks to sign in. `mark`: as `Session.mark` has it.

    Raises RuleBroken where it is over already."""
    _check_oneself(user, by)
    ended = next((session for session in user.sessions.all() if session.mark == mark), None)
    if ended is None:
        raise RuleBroken(_("This device is signed out already."))
    ended.delete()
    said = {"name": user.name, "device": ended.browser or "—", "address": ended.address}
    record("user.session_ended", user.as_ref, said=said, by=by)


@action(Perm.ACCESS)
def end_other_sessions(user: User, *, but: str, by: User) -> int:
    """Sign out every device of one's own but the one in use, whose session key is `but`. Returns how many."""
    _check_oneself(user, by)
    ended = user.sessions.exclude(session_key=but).delete()[0]
    if ended:
        record("user.sessions_ended", user.as_ref, facts={"number": ended}, said={"name": user.name}, by=by)
    return ended


@action(Perm.USER_EDIT)
def end_all_sessions(user: User, *, by: User) -> None:
    """Sign somebody out everywhere: a phone was lost. Whoever knows the password signs in again."""
    user = locked_for(user, by=by)
    ended = drop_sessions(user)
    user.session_generation += 1
    user.save_changes("session_generation")
    record("user.sessions_ended", user.as_ref, facts={"number": ended}, said={"name": user.name}, by=by)


@step
def drop_sessions(user: User) -> int:
    """The rows of sessions that end by what the caller does, so that nobody sees them as live. Returns how many."""
    return Session.objects.filter(user=user).delete()[0]


def _check_oneself(user: User, by: User) -> None:
    if user.pk != by.pk:
        raise NotAllowed(Perm.USER_EDIT)
