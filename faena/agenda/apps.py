from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgendaConfig(AppConfig):
    name = "faena.agenda"

    def ready(self) -> None:
        from faena.agenda import guards, starter  # noqa: F401  # registering guards and bootstrap rows is their purpose
        from faena.agenda.catalogues import KINDS
        from faena.gate.grants import Perm
        from faena.lib import refs
        from faena.ui.navigation import NavItem, register

        refs.register("visit", "agenda:visit", module="care")
        KINDS.announce()
        register(
            NavItem(_("Agenda"), "agenda:month", "calendar", Perm.AGENDA_SEE, "care", 24, key="g a", also=("/visits/",))
        )
