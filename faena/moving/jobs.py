"""What takes long: a file is checked, imported, undone, in stretches; the pages look on.

Each chunk is kept by itself: a worker that dies loses none of them, and doing it twice, even at the same time, is
harmless."""

import gc
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone, translation
from django_tasks import task

from faena.company.models import Company
from faena.journal.unit_of_work import Origin, unit_of_work
from faena.lib.errors import RuleBroken
from faena.moving.actions.chunks import check_chunk, end_import, write_chunk
from faena.moving.actions.undoing import undo_chunk
from faena.moving.models import KEPT, UNUSED, Import, ImportRow
from faena.moving.preparing import Preparing, Ready
from faena.moving.reading.fields import Kind
from faena.moving.reading.records import Plan, Record, records_of
from faena.moving.reading.tables import How, Unreadable

CHUNK = 1_000  # rows of one transaction
FEW = 100  # the same, where each row takes actions of its own: others write in between
ONE_BY_ONE = frozenset({Kind.ORDERS, Kind.SUBSCRIPTIONS})
STRETCH = 60.0  # seconds of one job: nobody else's waits longer for its turn
PAUSE = 0.05  # seconds between two chunks, in which others write
STALLED = timedelta(minutes=2)  # after its last chunk an import has lost its worker
MOST_TRIES = 3  # of a chunk, while others register the same people
AT_ONCE = 5_000


@task()
def work_at(import_pk: int) -> None:
    """For a stretch, or until the import is at its end; then the next job goes on."""
    import_ = Import.objects.filter(pk=import_pk).first()
    if import_ is not None and work(import_, seconds=STRETCH):
        work_at.enqueue(import_pk)


def work(import_: Import, *, seconds: float | None = None, told: Callable[[Import], None] | None = None) -> bool:
    """Do what is due: check, write or undo. True when time is up and something is left. `told`: after each chunk."""
    import_ = Import.objects.select_related("by").get(pk=import_.pk)
    if not import_.is_busy:
        return False
    ends = time.monotonic() + seconds if seconds is not None else float("inf")
    origin = Origin(channel="job", uid=import_.uid)
    with (
        Company.the().in_its_zone(),
        translation.override(import_.by.language),
        unit_of_work(origin, joins=False),
        _collecting_only_rows(),
    ):
        steps = _undoing(import_) if import_.state == Import.State.UNDOING else _reading(import_)
        for _step in steps:
            if told is not None:
                import_.refresh_from_db()
                told(import_)
            if time.monotonic() > ends:
                return True
            time.sleep(PAUSE)
    return False


@contextmanager
def _collecting_only_rows() -> Iterator[None]:
    """What stands before the first row stays till the last: the collector need not go through it again and again."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _undoing(import_: Import) -> Iterator[None]:
    while undo_chunk(import_, by=import_.by):
        yield


def _reading(import_: Import) -> Iterator[None]:
    """Chunk by chunk; ends when the file does, or somebody stopped it."""
    preparing, problem = Preparing(Company.the()), ""
    try:
        of_one = FEW if Plan.from_json(import_.plan).kinds & ONE_BY_ONE else CHUNK
        for records in _chunks(_left(import_), min(of_one, CHUNK)):
            if not _do(import_, records, preparing):
                return
            yield
    except Unreadable as unreadable:
        problem = unreadable.sentence
    end_import(import_, problem=problem, by=import_.by)
    yield


def _do(import_: Import, records: list[Record], preparing: Preparing) -> bool:
    for attempt in range(1, MOST_TRIES + 1):
        ready: list[Ready] = [preparing.ready(record) for record in records]  # before the transaction
        try:
            if import_.state == Import.State.CHECKING:
                return check_chunk(import_, ready, by=import_.by)
            return write_chunk(import_, ready, preparing, by=import_.by)
        except RuleBroken:
            if attempt == MOST_TRIES:
                raise
    raise AssertionError("The last attempt returned or raised.")


def _left(import_: Import) -> Iterator[Record]:
    """The records after those that are through. All before are read again, since a row may say what a later one is."""
    how = How(import_.encoding, import_.delimiter, import_.header, import_.has_header)
    plan = Plan.from_json(import_.plan)
    found = records_of(import_.path, import_.file_name, import_.table, how, plan)
    return (record for record in found if record.number > import_.upto)


def _chunks(records: Iterable[Record], size: int) -> Iterator[list[Record]]:
    chunk: list[Record] = []
    for record in records:
        chunk.append(record)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def resume_imports() -> int:
    """Give a new job to each import whose own was lost or died. Returns how many."""
    now = timezone.now()
    is_stalled = Q(progressed_at__lt=now - STALLED) | Q(progressed_at__gt=now + STALLED)  # or by a clock put back since
    busy = [Import.State.CHECKING, Import.State.RUNNING, Import.State.UNDOING]
    stalled = list(Import.objects.filter(is_stalled, state__in=busy).values_list("pk", flat=True))
    for pk in stalled:
        work_at.enqueue(pk)
    return len(stalled)


def forget_files() -> int:
    """30 days after its end a file goes, with what stood in its rows: they are people's. Numbers, states and what was
    made stay. A file that nobody imported goes altogether. Returns how many."""
    now = timezone.now()
    ended = Import.objects.filter(ended_at__lt=now - KEPT, forgotten_at=None)
    old = list(ended.exclude(state=Import.State.UNDOING)[:AT_ONCE])
    for import_ in old:
        while keys := list(
            ImportRow.objects.filter(of=import_).exclude(raw=[], remarks=[], before={}).values_list("pk")[:AT_ONCE]
        ):
            ImportRow.objects.filter(pk__in=[pk for (pk,) in keys]).update(raw=[], remarks=[], before={})
        import_.path.unlink(missing_ok=True)
        Import.objects.filter(pk=import_.pk).update(forgotten_at=now)
    unused = Import.objects.filter(started_at=None, made_at__lt=now - UNUSED)
    for import_ in unused[:AT_ONCE]:
        ImportRow.objects.filter(of=import_).delete()
        Import.objects.filter(pk=import_.pk).delete()
        import_.path.unlink(missing_ok=True)
        old.append(import_)
    return len(old)
