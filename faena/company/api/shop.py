"""What the company sets about itself: its facts, hours, numbers and logo."""

from dataclasses import fields, replace
from datetime import time
from typing import Any

from django.http import HttpResponseBase
from ninja import File
from ninja.files import UploadedFile

from faena.company import actions
from faena.company.api.room import routes
from faena.company.api.values import Email
from faena.company.models import Company
from faena.company.numbering import next_of_each
from faena.company.requests import SignedInRequest
from faena.files.serving import respond
from faena.gate.grants import Perm
from faena.rest.effects import version_of
from faena.rest.values import In, Out

UPLOAD: UploadedFile = File(...)
MAY_BE_NONE = {"export_reason_rows"}  # null is a value of these; of all others it leaves them as they are


class CompanyOut(Out):
    """fine_bp, interest_bp: hundredths of a percent. export_reason_rows: a file of more rows asks what it is for; null
    never. logo: the key of its picture."""

    id: int
    version: int
    name: str
    tax_kind: str
    tax_id: str
    address: str
    city: str
    state: str
    postcode: str
    phone: str
    whatsapp: str
    email: str
    country: str
    zone: str
    language: str
    currency: str
    second_currency: str
    has_workshop: bool
    has_care: bool
    shows_prices: bool
    tracking_days: int
    slip_paper: str
    session_hours: int
    remember_days: int
    pix_kind: str
    pix_key: str
    fine_bp: int
    interest_bp: int
    prorates: bool
    least_due_days: int
    due_rule: str
    export_reason_rows: int | None
    logo: int | None
    has_first_steps: bool


@routes.thing("/company", Perm.COMPANY_EDIT)
def company(request: SignedInRequest) -> CompanyOut:
    """What the company is set to be."""
    found = Company.the()
    facts = {fact.name: getattr(found, fact.name) for fact in fields(actions.CompanyFacts)}
    more = {"id": found.pk, "version": found.version, "logo": found.logo_id, "has_first_steps": found.has_first_steps}
    return CompanyOut.model_validate(facts | more)


class CompanyEditIn(In):
    """What is left out stays as it is. answers: what was said to the question of a 409."""

    name: str | None = None
    tax_kind: str | None = None
    tax_id: str | None = None
    address: str | None = None
    city: str | None = None
    state: str | None = None
    postcode: str | None = None
    phone: str | None = None
    whatsapp: str | None = None
    email: Email | None = None
    country: str | None = None
    zone: str | None = None
    language: str | None = None
    currency: str | None = None
    second_currency: str | None = None
    has_workshop: bool | None = None
    has_care: bool | None = None
    shows_prices: bool | None = None
    tracking_days: int | None = None
    slip_paper: str | None = None
    session_hours: int | None = None
    remember_days: int | None = None
    pix_kind: str | None = None
    pix_key: str | None = None
    fine_bp: int | None = None
    interest_bp: int | None = None
    prorates: bool | None = None
    least_due_days: int | None = None
    due_rule: str | None = None
    export_reason_rows: int | None = None
    answers: list[str] = []


@routes.change("/company", Perm.COMPANY_EDIT, to=company)
def edit_company(request: SignedInRequest, facts: CompanyEditIn) -> int:
    """The settings of the company are changed."""
    sent = facts.model_dump(exclude_unset=True, exclude={"answers"})
    told: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value
        for name, value in sent.items()
        if value is not None or name in MAY_BE_NONE
    }
    kept = replace(actions.CompanyFacts.of(Company.the()), **told)
    version, answers = version_of(request), frozenset(facts.answers)
    actions.edit_company(request.company, facts=kept, version=version, answers=answers, by=request.user)
    return 0


# --- hours ----------------------------------------------------------------------------------------------------


class HoursSpan(Out):
    """By the wall clock of the company; 00:00 as an end is midnight."""

    start: time
    end: time


