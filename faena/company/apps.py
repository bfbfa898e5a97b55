from django.apps import AppConfig


class CompanyConfig(AppConfig):
    name = "faena.company"

    def ready(self) -> None:
        from faena.company import actions  # noqa: F401  # registers its ground rows
        from faena.lib import refs

        refs.register("company")
