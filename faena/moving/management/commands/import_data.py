"""python manage.py import_data FILE: what Settings → Bring data in does, from a shell."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from faena.accounts.models import User
from faena.company.models import Company
from faena.lib.errors import RuleBroken
from faena.moving import jobs
from faena.moving.actions import (
    begin_import,
    check_import,
    choose_columns,
    discard_import,
    run_import,
    undo_import,
)
from faena.moving.archive.entrance import arrive
from faena.moving.models import Import, ImportRow
from faena.moving.proposing import Said, propose, read_map
from faena.moving.reading.fields import Kind
from faena.moving.reports import counted, refused_rows, report_xlsx

SOME_REFUSED = 3


class Command(BaseCommand):
    help = (
        "Bring customers and what belongs to them from a file. Exit code 0: all rows are in; 3: some were refused, or "
        "stayed when it was undone; 1: nothing was done."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="xlsx, xls, ods, csv, txt, zip, sql, sql.gz")
        kinds = [kind.value for kind in Kind]
        parser.add_argument("--kind", action="append", choices=kinds, help="what the rows are; several may be given")
        parser.add_argument("--preset", default="", help="the name of a preset that was saved")
        parser.add_argument("--map", type=Path, help="a TOML file: table, system, [columns], [answers]")
        parser.add_argument("--dry-run", action="store_true", help="say what would become of each row, write none")
        parser.add_argument("--report", type=Path, help="where the workbook with all rows is written")
        parser.add_argument("--refused", type=Path, help="where the refused rows alone are written")
        parser.add_argument("--by", default="", help="the e-mail of whoever does it; the only Master unless told")
        parser.add_argument("--undo", type=int, metavar="ID", help="undo the import of this number")
        parser.add_argument("--archive", type=Path, help="everything that export_data wrote, into an empty company")
        parser.add_argument("--resume", type=int, metavar="ID", help="go on with an import that was stopped")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["archive"]:
            return arrive(options["archive"], self.stdout.write)
        by = _person(options["by"])
        with Company.the().in_its_zone(), translation.override(by.language):
            try:
                import_ = self.done(options, by)
            except RuleBroken as broken:
                raise CommandError(broken.sentence) from broken
            except PermissionDenied as error:
                raise CommandError(f"{by.email} may not bring data in.") from error
            self.tell(import_, options)
        if options["undo"]:
            sys.exit(SOME_REFUSED if import_.counts.get("kept") else 0)
        if import_.counts.get(ImportRow.State.REFUSED) or import_.problem:
            outcomes = (name for name in ImportRow.Outcome.values if name)
            sys.exit(SOME_REFUSED if any(import_.counts.get(name) for name in outcomes) else 1)

    def done(self, options: dict[str, Any], by: User) -> Import:
        """What was asked for, to its end."""
        if pk := options["undo"] or options["resume"]:
            import_ = Import.objects.filter(pk=pk).first()
            if import_ is None:
                raise CommandError(f"There is no import {pk}.")
            is_undone = options["undo"] or import_.state == Import.State.HALTED
            begin = undo_import if is_undone else run_import
            return self.worked(begin(import_, by_job=False, by=by))
        if options["file"] is None or not options["file"].is_file():
            raise CommandError("Name the file that is to be imported.")
        said = read_map(options["map"]) if options["map"] else Said()
        import_ = begin_import(options["file"], options["file"].name, by=by)
        try:
            kinds = options["kind"] or [Kind.CUSTOMERS]
            found = propose(import_.path, import_.file_name, kinds, said=said, preset=options["preset"])
            import_ = choose_columns(
                import_,
                table=found.table.name,
                how=found.how,
                plan=found.plan,
                system=found.system,
                total=found.table.lines,
                by=by,
            )
        except BaseException:
            discard_import(import_, by=by)
            raise
        begin = check_import if options["dry_run"] else run_import
        return self.worked(begin(import_, by_job=False, by=by))

    def worked(self, import_: Import) -> Import:
        jobs.work(import_, told=self.progress)
        import_.refresh_from_db()
        return import_

    def progress(self, import_: Import) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{import_.looked_at} / {import_.total or '?'}", ending="")

    def tell(self, import_: Import, options: dict[str, Any]) -> None:
        self.stdout.write(f"Import {import_.pk}: {import_.get_state_display()}")
        for label, number in counted(import_):
            self.stdout.write(f"  {label}: {number}")
        if import_.problem:
            self.stderr.write(import_.problem)
        if options["report"]:
            report_xlsx(import_).save(options["report"])
        if options["refused"]:
            refused_rows(import_).save(options["refused"])


def _person(mail: str) -> User:
    """Whose import it is. Raises CommandError for nobody, and without a name where there are several Masters."""
    if mail:
        found = User.objects.active().filter(email__iexact=mail).first()
        if found is None:
            raise CommandError(f"Nobody here has the address {mail}.")
        return found
    masters = list(User.objects.active().filter(role="master")[:2])
    if len(masters) != 1:
        raise CommandError("Say whose import it is: --by name@example.com")
    return masters[0]
