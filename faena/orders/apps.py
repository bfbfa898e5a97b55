from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    name = "faena.orders"

    def ready(self) -> None:
        from faena.gate.grants import Perm
        from faena.lib import refs
        from faena.orders import guards, starter  # noqa: F401  # registering guards and ground rows is their purpose
        from faena.orders.catalogues import INTERNAL_STATUSES, STATUSES
        from faena.ui.navigation import NavItem, register

        refs.register("order", "orders:sheet")
        STATUSES.announce()
        INTERNAL_STATUSES.announce()
        register(
            NavItem(_("Orders"), "orders:list", "clipboard-list", Perm.ORDER_SEE, "workshop", 10, phone=True, key="g o")
        )
