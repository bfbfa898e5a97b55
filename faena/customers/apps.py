from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "faena.customers"

    def ready(self) -> None:
        from faena.customers import guards  # noqa: F401  # registering them is the import's purpose
        from faena.lib import refs

        refs.register("customer", "home:record")
