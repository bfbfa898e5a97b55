"""What a customer gets on paper of what is known of him, on A4 and in the language that is active."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from faena.company.models import Company
from faena.company.paper import facts, head, language
from faena.customers.models import Customer
from faena.lib.dates import exact_moment, format_day
from faena.lib.phones import format_phone
from faena.lib.typeset import Paper

SOURCES = Path(__file__).parent / "templates" / "customers" / "paper"
A4 = 210  # mm
MOST_LINES = 500  # of a kind: the JSON beside the paper has all
LEFT_TO_JSON = (dict, list, bool, int)


def person_paper(customer: Customer, known: Sequence[tuple[str, Sequence[dict[str, Any]]]], company: Company) -> Paper:
    """known: each kind of what is his, with its rows."""
    data = {
        **head(company),
        "title": _("What we know of you"),
        "at": format_day(timezone.localdate(), language()),
        "facts": facts(
            (_("Customer"), customer.name),
            (_("Code"), str(customer.code)),
            (_("Document"), customer.document_shown),
            (_("Phone"), format_phone(customer.phone, company.country) if customer.phone else ""),
            (_("E-mail"), customer.email),
        ),
        "kinds": [
            {"title": f"{label}: {len(rows)}", "lines": [_line(row) for row in rows[:MOST_LINES]]}
            for label, rows in known
            if rows
        ],
        "notice": _("The same and all amounts are in the JSON file; pictures and files are in the folder “files”."),
    }
    return Paper(SOURCES / "person.typ", A4, data)


def _line(row: dict[str, Any]) -> str:
    """Its days and words, one after the other; of drawings and amounts the JSON tells."""
    words = (value for name, value in row.items() if name != "strokes" and not isinstance(value, LEFT_TO_JSON))
    return " · ".join(_said(value) for value in words)


def _said(value: Any) -> str:
    if isinstance(value, datetime):
        return exact_moment(value, language())
    return format_day(value, language()) if isinstance(value, date) else " ".join(str(value).split())
