from typing import Any

from django.apps import AppConfig
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate
from django.urls import register_converter

PREPARED = 500  # statements of one connection


class LibConfig(AppConfig):
    name = "faena.lib"

    def ready(self) -> None:
        from faena.lib import bootstrap
        from faena.lib.converters import TokenConverter
        from faena.lib.threads import keep_by_thread

        keep_by_thread()
        connection_created.connect(keep_prepared)
        register_converter(TokenConverter, "token")
        pre_migrate.connect(bootstrap.before_migrate, sender=self)
        post_migrate.connect(bootstrap.after_migrate, sender=self)


def keep_prepared(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """PostgreSQL's driver forgets what it prepared after a hundred texts; the program has more."""
    if connection.vendor == "postgresql":
        connection.connection.prepared_max = PREPARED
