"""A post office that mails are sent to (tools/faults/post.py)."""

from collections.abc import Iterator
from typing import Any

import pytest

from tools.faults.post import PostOffice


@pytest.fixture
def post_office(settings: Any) -> Iterator[PostOffice]:
    office = PostOffice()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = office.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_TIMEOUT = 30
    with office.open():
        yield office
