"""Which addresses a feed may not lie on: decided on the address that is about to be connected to, after DNS.

A feed URL is anybody's input: without this, a feed or a redirect could make us ask the cloud's metadata service or
a machine of the newsroom's own network. Networks after the IANA special-purpose registries; written out rather than
taken from `ipaddress`, whose answers differ between Python releases.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_LOCAL = ("loopback", "private", "shared", "unique local")
"""What `allow_private` lets through; the rest is never a place for a feed."""

_V4: tuple[tuple[str, str], ...] = (
    # Single addresses of metadata services first: some lie inside wider networks, one (Azure) is a public address.
    ("169.254.169.254/32", "metadata"),
    ("169.254.170.2/32", "metadata"),
    ("168.63.129.16/32", "metadata"),
    ("100.100.100.200/32", "metadata"),
    ("192.0.0.192/32", "metadata"),
    ("0.0.0.0/8", "unspecified"),
    ("10.0.0.0/8", "private"),
    ("100.64.0.0/10", "shared"),
    ("127.0.0.0/8", "loopback"),
    ("169.254.0.0/16", "link-local"),
    ("172.16.0.0/12", "private"),
    ("192.0.0.0/24", "reserved"),
    ("192.0.2.0/24", "reserved"),
    ("192.31.196.0/24", "reserved"),
    ("192.52.193.0/24", "reserved"),
    ("192.88.99.0/24", "reserved"),
    ("192.168.0.0/16", "private"),
    ("192.175.48.0/24", "reserved"),
    ("198.18.0.0/15", "reserved"),
    ("198.51.100.0/24", "reserved"),
    ("203.0.113.0/24", "reserved"),
    ("224.0.0.0/4", "multicast"),
    ("240.0.0.0/4", "reserved"),
)
_V6: tuple[tuple[str, str], ...] = (
    ("fd00:ec2::254/128", "metadata"),
    ("fd20:ce::254/128", "metadata"),
    ("::/128", "unspecified"),
    ("::1/128", "loopback"),
    ("fc00::/7", "unique local"),
    ("fe80::/10", "link-local"),
    ("fec0::/10", "private"),
    ("ff00::/8", "multicast"),
    ("2001:db8::/32", "reserved"),
    ("2001::/23", "reserved"),
    ("3fff::/20", "reserved"),
)
_REFUSED: tuple[tuple[Network, str], ...] = tuple((ip_network(text), kind) for text, kind in (*_V4, *_V6))
_GLOBAL_V6 = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_LOCAL_NAT64 = IPv6Network("64:ff9b:1::/48")
_COMPATIBLE = IPv6Network("::/96")


def refusal(address: str, *, allow_private: bool = False) -> str | None:
    """Return why `address`, an IPv4 or IPv6 literal, may not be connected to ("loopback"), or None if it may.

    An IPv6 address that carries an IPv4 one (mapped, compatible, NAT64, 6to4) is judged by what it carries; local
    NAT64 and Teredo are refused. `allow_private` lets loopback, private, shared and unique local addresses through,
    never metadata services, link-local, multicast, unspecified and reserved ones. Text that is no address is refused.
    """
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return "no address"
    kind = _kind(parsed)
    return None if allow_private and kind in _LOCAL else kind


def _kind(address: Address) -> str | None:
    inner = _carried(address)
    if inner is not None:
        return _kind(inner)
    for network, kind in _REFUSED:
        if address.version == network.version and address in network:
            return kind
    if isinstance(address, IPv6Address) and address not in _GLOBAL_V6:
        return "reserved"
    return None


def _carried(address: Address) -> IPv4Address | None:
    """Return the IPv4 address inside an IPv6 one that a gateway or the kernel would turn it into."""
    if isinstance(address, IPv4Address) or int(address) in (0, 1):
        return None
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address in _NAT64 or address in _COMPATIBLE:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address in _LOCAL_NAT64:
        return IPv4Address("0.0.0.0")  # noqa: S104 -- where the operator put the IPv4 bits is unknown: refuse
    return None
