"""Every route of the program, by room."""

from django.urls import include, path
from django.views.decorators.http import require_GET

from faena.accounts.views import language
from faena.gate.doors import public
from faena.ui import views as ui
from faena.ui.context import LOOKS

app = [
    path("language/", language, name="language"),
    path("service-worker.js", public(require_GET(ui.worker)), name="worker"),
    path("offline/", public(require_GET(ui.offline)), name="offline"),
    *(path(f"{look}/", public(ui.look), {"name": look}, name=look) for look in LOOKS),
]
urlpatterns = [
    path("", include((app, "ui"))),
    path("", include("faena.home.urls")),
    path("", include("faena.accounts.urls")),
    path("", include("faena.company.urls")),
    path("settings/", include("faena.accounts.catalogues")),
    path("settings/", include("faena.cash.catalogues")),
    path("settings/", include("faena.orders.catalogues")),
    path("settings/", include("faena.billing.catalogues")),
    path("settings/", include("faena.agenda.catalogues")),
    path("settings/", include("faena.tickets.catalogues")),
    path("customers/", include("faena.customers.urls")),
    path("orders/", include("faena.orders.urls")),
    path("", include("faena.agenda.urls")),
    path("", include("faena.billing.urls")),
    path("", include("faena.tickets.urls")),
    path("cash/", include("faena.cash.urls")),
    path("", include("faena.moving.urls")),
    path("", include("faena.summary.urls")),
    path("", include("faena.notifications.urls")),
    path("", include("faena.portal.urls")),
    path("", include("faena.upkeep.urls")),
    path("", include("faena.hooks.urls")),
    path("", include("faena.rest.urls")),
    path("api/v1/", include("config.api")),
]
handler400 = "faena.ui.errors.handler400"
handler403 = "faena.ui.errors.handler403"
handler404 = "faena.ui.errors.handler404"
handler500 = "faena.ui.errors.handler500"
