from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "faena.accounts"

    def ready(self) -> None:
        from faena.accounts import actions  # noqa: F401  # registers its ground rows
        from faena.lib import refs

        refs.register("user", "accounts:user")
