"""What a person decides about a file that was brought: its columns, that it is checked, imported, stopped, undone."""

import hashlib
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.company.models import Company
from faena.gate.grants import Perm
from faena.gate.rights import need
from faena.journal.access import note
from faena.journal.actions import record
from faena.journal.models import Access
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken, refused
from faena.lib.limits import LONGEST_REASON, check_text
from faena.lib.text import clean, fold
from faena.moving import jobs
from faena.moving.keeping import Kept, Upload, keep_file, kept_name
from faena.moving.models import Import, ImportPreset
from faena.moving.reading.columns import fingerprint
from faena.moving.reading.records import Plan
from faena.moving.reading.tables import How

State = Import.State


def begin_import(upload: Upload | Path, filename: str, *, by: User) -> Import:
    """Keep a file that somebody brought, 50 MB at most; nothing of it is read yet. Raises RuleBroken beside "upload"
    when it is empty or too large."""
    need(by, Perm.IMPORT)
    kept = keep_file(upload)  # before the transaction: it may take seconds
    try:
        return _begin(kept, filename, by=by)
    except BaseException:
        kept.path.unlink(missing_ok=True)
        raise


@action(Perm.IMPORT)
def _begin(upload: Kept, filename: str, *, by: User) -> Import:
    import_ = Import(uid=upload.uid, file_name=kept_name(filename), size=upload.size, sha256=upload.sha256, by=by)
    import_.save(force_insert=True)
    return import_


@action(Perm.IMPORT)
def choose_columns(
    import_: Import, *, table: str, how: How, plan: Plan, system: str = "", total: int = 0, by: User
) -> Import:
    """From which table of the file what is taken, and how. `system`: where the file comes from, by which the keys that
    things have there are told apart; "" takes the shape of the table. `total`: its rows, as far as they are counted.
    What was checked before is forgotten. Raises RuleBroken while a job works at it, or after it was imported."""
    import_ = _locked(import_)
    if why := why_not_run(import_) or _why_begun(import_):
        raise RuleBroken(why)
    import_.table, import_.header, import_.has_header = table, how.header, how.has_header
    import_.encoding, import_.delimiter = how.encoding, how.delimiter
    import_.plan, import_.system, import_.total = plan.to_json(), clean(system) or _shape(table, plan), total
    import_.state, import_.upto, import_.counts, import_.problem = State.READ, 0, {}, ""
    import_.save(
        update_fields=[
            "table", "header", "has_header", "encoding", "delimiter", "plan", "system", "total", "state", "upto",
            "counts", "problem",
        ]
    )  # fmt: skip
    import_.rows.all().delete()
    return import_


@action(Perm.IMPORT)
def check_import(import_: Import, *, by_job: bool = True, by: User) -> Import:
    """Go through the whole file and say of each row what would become of it; nothing else is written. Raises RuleBroken
    without columns, while a job works at it, or after it was imported."""
    import_ = _locked(import_)
    if why := why_not_run(import_) or _why_begun(import_):
        raise RuleBroken(why)
    return _go(import_, State.CHECKING, by, by_job)


@action(Perm.IMPORT)
def run_import(import_: Import, *, by_job: bool = True, by: User) -> Import:
    """Write it, from the first row on, or from where it was stopped. `by_job`: a job does it, else whoever calls
    (`jobs.work`). Raises RuleBroken without columns, while a job works at it, or when it is done or undone."""
    import_ = _locked(import_)
    if why := why_not_run(import_):
        raise RuleBroken(why)
    return _go(import_, State.RUNNING, by, by_job)


@action(Perm.IMPORT)
def stop_import(import_: Import, *, by: User) -> Import:
    """The job ends after the rows that it has in hand. What was written stays, and can go on or be undone; what was
    being undone can only go on being undone."""
    import_ = _locked(import_)
    stopped = {State.CHECKING: State.READ, State.RUNNING: State.STOPPED, State.UNDOING: State.HALTED}
    if import_.state not in stopped:
        return import_
    import_.state, import_.progressed_at = stopped[State(import_.state)], timezone.now()
    if import_.state in (State.STOPPED, State.HALTED):
        import_.ended_at = timezone.now()
    import_.save(update_fields=["state", "progressed_at", "ended_at"])
    return import_


@action(Perm.IMPORT)
def undo_import(import_: Import, *, by_job: bool = True, by: User) -> Import:
    """Take away what it made, the newest first, while nobody has done anything with it since; what stays is told in its
    row. Raises RuleBroken after 30 days, while a job works at it, or where nothing was imported."""
    import_ = _locked(import_)
    if why := why_not_undo(import_):
        raise RuleBroken(why)
    return _go(import_, State.UNDOING, by, by_job)


