from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "faena.ui"

    def ready(self) -> None:
        from faena.ui.columns import cells_of
        from faena.ui.jinja import register_filter

        register_filter("cells_of", cells_of)
