"""Whatever is sent as a photo of a status, as the web sees it: the page that takes it in, the customer's page that
shows it, and what the request costs (W14). test_receive_picture and test_decode look at each step."""

import io
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image

from faena.customers.actions import DeviceFacts
from faena.customers.models import AccessLink
from faena.files.models import File
from faena.journal.context import KEY_FIELD, new_key
from faena.orders.actions import IntakeFacts, open_order
from faena.orders.models import StatusPhoto
from tests import factories
from tests.files.corpus import FOUND_OUT, GOOD, MARKS, REFUSED, bomb, is_red, of_a_phone, sent, turned

pytestmark = pytest.mark.slow("each picture is made ready by a program that gives way to all others")

MB = 2**20
KINDS = ["JPEG", "PNG", "WEBP", "HEIF"]


@pytest.fixture
def order(clerk, customer):
    return open_order(customer, device=DeviceFacts(kind="Phone"), facts=IntakeFacts(reason="Screen"), by=clerk)


@pytest.fixture
def send(order, clerk, client_of, jobs) -> Callable[..., Any]:
    """Tell the customer a status with these photos, and let the jobs run."""
    status = factories.a_status()

    def post(*photos: Any) -> Any:
        answer = client_of(clerk).post(
            reverse("orders:statuses", args=[order.pk]), {"status": status.pk, "photos": list(photos)}
        )
        jobs()
        return answer

    return post


@pytest.fixture
def served(order, clerk, client_of, visitor) -> Callable[[], list[list[Any]]]:
    """For each photo of the order, in their order, every answer that somebody can get of it: staff and customer, whole
    and small."""
    token = AccessLink.objects.alive().of(order.as_ref).token
    ways = [(client_of(clerk), "orders:photo", order.pk), (visitor, "portal:photo", token)]

    def get() -> list[list[Any]]:
        return [
            [browser.get(reverse(name, args=[key, photo.pk]) + size) for browser, name, key in ways for size in SIZES]
            for photo in StatusPhoto.objects.order_by("entry_id", "position")
        ]

    return get


SIZES = ["", "?size=thumb"]


# --- taken ------------------------------------------------------------------------------------------------


def test_12_megapixels_of_every_kind_come_out_upright_and_clean(send, served):
    """W14: with place, camera, words and a tail inside, held upright by a flag alone."""
    assert send(*(sent(of_a_phone(kind), f"photo.{kind.lower()}") for kind in KINDS)).status_code == 303

    answers = served()

    assert len(answers) == len(KINDS)
    for full, thumb, seen, seen_small in answers:
        for answer, size in ((full, (1536, 2048)), (thumb, (360, 480)), (seen, (1536, 2048)), (seen_small, (360, 480))):
            picture = opened(answer)
            assert picture.size == size
            assert is_red(picture.convert("RGB").getpixel((20, 20)))
            assert not is_red(picture.convert("RGB").getpixel((20, size[1] - 20)))


def test_all_eight_ways_of_holding_a_phone(send, served):
    """W14."""
    assert send(*(sent(turned(orientation)) for orientation in range(1, 9))).status_code == 303

    pictures = [opened(answer).convert("RGB") for answers in served() for answer in answers]

    assert len(pictures) == 8 * 4
    for picture in pictures:
        corners = [picture.getpixel(place) for place in ((10, 10), (110, 10), (10, 70), (110, 70))]
        assert (picture.size, [is_red(corner) for corner in corners]) == ((120, 80), [True, False, False, False])


POLYGLOTS = [name for name in GOOD if "behind" in name or "comment" in name or "broken" in name or "text" in name]


def test_what_hides_in_a_picture_stays_behind(send, served):
    """Script, archive and words behind or inside a picture that can be seen."""
    photos = [sent(GOOD[name](), "photo.jpg.html", "text/html") for name in POLYGLOTS]
    assert len(photos) >= 5
    assert send(*photos).status_code == 303

    for answers in served():
        for answer in answers:
            opened(answer)


