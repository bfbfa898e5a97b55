"""Everything of a company goes into one archive, and an empty company on the other engine becomes the same by it."""

import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import zipfile
from urllib.parse import urlsplit
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import override_settings

from faena.accounts.actions import system
from faena.accounts.models import User
from faena.customers.models import Customer
from faena.files.models import File
from faena.journal.models import Access, Event
from faena.lib import guards
from faena.moving.archive import columns, manifest
from faena.moving.archive.entrance import arrive, link_for_a_master
from faena.moving.archive.reading import read_archive
from faena.moving.archive.writing import write_archive
from faena.moving.refusals import CannotMove
from faena.moving.rows import line_of, values_of
from faena.notifications.models import Message
from tests import factories
from tests.moving import shops
from tests.world import StaffClient
from tools import ROOT

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
    own = override_settings(MEDIA_ROOT=folder / "media", VAR=folder)
    with django_db_blocker.unblock(), own, shops.default_is(shop):
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


# --- what is in it ------------------------------------------------------------------------------------------


def test_no_secret_of_the_database_is_in_any_byte_of_it(shop, archive):
    with shops.default_is(shop):
        secrets = set()
        for label in (*columns.left_out(), *{label for label, _column in columns.SECRET}):
            model = apps.get_model(label)
            named = {column for of, column in columns.SECRET if of == label}
            looks_secret = [f for f in columns.stored(model) if f.name in named or is_secret(f.name)]
            for field in looks_secret:
                secrets |= {str(value) for (value,) in values_of(model, [field], "default") if value}

    assert {"sealed link of a mail", "sealed code of a phone"} < secrets
    assert len(secrets) > 12
    with ZipFile(archive) as opened:
        for name in opened.namelist():
            text = opened.read(name)
            assert not [secret for secret in secrets if secret.encode() in text], name


def is_secret(name):
    return name in ("password", "session_key", "session_data", "key", "data") or name.endswith(
        ("_hash", "_sealed", "sealed")
    )


def test_a_column_that_sounds_secret_is_left_out_or_known_to_be_none():
    """A new one is decided here: columns.SECRET, columns.LEFT_OUT, or a line below."""
    history = {"said_hash", "prev_hash", "origin_hash", "hash", "salt", "origin_salt"}  # by which the chain is checked
    none = {
        "journal.Event": history,
        "journal.Access": history | {"hourly_key"},
        "journal.AccessHead": history,
        "customers.Customer": {"document_key"},
        "customers.Device": {"serial_key"},
        "cash.OpeningBalance": {"old_key"},
        "moving.Past": {"old_key", "text_key"},
        "company.Company": {"pix_key"},  # it stands on every bill
        "notifications.Message": {"dedupe_key"},
        "summary.DayFigure": {"key"},
        "orders.StatusEntry": {"note_key"},
        "orders.Part": {"description_key"},
        "tickets.TicketClosing": {"text_key"},
    }
    sounds = ("hash", "salt", "key", "token", "secret", "sealed", "password", "code_")

    for model in columns.archived():
        for field in columns.leaving(model):
            if any(sound in field.name for sound in sounds):
                assert field.name in none.get(model._meta.label, set()), f"{model._meta.label}.{field.name}"


def test_sheets_hold_names_and_no_formulas_and_pages_explain_each_table(shop, archive, folder, engine):
    with shops.default_is(shop):
        number = Customer.objects.count()

    with ZipFile(archive) as opened:
        sheet = opened.read("sheets/customers.csv").decode("utf-8-sig").splitlines()
        spanish, english = (opened.read(f"README.{name}.txt").decode() for name in ("es", "en"))
        orders = opened.read("sheets/orders.csv").decode()

    assert len(sheet) == 1 + number
    assert ";" in sheet[0]
    assert "Carmen Customer" in orders
    for model in columns.archived():
        assert f"tables/{columns.name_of(model)}.jsonl" in english
    assert "accounts_user" in english
    assert "accounts.User.password" in english
    assert spanish != english


def test_it_is_read_by_its_owner_alone_and_leaves_a_trace(shop, folder, engine):
    path = folder / f"{engine}-traced.zip"
    with shops.default_is(shop):
        made = write_archive(path, by=User.objects.get(name="Olga Owner"))

        event, access = Event.objects.latest("id"), Access.objects.filter(kind="export").latest("id")

    assert path.stat().st_mode & 0o777 == 0o600
    assert (event.verb, event.facts["sha256"]) == ("company.archive_made", made.sha256)
    assert (access.facts["format"], access.count, access.is_whole) == ("zip", made.rows, True)
    assert access.person_id == event.author_id


def test_a_file_that_is_not_stored_is_named_and_does_not_stop_it(shop, folder, engine):
    path = folder / f"{engine}-incomplete.zip"
    with shops.default_is(shop), override_settings(MEDIA_ROOT=folder / "nothing"):
        made = write_archive(path, by=system())
        stored = File.objects.exclude(storage_name="").values_list("storage_name", flat=True)

    assert made.files == 0
    assert {f"files/{name}" for name in stored} <= set(contents(path)["missing"])


