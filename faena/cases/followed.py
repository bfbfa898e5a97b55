"""What a kind of case says about the link by which its customer follows it (W1)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.functional import Promise

from faena.cases.models import Case
from faena.lib.phones import whatsapp_link


@dataclass(frozen=True)
class Followed:
    """What is a kind's own. room: of its routes, "orders" for orders:link; rows: its cases, with what is told of them;
    about: what a case is about, in a word or two; mail: the letter with the link; sent: the verb of its event; facts:
    what letter and chat name beside the customer and the link; code_at: where the code is typed, where it has one."""

    room: str
    rows: Callable[[], Any]
    about: Callable[[Any], object]
    mail: str
    sent: str
    facts: Callable[[Any], dict[str, str]]
    chat: Promise
    title: Promise
    nothing: Promise
    why_nothing: Promise
    before_revoking: Promise
    revoked: Promise
    after_revoking: Promise
    renewed: Promise
    code_at: Callable[[], str] | None = None

    def chat_with(self, case: Case, url: str) -> str:
        """A chat with the customer in his language, ready to be sent; without a phone, WhatsApp asks whom."""
        customer = case.customer
        with translation.override(customer.language):
            text = str(self.chat) % {"name": customer.name, "link": url, **self.facts(case)}
        return whatsapp_link(customer.phone, text)
