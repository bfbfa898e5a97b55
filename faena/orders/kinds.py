"""The usual kinds of devices with their drawings: what the intake offers before the shop has words of its own. A kind
is free text; its drawing is found by its first letters, in the languages that the program speaks."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faena.lib.text import fold

USUAL: Final = {
    "smartphone": pgettext_lazy("device", "Phone"),
    "laptop": _("Laptop"),
    "tablet": _("Tablet"),
    "monitor": _("Computer"),
    "gamepad-2": _("Console"),
    "printer": _("Printer"),
    "tv": _("TV"),
    "router": _("Router"),
}
# Beginnings of folded words; the longer ones of two that fit stand first.
DRAWN: Final = {
    "smartphone": ("smartphone", "telefono", "celular", "phone", "movil", "iphone"),
    "laptop": ("laptop", "portatil", "notebook"),
    "tablet": ("tablet", "ipad"),
    "monitor": ("computador", "computer", "pc", "monitor", "desktop"),
    "gamepad-2": ("consola", "console", "playstation", "xbox", "nintendo", "control"),
    "printer": ("impresora", "impressora", "printer"),
    "tv": ("tv", "televis"),
    "router": ("router", "roteador", "modem", "onu", "ont"),
    "watch": ("reloj", "relogio", "watch", "smartwatch"),
    "camera": ("camara", "camera"),
}
OTHERWISE: Final = "package"


def icon_of(kind: str) -> str:
    """The drawing of a kind, by its name in icons.txt."""
    words = fold(kind)
    return next((icon for icon, starts in DRAWN.items() if words.startswith(starts)), OTHERWISE)


def offered(used: Sequence[str], most: int = 8) -> list[tuple[str, str]]:
    """(kind, drawing): what the shop wrote before, the commonest first, then the usual ones."""
    known = {fold(kind) for kind in used}
    drawn = {icon_of(kind) for kind in used}
    usual = [str(kind) for icon, kind in USUAL.items() if fold(str(kind)) not in known and icon not in drawn]
    return [(kind, icon_of(kind)) for kind in [*used, *usual]][:most]
