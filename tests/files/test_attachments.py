"""M32: attachments are recognised by what they contain, kept as they came, and only ever given out to be saved."""

import os
import time
import tracemalloc
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from faena.files import jobs
from faena.files.attachments import LONGEST_NAME, tidy_name
from faena.files.forms import AttachmentsField
from faena.files.kinds import recognise
from faena.files.limits import MOST_ATTACHED_TOGETHER, MOST_VIDEO_BYTES
from faena.files.models import File
from faena.files.serving import respond
from faena.lib.errors import RuleBroken
from tests.files.corpus import sent
from tests.files.documents import GOOD, REFUSED, WORD, bomb, film
from tests.steps import discard, receive_attachments


def pdf(name="offer.pdf"):
    return sent(GOOD["PDF"][0](), name, "application/octet-stream")


@pytest.mark.parametrize("what", GOOD)
def test_it_is_recognised_by_what_it_contains(what):
    """M32: whatever name and kind the sender claims."""
    make, kind = GOOD[what]

    assert recognise(sent(make(), "x.exe", "text/html")).kind == kind


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_taken_is_refused_with_a_sentence(what, clerk):
    """M32: also under the name and the kind of what is taken."""
    make, sentence = REFUSED[what]

    with pytest.raises(RuleBroken) as refused:
        receive_attachments([sent(make(), "offer.pdf", "application/pdf")], by=clerk)

    assert (refused.value.at, sentence in str(refused.value.sentence)) == ("attachments.0", True)
    assert not File.objects.exists()
    assert not default_storage.exists(jobs.ATTACHMENTS)


def test_no_beginning_of_a_file_breaks_the_look_at_it():
    for make, _kind in GOOD.values():
        contents = make()
        for length in [*range(80), *range(80, min(len(contents), 2000), 13)]:
            recognise(sent(contents[:length]))


def test_nothing_is_unpacked():
    """M32: a bomb is looked at by the list of its members."""
    upload = sent(bomb())
    tracemalloc.start()

    assert recognise(upload).kind == WORD
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 2**20


@pytest.mark.parametrize(
    ("name", "kind", "kept"),
    [
        ("Offer 12.PDF", "application/pdf", "Offer 12.pdf"),
        ("../../etc/offer.pdf", "application/pdf", "offer.pdf"),
        ("C:\\Users\\x\\offer.pdf", "application/pdf", "offer.pdf"),
        ("abc\u202efdp.exe", "application/pdf", "abcfdp.exe.pdf"),
        ("page.html", "text/plain", "page.html.txt"),
        ("macro.docm", WORD, "macro.docm.docx"),
        ("list.csv", "text/plain", "list.csv"),
        (".htaccess", "text/plain", "htaccess.txt"),
        (".pdf", "application/pdf", "pdf.pdf"),
        ("..", "application/pdf", "file.pdf"),
        ("", "application/pdf", "file.pdf"),
        ("a\r\nX: y\x00.pdf", "application/pdf", "a X: y.pdf"),
        ("ñ" * 200 + ".pdf", "application/pdf", "ñ" * (LONGEST_NAME - 4) + ".pdf"),
        ("x." + "y" * 300, "application/pdf", "x." + "y" * (LONGEST_NAME - 6) + ".pdf"),
    ],
)
def test_its_name_is_cleaned_and_ends_as_its_kind(name, kind, kept):
    """M32: no folders, no signs that turn the reading, no ending that another program opens."""
    assert tidy_name(name, kind) == kept


def test_it_is_stored_under_a_name_of_ours(clerk):
    (file,) = receive_attachments([pdf("Offer 12.PDF")], by=clerk)

    assert (file.name, file.kind, file.state, file.author_id) == ("Offer 12.pdf", "application/pdf", "ready", clerk.pk)
    assert file.storage_name == f"attachments/{timezone.now():%Y-%m}/{file.uid.hex}"
    assert default_storage.open(file.storage_name).read() == GOOD["PDF"][0]()


@pytest.mark.parametrize(("what", "kind"), [("PDF", "application/pdf"), ("text", "text/plain; charset=utf-8")])
def test_it_is_only_given_out_to_be_saved(what, kind, clerk):
    """M32: never inline from our origin, also where a thumbnail is asked for."""
    (file,) = receive_attachments([sent(GOOD[what][0](), "Señal.x")], by=clerk)

    for variant in ("full", "thumb"):
        answer = respond(file, variant)
        assert b"".join(answer.streaming_content) == GOOD[what][0]()
        assert answer["Content-Type"] == kind
        assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Se%C3%B1al.x.")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer["Cache-Control"].startswith("private")
        assert answer["X-Robots-Tag"] == "noindex, nofollow"


def test_too_many_and_too_much_are_refused(clerk, monkeypatch):
    """M32: the action asks, whoever calls it."""
    with pytest.raises(RuleBroken, match="at most 5 files"):
        receive_attachments([pdf()] * 6, by=clerk)
    large = [pdf(), pdf()]
    for upload in large:
        upload.size = MOST_ATTACHED_TOGETHER // 2 + 1
    with pytest.raises(RuleBroken, match="60 MB together"):
        receive_attachments(large, by=clerk)
    long = sent(film(), "x.mp4")
    long.size = MOST_VIDEO_BYTES + 1
    with pytest.raises(RuleBroken, match="50 MB"):
        receive_attachments([long], by=clerk)
    assert not File.objects.exists()


def test_a_full_disk_refuses_it_and_keeps_no_row(clerk, settings, tmp_path):
    (tmp_path / "a file").touch()
    settings.MEDIA_ROOT = tmp_path / "a file"

    with pytest.raises(RuleBroken, match="could not be stored"):
        receive_attachments([pdf()], by=clerk)

    assert not File.objects.exists()


def test_what_a_request_left_behind_is_removed_after_a_day(clerk):
    with transaction.atomic():
        (gone,) = receive_attachments([pdf()], by=clerk)
        transaction.set_rollback(True)
    (kept,) = receive_attachments([pdf()], by=clerk)
    assert jobs.remove_left_over() == 0
    for file in (gone, kept):
        then = time.time() - timedelta(days=1, minutes=1).total_seconds()
        os.utime(default_storage.path(file.storage_name), (then, then))

    assert jobs.remove_left_over() == 1

    assert default_storage.exists(kept.storage_name)
    assert not default_storage.exists(gone.storage_name)


def test_it_can_be_discarded(clerk, jobs):
    (file,) = receive_attachments([pdf()], by=clerk)

    discard(file)
    jobs()

    assert not default_storage.exists(file.storage_name)


def test_an_attachment_is_never_waiting_for_a_decoder(clerk):
    (file,) = receive_attachments([pdf()], by=clerk)

    with pytest.raises(IntegrityError), transaction.atomic():
        File.objects.filter(pk=file.pk).update(state="pending")


def test_a_field_names_the_one_that_is_not_taken():
    field = AttachmentsField()

    assert field.clean([]) == []
    assert len(field.clean([pdf(), sent(film(), "x.mp4")])) == 2
    with pytest.raises(Exception, match=r"page\.html: This kind of file is not taken"):
        field.clean([pdf(), sent(b"<html>", "page.html")])
    with pytest.raises(Exception, match="at most 5 files"):
        field.clean([pdf()] * 6)
