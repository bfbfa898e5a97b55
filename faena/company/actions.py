"""Writes of the shop: the bootstrap rows, the number series, its settings and its logo."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser
from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from faena.company import currency, zones
from faena.company.models import Branch, Company, DueRule, NumberSeries, SlipPaper
from faena.company.numbering import series_called
from faena.company.working_hours import MIDNIGHT, MOST_SPANS, Spans, told_hours
from faena.files.actions import discard, receive_picture
from faena.gate.grants import Perm
from faena.journal.access import note
from faena.journal.actions import kept_label, record, yes_no
from faena.journal.models import Access
from faena.journal.unit_of_work import action
from faena.lib import brcode, money, phones, pixkeys, places, taxid
from faena.lib.bootstrap import bootstrap
from faena.lib.errors import Question, RuleBroken
from faena.lib.limits import check_text, check_value
from faena.lib.locales import active_language
from faena.lib.numerals import write_number

LONGEST_REASON: Final = 200
LONGEST_DOWNLOAD: Final = timedelta(hours=6)
SECRET: Final = re.compile(r"[\w-]{32,}")  # in a link that somebody pasted into a search box


@bootstrap(10)
def ensure_company() -> None:
    """The company row and its one default branch."""
    Company.objects.get_or_create(pk=1, defaults={"name": "Faena"})
    if not Branch.objects.filter(is_default=True).exists():
        Branch.objects.create(name="1", is_default=True)


def next_number(kind: str, branch: Branch) -> int:
    """The next number of a series, without gaps: call it last in the transaction that uses it, since the row
    stays locked until the commit and a rollback gives the number back."""
    return next_numbers(kind, branch, 1)[0]


def next_numbers(kind: str, branch: Branch, many: int) -> range:
    """The next so many of a series, for what is made at once."""
    last = _raise(kind, branch, many)
    if last is None:
        NumberSeries.objects.get_or_create(kind=kind, branch=branch)
        last = _raise(kind, branch, many)
    assert last is not None
    return range(last - many + 1, last + 1)


def _raise(kind: str, branch: Branch, many: int) -> int | None:
    """The last number of the series from now on, whose row is locked by that; None where it has not begun."""
    with connection.cursor() as cursor:
        cursor.execute(RAISE, [many, kind, branch.pk])
        found = cursor.fetchone()
    return int(found[0]) if found else None


RAISE = f"""
    UPDATE {NumberSeries._meta.db_table} SET last = last + %s WHERE kind = %s AND branch_id = %s RETURNING last
"""  # noqa: S608  # a name of ours


@action(Perm.COMPANY_EDIT)
def set_first_number(kind: str, *, first: int, by: AbstractBaseUser) -> NumberSeries:
    """A series goes on from the numbers of the old program: the next order is OS-004513. While nothing was given it may
    be set again.

    Raises RuleBroken beside "kind" for a series that there is not or that has begun, beside "first" for a number that
    is none."""
    company, series = Company.here(), series_called(kind)
    if series is None:
        raise RuleBroken(_("Pick one of the series."), "kind")
    check_value(NumberSeries, "first", first, "first")
    row, _made = NumberSeries.objects.get_or_create(kind=kind, branch=Branch.default())
    row = NumberSeries.objects.select_for_update().get(pk=row.pk)
    if not row.is_empty:
        raise RuleBroken(
            gettext("%(number)s was given already: the series goes on from there.")
            % {"number": series.write(row.last)},
            "kind",
        )
    row.first, row.last = first, first - 1
    row.save(update_fields=["first", "last"])
    facts = {"series": kept_label(series.label), "number": series.write(first)}
    record("company.series_begun", company.as_ref, facts=facts, by=by)
    return row


@dataclass(frozen=True)
class CompanyFacts:
    """Everything that the company's settings say, in one save (W7). Fine and interest in hundredths of a percent."""

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

    @classmethod
    def of(cls, company: Company) -> "CompanyFacts":
        """As the company is now; `dataclasses.replace` changes some of it."""
        return cls(**{fact.name: getattr(company, fact.name) for fact in fields(cls)})


