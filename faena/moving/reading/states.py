"""What the words of old systems for a state come to, before a person says otherwise."""

import re
from typing import Final

from faena.moving.reading.headers import folded

_LAST_DAY: Final = re.compile(
    r"[\s(,:-]*(?:em|el|en|on|desde|de|a partir de)?\s*([0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{2,4})\)?\s*$", re.I
)
# What a word that contains one of these means; the first that fits.
_SUBSCRIPTION: Final = (
    ("cancelled", ("cancel", "retirad", "baja", "desativ", "encerr", "rescind", "terminad", "churn", "desligad")),
    (
        "inactive",
        ("bloq", "suspen", "inact", "inativ", "corte", "cortad", "deuda", "moros", "desab", "disab", "block", "pausad",
         "inadimpl", "offline", "congelad"),
    ),
)  # fmt: skip
_ORDER_OVER: Final = (
    "fatur", "finaliz", "entreg", "cerrad", "cancel", "conclu", "closed", "complet", "encerr", "terminad", "anulad",
    "retirad", "delivered", "invoiced", "done", "pagad", "irrepar",
)  # fmt: skip
_PAID: Final = ("pago", "pagad", "paid", "baixad", "quitad", "cobrad", "recebid", "liquid", "saldad")
_NOT_PAID: Final = ("nao pago", "no pagad", "sin pagar", "unpaid", "por pagar", "no paga")
_VOID: Final = ("cancel", "anulad", "void", "estorn")


def without_day(text: str) -> tuple[str, str]:
    """`CANCELADO em 03/09/26` is (`CANCELADO`, `03/09/26`); the day is "" where there is none."""
    found = _LAST_DAY.search(text)
    return (text[: found.start()].strip(), found[1]) if found else (text.strip(), "")


def subscription_state(word: str) -> str:
    """active, inactive or cancelled."""
    plain = folded(word)
    if plain in ("n", "nao", "no", "0", "false", "d", "off"):
        return "inactive"
    return next((state for state, parts in _SUBSCRIPTION if any(part in plain for part in parts)), "active")


def is_state(word: str) -> bool:
    """Whether a word that stands where a plan should is a state: CORTE POR DEUDA."""
    return subscription_state(word) != "active" and not any(sign.isdigit() for sign in word)


def order_state(word: str) -> str:
    """open, or history for what was over."""
    plain = folded(word)
    return "history" if any(part in plain for part in _ORDER_OVER) else "open"


def money_state(word: str) -> str:
    """open, history for what was paid, leave for what was cancelled."""
    plain = folded(word)
    if any(part in plain for part in _VOID):
        return "leave"
    if any(part in plain for part in _NOT_PAID):
        return "open"
    return "history" if plain in ("1", "sim", "si", "s", "yes") or any(part in plain for part in _PAID) else "open"
