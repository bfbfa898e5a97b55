"""The list of contents of an archive, `manifest.json`: from where and when it is, and how long each part has to be.

{"format": 1, "version": "0.1.0", "heads": {app: [migration]}, "engine": "sqlite", "company": "…", "made_at": "…Z",
"by": "…", "keys": {table: last key given}, "tables": {"tables/orders_part.jsonl": {"rows", "size", "sha256"}},
"sheets" and "pages": {path: {"size", "sha256"}}, "files": {path: {"size", "sha256"}}, "missing": [path],
"left_out": {"tables": [model], "columns": ["model.column"]}, "since": "2026-11-01"}

`since`: there are only sheets, of what came from that day on; "", or not there, in an archive of everything. Papers
stand among the sheets: neither is read by a program.

Sizes are bytes of the unpacked part. They are what a reader unpacks at most."""

import json
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final

from faena.moving.refusals import CannotMove

FORMAT: Final = 1
NAME: Final = "manifest.json"
LONGEST: Final = 256 * 2**20  # bytes; of some million files
DAMAGED: Final = "This is no archive of Faena, or its list of contents is damaged: {}."
Parts = dict[str, dict[str, Any]]


@dataclass
class Manifest:
    """As in the file."""

    version: str
    heads: dict[str, list[str]]
    engine: str
    company: str
    made_at: str
    by: str
    keys: dict[str, int]
    left_out: dict[str, list[str]]
    format: int = FORMAT
    tables: Parts = field(default_factory=dict)
    sheets: Parts = field(default_factory=dict)
    pages: Parts = field(default_factory=dict)
    files: Parts = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    since: str = ""

    @property
    def parts(self) -> Parts:
        """All of them, by path."""
        return self.tables | self.sheets | self.pages | self.files

    @property
    def rows(self) -> int:
        return sum(part["rows"] for part in self.tables.values())

    @property
    def size(self) -> int:
        """Bytes of everything, unpacked."""
        return sum(part["size"] for part in self.parts.values())

    def written(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True).encode()


def read(text: bytes) -> Manifest:
    """Raises CannotMove for what is no list of contents, or one of a later format."""
    try:
        found = json.loads(text)
    except ValueError as error:
        raise CannotMove(DAMAGED.format("it is no JSON")) from error
    if not isinstance(found, dict):
        raise CannotMove(DAMAGED.format("it is no list of parts"))
    if found.get("format") != FORMAT:
        raise CannotMove(f"This archive has the format {found.get('format')!r}, and this version reads {FORMAT}.")
    if found.keys() | {"since"} != {one.name for one in fields(Manifest)}:
        raise CannotMove(DAMAGED.format("it has other entries"))
    manifest = Manifest(**found)
    if not _is_sound(manifest):
        raise CannotMove(DAMAGED.format("an entry has another shape"))
    return manifest


def _is_sound(manifest: Manifest) -> bool:
    groups = (manifest.tables, manifest.sheets, manifest.pages, manifest.files)
    if not all(isinstance(group, dict) for group in (*groups, manifest.heads, manifest.keys, manifest.left_out)):
        return False
    parts = [part for group in groups for part in group.values()]
    return (
        isinstance(manifest.version, str)
        and isinstance(manifest.since, str)
        and all(isinstance(part, dict) and isinstance(part.get("sha256"), str) for part in parts)
        and all(_is_number(part.get("size")) for part in parts)
        and all(_is_number(part.get("rows")) for part in manifest.tables.values())
        and all(_is_number(key) for key in manifest.keys.values())
        and len({*manifest.parts}) == sum(map(len, groups))
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63
