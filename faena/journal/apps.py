from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "faena.journal"

    def ready(self) -> None:
        from faena.journal import actions, guards  # noqa: F401  # registering rows and guards is the import's purpose
