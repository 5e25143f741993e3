"""Wrong passwords by the address that they came from, so that nobody tries many."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from ipaddress import IPv6Address, ip_address

ALLOWED = 10
"""Wrong passwords that an address has at once; one more each time `SPAN` / `ALLOWED` seconds have passed."""

SPAN = 60.0
"""Seconds after which as many are allowed again."""

MOST = 10_000
"""Addresses that are remembered, those that failed last: a megabyte or two."""


class Attempts:
    """Remembers failures in a leaky bucket for each address (GCRA); `now` gives seconds. For one thread."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._full: OrderedDict[str, float] = OrderedDict()

    def failed(self, address: str) -> None:
        """Note a wrong password from `address`."""
        now = self._now()
        self._full[address] = max(self._full.pop(address, now), now) + SPAN / ALLOWED
        if len(self._full) > MOST:
            self._full.popitem(last=False)

    def wait(self, address: str) -> float:
        """Return the seconds until a password from `address` is looked at again, 0 for at once."""
        over = self._full.get(address, 0.0) - self._now() - SPAN + SPAN / ALLOWED
        return over if over > 1e-6 else 0.0


def origin(peer: str, headers: Mapping[str, str], proxies: Collection[str]) -> str:
    """Return the address that a request counts for: `peer`, or who asked the proxy that it is.

    Of X-Forwarded-For the last is what the proxy itself has seen. Of IPv6 it is the network of one customer (/64).
    """
    address = peer
    if peer in proxies:
        address = headers.get("x-forwarded-for", "").rpartition(",")[2].strip() or peer
    try:
        found = ip_address(address)
    except ValueError:
        return peer
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or IPv6Address(int(found) >> 64 << 64))
    return str(found)
