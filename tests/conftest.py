"""What every test has: a database of its own, the little world, and the clients and threads that act in it.

A test that asks for a database runs on each engine (tests/engines.py). Tests read in English; customers keep their own
language."""

import itertools
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Playwright's sync API leaves a loop running in the thread, which Django would take for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

import hypothesis
import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import TransactionTestCase, override_settings
from django.utils import timezone, translation

from tests import engines, flushing, kept, pool, routes
from tests.world import PEOPLE, SHOPS_ZONE, StaffClient, carmen, esteban, for_a_whole_file, make_user, run_jobs, sign_in

timezone.activate(SHOPS_ZONE)  # also for what files compute when they are imported
pytest_xdist_make_scheduler = pool.pytest_xdist_make_scheduler
pytest_collection_modifyitems = pool.pytest_collection_modifyitems


def pytest_configure(config: pytest.Config) -> None:
    """What would make each test slow: a password hash that costs a tenth of a second (the tests of sign-in ask for
    Argon2 themselves), and a look at every static file whenever a client is made."""
    hypothesis.settings.register_profile("house", deadline=None)  # slow is a finding of the whole test (tests/pool.py)
    hypothesis.settings.load_profile("house")
    fast = "django.contrib.auth.hashers.MD5PasswordHasher"
    django_settings.PASSWORD_HASHERS = [fast, *django_settings.PASSWORD_HASHERS]
    django_settings.WHITENOISE_AUTOREFRESH = True
    kept.keep()
    pool.register(config)
    if not hasattr(config, "workerinput"):
        engines.make_templates()


# --- database ---------------------------------------------------------------------------------------------


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What asks for a database is asked on every engine; the engine stands first in the name of the test."""
    marked = metafunc.definition.get_closest_marker("django_db")
    if not marked and "engine" not in metafunc.fixturenames:
        return
    if "engine" not in metafunc.fixturenames:
        metafunc.fixturenames.insert(0, "engine")
    only = metafunc.definition.get_closest_marker("engine")
    wanted = engines.of_test(only.args[0] if only else None)
    metafunc.parametrize("engine", wanted, indirect=True, scope="session")


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> str:
    """`sqlite` or `postgres`: which one `default` is."""
    with django_db_blocker.unblock():
        engines.use(request.param, tmp_path_factory.mktemp("database"))
    return str(request.param)


@pytest.fixture(scope="session")
def django_db_setup(engine: str, django_test_environment: None) -> None:
    """In place of pytest-django's: the database is a copy of the migrated one."""


@pytest.fixture(scope="session", autouse=True)
def _databases_of_this_process(django_db_blocker: Any) -> Iterator[None]:
    yield
    with django_db_blocker.unblock():
        engines.drop_all()


TransactionTestCase._fixture_teardown = flushing.flush


# --- around every test ------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One after the other, each made by whoever writes into it: most tests write no file."""
    top = tmp_path_factory.mktemp("own")
    return (top / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def _fresh(settings: Any, own_folders: Iterator[Path]) -> Iterator[None]:
    """No cache, files, mail, language or time zone of another test."""
    folder = next(own_folders)
    settings.MEDIA_ROOT = folder / "media"
    settings.IMPORT_ROOT = folder / "imports"
    settings.EMAIL_FILE_PATH = folder / "mail"
    settings.FORGOTTEN_LIST = folder / "forgotten.jsonl"
    cache.clear()
    timezone.activate(SHOPS_ZONE)
    with translation.override("en"):
        yield
    timezone.activate(SHOPS_ZONE)


# --- the little world ---------------------------------------------------------------------------------------


@pytest.fixture
def owner(db: None) -> Any:
    """Olga, the Master: nothing is closed to her."""
    return make_user("owner")


@pytest.fixture
def admin(db: None) -> Any:
    """Ada, the Administrator: runs the shop, but makes no users and deletes nothing."""
    return make_user("admin")


@pytest.fixture
def clerk(db: None) -> Any:
    """Clara, the Operator at the counter: intake, collections, closing."""
    return make_user("clerk")


@pytest.fixture
def seller(db: None) -> Any:
    """Saúl, a Seller: sees his own customers and what hangs on them, nobody else's."""
    return make_user("seller")


@pytest.fixture
def technician(db: None) -> Any:
    """Tina, the Technician: repairs, tells the customer, touches no prices."""
    return make_user("technician")


@pytest.fixture
def customer(seller: Any) -> Any:
    """Carmen, a customer of Saúl."""
    return carmen(seller)


@pytest.fixture
def stranger(db: None) -> Any:
    """Esteban, a customer of another seller: Saúl must never see him."""
    return esteban()


@dataclass
class World:
    """The five of the house, each signed in, and one of everything that a route may show."""

    people: dict[str, Any]
    browsers: dict[str, StaffClient]
    things: routes.Things
    media: Path


@pytest.fixture(scope="module")
def whole_world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    media = tmp_path_factory.mktemp("media")
    with for_a_whole_file(django_db_blocker):
        with override_settings(MEDIA_ROOT=media, IMPORT_ROOT=media / "imports"), translation.override("en"):
            people = {who: make_user(who) for who in PEOPLE}
            things = routes.things(carmen(people["seller"]), esteban(), by=people["owner"])
            browsers = {who: sign_in(user) for who, user in people.items()}
        yield World(people, browsers, things, media)


@pytest.fixture
def world(whole_world: World, db: None, settings: Any) -> World:
    """The whole world at once, for files whose tests go through all routes: each undoes only what it did itself. The
    five by themselves are not for such a file: they stand there already."""
    settings.MEDIA_ROOT, settings.IMPORT_ROOT = whole_world.media, whole_world.media / "imports"
    return whole_world


@pytest.fixture
def client_of() -> Callable[..., StaffClient]:
    """A browser in which this user is signed in; every POST carries an idempotency key of its own."""
    return sign_in


@pytest.fixture
def visitor() -> StaffClient:
    """A browser in which nobody is signed in."""
    return StaffClient()


@pytest.fixture
def jobs(db: None) -> Callable[[], int]:
    """Run what was enqueued, and what that enqueues; gives back how many ran. A job that fails fails the test."""
    return run_jobs
