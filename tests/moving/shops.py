"""A company with one of everything, whose rows are really written, and empty databases beside it on either engine."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.test import override_settings
from django.utils import translation

from faena.journal.jobs import seal_accesses
from faena.lib import guards
from faena.orders.models import ServiceOrder
from faena.upkeep import fsck
from tests import engines, factories, routes
from tests.world import PEOPLE, carmen, esteban, make_user, run_jobs, sign_in

_names = (f"moved{number}" for number in itertools.count())


def other(engine: str) -> str:
    """The other engine, where this run has it."""
    return next((name for name in engines.servers() if name != engine), engine)


def empty(engine: str, folder: Path) -> dict[str, Any]:
    """The settings of a new database as the migrations leave it."""
    name = next(_names)
    if engine == engines.SQLITE:
        return engines.in_file(folder / f"{name}.sqlite3")
    return engines.on_server(engines.servers()[engine], name)


@contextmanager
def default_is(facts: dict[str, Any]) -> Iterator[None]:
    """`facts`: the settings of the database that is `default` meanwhile."""
    before = engines.connections.settings["default"]
    engines.switch_to(facts)
    try:
        yield
    finally:
        engines.switch_to(before)


def filled(engine: str, folder: Path) -> dict[str, Any]:
    """A new database in which people have worked: one of everything that a route may show, files among it, jobs done
    and accesses sealed."""
    facts = empty(engine, folder)
    with default_is(facts), override_settings(MEDIA_ROOT=folder / "media"), translation.override("en"):
        people = {who: make_user(who) for who in PEOPLE}
        routes.things(carmen(people["seller"]), esteban(), by=people["owner"])
        factories.a_file(stored=True)
        secrets(people["owner"])
        run_jobs()
        seal_accesses()
    return facts


def secrets(owner: Any) -> None:
    """Something in every column that opens a door."""
    owner.set_password("only the owner knows")
    owner.save(update_fields=["password"])
    sign_in(owner)
    factories.an_invitation()
    factories.a_message(state="sent", sealed="sealed link of a mail")
    ServiceOrder.objects.filter(closed_at=None).update(unlock_sealed="sealed code of a phone")


def address_of(facts: dict[str, Any]) -> str:
    """As DATABASE_URL has it, for a process of its own."""
    if facts["ENGINE"] == "faena.lib.sqlite":
        return f"sqlite:///{facts['NAME']}"
    user, password = quote(facts["USER"]), quote(facts["PASSWORD"])
    return f"postgres://{user}:{password}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"


def findings() -> set[str]:
    """What fsck says of the database, beside which nothing else is looked at. Factories make rows one by one, of which
    not everything holds; moved they must be neither better nor worse."""
    return {str(finding) for check in fsck.OF_TABLES for finding in check()} | {*guards.missing()}
