"""The move of a visit that was just made, carried in the address of the next page so that one press undoes it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.core import signing

from faena.accounts.requests import StaffRequest
from faena.agenda.actions.moving import Place
from faena.agenda.models import VISIT_NUMBERS, Visit

LASTS = 600  # seconds for which the press is taken; with a script it is shown for ten
PARAM = "undo"


@dataclass(frozen=True)
class Undo:
    """What a page shows of it. `said`: the number of the visit; `token`: what the press sends back."""

    visit_pk: int
    said: str
    version: int
    place: Place
    token: str


def with_undo(url: str, visit: Visit, before: Place, request: StaffRequest) -> str:
    """The address with the move of this visit, from where it stood `before`; only for who made it."""
    kept = {"pk": visit.pk, "number": visit.number, "version": visit.version, "place": before.written()}
    token = signing.dumps(kept, salt=_salt(request), compress=True)
    return f"{url}{'&' if urlsplit(url).query else '?'}{urlencode({PARAM: token})}"


def undo_of(request: StaffRequest, text: str | None = None) -> Undo | None:
    """What the address, or what was sent, says of a move that this reader made; None for anything else."""
    token = request.GET.get(PARAM, "") if text is None else text
    if not token:
        return None
    try:
        kept: dict[str, Any] = signing.loads(token, salt=_salt(request), max_age=LASTS)
        return Undo(kept["pk"], VISIT_NUMBERS.write(kept["number"]), kept["version"], Place.read(kept["place"]), token)
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None


def _salt(request: StaffRequest) -> str:
    return f"faena.agenda.undo.{request.user.pk}"
