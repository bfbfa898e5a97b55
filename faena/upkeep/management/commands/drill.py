"""manage.py drill: restore the newest backup into a place that is thrown away, and check everything there."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from faena.upkeep.backup.drilling import drill
from faena.upkeep.backup.faults import BackupError


class Command(BaseCommand):
    help = "Try the newest backup: restore it into a place that is thrown away, and check everything there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", default=settings.BACKUP_DIR, help="of the backups (FAENA_BACKUP_DIR)")

    def handle(self, *args: Any, folder: str, **options: Any) -> None:
        if not folder:
            raise CommandError("Name the folder of the backups, or set FAENA_BACKUP_DIR.")
        try:
            run = drill(Path(folder).resolve())
        except BackupError as error:
            raise CommandError(str(error)) from error
        for finding in run.findings:
            self.stdout.write(finding)
        if run.findings:
            raise CommandError(f"{run.name} can be restored, but not everything holds: {len(run.findings)} found.")
        self.stdout.write(f"{run.name} can be restored, and everything in it holds: {run.seconds} s.")
