from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "faena.home"

    def ready(self) -> None:
        from faena.customers import options
        from faena.gate.grants import Perm
        from faena.orders.models import ServiceOrder
        from faena.ui.navigation import NavItem, register

        register(NavItem(_("Home"), "home:home", "house", Perm.SELF, None, 0, phone=10, key="g h"))
        options.register(
            options.Option(
                "orders",
                _("Orders"),
                "clipboard-list",
                "home:customer_orders",
                Perm.ORDER_SEE,
                module="workshop",
                order=50,
                rows=options.seen_of(ServiceOrder),
            )
        )
