from collections.abc import Collection, Mapping

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


def _serials(visits: Collection[int]) -> Mapping[int, str]:
    """Of these visits, as they are written."""
    from faena.agenda.models import Visit

    return dict(Visit.objects.filter(pk__in=visits).values_list("pk", "serial"))


class AgendaConfig(AppConfig):
    name = "faena.agenda"

    def ready(self) -> None:
        from django.urls import reverse

        from faena.accounts import open_work
        from faena.agenda import guards, notices, starter, undoing  # noqa: F401  # registering guards and bootstrap rows is their purpose
        from faena.agenda.catalogues import KINDS
        from faena.agenda.models import VISIT_NUMBERS, Visit
        from faena.agenda.month import read_day
        from faena.agenda.open_work import VISITS
        from faena.agenda.zones import visits_moved
        from faena.company import numbering, zones
        from faena.customers import belongings, choosing, open_matters, search
        from faena.gate.grants import Perm
        from faena.gate.roles import Role
        from faena.lib import refs
        from faena.ui.navigation import NavItem, register

        notices.announce()
        undoing.announce()
        zones.told_by(visits_moved)
        search.register_field("installed", _("Installed serial"), module="care", stored=_serials)
        belongings.register(Visit, _("Visits"), 50)
        open_matters.register(
            open_matters.Matter(
                "visits",
                _("Visits"),
                rows=lambda customer: Visit.objects.pending().filter(customer=customer).order_by("id"),
                ref=lambda visit: visit.as_ref,
                order=30,
                module="care",
            )
        )

        open_work.register(VISITS)
        refs.register("visit", "agenda:visit", module="care")
        KINDS.announce()

        def choosing_again(known: Mapping[str, str]) -> str:
            on = read_day(known.get("on", ""))
            return reverse("agenda:whom", args=[on.isoformat()]) if on else reverse("agenda:month")

        choosing.register(
            "visit",
            choosing.Purpose(
                route="agenda:book",
                back=choosing_again,
                lead=_("The visit is booked once the customer is registered."),
                carries=("goes", "at", "on"),
            ),
        )
        register(
            NavItem(
                *(_("Agenda"), "agenda:month", "calendar", Perm.AGENDA_SEE, "care", 14),
                phone=60,
                key="g a",
                phone_of={Role.TECHNICIAN: 25},
                also=("/visits/",),
            )
        )
        numbering.register("visit", VISIT_NUMBERS.write, _("Visits"), module="care", order=70)
