"""The slip (W15): what was agreed at the counter, on a roll or on A4 in two copies, and its first sketch."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from faena.company.models import Company, SlipPaper
from faena.company.paper import facts, head, language
from faena.customers.models import AccessLink, Customer, Device
from faena.lib.dates import exact_moment
from faena.lib.phones import format_phone
from faena.lib.sealing import format_code
from faena.lib.strokes import as_svg
from faena.lib.typeset import Paper, qr
from faena.orders.models import ORDER_NUMBERS, ServiceOrder, Signature, Stage, Terms
from faena.orders.paper.pieces import SOURCES, account, code_address, device_url, link_of, sums


def slip(order: ServiceOrder, company: Company, size: str = "") -> Paper:
    """The slip as the order stands now. `size`: a SlipPaper, else the shop's own."""
    size = size or company.slip_paper
    with translation.override(order.customer.language):
        link = link_of(order)
        copies = _copies(link) if size == SlipPaper.A4 else [_customers_copy(link)]
        said = {**_said(order, company), "paper": size, "copies": copies, "money": account(order)}
        return Paper(SOURCES / "slip.typ", SlipPaper(size).width, said)


def draft(order: ServiceOrder, company: Company, *, advance: int) -> Paper:
    """An order that is still being written down, not saved yet: no number, no link; nothing is asked of the
    database about it."""
    with translation.override(order.customer.language):
        money = sums(company.currency, value=order.service_value, parts=0, paid=advance, paid_word=_("Advance"))
        said = {**_said(order, company), "draft": True, "copies": [_customers_copy(None)], "money": money}
        return Paper(SOURCES / "slip.typ", SlipPaper.ROLL_80.width, said | {"paper": SlipPaper.ROLL_80})


def sample(company: Company, size: str = "") -> Paper:
    """A slip of nobody, to try the printer with and to see how the shop's own will look. `size`: a SlipPaper, else the
    shop's own. It asks the database for the terms in force alone."""
    size = size or company.slip_paper
    with translation.override(company.language):
        order = ServiceOrder(
            customer=Customer(name=_("Ana Example"), language=company.language),
            device=Device(kind=_("Phone"), brand="", model=""),
            number=1,
            reason=_("The screen is broken"),
            accessories=_("Case"),
            terms=Terms.in_force(),
        )
        said = _said(order, company)
        copies = _copies(None) if size == SlipPaper.A4 else [_customers_copy(None)]
        money = sums(company.currency, value=None, parts=0, paid=0, paid_word=_("Advance"))
        said |= {"draft": True, "paper": size, "copies": copies, "money": money}
        return Paper(SOURCES / "slip.typ", SlipPaper(size).width, said)


def _said(order: ServiceOrder, company: Company) -> dict[str, Any]:
    return {
        **head(company),
        "title": _("Service ticket"),
        "number": ORDER_NUMBERS.blank if order.number is None else str(order),
        "at": exact_moment(order.opened_at, language()),
        "stamp": str(Stage.VOID.label) if order.is_void else "",
        "draft": False,
        "customer": facts(
            (_("Customer"), order.customer.name),
            (_("Document"), order.customer.document_shown),
            (_("Phone"), format_phone(order.customer.phone, company.country)),
        ),
        "device": facts(
            (_("Device"), str(order.device)),
            (_("Serial or IMEI"), order.device.serial),
            (_("Accessories left"), order.accessories),
            (_("Visible condition"), order.condition),
            (_("Technician"), order.technician.name if order.technician else ""),
            (_("Promised for"), exact_moment(order.promised_at, language()) if order.promised_at else ""),
        ),
        "reason": [_("Reason"), order.reason],
        "terms": _terms(order),
        "signature": {} if order.is_void else _signature(order.signed),
        "notice": _("This is not a fiscal document."),
    }


def _terms(order: ServiceOrder) -> dict[str, Any]:
    """The version that was signed, else the one that was in force at intake: what is printed never changes."""
    terms = order.signed.terms if order.signed else order.terms
    if terms is None or not terms.text:
        return {}
    return {
        "title": _("Terms and conditions, version %(number)s") % {"number": terms.number},
        "lines": [line for line in terms.text.splitlines() if line.strip()],
    }


def _signature(signed: Signature | None) -> dict[str, str]:
    """Whose it is, when and how: drawn on the screen, on paper, or still to come."""
    if signed is None:
        return {"drawn": "", "line": _("Signature of the customer"), "said": ""}
    moment = exact_moment(signed.happened_at, language())
    if signed.strokes is None:
        return {"drawn": "", "line": signed.signer, "said": _("Signed on paper, %(moment)s") % {"moment": moment}}
    return {
        "drawn": as_svg(signed.strokes) if signed.strokes else "",
        "line": signed.signer,
        "said": _("Signed on screen, %(moment)s") % {"moment": moment},
    }


def _copies(link: AccessLink | None) -> list[dict[str, str]]:
    """A4: the code on the shop's copy opens the order, as on the label; the words to type are the customer's."""
    shops = _customers_copy(None) | {"name": _("The shop's copy"), "qr": qr(device_url(link)) if link else ""}
    return [shops, _customers_copy(link) | {"name": _("The customer's copy")}]


def _customers_copy(link: AccessLink | None) -> dict[str, str]:
    return {
        "name": "",
        "qr": qr(link.url) if link else "",
        "caption": _("Follow the repair with your phone"),
        "code": format_code(link.code) if link and link.code else "",
        "code_name": _("Code"),
        "code_at": code_address(),
    }
