"""What a row says of plans and subscriptions."""

import re
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from faena.lib.money import format_money
from faena.lib.text import clean
from faena.moving.reading.cells import Refused, day_of, due_day_of, is_none, whole_of
from faena.moving.reading.facts import PlanRead, SubscriptionRead
from faena.moving.reading.headers import folded
from faena.moving.reading.people import address_in
from faena.moving.reading.row import Row
from faena.moving.reading.states import is_state, subscription_state, without_day

_MAC: Final = re.compile(r"[0-9A-F]{12}")
_LONGEST_PLAN: Final = 60
_LONGEST_LOGIN: Final = 60
_LONGEST_REASON: Final = 200
_MOST_SPEED: Final = 100_000_000  # kbit/s


def plan_of(row: Row) -> PlanRead | None:
    """A row of a table of plans."""
    name = row.fitted("plan_name", row.text("plan_name"), _LONGEST_PLAN)
    if not name:
        return None
    down = row.read("down", row.cell("down"), lambda cell: whole_of(cell, 0, _MOST_SPEED), None)
    up = row.read("up", row.cell("up"), lambda cell: whole_of(cell, 0, _MOST_SPEED), None)
    return PlanRead(name, price_of(row), down, up)


def subscription_of(row: Row, state_behind_name: str) -> SubscriptionRead | None:
    """None where the row names neither a plan nor a login."""
    plan, login = row.text("plan"), row.text("login")
    if (not plan or is_none(plan)) and not login:
        return None
    state, reason, until = _state(row, state_behind_name)
    plan, was_state = _plan(row, plan)
    if was_state:
        reason = was_state
        state = subscription_state(was_state) if state == "active" else state
    ended = row.day("subscription_until")
    until = until or ended
    if until and state == "active" and row.plan.today >= until:
        state = "cancelled"
    if state == "cancelled" and until is None:
        until = row.plan.today
        row.change(
            "subscription_until", "", until.isoformat(), _("Cancelled without a day: the day of the import is taken.")
        )
    return SubscriptionRead(
        plan=row.fitted("plan", plan, _LONGEST_PLAN),
        price=price_of(row),
        login=row.fitted("login", "" if is_none(login) else login, _LONGEST_LOGIN),
        due_day=row.read("due_day", row.cell("due_day"), due_day_of, None),
        state=state,
        since=row.day("subscription_since"),
        until=until if state == "cancelled" else None,
        reason=reason[:_LONGEST_REASON],
        address=address_in(row, "service_address"),
        ip=row.text("ip")[:45],
        mac=_mac(row),
        old_number=row.code("contract"),
    )


def price_of(row: Row) -> int | None:
    """Above zero, else none."""
    price = row.money("price")
    if price is not None and price <= 0:
        amount = format_money(price, row.plan.currency, "en").replace("\N{NO-BREAK SPACE}", " ")
        row.change("price", amount, "", _("A price has to be above zero."))
        return None
    return price


def _plan(row: Row, word: str) -> tuple[str, str]:
    """(plan, the word where it is a state and no plan)."""
    if not word or is_none(word):
        return "", ""
    answer = row.plan.answers.get(f"plan:{folded(word)}", "none" if is_state(word) else "plan")
    if answer == "none":
        row.change("plan", word, "", _("This is a state and no plan: say which plan it is."))
        return "", word
    if answer.startswith("as:"):
        return answer.removeprefix("as:"), word if is_state(word) else ""
    return word, ""


def _state(row: Row, behind_name: str) -> tuple[str, str, date | None]:
    """(state, the old word where it is not active, the day of a cancellation)."""
    raw = row.text("subscription_state") or behind_name
    word, typed_day = without_day(raw)
    state = row.plan.answers.get(f"state:{folded(word)}") or subscription_state(word) if word else "active"
    if row.flag("is_blocked") and state == "active":
        state, raw = "inactive", row.plan.header[row.by_field["is_blocked"][0]] if row.plan.header else "blocked"
    until = None
    if typed_day and state == "cancelled":
        try:
            until = day_of(typed_day, row.plan.today).value
        except Refused as refused:
            row.refuse("subscription_state", raw, refused)
    if state == "active":
        return state, "", None
    row.change("subscription_state", raw, state, _said_of(state))
    return state, clean(raw), until


def _said_of(state: str) -> str:
    return _("Comes in cancelled.") if state == "cancelled" else _("Comes in suspended.")


def _mac(row: Row) -> str:
    """AA:BB:CC:00:00:01, or nothing."""
    text = row.text("mac")
    bare = re.sub("[^0-9A-F]", "", text.upper())
    if not text or is_none(text):
        return ""
    if not _MAC.fullmatch(bare):
        row.refuse("mac", text, Refused(_("%(typed)s is no MAC address.") % {"typed": text[:60]}, text))
        return ""
    return ":".join(bare[at : at + 2] for at in range(0, 12, 2))
