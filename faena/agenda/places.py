"""Where a customer can be visited: at his addresses, and wherever rooms above know of a place of his (his plans').

They say so in their apps.py: `places.register(function)`; it gives back texts, the likeliest first."""

from collections.abc import Callable, Iterable

from faena.customers.models import Customer

Places = Callable[[Customer], Iterable[str]]
MOST = 6  # offered at once
_known: list[Places] = []


def register(places: Places) -> None:
    """Doing it twice (a test that calls ready() again) changes nothing."""
    if places not in _known:
        _known.append(places)


def places_of(customer: Customer) -> list[str]:
    """Each once: those of rooms above first, then his addresses."""
    found = [place for places in _known for place in places(customer)]
    found += [str(address) for address in customer.addresses.order_by("id")[:MOST]]
    return list(dict.fromkeys(place for place in found if place))[:MOST]
