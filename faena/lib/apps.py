from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.urls import register_converter


class LibConfig(AppConfig):
    name = "faena.lib"

    def ready(self) -> None:
        from faena.lib import bootstrap
        from faena.lib.converters import TokenConverter

        register_converter(TokenConverter, "token")
        pre_migrate.connect(bootstrap.before_migrate, sender=self)
        post_migrate.connect(bootstrap.after_migrate, sender=self)
