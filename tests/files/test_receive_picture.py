"""Taking a picture in: a look at its first bytes, a row, a job."""

import threading
import tracemalloc
import uuid

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django_tasks_db.models import DBTaskResult

from faena.files.forms import PictureField, PicturesField
from faena.files.headers import read_header
from faena.files.models import File
from faena.lib.errors import RuleBroken
from tests.files.corpus import GOOD, REFUSED, avif, heic, jpeg, scene, sent, written
from tests.steps import receive_picture

NAMES = ["../../etc/passwd.jpg", "a\0b.jpg", "a\r\nb.jpg", "x" * 300 + ".jpg", "‮gpj.exe", "CON", "😀.jpg", "run.phtml"]


@pytest.mark.parametrize("what", GOOD)
def test_it_takes_a_picture_in_and_shows_it_as_processing(what, clerk):
    data = GOOD[what]()  # once: a profile carries the second in which it was made

    file = receive_picture(sent(data), by=clerk)

    assert file.is_pending
    assert file.author == clerk
    assert default_storage.open(file.incoming_name).read() == data
    assert [job.args_kwargs["args"] for job in DBTaskResult.objects.all()] == [[file.pk]]


@pytest.mark.parametrize("what", REFUSED)
def test_it_refuses_with_a_sentence_beside_its_fact(what, clerk):
    """Nothing is kept of what is refused."""
    make, sentence = REFUSED[what]

    with pytest.raises(RuleBroken) as refused:
        receive_picture(sent(make(), "photo.jpg", "image/jpeg"), at="photos.2", by=clerk)

    assert refused.value.at == "photos.2"
    assert sentence in refused.value.sentence
    assert not File.objects.exists()
    assert not DBTaskResult.objects.exists()
    assert not default_storage.exists("incoming")


def test_an_avif_is_refused_with_its_name_where_the_library_has_none(clerk, monkeypatch):
    """M32: the sentence comes with the upload, not a "damaged" later."""
    monkeypatch.setattr("faena.files.pictures.find_spec", lambda _name: None)

    with pytest.raises(RuleBroken, match="AVIF pictures cannot be read here"):
        receive_picture(sent(avif()), by=clerk)


@pytest.mark.parametrize("name", NAMES)
def test_the_name_that_the_sender_gives_means_nothing(name, clerk):
    """Neither its path nor its ending: the stored file is named by us."""
    upload = sent(jpeg())
    upload._name = name

    file = receive_picture(upload, by=clerk)

    assert file.incoming_name == f"incoming/{file.uid.hex}"
    assert default_storage.listdir("") == (["incoming"], [])


def test_the_same_picture_of_a_phone_arrives_once(clerk):
    uid = uuid.uuid4()

    first = receive_picture(sent(jpeg()), uid=uid, by=clerk)
    again = receive_picture(sent(jpeg()), uid=uid, by=clerk)

    assert again == first
    assert File.objects.count() == DBTaskResult.objects.count() == 1


def test_the_mark_of_another_ones_picture_does_not_hand_it_out(clerk, seller):
    """A phone names its own pictures; who learns of another's mark gets nothing by it."""
    first = receive_picture(sent(jpeg()), uid=uuid.uuid4(), by=clerk)

    with pytest.raises(IntegrityError), transaction.atomic():
        receive_picture(sent(jpeg()), uid=first.uid, by=seller)

    assert File.objects.get().author == clerk


def test_a_full_disk_refuses_the_picture_and_keeps_no_row(clerk, settings, tmp_path):
    (tmp_path / "a file").touch()
    settings.MEDIA_ROOT = tmp_path / "a file"

    with pytest.raises(RuleBroken) as refused:
        receive_picture(sent(jpeg()), by=clerk)

    assert "could not be stored" in refused.value.sentence
    assert not File.objects.exists()


def test_what_is_undone_leaves_no_row_and_no_job(clerk):
    with transaction.atomic():
        receive_picture(sent(jpeg()), by=clerk)
        transaction.set_rollback(True)

    assert not File.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_many_bombs_at_once_do_not_grow_the_web_process():
    """Only the first bytes are read, whatever they promise."""
    bombs = [REFUSED["13,000 square bomb"][0]()] * 20
    headers = []
    tracemalloc.start()

    def look(contents: bytes) -> None:
        headers.append(read_header(sent(contents)))

    threads = [threading.Thread(target=look, args=(bomb,)) for bomb in bombs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert [header.width for header in headers] == [13_000] * 20
    assert peak < 25 * 2**20  # the uploads' own copies in memory; the pixels would be 3.4 GB


@pytest.mark.parametrize("size", [(300, 200), (2, 700), (3000, 2000)])
def test_the_header_says_the_true_size(size):
    picture = scene(size=size)
    every = {
        "image/jpeg": [written(picture, "JPEG"), written(picture, "JPEG", progressive=True)],
        "image/png": [written(picture, "PNG")],
        "image/webp": [written(picture, "WEBP"), written(picture, "WEBP", lossless=True)],
        "image/heic": [heic(picture.resize((300, 200)))] if size == (300, 200) else [],
    }
    for kind, pictures in every.items():
        for contents in pictures:
            header = read_header(sent(contents))
            assert (header.kind, header.width, header.height, header.is_animated) == (kind, *size, False)


def test_no_beginning_of_a_file_breaks_the_look_at_it():
    for contents in (jpeg(), written(scene(), "PNG"), written(scene(), "WEBP"), heic()):
        for length in [*range(64), *range(64, len(contents), 37)]:
            read_header(sent(contents[:length]))


def test_a_request_that_brings_too_much_is_refused_before_it_is_read(visitor, db):
    """Whoever sends it."""
    answer = visitor.generic(
        "POST", "/sign-in/", b"--x--", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(2**31)
    )

    assert answer.status_code == 413


# --- fields -----------------------------------------------------------------------------------------------


def test_a_field_takes_several_pictures_and_names_the_bad_one():
    field = PicturesField(required=False, most=2)

    assert field.clean([]) == []
    assert len(field.clean([sent(jpeg()), sent(heic())])) == 2
    with pytest.raises(Exception, match=r"drawing\.svg: This is not a picture"):
        field.clean([sent(jpeg()), sent(b"<svg/>", "drawing.svg")])
    with pytest.raises(Exception, match="at most 2 pictures"):
        field.clean([sent(jpeg())] * 3)


def test_a_field_for_one_picture_asks_for_it():
    field = PictureField()

    assert field.clean(sent(jpeg())).size
    assert 'accept="image/jpeg' in field.widget.render("photo", None)
    with pytest.raises(Exception, match="required"):
        field.clean(None)
