from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "faena.journal"

    def ready(self) -> None:
        from faena.journal import guards  # noqa: F401  # registering them is the import's purpose
