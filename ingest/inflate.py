"""Decompression in bounded pieces."""

import re
import zlib
from collections.abc import AsyncIterator, Iterator

from ingest.errors import BadAnswer, TooLarge, Unreachable


class Inflater:
    """Decompresses in pieces of at most 64 KB; a gzip body may have several members."""

    _PIECE = 65_536

    def __init__(self, bits: int) -> None:
        self._bits = bits
        self._stream = zlib.decompressobj(bits)

    @property
    def finished(self) -> bool:
        """Whether what was fed so far is complete."""
        return self._stream.eof

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what `data` decompresses to. Raises `BadAnswer` where the compression is broken."""
        while data:
            if self._stream.eof:
                if data[:2] != b"\x1f\x8b":
                    return  # padding after the last member
                self._stream = zlib.decompressobj(self._bits)
            try:
                piece = self._stream.decompress(data, self._PIECE)
            except zlib.error:
                raise BadAnswer("its compression is broken") from None
            data = self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail
            if piece:
                yield piece


def inflater_for(start: bytes, declared: str) -> Inflater | None:
    """Return what decompresses a body that begins with `start`, None where it is not compressed.

    What begins like gzip is taken for gzip and what does not is not, whatever `declared`, the Content-Encoding, says:
    servers get it wrong both ways.
    """
    if start[:1] == b"\x1f":
        return Inflater(zlib.MAX_WBITS | 16)
    if declared == "deflate" and start[:1] != b"<":
        # Meant is zlib; some servers send what the word says.
        return Inflater(zlib.MAX_WBITS if start[0] & 0x0F == 8 else -zlib.MAX_WBITS)
    return None


async def inflated(chunks: AsyncIterator[bytes], declared: str, most: int) -> AsyncIterator[bytes]:
    """Yield a body that comes in `chunks`, decompressed a bounded piece at a time: a bomb goes off one piece large.

    `declared` is the Content-Encoding in small letters. Raises `TooLarge` above `most` bytes before decompression,
    `BadAnswer` for an encoding that was not asked for, `Unreachable` where the body breaks off.
    """
    if declared not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise BadAnswer(f"it is compressed as {re.sub('[^a-z0-9, -]', '?', declared[:40])}, which was not asked for")
    inflater: Inflater | None = None
    first = True
    received = 0
    async for chunk in chunks:
        received += len(chunk)
        if received > most:
            raise TooLarge(f"the document is larger than {most:,} bytes")
        if first and chunk:
            first = False
            inflater = inflater_for(chunk, declared)
        if inflater is None:
            yield chunk
        else:
            for piece in inflater.feed(chunk):
                yield piece
    if inflater is not None and not inflater.finished:
        raise Unreachable("the answer broke off")
