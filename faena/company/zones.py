"""What shows another hour once the company's time zone is changed: moments stay, the wall's clock is another one.

Rooms that keep moments say so from their apps.py: `zones.told_by(lambda old, new: [...])`, sentences for people."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from faena.lib import places

Teller = Callable[[str, str], list[str]]

_tellers: list[Teller] = []


def told_by(teller: Teller) -> None:
    """Doing it twice changes nothing. `teller`: the old and the new zone → its sentences."""
    if teller not in _tellers:
        _tellers.append(teller)


def moves(old: str, new: str) -> list[str]:
    """What would move from one zone to another: sentences; none where both are the same, or the new one is none."""
    if old == new or not places.is_zone(new):
        return []
    return [sentence for teller in _tellers for sentence in teller(old, new)]


def differ_at(moment: datetime, old: str, new: str) -> bool:
    """Whether the walls of both zones show another hour at that moment."""
    return moment.astimezone(ZoneInfo(old)).utcoffset() != moment.astimezone(ZoneInfo(new)).utcoffset()
