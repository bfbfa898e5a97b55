from django.apps import AppConfig


class CashConfig(AppConfig):
    name = "faena.cash"

    def ready(self) -> None:
        from faena.cash import guards  # noqa: F401  # registering them is the import's purpose
