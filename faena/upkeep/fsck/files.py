"""Files: what a row says is stored is there, and what is stored or kept belongs to something."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Final, TypeVar

from django.core.files.storage import default_storage
from django.db.models import Exists, ForeignObjectRel, OuterRef
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from faena.files.jobs import ATTACHMENTS, INCOMING, LEFT_OVER, PICTURES, remove_stored
from faena.files.models import File
from faena.upkeep.fsck.finding import AT_ONCE, Finding

Row = TypeVar("Row")

UID: Final = re.compile("[0-9a-f]{32}")
OLD: Final = LEFT_OVER + timedelta(hours=2)  # a day, and the worker's turn to tidy up comes every hour


def forgotten() -> Iterator[Finding]:
    """A file hangs on something: whatever table points to files is asked."""
    relations = (one for one in File._meta.get_fields(include_hidden=True) if isinstance(one, ForeignObjectRel))
    files = File.objects.filter(created_at__lt=timezone.now() - OLD)
    for relation in relations:
        pointing = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
        files = files.filter(~Exists(pointing))
    for file in files.iterator(AT_ONCE):
        yield Finding("file", file.pk, f"Nothing shows the file {file}.")


def lost() -> Iterator[Finding]:
    """Both pictures of a row that is ready are stored, or the attachment that it is."""
    ready = File.objects.filter(state=File.State.READY)
    incomplete = [file.pk for file in ready.iterator(AT_ONCE) if _lacking(file)]
    for some in _batches(incomplete):
        for file in ready.filter(pk__in=some):  # asked again: one that was discarded meanwhile has no row any more
            lacking = " and ".join(_lacking(file))
            yield Finding("file", file.pk, f"The file {file} is ready, and its storage lacks the {lacking}.")


def strays() -> Iterator[Finding]:
    """What has been stored for a day belongs to a row, or waits for the job that removes it."""
    before = timezone.now() - OLD
    for some in _batches(name for folder in (INCOMING, PICTURES, ATTACHMENTS) for name in _stored_in(folder)):
        unknown = set(some) - _of_rows(some)
        for name in sorted(unknown - _to_be_removed()) if unknown else ():
            if _is_older(name, before):
                yield Finding("stored", name, "No row knows this file.")


def _lacking(file: File) -> list[str]:
    stored = {"attachment": file.storage_name}
    if not file.is_attachment:
        stored = {"picture": file.storage_name, "small picture": file.thumb_name}
    return [what for what, name in stored.items() if not name or not default_storage.exists(name)]


def _stored_in(folder: str) -> Iterator[str]:
    """Names of everything under a folder."""
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in names)
    for inner in folders:
        yield from _stored_in(f"{folder}/{inner}")


def _of_rows(names: list[str]) -> set[str]:
    """Those that a row names. A stored name begins with the uid of its row."""
    uids = {found[0] for name in names if (found := UID.match(name.rpartition("/")[2]))}
    files = File.objects.filter(uid__in=uids)
    return {name for file in files for name in (file.storage_name, file.thumb_name, file.incoming_name)}


def _to_be_removed() -> set[str]:
    """What jobs still have to remove from the storage."""
    unfinished = [TaskResultStatus.READY, TaskResultStatus.RUNNING]
    jobs = DBTaskResult.objects.filter(task_path=remove_stored.module_path, status__in=unfinished)
    return {name for job in jobs for names in job.args_kwargs["args"] for name in names}


def _is_older(name: str, moment: datetime) -> bool:
    try:
        return default_storage.get_modified_time(name) < moment
    except FileNotFoundError:
        return False  # removed meanwhile


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    rest = iter(rows)
    while some := list(islice(rest, AT_ONCE)):
        yield some
