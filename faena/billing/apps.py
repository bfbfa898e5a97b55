from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BillingConfig(AppConfig):
    name = "faena.billing"

    def ready(self) -> None:
        from faena.billing.catalogues import PLANS
        from faena.customers import search
        from faena.lib import refs

        refs.register("subscription", "billing:subscription")
        search.register_field("login", _("Plan login"), half="care")
        PLANS.announce()