@action(Perm.COMPANY_EDIT)
def edit_company(
    company: Company,
    *,
    facts: CompanyFacts,
    version: int,
    answers: Collection[str] = frozenset(),
    by: AbstractBaseUser,
) -> Company:
    """The shop's settings are changed (W7): the history keeps old → new of each.

    Raises RuleBroken beside the field for a wrong tax id, phone, WhatsApp number or PIX key, two equal currencies, a
    currency that is already in use, both modules switched off; Question for a zone in which something would show
    another hour; Stale when somebody saved first."""
    company = Company.locked(company.pk, version)
    facts = _settled(company, facts)
    changed = [fact.name for fact in fields(facts) if getattr(company, fact.name) != getattr(facts, fact.name)]
    if not changed:
        return company
    before = CompanyFacts.of(company)
    _ask_what_moves(company.zone, facts.zone, answers)
    for name in changed:
        setattr(company, name, getattr(facts, name))
    company.save_changes(*changed)
    changes = {name: [_recorded(before, name), _recorded(facts, name)] for name in changed}
    record("company.edited", company.as_ref, said={"changes": changes}, by=by)
    return company


def _ask_what_moves(old: str, new: str, answers: Collection[str]) -> None:
    """Raises Question until it is said that the zone changes all the same (M30)."""
    changes = f"zone-{new}"
    if changes in answers or not (moves := zones.moves(old, new)):
        return
    sentence = gettext("With this zone the clock on the wall is another one. %(moves)s") % {"moves": " ".join(moves)}
    raise Question(sentence, "zone", answers={changes: gettext("Change the zone all the same")})


@action(Perm.COMPANY_EDIT)
def set_working_hours(
    company: Company,
    *,
    hours: Mapping[int, Spans],
    rests_on_holidays: bool,
    version: int,
    by: AbstractBaseUser,
) -> Company:
    """The hours in which what is due is counted: weekday (0 is Monday) → spans of the wall clock; 00:00 as an end is
    midnight. None at all: day and night. What is due already stays due then.

    Raises RuleBroken beside "hours.<weekday>" for spans that overlap or end before they begin; Stale when somebody
    saved first."""
    company = Company.locked(company.pk, version)
    kept = {str(day): _kept_spans(day, spans) for day, spans in sorted(hours.items()) if spans}
    if (kept, rests_on_holidays) == (company.working_hours, company.rests_on_holidays):
        return company
    company.working_hours, company.rests_on_holidays = kept, rests_on_holidays
    company.save_changes("working_hours", "rests_on_holidays")
    facts = {"hours": kept, "holidays": yes_no(rests_on_holidays)}
    record("company.hours_set", company.as_ref, facts=facts, said={"note": told_hours(kept)}, by=by)
    return company


