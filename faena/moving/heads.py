"""Which tables a database has, by its newest migrations, and the version of the program."""

import re
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from faena.moving.refusals import CannotMove

VERSION = re.compile(r"^## .*?(\d+(?:\.\d+)+)", re.MULTILINE)


@cache
def version() -> str:
    """As CHANGELOG.md has it."""
    found = VERSION.search((settings.BASE_DIR / "CHANGELOG.md").read_text(encoding="utf-8"))
    return found[1] if found else "0"


def is_newer(other: str) -> bool:
    return _numbers(other) > _numbers(version())


def _numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]


def heads(using: str = "default") -> dict[str, list[str]]:
    """App → its newest migrations. Raises CannotMove where the database lacks one of them."""
    loader = MigrationLoader(connections[using])
    newest: dict[str, list[Any]] = {}
    for app, name in sorted(loader.graph.leaf_nodes()):
        if (app, name) not in loader.applied_migrations:
            raise CannotMove("The database has not the tables of this version. Run first: python manage.py migrate")
        newest.setdefault(app, []).append(name)
    return newest
