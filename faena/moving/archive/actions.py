"""Taking everything out, as the history and the journal of access keep it: who began, and what left."""

from datetime import date, timedelta
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faena.accounts.models import User
from faena.company.models import Company
from faena.gate.grants import Perm
from faena.journal.access import note
from faena.journal.actions import record
from faena.journal.models import Access
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken
from faena.moving.archive import shelf
from faena.moving.archive.shelf import Shelved

LONGEST: Final = timedelta(hours=24)  # of writing an archive


@action(Perm.EXPORT_ALL)
def ask_for_archive(*, by: User) -> Shelved:
    """Somebody wants everything of the company as one archive: a job writes it (archive/jobs.py). Answers where it will
    lie. Raises RuleBroken while another one is being written."""
    if shelf.unfinished():
        raise RuleBroken(_("An archive is being written already. Wait until it is ready."))
    return shelf.place(by)


@action(Perm.EXPORT_ALL)
def begin_archive(*, since: date | None = None, by: User) -> Access:
    """Everything leaves, or what came `since` a day: that stands in the journal of access before the first row does, so
    that an archive which is never finished stands there too."""
    everything = str(_("Everything of the company"))
    return note(
        Access.Kind.EXPORT,
        person=by,
        facts={"path": "archive", "format": "zip", **({"since": since.isoformat()} if since else {})},
        said={"list": str(_("What came since %(day)s") % {"day": since.isoformat()}) if since else everything},
        count=0,
        is_whole=False,
        open_until=timezone.now() + LONGEST,
    )


@action(authorised_by="the archive that it ends")
def end_archive(
    access: Access, *, sha256: str, size: int, rows: int, files: int, since: date | None = None, by: User
) -> None:
    """The archive is whole: its hash says which one it was. Sizes in bytes."""
    Access.objects.unsealed().filter(pk=access.pk).update(count=rows, is_whole=True, open_until=None)
    company = Company.locked(1)
    facts = {"sha256": sha256, "size": size, "rows": rows, "files": files}
    if since:
        record("company.sheets_made", company.as_ref, facts={**facts, "since": {"day": since.isoformat()}}, by=by)
    else:
        record("company.archive_made", company.as_ref, facts=facts, by=by)


@action(Perm.EXPORT_ALL)
def take_archive(shelved: Shelved, *, by: User) -> Any:
    """Somebody saves an archive that lies ready: the journal of access keeps it. Answers the file, open to be read."""
    note(
        Access.Kind.EXPORT,
        person=by,
        facts={"path": "archive", "format": "zip", "sha256": shelved.sha256},
        said={"list": str(_("Everything of the company"))},
        count=shelved.rows,
    )
    return shelved.file.open("rb")
