from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    name = "faena.orders"

    def ready(self) -> None:
        from faena.gate.grants import Perm
        from faena.lib import refs
        from faena.orders import guards  # noqa: F401  # registering them is the import's purpose
        from faena.ui.navigation import NavItem, register

        refs.register("order", "orders:sheet")
        register(
            NavItem(_("Orders"), "orders:list", "clipboard-list", Perm.ORDER_SEE, "workshop", 10, phone=True, key="g o")
        )
        register(NavItem(_("New order"), "orders:new", "clipboard-plus", Perm.ORDER_OPEN, "workshop", 11, phone=True))
