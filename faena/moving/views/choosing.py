"""Steps 1 and 2: which table of the file, and what each of its columns is."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.lib.errors import RuleBroken
from faena.moving import actions
from faena.moving.examples import columns_of
from faena.moving.forms import ColumnsForm, TableForm
from faena.moving.models import Import, ImportPreset
from faena.moving.reading.columns import fingerprint, kinds_of
from faena.moving.reading.planning import first_plan
from faena.moving.reading.presets import PRESETS
from faena.moving.reading.records import Plan
from faena.moving.reading.tables import How, Table
from faena.moving.views.common import (
    SHOWN_ROWS,
    Sample,
    how_of,
    is_text,
    of_unwritten,
    sample_of,
    sheet_of,
    shown,
    values_of,
)
from faena.ui.answers import form_page, see_other


@requires(Perm.IMPORT, repeatable=True)  # reading a large file takes seconds, in which others write
@of_unwritten
def table(request: StaffRequest, import_: Import) -> HttpResponseBase:
    """Step 1, second half. What is chosen shows the first rows at once, by the address."""
    sample = sample_of(import_, import_.table, how_of(import_))
    form = _table_form(request, import_, sample)
    if form.is_bound and form.is_valid():
        sample = sample_of(import_, form.cleaned_data.get("table") or import_.table, form.how)

    def act(facts: dict[str, Any]) -> str:
        _choose(import_, sample, plan_of(request, import_, sample), by=request.user)
        return reverse("moving:columns", args=[import_.pk])

    context = {"import_": import_, "problem": sample.problem, **_first_rows(sample)}
    return form_page(request, form, "moving/import_table.html", context, act=act)


@requires(Perm.IMPORT, repeatable=True)
@of_unwritten
def columns(request: StaffRequest, import_: Import) -> HttpResponseBase:
    """Step 2: each column with five real values; what is known is chosen already."""
    sample = sample_of(import_, import_.table, how_of(import_))
    if sample.table is None:
        return see_other(reverse("moving:table", args=[import_.pk]))
    plan = plan_of(request, import_, sample)
    form = _columns_form(request, sample.table, plan, sample)

    def act(facts: dict[str, Any]) -> str:
        _choose(import_, sample, replace(plan, columns=form.columns, kinds=form.chosen_kinds), by=request.user)
        return reverse("moving:questions", args=[import_.pk])

    context = {"import_": import_, "table": sample.table, "sheet": sheet_of(import_), "preset": preset_of(plan)}
    return form_page(request, form, "moving/import_columns.html", context, act=act)


def _table_form(request: StaffRequest, import_: Import, sample: Sample) -> TableForm:
    """Bound to what was sent, or to what the address says; else as it was chosen before."""
    asked = request.POST if request.method == "POST" else request.GET if "header" in request.GET else None
    typed = _as_typed(sample.table.name if sample.table else "", how_of(import_))
    return TableForm(asked, tables=sample.tables, found=sample.header, is_text=is_text(import_), initial=typed)


def _columns_form(request: StaffRequest, table: Table, plan: Plan, sample: Sample) -> ColumnsForm:
    sent = request.POST if request.method == "POST" else None
    values = values_of(table, sample.lines)
    return ColumnsForm(sent, table=table, guessed=plan.columns, kinds=plan.kinds, values=values)


def plan_of(request: StaffRequest, import_: Import, sample: Sample) -> Plan:
    """What was decided about this table; before that what is known of its shape, by the rules of the company's
    country."""
    table = sample.table
    if table is None:
        raise RuleBroken(sample.problem)
    if import_.plan and import_.table == table.name:
        kept = Plan.from_json(import_.plan)
        if kept.header == table.columns:
            return kept
    company = request.company
    today = timezone.localdate()
    first = first_plan(table, sample.lines, country=company.country, currency=company.currency, today=today)
    if (own := _remembered(table.columns)) is not None:
        kept = Plan.from_json(own.plan)
        return replace(first, columns=kept.columns, kinds=kept.kinds, answers=kept.answers, preset=kept.preset)
    ours = columns_of(table)
    return replace(first, columns=ours, kinds=kinds_of(ours)) if ours else first


def _remembered(header: tuple[str, ...]) -> ImportPreset | None:
    return ImportPreset.objects.for_columns(fingerprint(header))


def preset_of(plan: Plan) -> str:
    """The form that was remembered for such files, else the program from which the file is, as people call it; ""
    where nobody knows."""
    own = _remembered(plan.header)
    if own is not None and Plan.from_json(own.plan).columns == plan.columns:
        return own.name
    return next((preset.label for preset in PRESETS if preset.name == plan.preset), "")


def _choose(import_: Import, sample: Sample, plan: Plan, *, by: User) -> None:
    """Keep which table is taken, how it is read, and what its columns are."""
    table = sample.table
    if table is None:
        raise RuleBroken(sample.problem)
    own = _remembered(table.columns)  # its keys are those of the files before
    system = own.system if own is not None else plan.preset
    actions.choose_columns(
        import_, table=table.name, how=sample.how, plan=plan, system=system, total=table.lines, by=by
    )


def _as_typed(name: str, how: How) -> dict[str, Any]:
    return {
        "table": name,
        "header": how.header,
        "no_header": not how.has_header,
        "encoding": how.encoding,
        "delimiter": how.delimiter,
    }


def _first_rows(sample: Sample) -> dict[str, Any]:
    if sample.table is None:
        return {"columns": [], "lines": []}
    lines = [(line.number, [shown(cell) for cell in line.cells]) for line in sample.lines[:SHOWN_ROWS]]
    return {"columns": sample.table.columns, "lines": lines}
