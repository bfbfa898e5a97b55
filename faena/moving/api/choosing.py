"""What a person decides about a file before it is imported: its table, what each column is, what is asked about it."""

from dataclasses import replace
from typing import Any

from django.http import Http404
from django.utils import timezone

from faena.accounts.requests import StaffRequest
from faena.gate.grants import Perm
from faena.lib.errors import RuleBroken
from faena.moving import actions
from faena.moving.api.imports import fetched, import_file
from faena.moving.api.room import routes
from faena.moving.forms import ColumnsForm, TableForm
from faena.moving.models import Import
from faena.moving.reading.fields import FIELDS
from faena.moving.reading.plans import Plan
from faena.moving.reading.questions import Question
from faena.moving.views import checking, choosing, common
from faena.moving.views.common import Sample
from faena.rest.values import In, Out
from faena.ui.problems import Problem


class ImportTable(Out):
    name: str
    rows: int
    is_hidden: bool


class ImportColumn(Out):
    """fields: what it is, by names of `fields`; values: the first ones in it."""

    place: int
    name: str
    values: list[str]
    fields: list[str]
    is_hidden: bool


class ImportField(Out):
    name: str
    label: str
    kinds: list[str]


class ImportColumnsOut(Out):
    """header: the row with the names of the columns, from 1. kinds: what the file brings. fields: what a column can
    be. problem: why it cannot be read; "" where it can."""

    tables: list[ImportTable]
    table: str
    header: int | None
    kinds: list[str]
    columns: list[ImportColumn]
    fields: list[ImportField]
    problem: str


def _changeable(request: StaffRequest, import_id: int) -> Import:
    """One of which nothing was written, and at which no job works; 404 for any other, as its pages."""
    found = fetched(request, import_id)
    if not common.is_changeable(found):
        raise Http404
    return found


def _sample(import_: Import) -> Sample:
    return common.sample_of(import_, import_.table, common.how_of(import_))


@routes.thing("/imports/{int:import_id}/columns", Perm.IMPORT)
def import_columns(request: StaffRequest, import_id: int) -> ImportColumnsOut:
    """The columns of its table with their first values; what is known of them is chosen already."""
    import_ = _changeable(request, import_id)
    sample = _sample(import_)
    plan = choosing.plan_of(request, import_, sample) if sample.table else None
    columns = []
    if sample.table and plan:
        values = common.values_of(sample.table, sample.lines)
        columns = [
            ImportColumn(
                place=place,
                name=name,
                values=values[place],
                fields=list(plan.columns.get(place, ())),
                is_hidden=place in sample.table.hidden_columns,
            )
            for place, name in enumerate(sample.table.columns)
        ]
    return ImportColumnsOut(
        tables=[ImportTable(name=one.name, rows=one.lines, is_hidden=one.is_hidden) for one in sample.tables],
        table=sample.table.name if sample.table else "",
        header=sample.header,
        kinds=sorted(map(str, plan.kinds)) if plan else [],
        columns=columns,
        fields=[
            ImportField(name=field.name, label=str(field.label), kinds=sorted(map(str, field.kinds)))
            for field in FIELDS
        ],
        problem=str(sample.problem),
    )


class ImportTableIn(In):
    """table: "" for the one that is offered first. header: null to have it found out. encoding, delimiter: of a text,
    "" to have them found out."""

    table: str = ""
    header: int | None = None
    no_header: bool = False
    encoding: str = ""
    delimiter: str = ""


@routes.event("/imports/{int:import_id}/table", Perm.IMPORT, to=import_file)
def choose_table(request: StaffRequest, import_id: int, facts: ImportTableIn) -> int:
    """Which table of the file is taken, and how it is read."""
    import_ = _changeable(request, import_id)
    sample = _sample(import_)
    form = TableForm(facts.model_dump(), tables=sample.tables, found=sample.header, is_text=common.is_text(import_))
    _check(form)
    sample = common.sample_of(import_, facts.table or import_.table, form.how)
    _choose(request, import_, sample, choosing.plan_of(request, import_, sample))
    return import_id


class ImportColumnIn(In):
    place: int
    fields: list[str]


