from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "faena.home"

    def ready(self) -> None:
        from faena.company import settings_pages
        from faena.customers import options
        from faena.gate.grants import Perm
        from faena.orders.models import ServiceOrder
        from faena.ui.navigation import NavItem, register

        settings_pages.register(
            _("First steps"),
            "home:first_steps",
            "list-checks",
            Perm.COMPANY_EDIT,
            None,
            _("What makes the company ready for its first customer, ticked by what there is."),
            order=5,
        )
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
