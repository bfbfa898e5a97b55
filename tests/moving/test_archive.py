"""Everything of a company goes into one archive, and an empty company on the other engine becomes the same by it."""

import io
import json
import os
import signal
import subprocess
import sys
import zipfile
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings

from faena.accounts.actions import system
from faena.accounts.models import User
from faena.customers.models import Customer
from faena.files.models import File
from faena.journal.models import Access, Event
from faena.lib import guards
from faena.moving.archive import columns, manifest
from faena.moving.archive.reading import read_archive
from faena.moving.archive.writing import write_archive
from faena.moving.refusals import CannotMove
from faena.moving.rows import line_of, values_of
from faena.notifications.models import Message
from tests import factories
from tests.moving import shops

pytestmark = [
    pytest.mark.slow("whole databases are made, filled, written and read"),
    pytest.mark.usefixtures("_open"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("archived")


@pytest.fixture
def _open(django_db_setup, django_db_blocker, folder):
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder / "media", VAR=folder):
        yield


@pytest.fixture(scope="module")
def shop(engine, django_db_setup, django_db_blocker, folder):
    with django_db_blocker.unblock(), override_settings(VAR=folder):
        return shops.filled(engine, folder)


@pytest.fixture(scope="module")
def archive(engine, shop, folder, django_db_blocker):
    """Of the shop, as nobody has touched it."""
    path = folder / f"{engine}.zip"
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder / "media", VAR=folder):
        with shops.default_is(shop):
            write_archive(path, by=system())
    return path


def contents(path):
    with ZipFile(path) as archive:
        return json.loads(archive.read(manifest.NAME))


def test_an_archive_read_on_the_other_engine_gives_the_same_archive(engine, shop, archive, folder):
    there, again = shops.empty(shops.other(engine), folder), folder / f"{engine}-again.zip"
    with shops.default_is(shop):
        found = shops.findings()

    with shops.default_is(there), override_settings(MEDIA_ROOT=folder / f"{engine}-media"):
        read = read_archive(archive)
        assert guards.are_current()
        assert shops.findings() == found
        made = write_archive(again, by=system())

    first, second = contents(archive), contents(again)
    for mine in (first, second):
        for name in ("made_at", "engine"):
            del mine[name]
    assert first == second
    assert (read.rows, read.files, read.missing) == (made.rows, made.files, made.missing)
    assert read.files > 4
    assert read.rows > 150