class ImportColumnsIn(In):
    """columns: those that are taken, by their place; the others are left out."""

    kinds: list[str]
    columns: list[ImportColumnIn]


@routes.event("/imports/{int:import_id}/columns", Perm.IMPORT, to=import_file)
def choose_columns(request: StaffRequest, import_id: int, facts: ImportColumnsIn) -> int:
    """What each of its columns is, and what the file brings."""
    import_ = _changeable(request, import_id)
    sample = _sample(import_)
    plan = choosing.plan_of(request, import_, sample)
    if sample.table is None:
        raise RuleBroken(sample.problem)
    data = {"kinds": facts.kinds} | {f"column_{one.place}": ",".join(one.fields) for one in facts.columns}
    values = common.values_of(sample.table, sample.lines)
    form = ColumnsForm(data, table=sample.table, guessed=plan.columns, kinds=plan.kinds, values=values)
    places = {f"column_{one.place}": f"columns.{at}.fields" for at, one in enumerate(facts.columns)}
    _check(form, places)
    _choose(request, import_, sample, replace(plan, columns=form.columns, kinds=form.chosen_kinds))
    return import_id


def _choose(request: StaffRequest, import_: Import, sample: Sample, plan: Plan) -> None:
    if sample.table is None:
        raise RuleBroken(sample.problem)
    actions.choose_columns(
        import_,
        table=sample.table.name,
        how=sample.how,
        plan=plan,
        system=plan.preset,
        total=sample.table.lines,
        by=request.user,
    )


def _check(form: TableForm | ColumnsForm, places: dict[str, str] | None = None) -> None:
    """Raises RuleBroken beside what was sent for the first mistake of the form."""
    for name, mistakes in form.errors.items():
        at = (places or {}).get(name, name if name in form.fields else "")
        raise RuleBroken(mistakes[0], "" if at.startswith("column_") else at)


# --- questions ------------------------------------------------------------------------------------------------


class ImportOption(Out):
    value: str
    label: str


class ImportQuestionOut(Out):
    """default: what is taken where nobody answers. columns: about which, by their places."""

    name: str
    label: str
    options: list[ImportOption]
    default: str
    columns: list[int]


class ImportQuestionsOut(Out):
    items: list[ImportQuestionOut]


def _asked(import_: Import) -> list[Question]:
    sample = _sample(import_)
    if sample.table is None or not import_.plan:
        raise Http404
    return checking.asked_about(import_, sample.table, sample, Plan.from_json(import_.plan))


@routes.thing("/imports/{int:import_id}/questions", Perm.IMPORT)
def import_questions(request: StaffRequest, import_id: int) -> ImportQuestionsOut:
    """What cannot be known from the file alone, once its columns are chosen."""
    items = [
        ImportQuestionOut(
            name=one.name,
            label=str(one.label),
            options=[ImportOption(value=value, label=str(label)) for value, label in one.options],
            default=one.default,
            columns=list(one.columns),
        )
        for one in _asked(_changeable(request, import_id))
    ]
    return ImportQuestionsOut(items=items)


class ImportAnswersIn(In):
    """answers: name of a question → value of one of its options."""

    answers: dict[str, str] = {}


@routes.event("/imports/{int:import_id}/checking", Perm.IMPORT, to=import_file)
def check_import(request: StaffRequest, import_id: int, facts: ImportAnswersIn) -> int:
    """A job goes through the whole file and says of each row what would become of it."""
    import_ = _changeable(request, import_id)
    asked = {one.name: {value for value, _label in one.options} for one in _asked(import_)}
    for name, value in facts.answers.items():
        if value not in asked.get(name, ()):
            errors = [{"pointer": f"/answers/{name}", "detail": "This is not among its values."}]
            raise Problem(422, "invalid", errors=errors)
    plan = Plan.from_json(import_.plan)
    plan = replace(plan, answers={**plan.answers, **facts.answers}, today=timezone.localdate())
    kept: dict[str, Any] = {"table": import_.table, "system": import_.system, "total": import_.total}
    actions.choose_columns(import_, how=common.how_of(import_), plan=plan, **kept, by=request.user)
    actions.check_import(import_, by=request.user)
    return import_id
