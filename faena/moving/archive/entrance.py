"""An archive is read from the command line. Afterwards nobody can sign in, since passwords do not travel: the first
Master gets a link by hand."""

from collections.abc import Callable
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import CommandError

from faena.accounts.actions import system
from faena.accounts.actions.access import invite_by_hand, link_of
from faena.accounts.models import User
from faena.gate.roles import Role
from faena.moving.archive.reading import read_archive
from faena.moving.refusals import CannotMove


def link_for_a_master() -> tuple[str, str] | None:
    """Name, and a link with which that Master sets a password, for three days; None where somebody can sign in. The
    Master then invites everybody else on the page of users, or they ask for a new password by mail."""
    masters = list(User.objects.active().filter(role=Role.MASTER).order_by("pk"))
    if not masters or any(master.has_joined for master in masters):
        return None
    return masters[0].name, link_of(invite_by_hand(masters[0], by=system()))


def arrive(path: Path, say: Callable[[str], object]) -> None:
    """The whole of `import_data --archive PATH`. Raises CommandError: where the archive is refused nothing is changed;
    where fsck names something, the company is there, as it was in the archive."""
    try:
        read = read_archive(path)
    except CannotMove as error:
        raise CommandError(str(error)) from error
    say(f"{read.company}, as it was at {read.made_at}: {read.rows} rows and {read.files} files.")
    if read.missing:
        say(f"{read.missing} files were missing when the archive was made; its manifest.json names them.")
    if found := link_for_a_master():
        name, link = found
        say(f"Passwords are not in an archive. {name} sets a new one here, within three days, and invites the others:")
        say(link)
    call_command("fsck")
