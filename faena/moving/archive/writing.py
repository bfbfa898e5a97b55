"""Everything of the company as one archive, as it is at one moment, in bounded memory.

README.<language>.txt · tables/<room>_<model>.jsonl · sheets/<name>.csv · papers/<kind>/<number>.pdf, where they are
asked for · files/… · manifest.json. Of what came since a day there are the sheets and papers alone."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db import connections
from django.db.models import Model
from django.utils import timezone, translation

from faena.accounts.models import User
from faena.company.models import Company
from faena.files.models import File
from faena.moving.archive import columns, manifest
from faena.moving.archive.actions import begin_archive, end_archive
from faena.moving.archive.lists import SHEETS, lines_of
from faena.moving.archive.manifest import Manifest
from faena.moving.archive.packing import Packer, packed_at
from faena.moving.archive.pages import pages
from faena.moving.archive.papers import PAPERS, papers_of
from faena.moving.connecting import one_moment
from faena.moving.heads import heads, version
from faena.moving.rows import line_of, values_of
from faena.moving.sequences import last_keys

Tells = Callable[[int, int], object]  # rows and files that are written, of so many
PIECE = 2**18  # bytes
OFTEN = 500  # rows


@dataclass(frozen=True)
class Made:
    """An archive that is whole: bytes and hash of the file, rows and files in it, files that the storage lacks."""

    size: int
    sha256: str
    rows: int
    files: int
    missing: int


def write_archive(
    path: Path,
    *,
    by: User,
    since: date | None = None,
    with_papers: bool = False,
    tell: Tells = lambda _done, _all: None,
) -> Made:
    """Whoever acts may take everything out, which the history and the journal of access keep. `since`: only sheets, of
    what came from that day on. `with_papers`: also receipts and invoices as PDF, each some ten milliseconds.

    Raises NotAllowed, and CannotMove where the file cannot be written: then there is none."""
    with packed_at(path) as packer:
        with one_moment() as using:
            keys = last_keys(using)
            access = begin_archive(since=since, by=by)
            contents = _contents(using, keys, by)
            contents.since = since.isoformat() if since else ""
            _Writer(packer, contents, using, tell, since, with_papers=with_papers).write()
        size, sha256 = packer.close()
    papers = sum(path.startswith(PAPERS) for path in contents.sheets)
    made = Made(size, sha256, contents.rows, len(contents.files) + papers, len(contents.missing))
    end_archive(access, sha256=sha256, size=size, rows=made.rows, files=made.files, since=since, by=by)
    return made


def _contents(using: str, keys: dict[str, int], by: User) -> Manifest:
    left_out = {"tables": columns.left_out(), "columns": sorted(".".join(one) for one in columns.SECRET)}
    return Manifest(
        version=version(),
        heads=heads(using),
        engine=connections[using].vendor,
        company=Company._base_manager.using(using).get(pk=1).name,
        made_at=timezone.now().isoformat(timespec="seconds"),
        by=by.name,
        keys=keys,
        left_out=left_out,
    )


class _Writer:
    """The parts one after the other; the list of contents last."""

    def __init__(
        self, packer: Packer, contents: Manifest, using: str, tell: Tells, since: date | None, *, with_papers: bool
    ) -> None:
        self.packer, self.contents, self.using, self.tell = packer, contents, using, tell
        self.since, self.with_papers = since, with_papers
        self.models = columns.archived()
        self.done, self.all = 0, 0

    def write(self) -> None:
        if self.since is None:
            self.add_tables()
        company = Company._base_manager.using(self.using).get(pk=1)
        with translation.override(company.language), company.in_its_zone():
            for name in SHEETS:
                path = f"sheets/{name}.csv"
                self.contents.sheets[path] = self.packer.add(path, lines_of(name, self.using, self.since))
            if self.with_papers:
                self.add_papers(company)
        if self.since is None:
            self.add_files()
        self.packer.add(manifest.NAME, [self.contents.written()])

    def add_tables(self) -> None:
        self.all = sum(model._base_manager.using(self.using).count() for model in self.models)
        self.all += File._base_manager.using(self.using).count()
        for path, text in pages(self.models):
            self.contents.pages[path] = self.packer.add(path, [text.encode()])
        for model in self.models:
            self.add_table(model)

    def add_papers(self, company: Company) -> None:
        with closing(papers_of(company, self.using, self.since)) as papers:
            for path, pdf in papers:
                self.contents.sheets[path] = self.packer.add(path, [pdf], is_packed=True)

    def add_table(self, model: type[Model]) -> None:
        path = f"tables/{columns.name_of(model)}.jsonl"
        before = self.done
        part = self.packer.add(path, self.lines(model))
        self.contents.tables[path] = {"rows": self.done - before, **part}

    def lines(self, model: type[Model]) -> Iterator[bytes]:
        fields = columns.leaving(model)
        names = [field.attname for field in fields]
        rewrite = columns.rewriter(model, names)
        for row in values_of(model, fields, self.using):
            yield line_of(names, rewrite(row))
            self.count()

    def add_files(self) -> None:
        """As they are stored: one that was removed since that moment is named."""
        names = File._base_manager.using(self.using).order_by("pk")
        stored = names.values_list("storage_name", "thumb_name", "incoming_name")
        for row in stored.iterator():
            for name in filter(None, row):
                try:
                    with default_storage.open(name) as file:
                        pieces: Any = iter(lambda file=file: file.read(PIECE), b"")  # type: ignore[misc]  # each its own
                        path = f"files/{name}"
                        self.contents.files[path] = self.packer.add(path, pieces, is_packed=True)
                except FileNotFoundError:
                    self.contents.missing.append(f"files/{name}")
            self.count()
        self.tell(self.all, self.all)

    def count(self) -> None:
        self.done += 1
        if self.done % OFTEN == 0:
            self.tell(self.done, max(self.all, self.done))
