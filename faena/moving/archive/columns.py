"""What of the tables leaves in an archive, and what never does: passwords, keys, sealed texts and the hashes of tokens.

The salts of the history do leave: without them nobody can check its hashes, and what they hide stands beside them."""

from collections.abc import Callable
from typing import Any, Final

from django.apps import apps
from django.db.models import Field, Model

from faena.notifications.problems import MOVED

# Tables that a company does without: they open doors, or belong to the machine on which they were written.
LEFT_OUT: Final = {
    "accounts.Session": "who is signed in",
    "accounts.Invitation": "links by which people set a password",
    "accounts.Token": "tokens of the API",
    "accounts.Throttle": "counters of attempts",
    "hooks.Endpoint": "addresses of webhooks with their secrets",
    "hooks.Delivery": "what was sent to them",
    "customers.AccessLink": "links by which customers follow their orders",
    "agenda.Feed": "addresses of calendars",
    "journal.Operation": "keys of forms that were sent",
    "mfa.Authenticator": "second factors",
    "account.EmailAddress": "bookkeeping of the sign-in",
    "account.EmailConfirmation": "bookkeeping of the sign-in",
    "sessions.Session": "bookkeeping of the sign-in",
    "django_tasks_database.DBTaskResult": "jobs of the machine",
}
OF_THE_MACHINE: Final = {"upkeep"}  # rooms whose tables tell how this installation works, and nothing of the company
NO_TABLES_OF_OURS: Final = {"auth", "contenttypes"}  # every database makes these rows by itself
# Column → what an archive that is read back puts there.
SECRET: Final[dict[tuple[str, str], Any]] = {
    ("accounts.User", "password"): "!",  # no password matches it: a new one is set by link or mail
    ("orders.ServiceOrder", "unlock_sealed"): "",
    ("notifications.Message", "sealed"): "",
}
# What waits to be sent is sent by the company that wrote it, and by no second one.
UNSENT: Final = {"waiting", "sending"}
UNSENT_MODEL: Final = "notifications.Message"


def everything() -> list[type[Model]]:
    """Every table that a copy of the whole database takes along, in the order of the rooms."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.app_label not in NO_TABLES_OF_OURS
    ]


def archived() -> list[type[Model]]:
    """The tables of an archive, by name."""
    return sorted((model for model in everything() if not is_left_out(model)), key=name_of)


def is_left_out(model: type[Model]) -> bool:
    return model._meta.label in LEFT_OUT or model._meta.app_label in OF_THE_MACHINE


def left_out() -> list[str]:
    """The tables that an archive does not have."""
    return sorted(model._meta.label for model in everything() if is_left_out(model))


def name_of(model: type[Model]) -> str:
    """`orders_serviceorder`: how an archive calls a table."""
    return f"{model._meta.app_label}_{model._meta.model_name}"


def stored(model: type[Model]) -> "list[Field[Any, Any]]":
    """The columns that are written; what the database computes by itself is none."""
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def leaving(model: type[Model]) -> "list[Field[Any, Any]]":
    """Those of them that stand in an archive."""
    return [field for field in stored(model) if (model._meta.label, field.name) not in SECRET]


def secrets_of(model: type[Model]) -> dict[str, Any]:
    """The others, with what is put in their place."""
    return {name: value for (label, name), value in SECRET.items() if label == model._meta.label}


def rewriter(model: type[Model], names: list[str]) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    """How the values of these columns are written: just as they are, but for a mail that waits: it is given up there,
    and a person may send it again."""
    if model._meta.label != UNSENT_MODEL:
        return lambda row: row
    state, next_at, problem = map(names.index, ("state", "next_at", "problem"))

    def rewrite(row: tuple[Any, ...]) -> tuple[Any, ...]:
        if row[state] not in UNSENT:
            return row
        written = list(row)
        written[state], written[next_at], written[problem] = "failed", None, MOVED
        return tuple(written)

    return rewrite
