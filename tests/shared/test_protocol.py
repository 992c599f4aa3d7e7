"""The line itself, with shorter patience than in earnest; with real time and a real service: tests/end_to_end."""

import asyncio
import contextlib

import pytest
import uvicorn

from zicht_cli import protocol


async def _app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture
async def port(monkeypatch):
    monkeypatch.setattr(protocol, "_HEAD_SECONDS", 0.3)
    monkeypatch.setattr(protocol, "_LINGER_SECONDS", 0.1)
    monkeypatch.setattr(protocol, "_CONNECTIONS", 3)
    config = uvicorn.Config(_app, http=protocol.Protocol, ws="none", lifespan="off", port=0, log_config=None)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve())
    async with asyncio.timeout(10):
        while not server.started:  # noqa: ASYNC110 (uvicorn tells nobody)
            await asyncio.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await serving


async def test_a_head_that_takes_too_long_is_answered_and_hung_up_on(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    # The second request on a line has no more time than the first.
    writer.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    assert await reader.readline() == b"HTTP/1.1 200 OK\r\n"
    for byte in b"GET / HTTP/1.1\r\nHost: a\r\nX-A: " + b"a" * 100:
        writer.write(bytes([byte]))
        await asyncio.sleep(0.02)
        if reader.at_eof() or b"408" in bytes(reader._buffer):
            break
    said = await asyncio.wait_for(reader.read(), 5)
    assert b"HTTP/1.1 408" in said
    assert b'"te-traag"' in said
    writer.close()


async def test_who_says_nothing_is_hung_up_on(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    assert await asyncio.wait_for(reader.read(), 5) == b""
    writer.close()


async def test_there_is_an_end_to_how_many_lines_are_held(port):
    lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
    await asyncio.sleep(0.05)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    begun = asyncio.get_running_loop().time()
    writer.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    said = b""
    with contextlib.suppress(ConnectionError):
        said = await reader.read()
    assert said == b""
    assert asyncio.get_running_loop().time() - begun < 0.25
    for _, other in [*lines, (reader, writer)]:
        other.close()
    await asyncio.sleep(0.1)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    assert await reader.readline() == b"HTTP/1.1 200 OK\r\n"
    writer.close()
