"""Visits as a calendar file (RFC 5545), which calendar programs read again by themselves.

All hours are in UTC, so no zone has to be described; visits of a part of a day are whole days. What leaves the house
is what whoever goes needs: kind, name, address, phone and what it is for, and none of what was written about it."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from faena.agenda.models import Visit

LONGEST_LINE = 75  # bytes, of which a longer line is folded
STATES = {Visit.State.CANCELLED: "CANCELLED", Visit.State.FAILED: "CANCELLED"}


def calendar_of(visits: Iterable[Visit], name: str, *, host: str, now: datetime) -> str:
    """The whole file; `name`: what calendars call it, `host`: after the sign of each visit's own name."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Faena//Agenda//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]
    for visit in visits:
        lines += _event(visit, host, now)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in fold(line))


def escaped(text: str) -> str:
    """A text as the value of a line."""
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        text = text.replace(sign, written)
    return text


def fold(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 bytes, none of which ends inside a letter; each after the first begins with a
    space, by which readers put them together again."""
    piece, room = "", LONGEST_LINE
    for sign in line:
        long = len(sign.encode())
        if long > room:
            yield piece
            piece, room = " ", LONGEST_LINE - 1
        piece += sign
        room -= long
    yield piece


def _event(visit: Visit, host: str, now: datetime) -> list[str]:
    phone = f"\n{visit.phone}" if visit.phone else ""
    about = f" · {visit.ref_label}" if visit.ref_label else ""
    part = f" ({visit.get_period_display()})" if visit.period else ""
    return [
        "BEGIN:VEVENT",
        f"UID:{visit.uid}@{host}",
        f"DTSTAMP:{_moment(now)}",
        f"SEQUENCE:{visit.version}",
        *_when(visit),
        f"SUMMARY:{escaped(f'{visit.kind.name}{part}: {visit.customer.name}')}",
        f"LOCATION:{escaped(visit.address)}",
        f"DESCRIPTION:{escaped(f'{visit}, {visit.goes.name}{about}{phone}')}",
        f"STATUS:{STATES.get(Visit.State(visit.state), 'CONFIRMED')}",
        "END:VEVENT",
    ]


def _when(visit: Visit) -> list[str]:
    if visit.starts_at is not None and visit.ends_at is not None:
        return [f"DTSTART:{_moment(visit.starts_at)}", f"DTEND:{_moment(visit.ends_at)}"]
    after = visit.on + timedelta(days=1)
    return [f"DTSTART;VALUE=DATE:{visit.on:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}", "TRANSP:TRANSPARENT"]


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
