"""Addresses where a customer can be visited: his own, and those that rooms above know (his plans').

They register them in their apps.py: `addresses.register(function)`; it gives back texts, the likeliest first."""

from collections.abc import Callable, Iterable

from faena.customers.models import Customer

Addresses = Callable[[Customer], Iterable[str]]
MOST = 6  # offered at once
_registered: list[Addresses] = []


def register(addresses: Addresses) -> None:
    """Doing it twice (a test that calls ready() again) changes nothing."""
    if addresses not in _registered:
        _registered.append(addresses)


def addresses_of(customer: Customer) -> list[str]:
    """Each once: those of rooms above first, then his own."""
    found = [address for addresses in _registered for address in addresses(customer)]
    found += [str(address) for address in customer.addresses.order_by("id")[:MOST]]
    return list(dict.fromkeys(address for address in found if address))[:MOST]
