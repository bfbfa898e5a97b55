from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    name = "faena.orders"

    def ready(self) -> None:
        from faena.accounts import open_work, saved_views
        from faena.cash import cases
        from faena.company import numbering, settings_pages
        from faena.customers import belongings, choosing, open_matters
        from faena.customers.actions import holds_device
        from faena.gate.grants import Perm
        from faena.lib import refs
        from faena.orders import guards, notices, starter, undoing  # noqa: F401  # registering guards and bootstrap rows is their purpose
        from faena.orders.actions.intake import why_device_stays
        from faena.orders.catalogues import INTERNAL_STATUSES, STATUSES
        from faena.orders.models import ORDER_NUMBERS, ServiceOrder
        from faena.orders.open_work import ORDERS
        from faena.orders.reversing import REVERSING
        from faena.orders.search import ORDER_KIND
        from faena.ui import called
        from faena.ui import search as one_search
        from faena.ui.navigation import NavItem, register, register_beginning

        notices.announce()
        undoing.announce()
        belongings.register(ServiceOrder, _("Orders"), 10)
        open_matters.register(
            open_matters.Matter(
                "orders",
                _("Orders"),
                rows=lambda customer: ServiceOrder.objects.open().filter(customer=customer).order_by("id"),
                ref=lambda order: order.as_ref,
                order=10,
                module="workshop",
            )
        )

        open_work.register(ORDERS)
        one_search.register(ORDER_KIND)
        called.register(
            "order",
            ORDER_NUMBERS,
            lambda user: ServiceOrder.objects.visible_to(user).select_related("customer"),
            module="workshop",
        )
        holds_device(why_device_stays)
        refs.register("order", "orders:sheet", module="workshop")
        numbering.register("order", ORDER_NUMBERS.write, _("Orders"), module="workshop", order=10)
        cases.register("order", numbers=ORDER_NUMBERS, module="workshop", reversing=REVERSING)
        choosing.register(
            "owner",
            choosing.Purpose(
                route="orders:customer",
                back=lambda known: reverse("orders:customer", args=[int(known["order"])]),
                lead=_("The order is handed over once the customer is registered."),
                carries=("order",),
                case="order",
            ),
        )
        refs.register("terms", "orders:terms_version", module="workshop")
        STATUSES.announce()
        INTERNAL_STATUSES.announce()
        settings_pages.register(
            _("Terms and conditions"),
            "terms:page",
            "signature",
            Perm.COMPANY_EDIT,
            "workshop",
            _("What customers sign when they leave a device; every version is kept."),
            order=35,
        )
        settings_pages.register(
            _("Texts to customers"),
            "texts:page",
            "message-circle",
            Perm.COMPANY_EDIT,
            "workshop",
            _("What customers read by e-mail and WhatsApp about their orders, in your words and in each language."),
            order=45,
        )
        register(
            NavItem(_("Orders"), "orders:list", "clipboard-list", Perm.ORDER_SEE, "workshop", 10, phone=20, key="g o")
        )
        saved_views.register("orders:list")
        register_beginning(NavItem(_("New order"), "orders:new", "clipboard-plus", Perm.ORDER_OPEN, "workshop", 10))
