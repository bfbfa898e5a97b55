from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketsConfig(AppConfig):
    name = "faena.tickets"

    def ready(self) -> None:
        from django.urls import reverse

        from faena.accounts import open_work, saved_views
        from faena.company import numbering, zones
        from faena.customers import belongings, choosing, open_matters, options, search
        from faena.gate.grants import Perm
        from faena.lib import refs
        from faena.tickets import guards, notices, starter, undoing  # noqa: F401  # registering guards and bootstrap rows is their purpose
        from faena.tickets.catalogues import STATUSES, TYPES
        from faena.tickets.models import TICKET_NUMBERS, Ticket
        from faena.tickets.needs import due_moved
        from faena.tickets.open_work import TICKETS
        from faena.tickets.search import TICKET_KIND
        from faena.ui import called
        from faena.ui import search as one_search
        from faena.ui.navigation import NavItem, register, register_beginning

        notices.announce()
        undoing.announce()
        belongings.register(Ticket, _("Tickets"), 20)
        open_matters.register(
            open_matters.Matter(
                "tickets",
                _("Tickets"),
                rows=lambda customer: Ticket.objects.open().filter(customer=customer).order_by("id"),
                ref=lambda ticket: ticket.as_ref,
                order=20,
                module="care",
            )
        )

        open_work.register(TICKETS)
        one_search.register(TICKET_KIND)
        called.register(
            "ticket",
            TICKET_NUMBERS,
            lambda user: Ticket.objects.visible_to(user).select_related("customer"),
            module="care",
        )
        zones.told_by(due_moved)
        refs.register("ticket", "tickets:ticket", module="care")
        choosing.register(
            "ticket",
            choosing.Purpose(
                route="tickets:open",
                back=lambda known: reverse("tickets:new"),
                lead=_("The ticket goes on once the customer is registered."),
                carries=("type",),
            ),
        )
        numbering.register("ticket", TICKET_NUMBERS.write, _("Tickets"), module="care", order=20)
        search.register_field("protocol", _("Protocol"), module="care", shown=TICKET_NUMBERS.rewrite)
        register(NavItem(_("Tickets"), "tickets:queue", "headset", Perm.TICKET_SEE, "care", 12, phone=30, key="g t"))
        register_beginning(NavItem(_("New ticket"), "tickets:new", "headset", Perm.TICKET_OPEN, "care", 20))
        saved_views.register("tickets:queue")
        TYPES.announce()
        STATUSES.announce()
        route, rows = "tickets:of_customer", options.seen_of(Ticket)
        options.register(options.Option("tickets", _("Tickets"), "headset", route, Perm.TICKET_SEE, "care", 40, rows))
