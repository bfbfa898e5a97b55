"""manage.py backup: one archive of the database and the stored files, while people work."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from faena.upkeep.backup.faults import BackupError
from faena.upkeep.backup.making import make_backup
from faena.upkeep.backup.rotation import read_keep
from faena.upkeep.backup.sealing import read_key


class Command(BaseCommand):
    help = "Make a backup while people work, read it through, and remove older ones that need not be kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", default=settings.BACKUP_DIR, help="where to (FAENA_BACKUP_DIR)")
        parser.add_argument("--keep", default=settings.BACKUP_KEEP, help="days, weeks and months: 7d,4w,12m")
        parser.add_argument("--no-pictures", action="store_true", help="the database alone")

    def handle(self, *args: Any, folder: str, keep: str, no_pictures: bool, **options: Any) -> None:
        if not folder:
            raise CommandError("Name a folder, or set FAENA_BACKUP_DIR.")
        try:
            key = read_key(Path(settings.BACKUP_KEY_FILE)) if settings.BACKUP_KEY_FILE else None
            place, kept = Path(folder).resolve(), read_keep(keep)
            run = make_backup(place, keep=kept, key=key, with_files=not no_pictures)
        except BackupError as error:
            raise CommandError(str(error)) from error
        sealed = "sealed" if key else "not sealed"
        self.stdout.write(f"{place / run.name}: {run.size:,} bytes, {run.files} files, {sealed}, {run.seconds} s.")
