"""What can be done with an order now."""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from faena.accounts.models import User
from faena.cash.offers import collecting
from faena.customers.models import Customer, Device
from faena.gate.grants import Perm, may
from faena.gate.offers import Offer, Offers
from faena.orders.actions.closing import why_not_reopen, why_not_void
from faena.orders.actions.entries import why_not_change
from faena.orders.actions.files import why_not_mark
from faena.orders.actions.owners import is_settled
from faena.orders.actions.parts import why_not_delete
from faena.orders.actions.statuses import why_not_restore, why_not_withdraw
from faena.orders.actions.telling import why_not_tell, why_not_tell_any
from faena.orders.models import InternalEntry, OrderFile, Part, ServiceOrder, Stage, StatusEntry
from faena.ui.jinja import url

MENU = (
    "sign",
    "status",
    "collect",
    "close",
    "tell",
    "slip",
    "label",
    "link",
    "report",
    "assign",
    "value",
    "part",
    "files",
    "edit",
    "customer",
    "void",
    "reopen",
)


def intake_of(customer: Customer, device: Device | None = None) -> Offer:
    """Where a device of the customer is taken in."""
    chosen = {"customer": customer.pk} | ({"device": device.pk} if device else {})
    label = _("New order with this device") if device else _("New order")
    to = f"{url('orders:new')}?{urlencode(chosen)}"
    why = customer.why_retired
    return Offer("order", label, "plus", to, Perm.ORDER_OPEN, why, primary=True, key="n", short=_("New order"))


def offers_of(order: ServiceOrder, user: User, *, was_closed: bool = False) -> Offers:
    """`was_closed`: it was opened again, so it has a final report."""
    over, next_one = order.why_finished, what_comes_next(order, user)
    offer = partial(_offer, order, next_one)
    report = offer("report", _("Final report"), "file-text", "report_page", why_not="", primary=order.is_closed)
    return Offers(
        user,
        [
            *([report] if order.is_closed or was_closed else []),
            offer("slip", _("Slip"), "printer", "slip_page", why_not="", short=pgettext("button in the bar", "Slip")),
            offer("label", _("Label"), "qr-code", "label_page", why_not=""),
            offer("link", _("Tracking link"), "link", "link", Perm.LINK_SEND, why_not=""),
            *(step(order, next_one) for step in STEPS.values()),
            offer(
                "part", _("Add a part"), "package-plus", "parts", Perm.PART_ADD,
                short=pgettext("button in the bar", "Part"),
            ),
            offer("files", _("Attach files"), "paperclip", "files", Perm.STATUS_ATTACH),
            offer("edit", _("Edit intake"), "pencil", "edit", Perm.ORDER_EDIT),
            offer(
                "customer", _("Correct the customer"), "users", "customer",
                Perm.ORDER_CUSTOMER if order.is_open and is_settled(order) else Perm.ORDER_EDIT,
            ),
            offer("visit", _("Book a visit"), "calendar-plus", "book_visit", Perm.AGENDA_ACT),
            offer(
                "void", _("Void the order"), "ban", "voiding", Perm.ORDER_VOID, tone="red",
                why_not=over or why_not_void(order.account), explains=not over,
            ),
            offer(
                "reopen", _("Reopen the order"), "lock-open", "reopening", Perm.ORDER_REOPEN, tone="red",
                why_not=why_not_reopen(order),
            ),
        ],
        menu=MENU,
        header=("report", "tell") if order.is_closed else (),
        bar=("report", "tell") if order.is_closed else ("collect", "close"),
    )  # fmt: skip


def step_of(order: ServiceOrder, user: User, name: str) -> Offer | None:
    """One of its steps, for a list that shows no other; None where the user cannot take it."""
    return Offers(user, [STEPS[name](order, what_comes_next(order, user))]).can(name)


def _offer(
    order: ServiceOrder,
    next_one: str,
    name: str,
    label: str,
    icon: str,
    route: str,
    permission: Perm | None = None,
    **more: Any,
) -> Offer:
    """`next_one`: what comes next. A finished order refuses it unless told otherwise."""
    facts: dict[str, Any] = {
        "why_not": order.why_finished,
        "primary": name == next_one,
        "url": url(f"orders:{route}", order.pk),
    } | more
    return Offer(name, label, icon, permission=permission, **facts)


