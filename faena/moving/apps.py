from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MovingConfig(AppConfig):
    name = "faena.moving"

    def ready(self) -> None:
        from faena.company import settings_pages
        from faena.customers import belongings, search
        from faena.gate.grants import Perm
        from faena.lib import refs
        from faena.moving import guards  # noqa: F401  # registering guards is its purpose
        from faena.moving.pasts import Past
        from faena.moving.search import PAST_KIND
        from faena.ui import search as one_search

        refs.register("import", "moving:import")
        refs.register("past", "home:past")
        settings_pages.register(
            _("Take everything out"),
            "moving:archive",
            "download",
            Perm.EXPORT_ALL,
            None,
            _("Everything of the company as one file: to keep it, to look at it, or to move to another server."),
            order=97,
        )
        settings_pages.register(
            _("Bring data in"),
            "moving:imports",
            "package-plus",
            Perm.IMPORT,
            None,
            _("Customers, devices, plans and debts from your old program or from a spreadsheet; it can be undone."),
            order=80,
        )
        belongings.register(Past, _("Of the old system"), 90)
        one_search.register(PAST_KIND)
        search.register_field("old_code", _("Code in the old system"), module="")
