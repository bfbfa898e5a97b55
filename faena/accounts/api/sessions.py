"""Where people are signed in, and for whom signing in needs a second factor."""

from faena.accounts import actions
from faena.accounts.api.room import routes
from faena.accounts.api.users import changeable, user
from faena.accounts.requests import StaffRequest
from faena.company.models import Company
from faena.gate.grants import Perm
from faena.rest.effects import version_of
from faena.rest.values import In, Moment, Out

MOST_SHOWN = 50


class SessionOut(Out):
    """mark: what it is ended by."""

    mark: str
    browser: str
    address: str
    began_at: Moment
    seen_at: Moment


class SessionsOut(Out):
    items: list[SessionOut]


@routes.thing("/me/sessions", Perm.SELF)
def own_sessions(request: StaffRequest) -> SessionsOut:
    """The browsers in which one is signed in, the last one first."""
    rows = request.user.sessions.order_by("-seen_at")[:MOST_SHOWN]
    names = SessionOut.model_fields
    return SessionsOut(items=[SessionOut.model_validate({name: getattr(row, name) for name in names}) for row in rows])


@routes.removal("/me/sessions", Perm.SELF, to=own_sessions)
def end_own_sessions(request: StaffRequest) -> int:
    """Every browser in which one is signed in is signed out. Tokens go on."""
    actions.end_other_sessions(request.user, but="", by=request.user)
    return 0


@routes.removal("/me/sessions/{mark}", Perm.SELF, to=own_sessions)
def end_own_session(request: StaffRequest, mark: str) -> int:
    """One of one's own browsers is signed out."""
    actions.end_session(request.user, mark=mark, by=request.user)
    return 0


@routes.removal("/users/{int:user_id}/sessions", Perm.USER_EDIT, to=user)
def end_all_sessions(request: StaffRequest, user_id: int) -> int:
    """Somebody is signed out everywhere."""
    actions.end_all_sessions(changeable(request, user_id), by=request.user)
    return user_id


@routes.removal("/users/{int:user_id}/factors", Perm.USER_ROLE, to=user)
def remove_all_factors(request: StaffRequest, user_id: int) -> int:
    """Somebody lost the phone: the password alone signs in until a new factor is set up."""
    actions.remove_all_factors(changeable(request, user_id), by=request.user)
    return user_id


class FactorRoles(Out):
    """roles: those who need a second factor."""

    version: int
    roles: list[str]


@routes.thing("/second-factor", Perm.USER_ROLE)
def factor_roles(request: StaffRequest) -> FactorRoles:
    """Which roles need a second factor."""
    company = Company.the()
    return FactorRoles(version=company.version, roles=company.factor_roles)


class FactorRolesIn(In):
    roles: list[str]


@routes.event("/second-factor", Perm.USER_ROLE, to=factor_roles, is_versioned=True)
def require_factor(request: StaffRequest, facts: FactorRolesIn) -> int:
    """Whoever has one of these roles needs a second factor from now on."""
    actions.require_factor(request.company, roles=facts.roles, version=version_of(request), by=request.user)
    return 0
