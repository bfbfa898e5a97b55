"""The mailbox of a test: what left, and the links in it."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.core import mail

from tests.world import run_jobs


def mails(address: str = "") -> list[Any]:
    """The mails that reached this address (or any), oldest first."""
    run_jobs()
    return [letter for letter in mail.outbox if not address or letter.to == [address]]


def links(address: str = "") -> list[str]:
    """The paths of the links in them."""
    return [urlsplit(url).path for letter in mails(address) for url in re.findall(r"^http\S+$", letter.body, re.M)]
