"""What a stranger may make the server swallow."""

from django.core.files.uploadedfile import SimpleUploadedFile

from faena.files.limits import MOST_BYTES

ALMOST_A_PHOTO = b"\xff\xd8\xff" + b"x" * (3 * 2**20)


def test_a_visitor_brings_no_files(db, visitor):
    """The protection against forged forms reads the whole request before any door: nobody without an account fills
    the disk meanwhile."""
    answer = visitor.post("/sign-in/", {"login": "x@shop.test", "photo": SimpleUploadedFile("a.jpg", ALMOST_A_PHOTO)})

    assert answer.status_code == 413


def test_who_is_signed_in_brings_photos(client_of, clerk):
    photo = SimpleUploadedFile("a.jpg", ALMOST_A_PHOTO)

    assert len(ALMOST_A_PHOTO) < MOST_BYTES
    assert client_of(clerk).post("/me/photo/", {"photo": photo}).status_code == 303
