"""Where the texts of articles lie, revision by revision: compressed, with an expiry, and with a limit on them all.

Keys, all under "NAMESPACE:t:":

    a:ARTICLE:REVISION    one text, deflated
    until                 sorted set of "ARTICLE:REVISION" by the time at which it goes, in seconds since 1970
    sizes                 hash of "ARTICLE:REVISION" to bytes, and of "" to their sum

A text stays for `KEPT` seconds, and as much longer as somebody holds it. Where all texts together take more than the
limit, those go first that would go first anyway: what is held outlives what is not.
"""

import zlib
from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import Any

import msgspec
import redis

KEPT = 7 * 86_400
"""Seconds for which a text stays at least, and stays on when it is held."""

TEXTS_BYTES = 256 * 1024 * 1024
"""All texts together, as they are kept: a week of some 150,000 articles."""

Name = tuple[str, int]
"""Which text: an article's id and the revision."""

_encoder = msgspec.msgpack.Encoder()


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """What one revision of an article says."""

    article: str
    revision: int
    title: str
    body: str


class Texts:
    """The store in the Redis that `client` (which returns bytes) reaches. All methods raise redis errors."""

    def __init__(self, client: "redis.Redis", *, namespace: str, most: int = TEXTS_BYTES) -> None:
        """Keep texts under `namespace`, `most` bytes of them in all; nothing is sent before the first call."""
        self._client: Any = client
        prefix = f"{namespace}:t:"
        self._text, self._until, self._sizes = f"{prefix}a:", f"{prefix}until", f"{prefix}sizes"
        self._most = most
        self._keeping: Any = client.register_script(
            files("wire.texts").joinpath("keep.lua").read_text(encoding="utf-8")
        )

    def keep(self, text: Text, now: float) -> None:
        """Keep `text` as `keep_all` does."""
        self.keep_all([text], now)

    def keep_all(self, texts: Sequence[Text], now: float) -> None:
        """Keep `texts` for `KEPT` seconds from `now` (seconds since 1970); keeping one again only renews that."""
        packed = {_name((text.article, text.revision)): zlib.compress(_encoder.encode(text), 6) for text in texts}
        self._keeping(
            [self._until, self._sizes, *(self._text + name for name in packed)],
            [now, KEPT, self._most, self._text, *(word for pair in packed.items() for word in pair)],
        )

    def hold(self, names: Iterable[Name], now: float) -> None:
        """Keep those of the texts called `names` that are there for `KEPT` seconds from `now`."""
        together = self._client.pipeline(transaction=False)
        for name in map(_name, names):
            together.zadd(self._until, {name: now + KEPT}, xx=True, gt=True)
            together.expire(self._text + name, KEPT)
        together.execute()

    def read(self, article: str, revision: int) -> Text | None:
        """Return one text, or None where it is not there (any more)."""
        packed = self._client.get(self._text + _name((article, revision)))
        return None if packed is None else msgspec.msgpack.decode(zlib.decompress(packed), type=Text)

    def size(self) -> int:
        """Return the bytes that all texts take."""
        return int(self._client.hget(self._sizes, "") or 0)


def _name(name: Name) -> str:
    return f"{name[0]}:{name[1]}"