def _kept_spans(day: int, spans: Spans) -> list[list[str]]:
    if day not in range(7) or len(spans) > MOST_SPANS:
        raise RuleBroken(_("A day has %(most)s spans of hours at most.") % {"most": MOST_SPANS}, f"hours.{day}")
    before = None
    for place, (start, end) in enumerate(spans):
        is_last = end == MIDNIGHT and place == len(spans) - 1
        if (end <= start and not is_last) or (before is not None and start < before):
            raise RuleBroken(
                _("Write the hours of a day in order, each end after its start: 08:00–12:00, 14:00–18:00."),
                f"hours.{day}",
            )
        before = end
    return [[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in spans]


@dataclass(frozen=True)
class Export:
    """A list that leaves as a file. name, filters: as whoever takes it reads them; path: the address of the list;
    size(most): how many rows it has, counted up to so many."""

    name: str
    path: str
    form: str
    filters: str
    size: Callable[[int], int]


@action(Perm.LIST_EXPORT)
def begin_export(export: Export, *, reason: str, by: AbstractBaseUser) -> Access:
    """A list leaves: the journal of access keeps who took it, by which filters and why. It is written before the first
    row, so a download that is broken off stands there too.

    Raises RuleBroken beside `reason` where there is none and the company asks for one of so many rows."""
    check_text(reason, LONGEST_REASON, "reason")
    most = Company.here().export_reason_rows
    if most is not None and not reason.strip() and export.size(most + 1) > most:
        sentence = gettext("Write what this file is for: it has more than %(rows)s rows.")
        raise RuleBroken(sentence % {"rows": write_number(most, 0, active_language())}, "reason")
    said = {"list": export.name, "filters": export.filters, "reason": reason.strip()}
    return note(
        Access.Kind.EXPORT,
        person=by,
        facts={"path": export.path, "format": export.form},
        said={name: SECRET.sub("…", text) for name, text in said.items() if text},
        count=0,
        is_whole=False,
        open_until=timezone.now() + LONGEST_DOWNLOAD,
    )


@action(authorised_by="the export that it ends")
def end_export(access: Access, *, rows: int, is_whole: bool) -> None:
    """The file has left, or whoever took it went away: so many rows were written."""
    Access.objects.unsealed().filter(pk=access.pk).update(count=rows, is_whole=is_whole, open_until=None)


@action(Perm.COMPANY_EDIT)
def hide_first_steps(company: Company, *, by: AbstractBaseUser) -> Company:
    """Home does not show the first steps any more; Settings still does. A second time nothing happens."""
    company = Company.locked(company.pk)
    if not company.has_first_steps:
        return company
    company.has_first_steps = False
    company.save(update_fields=["has_first_steps"])
    record("company.first_steps_hidden", company.as_ref, by=by)
    return company


@action(Perm.COMPANY_EDIT)
def confirm_test_print(company: Company, *, paper: str, by: AbstractBaseUser) -> Company:
    """A test came out well on this paper (a SlipPaper): from now on it is the shop's own.

    Raises RuleBroken beside `paper` for one that there is not."""
    if paper not in SlipPaper:
        raise RuleBroken(_("Pick one of the papers."), "paper")
    company = Company.locked(company.pk)
    before, company.slip_paper = company.slip_paper, paper
    changes = {"slip_paper": [SlipPaper(before).label, SlipPaper(paper).label]} if before != paper else {}
    if changes:
        company.save_changes("slip_paper")
    said = {"paper": SlipPaper(paper).label, "changes": changes}
    record("company.test_printed", company.as_ref, facts={"paper": paper}, said=said, by=by)
    return company


@action(Perm.COMPANY_EDIT)
def change_logo(company: Company, *, upload: "UploadedFile[bytes]", by: AbstractBaseUser) -> Company:
    """A new logo is sent; pages and paper show it once it is decoded. RuleBroken when it is no picture."""
    company = Company.locked(company.pk)
    replaced, company.logo = company.logo, receive_picture(upload, by=by)
    company.save(update_fields=["logo"])
    if replaced:
        discard(replaced)
    record("company.logo_changed", company.as_ref, facts={"file": company.logo.pk}, by=by)
    return company


@action(Perm.COMPANY_EDIT)
def remove_logo(company: Company, *, by: AbstractBaseUser) -> Company:
    """Pages and paper show the name instead. Without a logo nothing happens."""
    company = Company.locked(company.pk)
    removed = company.logo
    if removed is None:
        return company
    company.logo = None
    company.save(update_fields=["logo"])
    record("company.logo_removed", company.as_ref, facts={"file": removed.pk}, by=by)
    discard(removed)
    return company


def _settled(company: Company, facts: CompanyFacts) -> CompanyFacts:
    """The facts with tax id and phones in their kept spelling, or RuleBroken."""
    if not facts.name:
        raise RuleBroken(_("Write the name of the shop."), "name")
    if not places.is_zone(facts.zone):
        raise RuleBroken(_("Pick a time zone from the list."), "zone")
    if not facts.has_workshop and not facts.has_care:
        raise RuleBroken(_("Leave the workshop or customer care switched on: one of them at least."), "has_workshop")
    _check_currencies(company, facts)
    kept_phone = phones.kept_phone(facts.phone, facts.country, before=company.phone)
    whatsapp = phones.kept_phone(facts.whatsapp, facts.country, "whatsapp", before=company.whatsapp)
    pix_kind, pix_key = _pix_key(facts)
    return replace(
        facts, tax_id=_tax_id(facts), phone=kept_phone, whatsapp=whatsapp, pix_kind=pix_kind, pix_key=pix_key
    )


def _check_currencies(company: Company, facts: CompanyFacts) -> None:
    if facts.second_currency == facts.currency:
        raise RuleBroken(_("The second currency has to differ from the first."), "second_currency")
    for name in ("currency", "second_currency"):
        code = getattr(facts, name)
        if code and code not in money.OFFERED:
            raise RuleBroken(_("Pick a currency from the list."), name)
    if facts.currency != company.currency and currency.is_kept():
        raise RuleBroken(_("The currency stays: there are accounts in it already."), "currency")


def _tax_id(facts: CompanyFacts) -> str:
    if not facts.tax_id:
        if facts.tax_kind:
            raise RuleBroken(_("Write the number of the document, or choose no tax id."), "tax_id")
        return ""
    if not facts.tax_kind:
        raise RuleBroken(_("Choose what kind of document this is."), "tax_kind")
    if facts.tax_kind not in dict(taxid.kinds_for(facts.country)):
        raise RuleBroken(_("This document is of another country. Choose one of the company's country."), "tax_kind")
    try:
        return taxid.check(facts.tax_kind, facts.tax_id)
    except taxid.TaxIdError as error:
        raise RuleBroken(str(error), "tax_id") from error


def _pix_key(facts: CompanyFacts) -> tuple[str, str]:
    """Kind and key; neither without a key. Its codes name the receiver: name and city need letters that banks show."""
    if not facts.pix_key:
        return "", ""
    kind, key = read_pix_key(facts.pix_key, facts.pix_kind)
    if not brcode.receiver(facts.name):
        raise RuleBroken(
            _("PIX shows the name in Latin letters: write it with them too, or leave the PIX key empty."), "name"
        )
    if facts.city and not brcode.place(facts.city):
        raise RuleBroken(_("PIX shows the city in Latin letters: write it with them."), "city")
    return kind, key


def read_pix_key(typed: str, kind: str) -> tuple[str, str]:
    """Kind and key as the bank knows them. Raises RuleBroken beside the kind where it has to be chosen, else beside the
    key."""
    try:
        return pixkeys.read_key(typed, kind)
    except pixkeys.PixKeyDoubt as doubt:
        raise RuleBroken(
            _("These digits can be a phone as well as a document: choose which kind of key it is."), "pix_kind"
        ) from doubt
    except ValueError as error:
        raise RuleBroken(_NO_KEY.get(kind, _NO_KEY[""]), "pix_key") from error


PIX_KINDS = {
    pixkeys.CPF: "CPF",
    pixkeys.CNPJ: "CNPJ",
    pixkeys.PHONE: _("Phone"),
    pixkeys.EMAIL: _("E-mail"),
    pixkeys.RANDOM: _("Random key"),
}
_NO_KEY = {
    "": _("This is no PIX key: write an e-mail address, a phone with area code, a CPF, a CNPJ or a random key."),
    pixkeys.CPF: _("This is no CPF. One looks like 390.533.447-05."),
    pixkeys.CNPJ: _("This is no CNPJ. One looks like 11.222.333/0001-81."),
    pixkeys.PHONE: _("This is no phone of Brazil with its area code. One looks like +55 11 98765-4321."),
    pixkeys.EMAIL: _("This is no e-mail address. One looks like ana@example.com."),
    pixkeys.RANDOM: _("This is no random key. One has 32 letters and digits in five groups, as the bank shows it."),
}
LANGUAGE_NAMES = {"es": "Spanish", "pt-br": "Portuguese", "en": "English"}


def recorded_language(code: str) -> dict[str, str]:
    """A language as the history keeps it: each reader gets its name in their own."""
    return {"label": LANGUAGE_NAMES.get(code, code)}


def recorded_document_kind(kind: str) -> Any:
    """A kind of document as the history keeps it: R.I.F. is R.I.F. for everybody."""
    return {"label": "Other document"} if kind == "other" else taxid.label(kind) if kind else ""


def recorded_pix_kind(kind: str) -> Any:
    """A kind of PIX key as the history keeps it: CPF is CPF for everybody."""
    labels = {pixkeys.PHONE: "Phone", pixkeys.EMAIL: "E-mail", pixkeys.RANDOM: "Random key"}
    return {"label": labels[kind]} if kind in labels else PIX_KINDS.get(kind, "")


def _recorded(facts: CompanyFacts, name: str) -> Any:
    """A fact as the history keeps it: labels are msgids, so that each reader gets their own language."""
    value = getattr(facts, name)
    if isinstance(value, bool):
        return yes_no(value)
    if name in ("fine_bp", "interest_bp"):
        return {"percent": value}
    if name == "language":
        return recorded_language(value)
    if name == "slip_paper":
        return SlipPaper(value).label
    if name == "due_rule":
        return kept_label(DueRule(value).label)
    if name == "tax_id":
        return taxid.format_tax_id(facts.tax_kind, value) if value else ""
    if name == "tax_kind":
        return recorded_document_kind(value)
    if name == "pix_kind":
        return recorded_pix_kind(value)
    return phones.format_phone(value, facts.country) if name in ("phone", "whatsapp") else value
