from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CompanyConfig(AppConfig):
    name = "faena.company"

    def ready(self) -> None:
        from faena.company import actions, settings_pages  # noqa: F401  # actions registers its bootstrap rows
        from faena.gate.grants import Perm
        from faena.lib import refs
        from faena.ui import navigation
        from faena.ui.navigation import NavItem

        refs.register("company")
        navigation.register(
            NavItem(
                _("Settings"), "company:settings", "settings", Perm.CATALOGUE_EDIT, order=900, key="g s", group="house"
            )
        )
        settings_pages.register(
            _("Company"),
            "company:company",
            "store",
            Perm.COMPANY_EDIT,
            None,
            _("Name, tax id, logo, currencies and everything that papers print about the shop."),
            order=10,
        )
        settings_pages.register(
            _("Numbers"),
            "company:numbers",
            "list-checks",
            Perm.COMPANY_EDIT,
            None,
            _("With which number orders, invoices and receipts go on."),
            order=12,
        )
        settings_pages.register(
            _("Working hours"),
            "company:working_hours",
            "calendar-clock",
            Perm.COMPANY_EDIT,
            "care",
            _("When the company works: the hours of tickets are counted in it, holidays or not."),
            order=15,
        )
