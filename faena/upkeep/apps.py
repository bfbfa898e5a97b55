from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    name = "faena.upkeep"

    def ready(self) -> None:
        from faena.ui import alarms as on_home
        from faena.upkeep import alarms, checks  # noqa: F401  # each check registers itself

        on_home.register(alarms.alarms)
