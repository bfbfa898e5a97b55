from django.apps import AppConfig


class AgendaConfig(AppConfig):
    name = "faena.agenda"

    def ready(self) -> None:
        from faena.agenda import guards  # noqa: F401  # registering them is the import's purpose
