"""The job that makes the stored picture: upright, ours, without what cameras add; or a reason."""

import io
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.http import Http404
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from PIL import Image

from faena.files import decoder, jobs, making
from faena.files.limits import FULL_SIDE, THUMB_SIDE
from faena.files.models import File
from faena.files.serving import respond
from tests.files.corpus import FOUND_OUT, GOOD, MARKS, camera_data, is_red, jpeg, scene, sent, turned, written
from tests.steps import receive_picture


def decoded(contents, by):
    """The row after its job ran."""
    file = receive_picture(sent(contents), by=by)
    jobs.decode.func(file.pk)
    file.refresh_from_db()
    return file


def stored(file, name="storage_name"):
    with default_storage.open(getattr(file, name)) as stream:
        return stream.read()


def remade(contents, tmp_path):
    """What the decoder makes of a picture, without the process around it: full and thumbnail."""
    source, full, thumb = tmp_path / "source", tmp_path / "full", tmp_path / "thumb"
    source.write_bytes(contents)
    decoder.make(str(source), str(full), str(thumb))
    return full.read_bytes(), thumb.read_bytes()


# --- what is kept -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", GOOD)
def test_what_is_stored_was_made_by_us(what, tmp_path):
    """Other bytes than were sent, WebP whatever came, nothing of the camera, no script, no tail."""
    contents = GOOD[what]()

    for made in remade(contents, tmp_path):
        assert made != contents
        assert [mark for mark in MARKS if mark in made] == []
        picture = Image.open(io.BytesIO(made))
        assert picture.format == "WEBP"
        assert not picture.getexif()
        assert not {"exif", "xmp", "icc_profile"} & set(picture.info)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_stands_upright_however_the_phone_was_held(orientation, tmp_path):
    full, thumb = remade(turned(orientation), tmp_path)

    for made in (full, thumb):
        picture = Image.open(io.BytesIO(made)).convert("RGB")
        assert picture.size == (120, 80)
        corners = [picture.getpixel(place) for place in ((10, 10), (110, 10), (10, 70), (110, 70))]
        assert [is_red(corner) for corner in corners] == [True, False, False, False]


@pytest.mark.parametrize(
    "what", ["CMYK JPEG", "JPEG with a colour profile", "palette PNG", "MPO", "HEIC", "lossless WebP"]
)
def test_its_colours_stay(what, tmp_path):
    picture = Image.open(io.BytesIO(remade(GOOD[what](), tmp_path)[0])).convert("RGB")

    assert is_red(picture.getpixel((20, 20)))
    assert picture.getpixel((100, 60))[2] > 180


