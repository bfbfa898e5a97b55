"""Why a backup, a restore or a drill was refused or failed."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from django.db import DatabaseError

FULL: Final = "full"
FOLDER: Final = "folder"
TOOL: Final = "tool"
KEY: Final = "key"
CHANGED: Final = "changed"
BUSY: Final = "busy"
PLACE: Final = "place"
VERSION: Final = "version"
INTERRUPTED: Final = "interrupted"
UNEXPECTED: Final = "unexpected"


class BackupError(Exception):
    """`code`: one of those above, which is kept and said on the page in the reader's language; the text is a sentence
    for whoever typed the command."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@contextmanager
def said_plainly(doing: str) -> Iterator[None]:
    """What the disk and the database answer inside becomes a BackupError. doing: what could not be done, "The backup
    could not be written"."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise BackupError(FULL, f"{doing}: the disk is full. Nothing was kept of it.") from error
        raise BackupError(FOLDER, f"{doing}: {error.strerror or error} ({error.filename or 'no file'}).") from error
    except (sqlite3.Error, psycopg.Error, DatabaseError) as error:
        said = str(error).strip() or type(error).__name__
        if "disk is full" in said or os.strerror(errno.ENOSPC) in said:
            raise BackupError(FULL, f"{doing}: the disk is full. Nothing was kept of it.") from error
        raise BackupError(UNEXPECTED, f"{doing}: the database says “{said.splitlines()[0]}”.") from error
