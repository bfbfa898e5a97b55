"""A picture of which only the beginning came, as from a phone that lost its network or a card that is broken: refused
with a sentence, whatever the part, and nothing of it stays."""

import pytest
from django.core.files.storage import default_storage
from django_tasks_db.models import DBTaskResult

from faena.files import decoder, jobs
from faena.files.models import File
from faena.lib.errors import RuleBroken
from tests.files.corpus import heic, scene, sent, written
from tests.steps import receive_picture

KINDS = {
    "JPEG": lambda: written(scene(size=(480, 320)), "JPEG"),
    "JPEG in passes": lambda: written(scene(size=(480, 320)), "JPEG", progressive=True),
    "PNG": lambda: written(scene(size=(480, 320)), "PNG"),
    "WEBP": lambda: written(scene(size=(480, 320)), "WEBP"),
    "HEIC": heic,
}


def tenths(whole: bytes) -> list[bytes]:
    return [whole[: len(whole) * part // 10] for part in range(10)]


def stored() -> list[str]:
    """Every file under the media folder."""
    return [name for folder in default_storage.listdir("")[0] for name in default_storage.listdir(folder)[1]]


@pytest.mark.parametrize("kind", KINDS)
def test_no_part_of_a_picture_is_taken_for_the_whole(kind, tmp_path):
    """Neither the look at its header nor the decoder makes half a picture of it."""
    source = tmp_path / "source"
    for part in tenths(KINDS[kind]()):
        source.write_bytes(part)

        with pytest.raises(decoder.Refused):
            decoder.make(str(source), str(tmp_path / "full"), str(tmp_path / "thumb"))

        assert [one.name for one in tmp_path.iterdir()] == ["source"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_cut_off_is_refused_with_a_sentence_and_leaves_nothing(kind, clerk):
    """The first tenths by their header, in the request; the rest by the decoder, in the job: the row says why."""
    first, *_parts, last = tenths(KINDS[kind]())

    with pytest.raises(RuleBroken) as refused:
        receive_picture(sent(first), by=clerk)
    assert refused.value.sentence
    assert not File.objects.exists()
    assert not DBTaskResult.objects.exists()

    file = receive_picture(sent(last), by=clerk)
    jobs.decode.func(file.pk)
    file.refresh_from_db()
    assert file.state == File.State.REFUSED
    assert file.problem_said.endswith(".")
    assert stored() == []
