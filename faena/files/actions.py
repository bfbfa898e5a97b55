"""What happens to files: somebody sends a picture, a job makes our own from its pixels; somebody attaches a file, which
is kept as it came; one that another took the place of goes for good."""

import hashlib
import uuid
from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faena.files import jobs
from faena.files.attachments import check_attachment, check_together, tidy_name
from faena.files.models import File
from faena.files.pictures import check_picture
from faena.files.problems import ATTACHMENT_PROBLEMS, PROBLEMS
from faena.journal.unit_of_work import step
from faena.lib.errors import RuleBroken
from faena.lib.personal import ERASED, batches


@step
def receive_picture(
    upload: "UploadedFile[bytes]", *, at: str = "upload", uid: uuid.UUID | None = None, by: AbstractBaseUser
) -> File:
    """Take in a photo, logo or portrait. It shows as "processing" until the job has made the stored picture of it.

    at: which of the caller's facts the picture is. uid: given by a phone that may send the same picture twice;
    the second time the first row comes back. Raises RuleBroken for what is no acceptable picture."""
    header = check_picture(upload, at=at)
    if uid and (known := File.objects.filter(uid=uid, author_id=by.pk).first()):
        return known
    file = File(uid=uid or uuid.uuid4(), kind=header.kind, author_id=by.pk, bytes=upload.size or 0)
    file.sha256 = _digest(upload)
    file.incoming_name = _stored(upload, f"{jobs.INCOMING}/{file.uid.hex}", PROBLEMS["unkept"], at)
    file.save(force_insert=True)
    jobs.decode.enqueue(file.pk)
    return file


@step
def receive_attachments(
    uploads: "Sequence[UploadedFile[bytes]]", *, at: str = "attachments", by: AbstractBaseUser
) -> list[File]:
    """Take in PDF, text, office files and videos. Nothing reads them here, so nothing is made of them: they are stored
    as they came, under a name of ours, and given out only to be saved.

    Raises RuleBroken for what is not taken, beside its place in `at`, and where they are too many or too large."""
    check_together(uploads, at=at)
    return [_attachment(upload, f"{at}.{place}", by) for place, upload in enumerate(uploads)]


@step
def discard(file: File) -> None:
    """Delete a file that was replaced or removed: its row now, what is stored of it by a job after the commit. The
    caller has let go of it. Raises RuleBroken while something else still shows it."""
    file = File.objects.select_for_update().get(pk=file.pk)
    names = [name for name in (file.storage_name, file.thumb_name, file.incoming_name) if name]
    try:
        with transaction.atomic():
            file.delete()
    except ProtectedError as error:
        raise RuleBroken(_("This picture is still shown elsewhere.")) from error
    jobs.remove_stored.enqueue(names)


@step
def erase_files(keys: Sequence[int]) -> None:
    """The contents of files are erased with everything of their customer: what is stored by a job after the commit, the
    names and prints now. The rows stay, since what they hang on stays."""
    for some in batches(keys):
        files = File.objects.filter(pk__in=some).exclude(problem=ERASED)
        held = list(files.select_for_update())
        names = [name for file in held for name in (file.storage_name, file.thumb_name, file.incoming_name) if name]
        nothing: dict[str, str | int | None] = dict.fromkeys(
            ("name", "sha256", "storage_name", "thumb_name", "incoming_name"), ""
        )
        nothing |= {"bytes": 0, "width": 0, "height": 0, "next_at": None}
        files.update(state=File.State.REFUSED, problem=ERASED, **nothing)
        if names:
            jobs.remove_stored.enqueue(names)


def _attachment(upload: "UploadedFile[bytes]", at: str, by: AbstractBaseUser) -> File:
    kind = check_attachment(upload, at=at)
    file = File(kind=kind, name=tidy_name(upload.name or "", kind), author_id=by.pk, bytes=upload.size or 0)
    file.state, file.next_at, file.sha256 = File.State.READY, None, _digest(upload)
    place = f"{jobs.ATTACHMENTS}/{timezone.now():%Y-%m}/{file.uid.hex}"
    file.storage_name = _stored(upload, place, ATTACHMENT_PROBLEMS["unkept"], at)
    file.save(force_insert=True)
    return file


def _stored(upload: "UploadedFile[bytes]", name: str, unkept: str, at: str) -> str:
    """Keep the upload; returns the name that the storage gave."""
    try:
        return default_storage.save(name, upload)
    except OSError as error:
        raise RuleBroken(unkept, at) from error


def _digest(upload: "UploadedFile[bytes]") -> str:
    """SHA-256 of the upload, read piece by piece."""
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
