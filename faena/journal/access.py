"""The journal of access: one row for each sign-in, export, paper and changed setting, and for what outsiders do at most
so many in an hour. What a row costs is one INSERT; journal/jobs.py seals it."""

import hashlib
import logging
import secrets
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import DatabaseError
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from faena.journal import chain
from faena.journal.models import Access, Event
from faena.journal.unit_of_work import Origin, current, unit_of_work
from faena.lib.addresses import client_address
from faena.lib.agents import short_agent
from faena.lib.refs import Ref

logger = logging.getLogger(__name__)

# What changes how the company works, or who works here.
SETTINGS: Final = ("company.", "catalogue.", "wording.", "terms.", "rate.", "user.", "token.", "webhook.")
NO_SETTINGS: Final = {"user.device_new"}  # the sign-in itself is a row
HOUR: Final = timedelta(hours=1)
MOST_ADDRESSES: Final = 100  # of one account or link in an hour, that have a row each; all others share one


def origin_of(request: HttpRequest, channel: str, key: str = "") -> Origin:
    """A request as the origin of a unit of work."""
    address = client_address(request.META, settings.TRUSTED_PROXIES)
    return Origin(channel, key, address=address, agent=short_agent(request.headers.get("User-Agent", "")))


def note(
    kind: Access.Kind,
    *,
    person: AbstractBaseUser | None = None,
    about: Ref | None = None,
    event: Event | None = None,
    facts: dict[str, Any] | None = None,
    said: dict[str, Any] | None = None,
    **more: Any,
) -> Access:
    """Write down an access, with the origin of this unit of work. facts: codes and numbers; said: what was typed, and
    names of people. The label of `about` is a fact: it names nobody. `more`: columns of one that is still counted."""
    access = _access(kind, person=person, about=about, event=event, facts=facts, said=said, **more)
    access.save(force_insert=True)
    return access


def note_hourly(
    kind: Access.Kind, *, person: AbstractBaseUser | None = None, about: Ref | None = None, counts: bool = False
) -> None:
    """As `note`, for what somebody may cause as often as he likes: the first from an address within an hour has a row.
    `counts`: later ones raise its `count`; else they write nothing. Beyond MOST_ADDRESSES all share a row that names
    none, so that no number of addresses fills the table."""
    now = timezone.now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    address = current().address
    for origin in (address, ""):
        key = _key(kind, person, about, origin, hour)
        if _is_noted(key, counts=counts):
            return
        if origin and _is_crowded(kind, about):
            continue
        access = _access(kind, person=person, about=about, at=now, hourly_key=key, open_until=hour + HOUR)
        if not origin and address:
            access.address = access.agent = ""
            access.origin_hash = chain.said_hash(access.origin_salt, ["", ""])
        if not access.insert_once():  # another process was first
            _is_noted(key, counts=counts)
        return


def note_seen(request: HttpRequest, kind: Access.Kind, about: Ref, *, person: AbstractBaseUser | None = None) -> None:
    """A page or paper is looked at by GET: what its door keeps of that is bounded, one row an hour, and never keeps the
    reader from it. (It is no change of anything that pages show, as a counter of attempts is none.)"""
    try:
        with unit_of_work(origin_of(request, "page" if person else "link")):
            note_hourly(kind, person=person, about=about)
    except DatabaseError:
        logger.exception("An access was not recorded.")


def note_setting(event: Event, by: AbstractBaseUser) -> None:
    """An event that changes a setting or a user is an access too."""
    if event.verb.startswith(SETTINGS) and event.verb not in NO_SETTINGS:
        note(Access.Kind.SETTING, person=by, about=Ref(event.about_kind, event.about_id), event=event, at=event.at)


def _access(
    kind: Access.Kind,
    *,
    person: AbstractBaseUser | None,
    about: Ref | None,
    event: Event | None = None,
    facts: dict[str, Any] | None = None,
    said: dict[str, Any] | None = None,
    **more: Any,
) -> Access:
    origin = current()
    label = {"label": about.label} if about and about.label else {}
    access = Access(
        kind=kind,
        person_id=person.pk if person is not None and getattr(person, "role", None) else None,
        about_kind=about.kind if about else "",
        about_id=about.id if about else None,
        event=event,
        address=origin.address[:45],
        agent=origin.agent,
        origin_salt=secrets.token_hex(16),
        facts={**label, **(facts or {})},
        said=said or {},
        salt=secrets.token_hex(16),
        **more,
    )
    access.origin_hash = chain.said_hash(access.origin_salt, [access.address, access.agent])
    access.said_hash = chain.said_hash(access.salt, access.said)
    return access


def _key(kind: str, person: AbstractBaseUser | None, about: Ref | None, origin: str, hour: datetime) -> str:
    thing = f"{about.kind}:{about.id}" if about else ""
    return hashlib.sha256(f"{kind}|{person.pk if person else ''}|{thing}|{origin}|{hour:%Y%m%d%H}".encode()).hexdigest()


def _is_noted(key: str, *, counts: bool) -> bool:
    rows = Access.objects.filter(hourly_key=key)
    return bool(rows.update(count=F("count") + 1)) if counts else rows.exists()


def _is_crowded(kind: str, about: Ref | None) -> bool:
    rows = Access.objects.unsealed().filter(
        kind=kind, about_kind=about.kind if about else "", about_id=about.id if about else None
    )
    return rows.order_by()[:MOST_ADDRESSES].count() == MOST_ADDRESSES
