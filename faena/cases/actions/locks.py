"""What every change of a case begins with: its lock, whether it is open still, and which version was looked at."""

from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.cases.models import Case, CaseKind
from faena.gate.grants import Perm
from faena.gate.rights import in_reach
from faena.lib.errors import RuleBroken, Stale


def locked(case: CaseKind, perm: Perm, *, version: int | None = None, any_state: bool = False, by: User) -> CaseKind:
    """The case read again under its lock, with what its page shows. Rows that only point to it are written meanwhile.
    perm: the permission that has to reach it; where its own means something else than one's own cases, that to see it.

    Raises RuleBroken when it is over (not with `any_state`, for what may happen to a closed one too) or out of reach,
    Stale on an old version."""
    kind = type(case)
    kind.lock(case.pk, no_key=True)
    # Only now: whoever waited for the lock would see what hangs on the case as it was before the wait (PostgreSQL).
    fresh = kind.shown(case.pk)
    if not any_state and not fresh.is_open:
        raise RuleBroken(fresh.why_finished, code="over")
    if not in_reach(fresh, by, perm):
        raise RuleBroken(fresh.why_not_yours(perm))
    check_version(fresh, version)
    return fresh


def check_version(fresh: Case, version: int | None) -> None:
    """Raises Stale when the form was made from another version of the case."""
    if version is not None and fresh.version != version:
        raise Stale(
            _("Somebody changed %(case)s while you were looking at it. Look again, then repeat.") % {"case": fresh},
            current=fresh,
        )
