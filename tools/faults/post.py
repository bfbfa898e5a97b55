"""A post office: a real mail server on this machine that can be told to misbehave."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message as Mail
from typing import Any

from aiosmtpd.controller import Controller

from tools.postgres import free_port


@dataclass
class PostOffice:
    """What arrived, and how the server treats the next mails: "" takes them, "refuse" knows no address (550),
    "later" wants them later (451), "reject" refuses what they say (554), "hang" says nothing any more, "drop" takes
    a mail and hangs up without a word. `seconds`: that taking one lasts."""

    mode: str = ""
    mails: list[Mail] = field(default_factory=list)
    seconds: float = 0
    port: int = field(default_factory=free_port)

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
        await asyncio.sleep(self.seconds)
        self.mails.append(message_from_bytes(envelope.content))
        if self.mode == "drop":
            server.transport.abort()
        return "250 OK"

    @contextmanager
    def open(self) -> Iterator[None]:
        controller = Controller(self, hostname="127.0.0.1", port=self.port)
        controller.start()
        try:
            yield
        finally:
            controller.stop()
