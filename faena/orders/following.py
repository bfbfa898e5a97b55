"""The link by which a customer follows an order (W1), which stands on the slip too: what the workshop says about it."""

from django.utils.translation import gettext_lazy as _

from faena.cases.followed import Followed
from faena.orders.models import ServiceOrder
from faena.orders.paper import code_address

ORDERS = Followed(
    room="orders",
    rows=lambda: ServiceOrder.objects.on_sheet(),
    about=lambda order: order.device,
    mail="orders/tracking",
    sent="order.link_sent",
    facts=lambda order: {"order": str(order), "device": str(order.device)},
    chat=_("Hello %(name)s, here you can follow the repair of your %(device)s (%(order)s): %(link)s"),
    title=_("Tracking link"),
    nothing=_("No link works for this order"),
    why_nothing=_("The time of the last one is over. What was printed opens nothing."),
    before_revoking=_("The QR and the code on the slip stop working at once. You can make a new link afterwards."),
    revoked=_("The link is revoked. What was printed opens nothing now."),
    after_revoking=_("What was printed opens nothing, and a slip has no QR, until somebody makes a new link here."),
    renewed=_("There is a new link. Print the slip again, or send it."),
    code_at=code_address,
)
