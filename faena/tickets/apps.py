from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketsConfig(AppConfig):
    name = "faena.tickets"

    def ready(self) -> None:
        from faena.customers import search
        from faena.lib import refs
        from faena.tickets import starter  # noqa: F401  # registering ground rows is its purpose
        from faena.tickets.catalogues import STATUSES, TYPES

        refs.register("ticket", "tickets:ticket")
        search.register_field("protocol", _("Protocol"), half="care")
        TYPES.announce()
        STATUSES.announce()