def test_grey_of_16_bits_keeps_its_brightness(tmp_path):
    picture = Image.open(io.BytesIO(remade(GOOD["16-bit PNG"](), tmp_path)[0])).convert("L")

    assert abs(picture.getpixel((5, 5)) - 40_000 // 256) < 6


def test_transparency_stays_for_logos_and_goes_where_there_is_none(tmp_path):
    glass, solid = Image.new("RGBA", (40, 40), (255, 0, 0, 40)), scene("RGBA")

    assert Image.open(io.BytesIO(remade(written(glass, "PNG"), tmp_path)[0])).mode == "RGBA"
    assert Image.open(io.BytesIO(remade(written(solid, "PNG"), tmp_path)[0])).mode == "RGB"


def test_a_large_photo_becomes_ready_in_two_sizes(clerk):
    contents = jpeg_of((4000, 3000))

    file = decoded(contents, clerk)

    assert file.is_ready
    assert (file.width, file.height) == (FULL_SIDE, 1536)
    assert (file.thumb_width, file.thumb_height) == (THUMB_SIDE, 360)
    assert Image.open(io.BytesIO(stored(file))).size == (file.width, file.height)
    assert Image.open(io.BytesIO(stored(file, "thumb_name"))).size == (file.thumb_width, file.thumb_height)
    assert file.bytes == len(stored(file))
    assert file.storage_name == f"pictures/{file.uid.hex[:2]}/{file.uid.hex}-1.webp"


def test_a_small_picture_is_not_blown_up(clerk):
    file = decoded(jpeg_of((200, 100)), clerk)

    assert (file.width, file.height) == (file.thumb_width, file.thumb_height) == (200, 100)
    assert Image.open(io.BytesIO(stored(file, "thumb_name"))).size == (200, 100)


def test_the_upload_is_deleted(clerk):
    """The original with its camera data is never kept."""
    file = decoded(jpeg(exif=camera_data()), clerk)

    assert file.incoming_name == ""
    assert default_storage.listdir("incoming") == ([], [])


# --- what is refused --------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", FOUND_OUT)
def test_what_the_header_hid_is_refused_with_a_sentence(what, clerk):
    make, problem = FOUND_OUT[what]

    file = decoded(make(), clerk)

    assert (file.state, file.problem) == ("refused", problem)
    assert file.problem_said.endswith(".")
    assert default_storage.listdir("incoming") == ([], [])
    assert not default_storage.exists("pictures")


def test_an_upload_that_vanished_is_refused(clerk):
    file = receive_picture(sent(jpeg()), by=clerk)
    default_storage.delete(file.incoming_name)

    jobs.decode.func(file.pk)

    file.refresh_from_db()
    assert (file.state, file.problem) == ("refused", "lost")


def test_the_decoder_cannot_take_more_than_its_memory():
    """Its own process ends; the one that called does not grow."""
    greedy = "from faena.files import decoder\ndecoder.limit()\nbytearray(decoder.MEMORY)"

    done = subprocess.run([sys.executable, "-c", greedy], cwd=settings.BASE_DIR, capture_output=True, check=False)

    assert b"MemoryError" in done.stderr


def test_the_decoder_knows_no_secret_and_no_framework():
    """Who breaks into it finds nothing there."""
    look = "import os, sys, faena.files.decoder; print(*sys.modules, *os.environ)"

    done = subprocess.run(
        [sys.executable, "-c", look], cwd=settings.BASE_DIR, env=making.BARE, capture_output=True, check=True
    )

    assert b"PIL" in done.stdout
    assert b"django" not in done.stdout
    assert b"FAENA_SECRET_KEY" not in done.stdout


# --- what dies --------------------------------------------------------------------------------------------


def test_a_second_run_changes_nothing(clerk):
    file = decoded(jpeg(), clerk)
    before = File.objects.values().get(pk=file.pk)

    jobs.decode.func(file.pk)

    assert File.objects.values().get(pk=file.pk) == before


def test_a_decoder_that_is_killed_is_tried_again_three_times(clerk, monkeypatch):
    """The row says how often; then it is refused where people see it."""
    monkeypatch.setattr(making.sys, "executable", "/bin/false")
    file = receive_picture(sent(jpeg()), by=clerk)

    for attempt in (1, 2):
        jobs.decode.func(file.pk)
        file.refresh_from_db()
        assert (file.state, file.attempts) == ("pending", attempt)
    jobs.decode.func(file.pk)

    file.refresh_from_db()
    assert (file.state, file.problem) == ("refused", "costly")


def test_a_storage_that_fails_uses_up_no_attempt(clerk, settings, tmp_path):
    file = receive_picture(sent(jpeg()), by=clerk)
    (tmp_path / "a file").touch()
    working, settings.MEDIA_ROOT = settings.MEDIA_ROOT, tmp_path / "a file"

    with pytest.raises(OSError, match="Not a directory"):
        jobs.decode.func(file.pk)

    file.refresh_from_db()
    assert (file.state, file.attempts) == ("pending", 0)
    settings.MEDIA_ROOT = working
    jobs.decode.func(file.pk)
    file.refresh_from_db()
    assert file.is_ready


@pytest.mark.parametrize("off", [timedelta(seconds=-1), timedelta(days=3650)], ids=["due", "of a clock that was wrong"])
def test_a_picture_whose_job_is_lost_gets_a_new_one_once(off, clerk):
    file = receive_picture(sent(jpeg()), by=clerk)
    DBTaskResult.objects.all().delete()

    assert jobs.resume_pending() == 0
    File.objects.update(next_at=timezone.now() + off)
    assert jobs.resume_pending() == 1
    assert jobs.resume_pending() == 0

    assert [job.args_kwargs["args"] for job in DBTaskResult.objects.all()] == [[file.pk]]


def test_what_an_attempt_stored_that_died_half_way_is_removed(clerk):
    """Its row says nothing of it: nobody else would find it."""
    file = receive_picture(sent(jpeg()), by=clerk)
    left = default_storage.save(f"pictures/{file.uid.hex[:2]}/{file.uid.hex}-1.webp", sent(jpeg()))
    File.objects.update(attempts=1)

    jobs.decode.func(file.pk)

    file.refresh_from_db()
    assert file.is_ready
    assert not default_storage.exists(left)
    assert default_storage.exists(file.storage_name)


def test_uploads_that_no_row_knows_are_removed_after_a_day(clerk):
    file = receive_picture(sent(jpeg()), by=clerk)
    for name in ("incoming/old", "incoming/new"):
        default_storage.save(name, sent(jpeg()))
    for name in ("incoming/old", file.incoming_name):
        os.utime(default_storage.path(name), (0, 0))

    assert jobs.remove_left_over() == 1

    assert sorted(default_storage.listdir("incoming")[1]) == sorted(["new", file.uid.hex])


# --- how it is answered -----------------------------------------------------------------------------------


def test_a_stored_picture_is_answered_so_that_nothing_in_it_can_run(clerk):
    """A fixed type, no guessing of another one, a sandbox."""
    file = decoded(jpeg(), clerk)

    for variant, name in (("full", "storage_name"), ("thumb", "thumb_name")):
        answer = respond(file, variant)
        assert b"".join(answer.streaming_content) == stored(file, name)
        assert answer["Content-Type"] == "image/webp"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
        assert answer["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize("state", ["pending", "refused", "gone", "none"])
def test_what_is_not_there_is_not_found(state, clerk):
    file = decoded(jpeg(), clerk)
    if state == "gone":
        default_storage.delete(file.storage_name)
    elif state == "none":
        file = None
    else:
        file.state = state

    with pytest.raises(Http404):
        respond(file)


def jpeg_of(size):
    return written(scene(size=size), "JPEG")
