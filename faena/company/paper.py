"""What every paper of the shop begins with: its head, and labelled facts. The letters and pieces that the sources share
are templates/company/paper/house.typ."""

from base64 import b64encode
from mimetypes import guess_type
from typing import Any

from django.core.files.storage import default_storage
from django.utils import translation

from faena.company.models import Company
from faena.files.models import File
from faena.lib.phones import whatsapp_link

ON_ONE_LINE = 32  # signs of the narrowest roll, small


def language() -> str:
    """Of the paper that is being made: its reader's."""
    return translation.get_language() or "es"


def head(company: Company) -> dict[str, Any]:
    picture = company.logo if company.logo and company.logo.is_ready else None
    whatsapp = f"WhatsApp {company.chat_line}" if company.chat_line else ""
    contact_lines = [line for line in (company.phone_line, company.email) if line]
    if len("".join(contact_lines)) <= ON_ONE_LINE:
        contact_lines = [" · ".join(contact_lines)]
    return {
        "lang": language().split("-")[0],
        "logo": _logo(picture) if picture else "",
        "shop": company.name,
        "shop_lines": [
            line for line in (company.tax_line, company.address, company.place_line, *contact_lines, whatsapp) if line
        ],
        "whatsapp": {"line": whatsapp, "url": whatsapp_link(company.chat_phone)},
    }


def facts(*pairs: tuple[str, str]) -> list[list[str]]:
    """Label and text, without those that nobody filled in."""
    return [[label, text] for label, text in pairs if text]


def _logo(file: File) -> str:
    """The stored picture inside an SVG, since typst takes text only; "" when its file is gone."""
    try:
        with default_storage.open(file.thumb_name) as stored:
            picture = b64encode(stored.read()).decode()
    except FileNotFoundError:
        return ""
    kind = guess_type(file.thumb_name)[0] or "image/webp"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {file.width} {file.height}">'
        f'<image width="{file.width}" height="{file.height}" href="data:{kind};base64,{picture}"/></svg>'
    )
