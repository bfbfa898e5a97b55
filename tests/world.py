"""Who there is in the tests' little world, and how they act: a test client that sends form keys, the job worker, and
several threads at once."""

import copy
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from faena.accounts.session_store import SessionStore
from faena.accounts.sessions import BACKEND
from faena.journal.context import KEY_FIELD, new_key
from tests import factories

A_SHIFT = 8 * 3600
SHOPS_ZONE = ZoneInfo("America/Caracas")  # where a company is unless it says so: "today" is its today, as on every page
PEOPLE = {  # who: role, name
    "owner": ("master", "Olga Owner"),
    "admin": ("administrator", "Ada Admin"),
    "clerk": ("operator", "Clara Clerk"),
    "seller": ("seller", "Saúl Seller"),
    "technician": ("technician", "Tina Technician"),
}


def make_user(who: str) -> Any:
    """The user of one role, by the name that PEOPLE gives."""
    role, name = PEOPLE[who]
    return factories.a_user(who, role=role, name=name)


def carmen(seller: Any) -> Any:
    return factories.a_customer(name="Carmen Customer", seller=seller)


def esteban() -> Any:
    return factories.a_customer(name="Esteban Stranger", seller=factories.a_user(role="seller", name="Otto Other"))


@contextmanager
def for_a_whole_file(blocker: Any) -> Iterator[None]:
    """What is made inside stands for all the tests of a file, each of which undoes only what it did itself."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


class StaffClient(Client):
    """Django's test client, reading English, that puts the hidden key of a form into each POST unless given one."""

    def __init__(self, **defaults: Any) -> None:
        super().__init__(headers={"accept-language": "en"}, **defaults)

    def post(self, path: str, data: Any = None, *args: Any, **kwargs: Any) -> Any:
        if data is None or isinstance(data, dict):
            data = {KEY_FIELD: new_key(), **(data or {})}
        return super().post(path, data, *args, **kwargs)

    def file(self, path: str, query: dict[str, Any] | None = None, **more: Any) -> Any:
        """The file of a list: what the buttons under it send, with `format` in its address."""
        return self.post(path, query_params=query, **more)


def sign_in(user: Any, **defaults: Any) -> StaffClient:
    """A browser in which `user` is signed in for a shift."""
    browser = StaffClient(**defaults)
    session = SessionStore()  # as a sign-in leaves it, in one row
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["ends_at"] = timezone.now().timestamp() + A_SHIFT
    session.create()
    browser.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return browser


def signed_in_as(browser: StaffClient) -> StaffClient:
    """Another browser with the session of this one."""
    other = StaffClient()
    other.cookies = copy.deepcopy(browser.cookies)
    return other


def run_jobs() -> int:
    """Do the job worker's work in this thread, in its order, until nothing is left that is due."""
    ran = 0
    while True:
        committed()
        job = DBTaskResult.objects.ready().first()
        if job is None:
            return ran
        job.claim("tests")
        result = job.task_result
        value = job.task.call(*result.args, **result.kwargs)
        job.set_successful(value)
        ran += 1


def committed() -> None:
    """What would follow the commit, inside a test whose transaction never commits."""
    waiting, connection.run_on_commit = connection.run_on_commit, []
    for _savepoints, callback, *_robust in waiting:
        callback()


def race(act: Callable[[int], Any], threads: int = 8) -> list[Any]:
    """Call act(0) … act(threads - 1) at the same moment, each in a thread with a connection of its own.

    Gives back, in that order, what each returned or raised. For tests marked django_db(transaction=True)."""
    start = threading.Barrier(threads)
    outcomes: list[Any] = [None] * threads

    def runner(place: int) -> None:
        try:
            connection.ensure_connection()
            start.wait(20)
            with translation.override("en"), timezone.override(SHOPS_ZONE):
                outcomes[place] = act(place)
        except Exception as error:
            outcomes[place] = error
        finally:
            connections.close_all()

    running = [threading.Thread(target=runner, args=(place,), daemon=True) for place in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join(60)
    assert not any(thread.is_alive() for thread in running), "A thread of the race never came back."
    return outcomes


def won(outcomes: list[Any]) -> list[Any]:
    """The outcomes of a race that are not exceptions."""
    return [outcome for outcome in outcomes if not isinstance(outcome, BaseException)]
