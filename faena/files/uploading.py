"""The most that one request may bring: ten pictures of the largest size, attachments and the form around them; from
somebody who is not signed in, a form. More is refused before it is written anywhere; the form's own fields have
Django's limit."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from faena.files.limits import MOST_AT_ONCE, MOST_ATTACHED_TOGETHER, MOST_BYTES

MOST_IN_A_REQUEST = MOST_AT_ONCE * MOST_BYTES + MOST_ATTACHED_TOGETHER + 2**20
MOST_OF_A_VISITOR = 2**20


class Bounded(FileUploadHandler):
    """First of the upload handlers; it keeps nothing itself."""

    def handle_raw_input(
        self, input_data: Any, meta: Any, content_length: int, boundary: str, encoding: str | None = None
    ) -> None:
        user = getattr(self.request, "user", None)
        is_known = user is not None and user.is_authenticated
        if content_length > (MOST_IN_A_REQUEST if is_known else MOST_OF_A_VISITOR):
            raise RequestDataTooBig("This request brings more than a form can hold.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
