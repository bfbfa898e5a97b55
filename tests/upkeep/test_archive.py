"""The archive as a file: whole, or not used at all."""

import hashlib
import os
import stat
import tarfile

import pytest
import zstandard

from faena.upkeep.backup.archive import read_through, writing
from faena.upkeep.backup.faults import BackupError
from faena.upkeep.backup.manifest import Heads, Manifest
from faena.upkeep.backup.sealing import FRAME, HEAD, TAG, read_key

KEY = b"k" * 32
PICTURE = os.urandom(5000)


@pytest.fixture(params=[None, KEY], ids=["open", "sealed"])
def key(request):
    return request.param


def made(folder, key, database=b"rows" * 50_000, name="archive"):
    """An archive of a database and a picture."""
    source, picture = folder / "source", folder / "picture"
    source.write_bytes(database)
    picture.write_bytes(PICTURE)
    with writing(folder / name, key) as writer:
        writer.add_manifest(a_manifest(database))
        writer.add_database(source)
        writer.add_stored("pictures/ab/ñ.webp", picture)
    return folder / name


def a_manifest(database):
    heads = Heads(1, "a" * 64, 2, "b" * 64)
    digest = hashlib.sha256(database).hexdigest()
    return Manifest("2026-11-30T03:00:00+00:00", "sqlite", [], {}, heads, "k", len(database), digest, 1, len(PICTURE))


def test_what_went_in_comes_out(tmp_path, key):
    database = os.urandom(3 * FRAME + 7)
    path = made(tmp_path, key, database)
    read_through(path, key, into=tmp_path / "out")
    assert (tmp_path / "out/database").read_bytes() == database
    assert (tmp_path / "out/media/pictures/ab/ñ.webp").read_bytes() == PICTURE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_one_byte_changed_anywhere_is_found(tmp_path, key):
    """Each of the first and last bytes, and some in between."""
    path = made(tmp_path, key)
    whole = path.read_bytes()
    last = len(whole)
    for place in {*range(120), *range(0, last, 97), *range(last - 120, last)}:
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        with pytest.raises(BackupError):
            read_through(path, key)
    path.write_bytes(whole)
    read_through(path, key)


def test_one_that_is_cut_or_has_more_behind_it_is_found(tmp_path, key):
    path = made(tmp_path, key)
    whole = path.read_bytes()
    for end in {0, 1, HEAD, len(whole) // 2, len(whole) - 41, len(whole) - 40, len(whole) - 1}:
        path.write_bytes(whole[:end])
        with pytest.raises(BackupError):
            read_through(path, key)
    for more in (b"\0", whole):
        path.write_bytes(whole + more)
        with pytest.raises(BackupError):
            read_through(path, key)


def test_a_sealed_one_cannot_be_cut_at_a_frame_or_put_in_another_order(tmp_path):
    path = made(tmp_path, KEY, os.urandom(4 * FRAME))
    whole = path.read_bytes()
    size = FRAME + TAG
    one, two = whole[HEAD : HEAD + size], whole[HEAD + size : HEAD + 2 * size]
    for changed in (whole[: HEAD + size], whole[:HEAD] + two + one + whole[HEAD + 2 * size :], whole[:HEAD] + one):
        path.write_bytes(changed)
        with pytest.raises(BackupError, match="not what was sealed"):
            read_through(path, KEY)


def test_a_sealed_one_shows_nothing_and_opens_by_its_key_alone(tmp_path):
    path = made(tmp_path, KEY)
    assert b"manifest" not in path.read_bytes()
    with pytest.raises(BackupError, match="FAENA_BACKUP_KEY_FILE"):
        read_through(path, None)
    with pytest.raises(BackupError, match="another key"):
        read_through(path, b"x" * 32)


def test_the_same_twice_is_sealed_differently(tmp_path):
    assert made(tmp_path, KEY).read_bytes()[:HEAD] != made(tmp_path, KEY, name="again").read_bytes()[:HEAD]


def test_an_open_one_is_read_by_the_tools_of_any_machine(tmp_path):
    path = made(tmp_path, None)
    unpacking = zstandard.ZstdDecompressor()
    with path.open("rb") as file, unpacking.stream_reader(file) as plain, tarfile.open(fileobj=plain, mode="r|") as tar:
        names = [info.name for info in tar]
    assert names == ["manifest.json", "database", "media/pictures/ab/ñ.webp", "files.jsonl"]


@pytest.mark.parametrize("name", ["../outside", "a/../../outside", "a\\b"])
def test_no_name_leads_outside(tmp_path, name):
    (tmp_path / "picture").write_bytes(PICTURE)
    with writing(tmp_path / "archive", None) as writer:
        writer.add_manifest(a_manifest(b""))
        writer.add_stored(name, tmp_path / "picture")
    with pytest.raises(BackupError):
        read_through(tmp_path / "archive", None, into=tmp_path / "out")
    assert not (tmp_path / "outside").exists()


def test_what_fails_while_it_is_written_leaves_no_file(tmp_path):
    with pytest.raises(RuntimeError), writing(tmp_path / "archive", KEY):
        raise RuntimeError
    assert not (tmp_path / "archive").exists()


def test_a_key_file_holds_a_key(tmp_path):
    short = tmp_path / "key"
    short.write_text("short\n")
    with pytest.raises(BackupError, match="too short"):
        read_key(short)
    with pytest.raises(BackupError, match="cannot be read"):
        read_key(tmp_path / "none")
    short.write_text("k" * 32 + "\n")
    assert read_key(short) == KEY