# What an order goes on with.
STEPS: dict[str, Callable[[ServiceOrder, str], Offer]] = {
    "tell": lambda order, next_one: _offer(
        order, next_one, "tell", _("Send the report") if order.is_closed else _("Tell the customer"), "send",
        "tell_last", Perm.LINK_SEND, why_not=why_not_tell_any(order), short=pgettext("button in the bar", "Send"),
        in_row=_("Remind"),
    ),
    "sign": lambda order, next_one: _offer(
        order, next_one, "sign", _("Sign"), "signature", "signature", Perm.ORDER_EDIT,
        why_not=order.why_finished or ("" if order.terms_pending else _("There is nothing to sign.")),
    ),
    "status": lambda order, next_one: _offer(
        order, next_one, "status", _("Update customer"), "flag", "statuses", Perm.STATUS_ADD, key="s",
        short=pgettext("button in the bar", "Update"), short_icon="camera",
        in_row=pgettext("button in the bar", "Update"),
    ),
    "collect": lambda order, next_one: collecting(
        order.account, why_not=order.why_finished, primary=next_one == "collect", key="c",
        short=pgettext("button in the bar", "Payment"),
    ),
    "close": lambda order, next_one: _offer(
        order, next_one, "close", _("Close"), "circle-check", "closing", Perm.ORDER_CLOSE
    ),
    "assign": lambda order, next_one: _offer(
        order, next_one, "assign", _("Assign the technician"), "user-check", "technician", Perm.ORDER_ASSIGN,
        in_row=_("Assign"),
    ),
    "value": lambda order, next_one: _offer(
        order, next_one, "value", _("Set the value"), "tag", "value", Perm.ORDER_VALUE
    ),
}  # fmt: skip


def what_comes_next(order: ServiceOrder, user: User) -> str:
    """What this order asks for now; its button is the primary one."""
    if not order.is_open:
        return ""
    if order.terms_pending and may(user, Perm.ORDER_EDIT):
        return "sign"
    if order.stage == Stage.READY and order.account.balance and may(user, Perm.PAYMENT_REGISTER):
        return "collect"
    if order.stage == Stage.READY and order.account.balance == 0 and may(user, Perm.ORDER_CLOSE):
        return "close"
    return "status"


def offers_of_status(entry: StatusEntry, user: User, *, is_only: bool = False, back: str = "") -> Offers:
    """Of one thing that the customer was told. `is_only`: he sees no other. `back`: the list that asks, as a query."""

    def page(route: str) -> str:
        return url(f"orders:{route}", entry.order_id, entry.pk) + back

    took_back = entry.withdrawn_at is not None
    attach, edit = (why_not_change(entry, perm, user) for perm in (Perm.STATUS_ATTACH, Perm.STATUS_EDIT))
    withdraw, restore = why_not_withdraw(entry, user, is_only=is_only), why_not_restore(entry, user)
    known = [
        Offer("tell", _("Tell the customer"), "send", page("tell"), Perm.LINK_SEND, why_not_tell(entry)),
        Offer("attach", _("Attach photos"), "camera", page("attach"), Perm.STATUS_ATTACH, attach),
        Offer("edit", _("Correct"), "pencil", page("edit_status"), Perm.STATUS_EDIT, edit),
    ]
    if took_back:
        again = _("Show it to the customer again")
        known += [Offer("restore", again, "eye", page("restore"), Perm.STATUS_WITHDRAW, restore, form="photo-ways")]
    else:
        asks, perm = f"withdraw-{entry.pk}", Perm.STATUS_WITHDRAW
        known += [Offer("withdraw", _("Withdraw"), "eye-off", "", perm, withdraw, tone="red", dialog=asks)]
    row = ("attach", "edit", "withdraw", "restore")
    return Offers(user, known, row=row if back else ("tell", *row))


def offers_of_internal(entry: InternalEntry, user: User) -> Offers:
    """Of one internal status, which nobody sees outside the house."""
    perms = (Perm.STATUS_EDIT, Perm.STATUS_WITHDRAW)
    edit, withdraw = (why_not_change(entry, perm, user) for perm in perms)
    page, asks = url("orders:edit_internal", entry.order_id, entry.pk), f"withdraw-internal-{entry.pk}"
    known = [
        Offer("edit", _("Correct"), "pencil", page, Perm.STATUS_EDIT, edit),
        Offer("withdraw", _("Withdraw"), "undo-2", "", Perm.STATUS_WITHDRAW, withdraw, tone="red", dialog=asks),
    ]
    return Offers(user, known, row=("edit", "withdraw"))


def offers_of_file(attached: OrderFile, user: User) -> Offers:
    """Of one attachment."""
    why, perm = why_not_mark(attached, user), Perm.STATUS_WITHDRAW
    if attached.withdrawn_at is None:
        to, words = url("orders:withdraw_file", attached.order_id, attached.pk), (_("Withdraw"), "eye-off")
    else:
        to, words = url("orders:restore_file", attached.order_id, attached.pk), (_("Show it again"), "eye")
    label, icon = words
    return Offers(user, [Offer("mark", label, icon, to, perm, why, form="photo-ways")], row=("mark",))


def offers_of_part(part: Part, user: User, *, back: str = "") -> Offers:
    """Of one part. `back`: the list that asks, as a query."""
    over, stays, asks = part.order.why_finished, why_not_delete(part, user), f"delete-part-{part.pk}"
    page = url("orders:part", part.order_id, part.pk) + back
    known = [
        Offer("edit", _("Correct"), "pencil", page, Perm.PART_EDIT, over),
        Offer("delete", _("Delete"), "trash-2", "", Perm.PART_DELETE, stays, tone="red", dialog=asks),
    ]
    return Offers(user, known, row=("edit", "delete"))
