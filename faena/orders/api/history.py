"""The life of an order, as its page tells it."""

from faena.accounts.requests import StaffRequest
from faena.cash.api.shapes import wrong
from faena.gate.grants import Perm
from faena.journal.models import Event
from faena.lib.refs import Ref
from faena.orders.api.orders import routes
from faena.orders.api.shapes import found_order, label
from faena.orders.history import FILTERS, HistoryItem, items_of, page_of, place_of
from faena.orders.on_order import files_of, internal_of, statuses_of
from faena.rest.values import Label, Moment, Out
from faena.ui.problems import Problem


class OrderHistoryChange(Out):
    label: str
    old: str
    new: str


class OrderHistoryTold(Out):
    """How the customer was written to about a status."""

    text: str
    at: Moment
    author: Label


class OrderHistoryItem(Out):
    """kind: status, internal, file or event. about: customer, workshop or money. id: of the status, internal status or
    file that it shows; None for an event. text: a sentence in the reader's language, or what the row is called."""

    kind: str
    about: str
    at: Moment
    id: int | None
    verb: str
    text: str
    note: str
    author: Label
    withdrawn_at: Moment | None
    changes: list[OrderHistoryChange]
    told: list[OrderHistoryTold]


class OrderHistory(Out):
    """The newest first. next: what `before` takes for those that came before; None at the end."""

    items: list[OrderHistoryItem]
    next: str | None


@routes.thing("/orders/{int:order_id}/history", Perm.ORDER_SEE, parameters=("about", "before"))
def history(request: StaffRequest, order_id: int) -> OrderHistory:
    """What happened to an order, the newest first; `about` narrows it to customer, workshop or money."""
    about, before = request.GET.get("about", ""), request.GET.get("before", "")
    if about and about not in FILTERS:
        raise wrong("about", f"One of: {', '.join(FILTERS)}.")
    if before and place_of(before) is None:
        raise Problem(400, "cursor")
    found = found_order(request, order_id)
    refs = (found.as_ref, Ref("charge", found.account.pk))
    events = list(Event.objects.about(*refs).select_related("author"))
    page = page_of(items_of(events, statuses_of(found), internal_of(found), files_of(found)), about, before)
    return OrderHistory(items=[_item(one) for one in page.items], next=page.earlier or None)


def _item(item: HistoryItem) -> OrderHistoryItem:
    told = [
        OrderHistoryTold(text=one.line.text, at=one.line.event.happened_at, author=label(one.line.event.author))
        for one in item.told
    ]
    if item.row is not None:
        row = item.row
        is_file = item.kind == "file"
        return OrderHistoryItem(
            kind=item.kind,
            about=item.filter,
            at=item.at,
            id=row.pk,
            verb="",
            text=str(row),
            note="" if is_file else row.note,
            author=label(row.file.author if is_file else row.author),
            withdrawn_at=row.withdrawn_at,
            changes=[],
            told=told,
        )
    line = item.line
    return OrderHistoryItem(
        kind=item.kind,
        about=item.filter,
        at=item.at,
        id=None,
        verb=line.event.verb,
        text=line.text,
        note=line.note,
        author=label(line.event.author),
        withdrawn_at=None,
        changes=[OrderHistoryChange(label=one.label, old=one.old, new=one.new) for one in line.changes],
        told=told,
    )
