"""What can be done with a thing now, as its routes: the offers that its page draws, by the same functions."""

from collections.abc import Mapping

from faena.gate.offers import Offers
from faena.rest.routes import ROOT
from faena.rest.values import Action


def actions_of(offers: Offers, routes: Mapping[str, str], **keys: int) -> list[Action]:
    """routes: by the name of an offer, its route with the method before it: "POST /orders/{order_id}/closing"."""
    found = []
    for offer in offers:
        if route := routes.get(offer.name):
            method, path = route.split(" ")
            found.append(Action(key=offer.name, method=method, url=ROOT + path.format(**keys), why_not=offer.why_not))
    return found
