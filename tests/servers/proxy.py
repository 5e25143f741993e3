"""A TCP proxy of ours between the stages and a server, that behaves as bad networks do."""

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, Literal

Manner = Literal["open", "cut", "stalled", "half-open"]
"""How the network is: "open", "cut" (connections are reset and refused), "stalled" (connections are taken and kept, and
nothing comes through until it is open again), "half-open" (what is connected now is forgotten: no byte and no end ever
comes of it, as behind a firewall that has lost its table; new connections work)."""
CHUNK = 65_536
RESET = struct.pack("ii", 1, 0)
"""SO_LINGER for nothing: closing sends a reset."""


class Proxy:
    """Listens on a port of loopback from the start, and passes everything on to `target`, set when it is known.

    `target` is (host, port), or the path of a unix socket. Safe to steer from any thread.
    """

    def __init__(self, target: tuple[str, int] | Path | None = None) -> None:
        self.target = target
        self._manner: Manner = "open"
        self._pipes: set[_Pipe] = set()
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True).start()
        self._server: asyncio.Server | None = None
        self.port = 0
        self._call(self._listen())

    def become(self, manner: Manner) -> None:
        """Let the network be as `manner` says, from now on."""
        self._call(self._become(manner))

    def close(self) -> None:
        """Stop listening and drop all connections."""
        self._call(self._become("cut"))
        self._loop.call_soon_threadsafe(self._loop.stop)

    def _call(self, coroutine: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(30)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port, reuse_address=True)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _become(self, manner: Manner) -> None:
        before, self._manner = self._manner, manner
        if manner == "cut" and self._server is not None:
            self._server.close()
            self._server = None
        elif before == "cut" and self._server is None:
            await self._listen()
        for pipe in list(self._pipes):
            if manner == "cut" or (manner == "open" and pipe.forgotten):
                pipe.reset()
            elif manner == "half-open":
                pipe.forget()
            elif manner == "stalled":
                pipe.flowing.clear()
            else:
                pipe.flowing.set()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        target = self.target
        try:
            if isinstance(target, Path):
                there = await asyncio.open_unix_connection(str(target))
            elif target is not None:
                there = await asyncio.open_connection(*target)
            else:
                raise OSError("nothing to pass on to")
        except OSError:
            _reset(writer)
            return
        pipe = _Pipe(writer, there[1])
        if self._manner == "stalled":
            pipe.flowing.clear()
        self._pipes.add(pipe)
        await asyncio.gather(pipe.carry(reader, there[1]), pipe.carry(there[0], writer))
        self._pipes.discard(pipe)


class _Pipe:
    """One connection through the proxy: two writers, and whether anything flows."""

    def __init__(self, *writers: asyncio.StreamWriter) -> None:
        self._writers = writers
        self.flowing = asyncio.Event()
        self.flowing.set()
        self.forgotten = False

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on what comes until it ends."""
        with contextlib.suppress(OSError):
            while data := await reader.read(CHUNK):
                await self.flowing.wait()
                writer.write(data)
                await writer.drain()
        if not self.forgotten:
            self.reset()

    def forget(self) -> None:
        """Let nothing through any more, in either direction, for ever."""
        self.forgotten = True
        self.flowing.clear()

    def reset(self) -> None:
        """Drop the connection on both sides."""
        self.forgotten = False
        self.flowing.set()
        for writer in self._writers:
            _reset(writer)


def _reset(writer: asyncio.StreamWriter) -> None:
    made: socket.socket | None = writer.get_extra_info("socket")
    if made is not None and made.family == socket.AF_INET:
        with contextlib.suppress(OSError):
            made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    writer.transport.abort()
