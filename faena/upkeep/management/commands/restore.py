"""manage.py restore: an archive into the empty place that the settings name."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from faena.upkeep.backup.faults import BackupError
from faena.upkeep.backup.restoring import Restored, restore
from faena.upkeep.backup.sealing import read_key


class Command(BaseCommand):
    help = "Restore a backup into an empty place: the database of DATABASE_URL and the folder FAENA_VAR."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("archive", type=Path)
        parser.add_argument("--force", action="store_true", help="though it is of another FAENA_SECRET_KEY")
        parser.add_argument("--forgotten", type=Path, metavar="FILE", help="customers who were forgotten since")
        parser.add_argument("--report", type=Path, metavar="FILE", help="write what became of it there, as JSON")

    def handle(
        self, *args: Any, archive: Path, force: bool, forgotten: Path | None, report: Path | None, **options: Any
    ) -> None:
        try:
            key = read_key(Path(settings.BACKUP_KEY_FILE)) if settings.BACKUP_KEY_FILE else None
            restored = restore(archive.resolve(), key=key, force=force, forgotten=forgotten)
        except BackupError as error:
            raise CommandError(str(error)) from error
        if report:
            report.write_text(json.dumps(restored.as_json()))
        for line in told(restored):
            self.stdout.write(line)
        if restored.findings:
            raise CommandError(f"It is restored, but not everything holds: {len(restored.findings)} found.")
        self.stdout.write("Everything holds. Start the server.")


def told(restored: Restored) -> list[str]:
    """What whoever restored has to know."""
    forgotten = (
        "The list of forgotten customers names some, and nothing here could forget them again. Do that first."
        if restored.forgotten is None
        else f"{restored.forgotten} customers were forgotten again."
    )
    return [
        f"Restored as of {restored.made_at}: {restored.rows} rows, {restored.files} files.",
        f"{restored.sessions} sessions were ended: everybody signs in again. {restored.jobs} jobs were put back.",
        f"{restored.held} mails wait. They are held, and so is what the program writes by itself, until a Master "
        "decides under Settings, Backups.",
        forgotten,
        "Numbers that were given after that moment may be given a second time. Compare with your papers; next come: "
        + (", ".join(restored.series) or "the first of each")
        + ".",
        *restored.findings,
    ]