def test_a_name_that_is_taken_is_refused(shop, archive):
    before = archive.read_bytes()
    with shops.default_is(shop), pytest.raises(CannotMove, match="is there already"):
        write_archive(archive, by=system())

    assert archive.read_bytes() == before


# --- what it becomes ----------------------------------------------------------------------------------------


def test_nobody_signs_in_with_an_old_password_and_no_mail_leaves_twice(shop, folder, engine):
    path, there = folder / f"{engine}-waiting.zip", shops.empty(engine, folder)
    with shops.default_is(shop):
        waiting = factories.a_message(state="waiting").pk
        write_archive(path, by=system())
        Message.objects.filter(pk=waiting).delete()

    with shops.default_is(there), override_settings(MEDIA_ROOT=folder / f"{engine}-waiting"):
        read_archive(path)

        assert not any(user.has_usable_password() for user in User.objects.all())
        name, link = link_for_a_master()
        assert name == "Olga Owner"
        assert StaffClient().get(urlsplit(link).path).status_code == 200
        assert (Message.objects.get(pk=waiting).state, Message.objects.get(pk=waiting).next_at) == ("failed", None)
        assert not Message.objects.filter(state__in=["waiting", "sending"]).exists()


def test_the_command_that_reads_it_gives_the_first_master_a_link(engine, archive, folder):
    there, said = shops.empty(engine, folder), []

    with shops.default_is(there), override_settings(MEDIA_ROOT=folder / f"{engine}-arrived"):
        with pytest.raises(CommandError, match="Not everything holds"):  # of rows that factories made
            arrive(archive, said.append)
        with pytest.raises(CommandError, match="not empty"):
            arrive(archive, said.append)

    assert "rows and" in said[0]
    assert "Olga Owner sets a new one here" in said[1]
    assert "/invitation/" in said[2]


def test_a_company_in_which_somebody_works_is_not_filled(shop, archive):
    with shops.default_is(shop):
        before = lines()
        with pytest.raises(CannotMove, match=r"not empty: \d+ people work there"):
            read_archive(archive)

        assert lines() == before
        assert guards.are_current()


def lines():
    found = {}
    for model in columns.everything():
        fields = columns.stored(model)
        names = [field.attname for field in fields]
        found[model._meta.label] = [line_of(names, row) for row in values_of(model, fields, "default")]
    return found


def remade(archive, path, change):
    """The archive with other parts: `change` gets them by name and may do what it likes."""
    with ZipFile(archive) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    change(parts)
    with ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(name, text)
    return path


def in_contents(**changes):
    def change(parts):
        found = json.loads(parts[manifest.NAME])
        parts[manifest.NAME] = json.dumps(found | changes).encode()

    return change


def with_part(name, text, *, told=None):
    """A part that the list of contents describes rightly, but for the size that it is `told`."""

    def change(parts):
        found = json.loads(parts[manifest.NAME])
        group = "files" if name.startswith("files") else "tables"
        known = found[group].get(name, {})
        found[group][name] = known | {"size": told or len(text), "sha256": hashlib.sha256(text).hexdigest()}
        parts[name], parts[manifest.NAME] = text, json.dumps(found).encode()

    return change


CUSTOMERS = "tables/customers_customer.jsonl"


def changed_letter(parts):
    parts[CUSTOMERS] = parts[CUSTOMERS].replace(b"Carmen", b"Karmen")


