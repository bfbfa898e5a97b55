"""Where a request comes from: what throttles count by.

`REMOTE_ADDR` is the last machine that spoke to us. Behind our own proxies the client stands in X-Forwarded-For, but
only as far from the right as we have proxies: everything further left is whatever the client wrote itself.
"""

from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, Final

UNKNOWN: Final = "unknown"
_HOME_IPV6: Final = 64  # what a provider gives one household


def client_address(meta: Mapping[str, Any], proxies: int) -> str:
    """The client's address as it is counted: an IPv4 address whole, an IPv6 address by its /64 network.

    `meta` is request.META, `proxies` how many proxies of ours stand before the program.
    A request that passed fewer proxies than it should is counted by the machine that spoke to us.
    """
    spoken = [str(meta.get("REMOTE_ADDR", ""))]
    if proxies:
        forwarded = [part.strip() for part in str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",")]
        spoken = [*forwarded, *spoken] if any(forwarded) else spoken
        spoken = [spoken[-proxies - 1]] if len(spoken) > proxies else spoken[-1:]
    return counted_address(spoken[-1])


def counted_address(text: str) -> str:
    """An address as it is counted; UNKNOWN for what is none."""
    try:
        address = ip_address(text.strip("[]"))
    except ValueError:
        return UNKNOWN
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ip_network((address, _HOME_IPV6), strict=False))
    return str(address)