# --- refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_photo_is_refused_with_a_sentence(what, send, order):
    """W14: also under the name and the kind of a photo."""
    make, sentence = REFUSED[what]

    answer = send(sent(make(), "photo.jpg", "image/jpeg"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page[page.index('class="field-error"') :]
    assert not order.entries.filter(photos__isnull=False).exists()
    assert not File.objects.exists()
    assert not default_storage.exists("incoming")


def test_what_is_found_out_later_is_said_and_never_served(send, served, order, clerk, client_of):
    """W14: the header promised a picture."""
    assert send(*(sent(make()) for make, _ in FOUND_OUT.values())).status_code == 303

    page = client_of(clerk).get(reverse("orders:sheet", args=[order.pk])).content.decode()

    assert {answer.status_code for answers in served() for answer in answers} == {404}
    assert [file.problem for file in File.objects.order_by("pk")] == [problem for _, problem in FOUND_OUT.values()]
    assert all(file.problem_said in page for file in File.objects.all())
    assert default_storage.listdir("incoming") == ([], [])


# --- what it costs ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["13,000 square bomb", "16 MB", "12 megapixels"])
def test_the_request_does_not_grow_with_what_it_takes_in(what, order, clerk, client_of, jobs, tmp_path):
    """Neither the request nor the worker holds the pixels, or the whole upload."""
    make = {"13,000 square bomb": bomb, "16 MB": REFUSED["16 MB"][0], "12 megapixels": lambda: of_a_phone("PNG")}[what]
    body = tmp_path / "body"
    kind = write_form(body, {KEY_FIELD: new_key(), "status": factories.a_status().pk}, make())
    address, browser = reverse("orders:statuses", args=[order.pk]), client_of(clerk)
    assert browser.get(address).status_code == 200  # what a first request loads is no matter of the picture

    with body.open("rb") as stream, growth() as grown:
        sends = {"wsgi.input": stream, "CONTENT_TYPE": kind, "CONTENT_LENGTH": str(body.stat().st_size)}
        answer = browser.generic("POST", address, **sends)
        jobs()

    assert answer.status_code == (303 if what == "12 megapixels" else 422)
    assert grown[0] < 40 * MB


def write_form(path: Path, fields: dict[str, Any], photo: bytes) -> str:
    """A form as a browser sends it, in a file, so that sending it takes no memory of its own. Returns its kind."""
    edge = "edge-of-the-form"
    with path.open("wb") as stream:
        for name, value in fields.items():
            stream.write(f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
        named = 'name="photos"; filename="photo.jpg"\r\nContent-Type: image/jpeg'
        stream.write(f"--{edge}\r\nContent-Disposition: form-data; {named}\r\n\r\n".encode())
        stream.write(photo)
        stream.write(f"\r\n--{edge}--\r\n".encode())
    return f"multipart/form-data; boundary={edge}"


@contextmanager
def growth() -> Iterator[list[int]]:
    """By how many bytes this process grew at its largest, in the list once the block is over."""
    grown: list[int] = []
    forget_the_peak()
    before = peak()
    yield grown
    grown.append(peak() - before)


def peak() -> int:
    """The most memory that this process ever held, in bytes; on Linux since `forget_the_peak`."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    held = [int(line.split()[1]) for line in lines if line.startswith("VmHWM:")]
    return (held[0] if held else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * 1024


def forget_the_peak() -> None:
    """proc(5): 5 sets the peak back to what is held now, so that what an earlier test took hides nothing."""
    forget = Path("/proc/self/clear_refs")
    if forget.exists():
        forget.write_text("5")


def opened(answer: Any) -> Image.Image:
    """The picture of an answer, after a look at how it is answered: ours, and so that nothing in it can run."""
    contents = b"".join(answer.streaming_content)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert [mark for mark in MARKS if mark in contents] == []
    picture = Image.open(io.BytesIO(contents))
    assert picture.format == "WEBP"
    assert int.from_bytes(contents[4:8], "little") + 8 == len(contents), "nothing behind the picture"
    return picture
