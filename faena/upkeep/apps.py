from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    name = "faena.upkeep"

    def ready(self) -> None:
        from faena.upkeep import checks  # noqa: F401  # each registers itself
