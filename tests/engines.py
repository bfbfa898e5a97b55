"""The two databases of the tests, and the one that `default` is now.

A test that asks for a database runs once on each engine that this run has: SQLite, and PostgreSQL where
FAENA_TEST_POSTGRES names a server (or DATABASE_URL, which makes it the only one). A process has one database of each,
a copy of what the migrations made (tools/migrated.py), and takes up the other one where the file or the engine changes.
A test that asks for none runs once, and pytest-django lets it open none."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connections

from config import databases, env
from tests import flushing
from tools import migrated

SQLITE, POSTGRES = "sqlite", "postgres"
_made: dict[str, dict[str, Any]] = {}  # engine → the settings of its database, in this process
_dropped_at_the_end: list[str] = []


def servers() -> dict[str, str]:
    """The engines of this run, each with the address of its server ("" for SQLite's file)."""
    url = os.environ.get("DATABASE_URL", "")
    if url.startswith("postgres"):
        return {POSTGRES: url}
    other = os.environ.get("FAENA_TEST_POSTGRES", "")
    return {SQLITE: ""} | ({POSTGRES: other} if other else {})


def of_test(only: str | None) -> list[Any]:
    """The parameters of a test that asks for a database; `only` one of them may be able to run it."""
    if only and only not in servers():
        return [pytest.param(only, marks=pytest.mark.skip(reason=f"This run has no {only}."))]
    return [only] if only else list(servers())


def make_templates() -> None:
    """Once, before the processes of a run begin."""
    for url in servers().values():
        migrated.postgres(url) if url else migrated.sqlite()


def use(engine: str, folder: Path) -> None:
    """From here on `default` is the database of `engine`; what of the other one is remembered is forgotten."""
    first_time = engine not in _made
    if first_time:
        url = servers()[engine]
        _made[engine] = on_server(url, "test") if url else in_file(folder / "test.sqlite3")
    switch_to(_made[engine])
    if first_time:
        flushing.remember()


def switch_to(settings: dict[str, Any]) -> None:
    connections["default"].close()
    connections.settings["default"] = settings
    connections["default"] = connections.create_connection("default")
    ContentType.objects.clear_cache()


def in_file(path: Path, *, like: Path | None = None) -> dict[str, Any]:
    """A SQLite file (threads and processes must see the same database); no power cut is survived."""
    shutil.copy(like or migrated.sqlite(), path)
    settings = databases.sqlite(path)
    settings["OPTIONS"]["init_command"] = settings["OPTIONS"]["init_command"].replace("=FULL", "=OFF")
    return whole(settings)


def on_server(server: str, name: str, *, like: str = "") -> dict[str, Any]:
    """The settings of a new database, a copy of `like`. Its name says which of the processes at work on the server made
    it."""
    url = urlsplit(server)._replace(path=f"/faena_{name}_{os.getpid()}").geturl()
    migrated.copy_on_server(url, template=like)
    _dropped_at_the_end.append(url)
    return whole(databases.postgres(env.taken_apart(url, "FAENA_TEST_POSTGRES")))


@contextmanager
def of_the_demo(engine: str, folder: Path) -> Iterator[bool]:
    """A copy of the filled demo is `default` meanwhile, where this run has filled one; whether it has."""
    filled = os.environ.get(f"FAENA_FILLED_{engine.upper()}", "")
    if not filled:
        yield False
        return
    like = str(Path(filled, "faena.sqlite3")) if engine == SQLITE else urlsplit(filled).path.strip("/")
    with another(engine, folder, "demo", like=like):
        yield True


@contextmanager
def another(engine: str, folder: Path, name: str, *, like: str = "") -> Iterator[None]:
    """A database that a test may change as it likes is `default` meanwhile: a copy of `like` (a file, or a name on the
    server), else of what the migrations made."""
    if engine == SQLITE:
        switch_to(in_file(folder / f"{name}.sqlite3", like=Path(like) if like else None))
    else:
        switch_to(on_server(servers()[engine], name, like=like))
    try:
        yield
    finally:
        switch_to(_made[engine])


def whole(settings: dict[str, Any]) -> dict[str, Any]:
    """With what Django adds to a database's settings."""
    return connections.configure_settings({"default": settings})["default"]


def drop_all() -> None:
    connections["default"].close()
    for url in _dropped_at_the_end:
        with psycopg.connect(migrated.server_of(url), autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {urlsplit(url).path.strip('/')} WITH (FORCE)")
