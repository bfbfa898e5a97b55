from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    name = "faena.customers"

    def ready(self) -> None:
        from django.urls import reverse

        import faena.customers.guards  # noqa: F401  # registering them is the import's purpose
        from faena.accounts import open_work, saved_views
        from faena.company import numbering
        from faena.customers import belongings, choosing, notices, options, undoing
        from faena.customers.models import Address, Contact, Device
        from faena.customers.open_work import CUSTOMERS
        from faena.customers.recent import CUSTOMER_KIND
        from faena.customers.scanned import cases_of
        from faena.gate.grants import Perm
        from faena.gate.roles import Role
        from faena.lib import refs, taxid
        from faena.ui import called, jinja, navigation, search

        notices.announce()
        undoing.announce()
        open_work.register(CUSTOMERS)
        saved_views.register("customers:list")
        refs.register("customer", "home:record")
        numbering.register("customer", str, _("Codes of customers"), order=60)
        called.register_codes("links", cases_of)
        search.register(CUSTOMER_KIND)
        jinja.register_filter("document_kind", taxid.label)
        navigation.register(
            navigation.NavItem(
                _("Customers"),
                "customers:list",
                "users",
                Perm.CUSTOMER_SEE,
                order=15,
                phone=40,
                key="g c",
                phone_of={Role.SELLER: 15},
                also=("/devices/", "/subscriptions/"),
            )
        )
        navigation.register_beginning(
            navigation.NavItem(_("New customer"), "customers:new", "user-plus", Perm.CUSTOMER_EDIT, order=30)
        )
        choosing.register(
            "merge",
            choosing.Purpose(
                route="customers:merging",
                back=lambda known: reverse("customers:merging", args=[int(known["customer"])]),
                lead="",
                carries=("customer",),
                case="customer",
            ),
        )
        belongings.register(Contact, _("Contacts"), 70)
        belongings.register(Address, _("Addresses"), 80)
        belongings.register(Device, _("Devices"), 60)
        options.register(
            options.Option(
                "contacts",
                _("Contacts"),
                "users",
                "customers:contacts",
                Perm.CUSTOMER_SEE,
                module=None,
                order=30,
                rows=options.seen_of(Contact),
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
                rows=options.seen_of(Device),
            )
        )
