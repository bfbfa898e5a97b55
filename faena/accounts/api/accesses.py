"""The journal of access: who came in and what was taken out."""

from faena.accounts.api.room import routes
from faena.accounts.lists import ACCESSES, access_fields, accesses_found, name_of, what_of
from faena.gate.grants import Perm
from faena.journal.models import Access
from faena.rest.lists import listing
from faena.rest.values import Moment, Out


class AccessRow(Out):
    """count: rows that left, or attempts. is_whole: the file reached its end."""

    id: int
    at: Moment
    kind: str
    person_id: int | None
    person: str
    what: str
    count: int
    is_whole: bool
    reason: str
    address: str
    agent: str


@listing(
    routes,
    "/accesses",
    Perm.JOURNAL_SEE,
    ACCESSES,
    fields=lambda _user: access_fields(),
    found=accesses_found,
    parameters=("kind", "person", "from", "to"),
)
def accesses(access: Access) -> AccessRow:
    """Who came in and what was taken out, the newest first; `q` is an address."""
    return AccessRow(
        id=access.pk,
        at=access.at,
        kind=access.kind,
        person_id=access.person_id,
        person=name_of(access),
        what=what_of(access),
        count=access.count,
        is_whole=access.is_whole,
        reason=(access.said or {}).get("reason") or "",
        address=access.address,
        agent=access.agent,
    )
