"""Background work on files: reading each picture, looking after those whose job died, removing what nobody knows."""

import logging
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django_tasks import task

from faena.files.limits import MOST_ATTEMPTS, STORED_KIND, WALL_SECONDS
from faena.files.making import Made, NoVerdict, keep, made_from
from faena.files.models import FIRST_LOOK, File

INCOMING, PICTURES, ATTACHMENTS = "incoming", "pictures", "attachments"
LEASE = timedelta(seconds=WALL_SECONDS * 2)
AGAIN = timedelta(seconds=20)
AT_ONCE = 200
LEFT_OVER = timedelta(days=1)

log = logging.getLogger(__name__)


@task(priority=10)
def decode(file_id: int) -> None:
    """Make the stored picture of an upload, or refuse it. Running it twice is harmless; a worker that dies here has
    used one of three attempts."""
    file = _begin(file_id)
    if file is None:
        return
    try:
        with made_from(file.incoming_name) as made:
            if made.problem:
                _refuse(file, made.problem)
            else:
                _ready(file, made)
    except FileNotFoundError:
        _refuse(file, "lost")
    except NoVerdict as verdict:
        log.warning("Picture %s, attempt %d: %s", file, file.attempts, verdict)
        if file.attempts >= MOST_ATTEMPTS:
            _refuse(file, "costly")
        else:
            _pending(file).update(next_at=timezone.now() + AGAIN)
    except Exception:  # whatever it is, it was not the picture
        # The storage or the database failed, not the picture: this attempt does not count.
        _pending(file).update(attempts=F("attempts") - 1)
        raise


@task()
def remove_stored(names: list[str]) -> None:
    """Delete from storage what a discarded row named. What is gone already is no error."""
    for name in names:
        default_storage.delete(name)


def resume_pending() -> int:
    """Give a new job to each picture whose own was lost or died. Returns how many."""
    now = timezone.now()
    with transaction.atomic():
        is_due = Q(next_at__lte=now) | Q(next_at__gt=now + max(LEASE, FIRST_LOOK))  # no clock of now wrote the second
        due = File.objects.filter(is_due, state=File.State.PENDING).order_by("next_at")
        lost = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:AT_ONCE])
        File.objects.filter(pk__in=lost).update(next_at=now + LEASE)
        for pk in lost:
            decode.enqueue(pk)
    return len(lost)


def remove_left_over() -> int:
    """Delete uploads that no row knows: the request that brought them was undone. Returns how many. Attachments stand
    in a folder for each month; the last two are looked through."""
    months = sorted(_in_folder(ATTACHMENTS)[0])[-2:]
    known = set(File.objects.exclude(incoming_name="").values_list("incoming_name", flat=True))
    names = [name for name in _in_folder(INCOMING)[1] if name not in known]
    for month in months:
        known = set(File.objects.filter(storage_name__startswith=f"{month}/").values_list("storage_name", flat=True))
        names += [name for name in _in_folder(month)[1] if name not in known]
    before, removed = timezone.now() - LEFT_OVER, 0
    for name in names:
        if default_storage.get_modified_time(name) < before:
            default_storage.delete(name)
            removed += 1
    return removed


def _in_folder(folder: str) -> tuple[list[str], list[str]]:
    """The folders and the files in a folder, with their whole names."""
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []
    return [f"{folder}/{name}" for name in folders], [f"{folder}/{name}" for name in names]


def _begin(file_id: int) -> File | None:
    """Take the picture up and count the attempt before anything can go wrong; None when there is nothing to do."""
    with transaction.atomic():
        file = File.objects.select_for_update().filter(pk=file_id, state=File.State.PENDING).first()
        if file is None:
            return None
        if file.attempts < MOST_ATTEMPTS:
            file.attempts += 1
            file.next_at = timezone.now() + LEASE
            file.save(update_fields=["attempts", "next_at"])
            return file
    _refuse(file, "costly")
    return None


def _ready(file: File, made: Made) -> None:
    """Store both pictures, then say so in the row. The names carry the attempt: one that died half way has its own."""
    base = f"{PICTURES}/{file.uid.hex[:2]}/{file.uid.hex}"
    stored = keep(made.full, f"{base}-{file.attempts}.webp")
    thumb = keep(made.thumb, f"{base}-{file.attempts}-thumb.webp")
    won = _settle(
        file,
        state=File.State.READY,
        kind=STORED_KIND,
        width=made.width,
        height=made.height,
        bytes=made.full.stat().st_size,
        sha256=made.digest(),
        storage_name=stored,
        thumb_name=thumb,
    )
    earlier = [f"{base}-{n}{end}.webp" for n in range(1, file.attempts) for end in ("", "-thumb")]
    _delete(*(earlier if won else (stored, thumb)))


def _refuse(file: File, problem: str) -> None:
    _settle(file, state=File.State.REFUSED, problem=problem)


def _settle(file: File, **facts: object) -> bool:
    """Write the end of the matter, once; the upload goes afterwards. False when another job was quicker."""
    won = _pending(file).update(**facts, incoming_name="", next_at=None)
    if won:
        _delete(file.incoming_name)
    return bool(won)


def _pending(file: File) -> QuerySet[File]:
    return File.objects.filter(pk=file.pk, state=File.State.PENDING)


def _delete(*names: str) -> None:
    """What cannot be deleted now is no harm to anybody."""
    for name in names:
        try:
            default_storage.delete(name)
        except Exception:  # each storage has errors of its own
            log.warning("Could not delete %s from storage", name, exc_info=True)
