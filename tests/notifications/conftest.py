"""A post office: a real mail server on this machine that can be told to misbehave."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message as Mail
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tools.postgres import free_port


@dataclass
class PostOffice:
    """What arrived, and how the server treats the next mails: "" takes them, "refuse" knows no address (550),
    "later" wants them later (451), "reject" refuses what they say (554), "hang" says nothing any more, "drop" takes
    a mail and hangs up without a word."""

    mode: str = ""
    mails: list[Mail] = field(default_factory=list)

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802  # aiosmtpd's name
        if self.mode == "refuse":
            return "550 5.1.1 No such user here: " + address
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        if self.mode == "later":
            return "451 4.7.1 Greylisted"
        if self.mode == "reject":
            return "554 5.7.1 Spam"
        if self.mode == "hang":
            await asyncio.sleep(60)
        self.mails.append(message_from_bytes(envelope.content))
        if self.mode == "drop":
            server.transport.abort()
        return "250 OK"


@pytest.fixture
def post_office(settings: Any) -> Iterator[PostOffice]:
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = controller.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_TIMEOUT = 30
    yield office
    controller.stop()
