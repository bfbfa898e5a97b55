from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    name = "faena.customers"

    def ready(self) -> None:
        from faena.customers import guards  # noqa: F401  # registering them is the import's purpose
        from faena.gate.grants import Perm
        from faena.lib import refs, taxid
        from faena.ui import jinja, navigation

        refs.register("customer", "home:record")
        jinja.register_filter("document_kind", taxid.label)
        navigation.register(
            navigation.NavItem(
                _("Customers"), "customers:list", "users", Perm.CUSTOMER_SEE, order=20, phone=True, key="g c"
            )
        )
