"""Connections to addresses that somebody else named: to the address that was checked, and to no other."""

import ssl
from collections.abc import Iterable
from typing import Any

import httpcore

from zicht_api.uitgaand.adressen import find_address


def open_pool(tls: ssl.SSLContext, *, loopback: bool) -> httpcore.AsyncConnectionPool:
    """For one exchange. It follows no redirects, and uses no proxy that the environment names."""
    return httpcore.AsyncConnectionPool(
        ssl_context=tls, network_backend=_CheckedAddresses(loopback=loopback), max_connections=1
    )


class _CheckedAddresses(httpcore.AsyncNetworkBackend):
    """Connects to the address that was checked. TLS and the header Host still go by the name, above this."""

    def __init__(self, *, loopback: bool) -> None:
        self._loopback = loopback
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        address = await find_address(host, port, loopback=self._loopback)
        return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        await self._network.sleep(seconds)
