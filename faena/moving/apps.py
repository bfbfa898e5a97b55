from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MovingConfig(AppConfig):
    name = "faena.moving"

    def ready(self) -> None:
        from faena.company import settings_pages
        from faena.gate.grants import Perm

        settings_pages.register(
            _("Take everything out"),
            "moving:archive",
            "download",
            Perm.EXPORT_ALL,
            None,
            _("Everything of the company as one file: to keep it, to look at it, or to move to another server."),
            order=97,
        )
        from faena.customers import belongings
        from faena.lib import refs
        from faena.moving import guards  # noqa: F401  # registering guards is its purpose
        from faena.moving.pasts import Past
        from faena.moving.search import PAST_KIND
        from faena.ui import search as one_search

        refs.register("past", "home:past")
        belongings.register(Past, _("Of the old system"), 90)
        one_search.register(PAST_KIND)