BROKEN = {
    "changed": (changed_letter, "cut or was changed: tables/customers_customer.jsonl"),
    "without a part": (lambda parts: parts.pop("sheets/orders.csv"), "cut or was changed"),
    "with one more": (lambda parts: parts.update({"files/more.webp": b"x"}), "cut or was changed"),
    "without contents": (lambda parts: parts.pop(manifest.NAME), "it has no manifest.json"),
    "with other contents": (lambda parts: parts.update({manifest.NAME: b"[]"}), "it is no list of parts"),
    "of a later format": (in_contents(format=2), "has the format 2"),
    "newer": (in_contents(version="99.0"), "of version 99.0"),
    "of other tables": (in_contents(heads={"orders": ["9999_later"]}), "made with other tables"),
    "a negative size": (in_contents(sheets={"a": {"size": -1, "sha256": ""}}), "another shape"),
    "a bomb": (with_part(CUSTOMERS, b" " * 10**7, told=1000), "cut or was changed"),
    "another place": (with_part("files/../../escaped", b"x"), "is no name of a file"),
    "an absolute place": (with_part("files//etc/escaped", b"x"), "is no name of a file"),
    "no rows": (with_part(CUSTOMERS, b"hello\n"), "cut or was changed"),
    "rows of other columns": (with_part(CUSTOMERS, b'{"id": 1}\n'), "cut or was changed"),
    "fewer rows": (with_part(CUSTOMERS, b""), "cut or was changed"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_what_is_no_whole_archive_is_refused_and_changes_nothing(engine, archive, folder, target, how):
    change, said = BROKEN[how]
    path = remade(archive, folder / f"{engine}-broken.zip", change)

    with shops.default_is(target), override_settings(MEDIA_ROOT=folder / f"{engine}-none"):
        with pytest.raises(CannotMove, match=said):
            read_archive(path)

        is_untouched(folder / f"{engine}-none")


@pytest.mark.parametrize("part", [0.3, 0.7, 0.99])
def test_an_archive_that_is_cut_is_refused(engine, archive, folder, target, part):
    path, whole = folder / f"{engine}-cut.zip", archive.read_bytes()
    path.write_bytes(whole[: int(len(whole) * part)])

    with shops.default_is(target), pytest.raises(CannotMove, match="cut or damaged"):
        read_archive(path)


@pytest.mark.parametrize("part", [CUSTOMERS, "sheets/orders.csv", manifest.NAME, "files/"])
def test_one_byte_that_changed_is_found(engine, archive, folder, target, part):
    """In the middle of what a part holds."""
    path, whole = folder / f"{engine}-byte.zip", bytearray(archive.read_bytes())
    with ZipFile(archive) as opened:
        info = next(one for one in opened.infolist() if one.filename.startswith(part))
    whole[info.header_offset + 30 + len(info.filename) + 20 + info.compress_size // 2] ^= 0x55
    path.write_bytes(whole)

    with shops.default_is(target), override_settings(MEDIA_ROOT=folder / f"{engine}-none"):
        with pytest.raises(CannotMove):
            read_archive(path)

        is_untouched(folder / f"{engine}-none")


@pytest.fixture(scope="module")
def target(engine, shop, folder, django_db_blocker):
    """Nothing is ever kept in it."""
    with django_db_blocker.unblock():
        return shops.empty(engine, folder)


def is_untouched(media):
    assert not Customer.objects.exists()
    assert User.objects.count() == 2
    assert guards.are_current()
    assert not [path for path in media.rglob("*") if path.is_file()]


# --- a process that is killed -------------------------------------------------------------------------------

KILLED = """
import os, signal, sys
from pathlib import Path
import django
django.setup()
from faena.accounts.actions import system
from faena.moving.archive.entrance import link_for_a_master
from faena.moving.archive.reading import read_archive
from faena.moving.archive.writing import write_archive

def tell(done, every):
    if done >= every * float(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)

path = Path(sys.argv[2])
write_archive(path, by=system(), tell=tell) if sys.argv[1] == "write" else read_archive(path, tell=tell)
"""


def killed(facts, var, what, path, at):
    """A process that kills itself when so much is done."""
    var.mkdir(exist_ok=True)
    own = {"DJANGO_SETTINGS_MODULE": "config.settings", "FAENA_SECRET_KEY": "x" * 60, "FAENA_VAR": str(var)}
    env = {"PATH": os.environ["PATH"], "DATABASE_URL": shops.address_of(facts), **own}
    command = [sys.executable, "-c", KILLED, what, str(path), str(at)]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr


def test_a_kill_while_it_is_written_leaves_no_archive_and_the_next_is_whole(engine, shop, folder):
    path = folder / f"{engine}-killed.zip"

    killed(shop, folder, "write", path, 1)

    assert not path.exists()
    with shops.default_is(shop):
        write_archive(path, by=system())
    assert not path.with_name(f"{path.name}.part").exists()
    assert contents(path)["tables"]


@pytest.mark.parametrize("at", [0.5, 1])
def test_a_kill_while_it_is_read_leaves_the_company_empty_and_the_next_is_whole(engine, shop, archive, folder, at):
    there, var = shops.empty(engine, folder), folder / f"{engine}-killed-{at}"

    killed(there, var, "read", archive, at)

    with shops.default_is(there), override_settings(MEDIA_ROOT=var / "media"):
        assert not Customer.objects.exists()
        assert guards.are_current()
        read = read_archive(archive)
        assert Customer.objects.exists()
    assert len([path for path in (var / "media").rglob("*") if path.is_file()]) == read.files


# --- the command --------------------------------------------------------------------------------------------


def test_the_command_says_what_it_wrote_and_why_it_did_not(engine, shop, folder):
    path, said = folder / f"{engine}-command.zip", io.StringIO()

    with shops.default_is(shop):
        call_command("export_data", str(path), stdout=said)
        with pytest.raises(CommandError, match="is there already"):
            call_command("export_data", str(path))
        with pytest.raises(CommandError, match="cannot be written"):
            call_command("export_data", str(folder / "nowhere" / "out.zip"))

    assert f"SHA-256 {hashlib.sha256(path.read_bytes()).hexdigest()}" in said.getvalue()
