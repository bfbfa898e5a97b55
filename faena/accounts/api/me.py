"""Who calls, with what, and where; and one's own profile."""

from datetime import time

from ninja import File
from ninja.files import UploadedFile

from faena.accounts import actions
from faena.accounts.actions.reaching import choose_notices
from faena.accounts.api.room import routes
from faena.accounts.requests import StaffRequest
from faena.gate.grants import Perm, may
from faena.notifications.models import Notice
from faena.rest.effects import version_of
from faena.rest.values import In, Label, Out

UPLOAD: UploadedFile = File(...)


class MeCompany(Out):
    name: str
    country: str
    zone: str
    language: str
    currencies: list[str]
    modules: list[str]


class MeOut(Out):
    """permissions: what the role and the token both have."""

    id: int
    version: int
    name: str
    email: str
    phone: str
    role: str
    language: str
    positions: list[Label]
    has_photo: bool
    permissions: list[str]
    company: MeCompany


@routes.thing("/me", Perm.SELF)
def me(request: StaffRequest) -> MeOut:
    """Whose token this is, what it may do, and where."""
    user, company = request.user, request.company
    user.refresh_from_db(fields=["version", "name", "phone", "language", "photo"])
    return MeOut(
        id=user.pk,
        version=user.version,
        name=user.name,
        email=user.email,
        phone=user.phone,
        role=user.role or "",
        language=user.language,
        positions=[Label(id=one.pk, label=one.name) for one in user.positions.all()],
        has_photo=bool(user.photo and user.photo.is_ready),
        permissions=[str(perm) for perm in Perm if may(user, perm)],
        company=MeCompany(
            name=company.name,
            country=company.country,
            zone=company.zone,
            language=company.language,
            currencies=company.currencies,
            modules=sorted(company.modules),
        ),
    )


class ProfileIn(In):
    """What is left out stays as it is."""

    name: str | None = None
    phone: str | None = None
    language: str | None = None


@routes.change("/me", Perm.SELF, to=me)
def edit_profile(request: StaffRequest, facts: ProfileIn) -> int:
    """One's own name, phone and language."""
    user, sent = request.user, facts.model_dump(exclude_none=True)
    told = {name: sent.get(name, getattr(user, name)) for name in ProfileIn.model_fields}
    actions.edit_profile(user, **told, version=version_of(request), by=user)
    return 0


class LanguageIn(In):
    language: str


@routes.event("/me/language", Perm.SELF, to=me)
def choose_language(request: StaffRequest, facts: LanguageIn) -> int:
    """In which language one reads pages and sentences from now on."""
    actions.choose_language(request.user, language=facts.language, by=request.user)
    return 0


@routes.event("/me/photo", Perm.SELF, to=me)
def change_own_photo(request: StaffRequest, upload: UploadedFile = UPLOAD) -> int:
    """One's own face, which shows when it is made small."""
    actions.change_photo(request.user, upload, by=request.user)
    return 0


@routes.removal("/me/photo", Perm.SELF, to=me)
def remove_own_photo(request: StaffRequest) -> int:
    """Back to the initials."""
    actions.remove_photo(request.user, by=request.user)
    return 0


class ReachingOut(Out):
    """muted: kinds of notices that do not reach one. quiet_from, quiet_to: by the company's wall; null for never."""

    kinds: list[str]
    muted: list[str]
    quiet_from: time | None
    quiet_to: time | None


@routes.thing("/me/notices", Perm.SELF)
def own_notices(request: StaffRequest) -> ReachingOut:
    """What reaches oneself inside of the program, and when the bell is quiet."""
    user = request.user
    user.refresh_from_db(fields=["muted_notices", "quiet_from", "quiet_to"])
    return ReachingOut(
        kinds=Notice.Kind.values, muted=user.muted_notices, quiet_from=user.quiet_from, quiet_to=user.quiet_to
    )


class ReachingIn(In):
    muted: list[str]
    quiet_from: time | None = None
    quiet_to: time | None = None


@routes.event("/me/notices", Perm.SELF, to=own_notices)
def set_own_notices(request: StaffRequest, facts: ReachingIn) -> int:
    """Which kinds are switched off, and the quiet hours."""
    begins, ends = (_clock(one) for one in (facts.quiet_from, facts.quiet_to))
    choose_notices(request.user, muted=facts.muted, quiet_from=begins, quiet_to=ends, by=request.user)
    return 0


def _clock(moment: time | None) -> time | None:
    """A wall has no zone."""
    return moment.replace(tzinfo=None) if moment else None
