"""One's own secret addresses at which a calendar program reads visits."""

from typing import Literal

from faena.accounts.requests import StaffRequest
from faena.agenda import actions
from faena.agenda.actions.feeding import why_not_feed
from faena.agenda.api.room import routes
from faena.agenda.models import Feed
from faena.gate.grants import Perm
from faena.rest.values import In, Moment, Out


class FeedOut(Out):
    """whose: "own" visits, or "all" that one may see. url: whoever knows it reads them; "" while there is none."""

    whose: str
    url: str
    made_at: Moment | None


class FeedsOut(Out):
    items: list[FeedOut]


@routes.thing("/agenda/feeds", Perm.AGENDA_SEE)
def feeds(request: StaffRequest) -> FeedsOut:
    """The addresses that one has, or may have."""
    made = {feed.whose: feed for feed in Feed.objects.filter(user=request.user)}
    offered = [(one.value, made.get(one.value)) for one in Feed.Whose if not why_not_feed(one, request.user)]
    return FeedsOut(
        items=[
            FeedOut(whose=whose, url=feed.url if feed else "", made_at=feed.made_at if feed else None)
            for whose, feed in offered
        ]
    )


class FeedIn(In):
    whose: Literal["own", "all"]


@routes.event("/agenda/feeds", Perm.AGENDA_SEE, to=feeds)
def make_feed(request: StaffRequest, facts: FeedIn) -> None:
    """A new address; the one before opens nothing any more."""
    actions.make_feed(facts.whose, by=request.user)


@routes.event("/agenda/feeds/revocation", Perm.AGENDA_SEE, to=feeds)
def revoke_feed(request: StaffRequest, facts: FeedIn) -> None:
    """The address opens nothing from now on."""
    actions.revoke_feed(facts.whose, by=request.user)