@action(Perm.IMPORT)
def discard_import(import_: Import, *, by: User) -> None:
    """Throw a file away of which nothing was imported. Raises RuleBroken for any other."""
    import_ = _locked(import_)
    if import_.is_busy or import_.started_at is not None:
        raise RuleBroken(_("Something of this file was imported. It can be undone, but not be thrown away."))
    path = import_.path
    import_.rows.all().delete()
    import_.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


@action(Perm.IMPORT)
def save_preset(import_: Import, *, name: str, by: User) -> ImportPreset:
    """Keep its columns and answers for the next file with the same columns. Raises RuleBroken beside "name" without
    one, or when there is one of this name, and before columns are chosen or where they have no names."""
    if why := why_not_remember(import_):
        raise RuleBroken(why)
    if not clean(name):
        raise RuleBroken(_("Write a name."), "name", "required")
    header = tuple(import_.plan["header"])
    preset = ImportPreset(
        name=clean(name), fingerprint=fingerprint(header), plan=import_.plan, system=import_.system, by=by
    )  # fmt: skip
    with refused():
        preset.save(force_insert=True)
    record("company.import_preset_kept", Company.locked(1).as_ref, said={"name": preset.name}, by=by)
    return preset


@action(Perm.IMPORT)
def delete_preset(preset: ImportPreset, *, by: User) -> None:
    """Files with these columns are asked about again. What was imported by it stays."""
    found = ImportPreset.objects.select_for_update(of=("self",)).filter(pk=preset.pk).first()
    if found is None:
        return
    found.delete()
    record("company.import_preset_deleted", Company.locked(1).as_ref, said={"name": found.name}, by=by)


@action(Perm.IMPORT)
def take_file(import_: Import, what: str, form: str, rows: int, *, by: User) -> None:
    """What became of its rows leaves as a file: the journal of access keeps that. `what`: as people call the file;
    `form`: "xlsx" or "csv"."""
    check_text(what, LONGEST_REASON, "what")
    note(
        Access.Kind.EXPORT,
        person=by,
        facts={"path": f"imports/{import_.pk}", "format": form},
        said={"list": f"{import_.file_name}: {what}"},
        count=rows,
    )


def why_not_run(import_: Import) -> str:
    """What holds a file back from being checked and imported; "" when nothing does."""
    if import_.is_busy:
        return _("This import is being worked at. Wait for its end, or stop it.")
    if import_.state in (State.DONE, State.UNDONE):
        return _("This file was imported already. Bring it again to import it again.")
    if import_.state == State.HALTED:
        return _("A part of this import was undone already. Go on undoing it.")
    if import_.forgotten_at is not None:
        return _("This file is no longer kept. Bring it again.")
    return ""


def why_not_remember(import_: Import) -> str:
    """What keeps its columns from being known by their names again; "" when nothing does."""
    if not import_.plan.get("columns"):
        return _("Choose first what stands in which column.")
    if not fingerprint(tuple(import_.plan.get("header", ()))):
        return _("The columns of this file have no names by which another one would be known.")
    return ""


def why_not_undo(import_: Import) -> str:
    """What holds an import back from being undone; "" when nothing does."""
    if import_.is_busy:
        return _("This import is being worked at. Wait for its end, or stop it.")
    if import_.state not in (State.DONE, State.STOPPED, State.HALTED):
        return _("Nothing of this file was imported.")
    until = import_.undo_until
    if until is not None and until < timezone.now():
        return _("An import can be undone for 30 days. This one is older.")
    return ""


def _why_begun(import_: Import) -> str:
    return _("A part of this file was imported already: go on, or undo it.") if import_.started_at else ""


def _go(import_: Import, state: Import.State, by: User, by_job: bool) -> Import:
    """From now on a job works at it."""
    if not import_.plan:
        raise RuleBroken(_("Choose first what stands in which column."), "plan")
    now = timezone.now()
    if import_.state != State.STOPPED and state != State.UNDOING:
        import_.upto, import_.counts = 0, {}
    if state == State.RUNNING and import_.started_at is None:
        import_.started_at = now
    import_.state, import_.progressed_at, import_.ended_at, import_.by, import_.problem = state, now, None, by, ""
    import_.save(update_fields=["upto", "counts", "started_at", "state", "progressed_at", "ended_at", "by", "problem"])
    if by_job:
        jobs.work_at.enqueue(import_.pk)
    return import_


def _shape(table: str, plan: Plan) -> str:
    """What stands for the system where nobody says it: files of the same shape come from the same one."""
    return hashlib.sha256("\n".join([table, *map(fold, plan.header)]).encode()).hexdigest()[:16]


def _locked(import_: Import) -> Import:
    return Import.objects.select_for_update(of=("self",)).select_related("by").get(pk=import_.pk)
