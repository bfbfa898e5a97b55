"""Step 3: the questions about a file, and the press that checks it; what the check found, as files."""

from dataclasses import replace
from tempfile import TemporaryFile
from typing import Any

from django.db import transaction
from django.http import FileResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.journal.access import origin_of
from faena.journal.unit_of_work import unit_of_work
from faena.moving import actions, reports
from faena.moving.forms import QuestionsForm
from faena.moving.models import Import, ImportRow
from faena.moving.reading.questions import Question
from faena.moving.reading.questions import questions as questions_about
from faena.moving.reading.records import Plan
from faena.moving.reading.tables import How, Table, Unreadable
from faena.moving.views.common import Sample, fetch, first_lines, how_of, of_unwritten, page_of, sample_of
from faena.ui.answers import form_page, see_other

SCANNED = 5_000  # rows: what a question is about stands in the first ones, or nearly always


@requires(Perm.IMPORT, repeatable=True)  # reading a large file takes seconds, in which others write
@of_unwritten
def questions(request: StaffRequest, import_: Import) -> HttpResponseBase:
    """Step 3: what cannot be known from the file alone. Going on checks every row and writes none."""
    sample = sample_of(import_, import_.table, how_of(import_))
    if sample.table is None or not import_.plan:
        return see_other(reverse("moving:table", args=[import_.pk]))
    plan = Plan.from_json(import_.plan)
    asked = asked_about(import_, sample.table, sample, plan)
    form = QuestionsForm(request.POST if request.method == "POST" else None, asked=asked, answers=plan.answers)

    def act(facts: dict[str, Any]) -> str:
        answered = replace(plan, answers={**plan.answers, **form.answers}, today=timezone.localdate())
        check(import_, sample.how, answered, by=request.user)
        return page_of(import_)

    return form_page(request, form, "moving/import_questions.html", {"import_": import_}, act=act)


def check(import_: Import, how: How, plan: Plan, *, by: User) -> None:
    """The file is gone through by a job, as it was decided."""
    facts: dict[str, Any] = {"table": import_.table, "how": how, "system": import_.system, "total": import_.total}
    with transaction.atomic():
        actions.choose_columns(import_, plan=plan, by=by, **facts)
        actions.check_import(import_, by=by)


def asked_about(import_: Import, table: Table, sample: Sample, plan: Plan) -> list[Question]:
    """Of the first rows; none where they cannot be read, which the check tells."""
    try:
        return questions_about(table, first_lines(import_, table, sample.how, SCANNED), plan)
    except Unreadable:
        return []


@requires(Perm.IMPORT, repeatable=True)
@require_POST
def report(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Every row with what becomes of it, as a workbook."""
    import_ = fetch(request, pk)
    return _file(request, import_, reports.report_xlsx(import_), _("Report"), import_.looked_at)


@requires(Perm.IMPORT, repeatable=True)
@require_POST
def refused(request: StaffRequest, pk: int) -> HttpResponseBase:
    """The refused rows alone, in the shape of the file, to be corrected and brought again."""
    import_ = fetch(request, pk)
    rows = import_.counts.get(ImportRow.State.REFUSED, 0)
    return _file(request, import_, reports.refused_rows(import_), _("Refused rows"), rows)


def _file(request: StaffRequest, import_: Import, made: reports.MadeFile, what: str, rows: int) -> HttpResponseBase:
    """Made on the disk, piece by piece, while the reader's language holds. The journal of access keeps who took it."""
    with unit_of_work(origin_of(request, "page")):
        actions.take_file(import_, what, made.filename.rpartition(".")[2], rows, by=request.user)
    file = TemporaryFile()  # noqa: SIM115  # the answer closes it
    try:
        file.writelines(made.pieces)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=made.filename, content_type=made.content_type)
