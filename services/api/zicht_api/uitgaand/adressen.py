"""Where this service may connect to when somebody else names the address: nothing that only we can reach.

Pure, apart from `resolve`.

The check is on addresses, not on names, and on every one that a name gives; what is checked is what is connected to.
"""

import asyncio
import re
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

Address = IPv4Address | IPv6Address

# What Python 3.11 takes for public, and is not: for protocols and for the cloud's own services (Oracle, Azure), relays
# of 6to4, and documentation.
_REFUSED = [ip_network(network) for network in ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "3fff::/20")]
# All of IPv6 that is handed out to anyone.
_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
# What a resolver takes for a number: 127.1, 2130706433, 0x7f000001, 0177.0.0.1.
_NUMERIC = re.compile(r"(0x[0-9a-f]*|\d+)\.?", re.IGNORECASE | re.ASCII)
_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\.?", re.IGNORECASE | re.ASCII)


class AdresGeweigerd(Exception):
    """The address is one that only we can reach, or there is nothing."""


def check_url(url: str, *, loopback: bool) -> SplitResult:
    """The parts of an address that we may connect to. loopback: whether this machine itself is allowed, without TLS.

    Raises ValueError, with a reason for whoever gave it and never with the address itself.
    """
    if not url.isascii() or not url.isprintable() or any(sign in url for sign in " \\"):
        raise ValueError("Dit is geen webadres.")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError("Dit is geen webadres.") from None
    if parts.username is not None or parts.password is not None or "#" in url:
        raise ValueError("Zet geen naam, wachtwoord of # in het adres.")
    address = _literal(host)
    local = loopback and (host == "localhost" or (address is not None and address.is_loopback))
    if parts.scheme != "https" and not (local and parts.scheme == "http"):
        raise ValueError("Het adres begint met https://.")
    if not host or (address is None and not _HOST.fullmatch(host)) or port == 0:
        raise ValueError("Dit is geen webadres.")
    if not local and (host == "localhost" or (address is not None and not is_allowed(address, loopback=False))):
        raise ValueError("Gebruik een openbaar adres.")
    return parts


def _literal(host: str) -> Address | None:
    """The address that a host is written as; None for a name. Raises ValueError for a number in another form."""
    try:
        return ip_address(host)
    except ValueError:
        pass
    if ":" in host or _NUMERIC.fullmatch(host.rstrip(".").rpartition(".")[2]):
        raise ValueError("Schrijf een adres in cijfers als 192.0.2.1, of gebruik een naam.")
    return None


def is_allowed(address: Address, *, loopback: bool) -> bool:
    """Whether we may connect to it: a public address, and no other address is wrapped in it."""
    inner = _unwrap(address)
    if inner.is_loopback:
        return loopback and inner == address
    refused = inner.is_multicast or inner.is_reserved or inner.is_unspecified or inner.is_link_local or inner.is_private
    handed_out = isinstance(inner, IPv4Address) or inner in _UNICAST
    return inner.is_global and handed_out and not refused and not any(inner in network for network in _REFUSED)


def _unwrap(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for (mapped, 6to4, Teredo, NAT64), or itself."""
    if not isinstance(address, IPv6Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None) or address


async def resolve(host: str, port: int) -> list[str]:
    """Every address of a host."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


async def find_address(host: str, port: int, *, loopback: bool) -> str:
    """The address to connect to. Raises AdresGeweigerd when any address of the host is one that we refuse."""
    try:
        addresses = await resolve(host, port)
    except (OSError, UnicodeError) as fault:
        raise AdresGeweigerd("De naam is niet gevonden.") from fault
    for address in addresses:
        # A zone, as in fe80::1%eth0, only belongs to addresses of this network.
        if "%" in address or not is_allowed(ip_address(address), loopback=loopback):
            raise AdresGeweigerd("De naam wijst naar een adres dat niet openbaar is.")
    if not addresses:
        raise AdresGeweigerd("De naam is niet gevonden.")
    return addresses[0]