class HoursOut(Out):
    """hours: weekday (0 is Monday) → spans, in order. None at all: day and night."""

    version: int
    hours: dict[int, list[HoursSpan]]
    rests_on_holidays: bool


@routes.thing("/hours", Perm.COMPANY_EDIT)
def hours(request: SignedInRequest) -> HoursOut:
    """When the company works: in these hours what is due is counted."""
    found = Company.the()
    spans = {
        int(day): [HoursSpan(start=time.fromisoformat(start), end=time.fromisoformat(end)) for start, end in written]
        for day, written in found.working_hours.items()
    }
    return HoursOut(version=found.version, hours=spans, rests_on_holidays=found.rests_on_holidays)


class HoursSpanIn(In):
    start: time
    end: time


class HoursIn(In):
    hours: dict[int, list[HoursSpanIn]]
    rests_on_holidays: bool


@routes.event("/hours", Perm.COMPANY_EDIT, to=hours, is_versioned=True)
def set_working_hours(request: SignedInRequest, facts: HoursIn) -> int:
    """The hours of each weekday, all at once."""
    actions.set_working_hours(
        request.company,
        hours={day: [(_clock(span.start), _clock(span.end)) for span in spans] for day, spans in facts.hours.items()},
        rests_on_holidays=facts.rests_on_holidays,
        version=version_of(request),
        by=request.user,
    )
    return 0


def _clock(moment: time) -> time:
    """A wall has neither seconds nor a zone."""
    return moment.replace(second=0, microsecond=0, tzinfo=None)


# --- numbers --------------------------------------------------------------------------------------------------


class NumberOut(Out):
    """next: as it will be written. is_empty: nothing was given yet, so its first number can be set."""

    kind: str
    label: str
    next: str
    is_empty: bool


class NumbersOut(Out):
    items: list[NumberOut]


@routes.thing("/numbers", Perm.COMPANY_EDIT)
def numbers(request: SignedInRequest) -> NumbersOut:
    """The next number of each series."""
    items = [
        NumberOut(kind=one.series.kind, label=one.label, next=one.written, is_empty=one.is_empty)
        for one in next_of_each(request.company)
    ]
    return NumbersOut(items=items)


class FirstNumberIn(In):
    kind: str
    first: int


@routes.event("/numbers", Perm.COMPANY_EDIT, to=numbers)
def set_first_number(request: SignedInRequest, facts: FirstNumberIn) -> int:
    """A series of which nothing was given yet goes on from the old program."""
    actions.set_first_number(facts.kind, first=facts.first, by=request.user)
    return 0


# --- logo, and how the company begins -------------------------------------------------------------------------


@routes.file("/company/logo", Perm.SELF)
def logo(request: SignedInRequest) -> HttpResponseBase:
    """The picture that stands on pages and paper; 404 until it is decoded."""
    return respond(Company.the().logo, "full")


@routes.event("/company/logo", Perm.COMPANY_EDIT, to=company)
def change_logo(request: SignedInRequest, upload: UploadedFile = UPLOAD) -> int:
    """A new picture is sent, and shows once it is decoded."""
    actions.change_logo(request.company, upload=upload, by=request.user)
    return 0


@routes.removal("/company/logo", Perm.COMPANY_EDIT, to=company)
def remove_logo(request: SignedInRequest) -> int:
    """Pages and paper show the name instead."""
    actions.remove_logo(request.company, by=request.user)
    return 0


class TestPrintIn(In):
    paper: str


@routes.event("/company/test-print", Perm.COMPANY_EDIT, to=company)
def confirm_test_print(request: SignedInRequest, facts: TestPrintIn) -> int:
    """A test came out well on this paper, which is the company's own from now on."""
    actions.confirm_test_print(request.company, paper=facts.paper, by=request.user)
    return 0


@routes.event("/company/first-steps/hiding", Perm.COMPANY_EDIT, to=company)
def hide_first_steps(request: SignedInRequest) -> int:
    """Home does not show the first steps any more."""
    actions.hide_first_steps(request.company, by=request.user)
    return 0
