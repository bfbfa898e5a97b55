from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    name = "faena.customers"

    def ready(self) -> None:
        import faena.customers.guards  # noqa: F401  # registering them is the import's purpose
        from faena.accounts import open_work
        from faena.customers import options
        from faena.customers.open_work import CUSTOMERS
        from faena.customers.scanned import cases_of
        from faena.gate.grants import Perm
        from faena.lib import refs, taxid
        from faena.ui import called, jinja, navigation

        open_work.register(CUSTOMERS)
        refs.register("customer", "home:record")
        called.register_codes("links", cases_of)
        jinja.register_filter("document_kind", taxid.label)
        navigation.register(
            navigation.NavItem(
                _("Customers"),
                "customers:list",
                "users",
                Perm.CUSTOMER_SEE,
                order=15,
                phone=True,
                key="g c",
                also=("/devices/", "/subscriptions/"),
            )
        )
        options.register(
            options.Option(
                "contacts",
                _("Contacts"),
                "users",
                "customers:contacts",
                Perm.CUSTOMER_SEE,
                module=None,
                order=30,
                rows=lambda customer, user: customer.contacts.all(),
            )
        )
        options.register(
            options.Option(
                "devices",
                _("Devices"),
                "smartphone",
                "customers:devices",
                Perm.CUSTOMER_SEE,
                module="workshop",
                order=60,
                rows=lambda customer, user: customer.devices.all(),
            )
        )
