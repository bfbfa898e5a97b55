from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "faena.orders"

    def ready(self) -> None:
        from faena.orders import guards  # noqa: F401  # registering them is the import's purpose
