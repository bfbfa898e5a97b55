from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SummaryConfig(AppConfig):
    name = "faena.summary"

    def ready(self) -> None:
        from faena.company import settings_pages
        from faena.gate.grants import Perm
        from faena.summary import models  # noqa: F401  # registering the bootstrap row is its purpose
        from faena.ui.navigation import NavItem, register

        register(
            NavItem(_("Summary"), "summary:page", "chart-column", Perm.SUMMARY_SEE, None, 28, key="g r", group="money")
        )
        settings_pages.register(
            _("Goal of the summary"),
            "summary:goal",
            "chart-column",
            Perm.COMPANY_EDIT,
            "workshop",
            _("Within how many days orders are to be ready."),
            order=48,
        )
