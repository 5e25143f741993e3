"""Which thread news on a quantity go into: one that was joined with another goes on in the thread that there was."""

from typing import Any

import redis

from alerts.notify.away import reached
from alerts.notify.deliveries import REMEMBERED


class Threads:
    """Keeps "NAMESPACE:n:t:QUANTITY", the thread of each quantity that anybody was told of. Raises `StoreAway`."""

    def __init__(self, client: "redis.Redis", *, namespace: str) -> None:
        """Use `client`, which must return bytes, with keys under `namespace`; nothing is sent before the first call."""
        self._client: Any = client
        self._prefix = f"{namespace}:n:t:"

    def of(self, quantity: str) -> str:
        """Return the thread of `quantity`: from now on its own, where it has none."""
        key = self._prefix + quantity
        with reached():
            together = self._client.pipeline(transaction=True)
            together.set(key, quantity, nx=True)
            together.expire(key, REMEMBERED)
            together.get(key)
            return str(together.execute()[-1].decode())

    def join(self, younger: str, older: str) -> None:
        """Let `older` go on in the thread of `younger`, with which it was found to be one, if it has none itself."""
        with reached():
            thread = self._client.get(self._prefix + younger)
            if thread is not None:
                self._client.set(self._prefix + older, thread, nx=True, ex=REMEMBERED)
