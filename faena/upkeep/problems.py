"""Why a backup or a drill failed, as a code that is kept (upkeep/backup/faults.py) and a sentence that is read."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from faena.upkeep.backup import faults

PROBLEMS: Final[dict[str, Any]] = {
    faults.FULL: _("The disk is full. Make room, or keep fewer backups (FAENA_BACKUP_KEEP)."),
    faults.FOLDER: _("The folder of the backups cannot be read or written."),
    faults.TOOL: _("A program or a right of PostgreSQL is missing. Run the command by hand to see which."),
    faults.KEY: _("The key file cannot be read, or it is not the one that sealed the backup."),
    faults.CHANGED: _("The archive is cut or was changed."),
    faults.BUSY: _("Another one was being made."),
    faults.PLACE: _("The place for the drill was not empty."),
    faults.VERSION: _("The archive was made by a newer version."),
    faults.INTERRUPTED: _("It was interrupted before its end."),
    faults.UNEXPECTED: _("It failed for a reason that stands in the log. Run the command by hand to see it."),
}


def sentence_of(code: str) -> str:
    """What the code says to its reader; "" for no problem."""
    return str(PROBLEMS.get(code, PROBLEMS[faults.UNEXPECTED])) if code else ""
