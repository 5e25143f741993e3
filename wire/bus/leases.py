"""Leases on the partitions of one topic, for one member of one group, kept in Redis.

Each partition has at most one holder. Members share them fairly: every tending of the leases renews the own ones,
hands over what is above the fair share, and takes what is free below it. A member that dies loses its leases when
they run out; one that closes gives them up at once. A background thread renews while a long message is handled, but
not for a member that has not been used for minutes.
"""

import json
import logging
import threading
import uuid
from collections.abc import Callable, Collection, Mapping
from importlib.resources import files
from typing import Any

from wire.clock import Clock

log = logging.getLogger(__name__)

IDLE_LIMIT = 300.0
"""Seconds without use after which a member stops renewing, as a consumer of Kafka does (max.poll.interval.ms)."""


def script(name: str) -> str:
    """Return the text of the Lua script `name` of this package."""
    return (files("wire.bus") / "lua" / f"{name}.lua").read_text()


class Leases:
    """The leases of one member. Safe to use from its owner's thread; renews from a thread of its own."""

    def __init__(self, client: Any, prefix: str, partitions: int, clock: Clock, ttl: float) -> None:
        self._clock = clock
        self._ttl = ttl
        self._me = uuid.uuid4().hex
        self._partitions = partitions
        self._keys = [f"{prefix}:members", f"{prefix}:leases"]
        self._tend = client.register_script(script("tend"))
        self._leave = client.register_script(script("leave"))
        self._lock = threading.Lock()
        self._held: dict[int, str] = {}
        self._tended = float("-inf")
        self._used = clock.monotonic()
        self._closed = threading.Event()
        self._renewer = threading.Thread(target=self._renew, name=f"leases {prefix}", daemon=True)
        self._renewer.start()

    @property
    def hash_key(self) -> str:
        """The Redis key of the leases, which the other scripts check."""
        return self._keys[1]

    def use(self) -> None:
        """Say that the member is alive and at work."""
        self._used = self._clock.monotonic()

    def held(self) -> Mapping[int, str]:
        """Return the partitions held, each with its lease's token, as of the last tending."""
        with self._lock:
            return dict(self._held)

    def tend(self, idle: Callable[[], Collection[int]], *, every: float = 1.0) -> Mapping[int, str]:
        """Return the partitions held, after renewing and sharing them if `every` seconds have passed.

        `idle` names the partitions with nothing delivered and unacknowledged, which may be handed over. Raises the
        client's errors.
        """
        self.use()
        if self._clock.monotonic() - self._tended >= every:
            self._ask(idle())
            self._tended = self._clock.monotonic()
        return self.held()

    def _ask(self, idle: Collection[int]) -> None:
        with self._lock:
            if self._closed.is_set():
                return
            asked = {"me": self._me, "ttl": int(self._ttl * 1000), "partitions": self._partitions, "idle": list(idle)}
            answer = self._tend(keys=self._keys, args=[json.dumps(asked)])
            held = {int(answer[at]): answer[at + 1].decode() for at in range(0, len(answer), 2)}
            if held.keys() != self._held.keys():
                log.info("partitions changed", extra={"leases": self._keys[1], "held": sorted(held)})
            self._held = held

    def _renew(self) -> None:
        while not self._closed.wait(self._ttl / 3):
            if self._clock.monotonic() - self._used > IDLE_LIMIT:
                continue
            try:
                self._ask(())
            except Exception as error:  # whatever it is, the owner's next command will say it better
                log.debug("leases not renewed", extra={"error": repr(error)})

    def close(self) -> None:
        """Give the leases up. Never raises."""
        self._closed.set()
        with self._lock:
            self._held = {}
            try:
                self._leave(keys=self._keys, args=[self._me])
            except Exception as error:  # they run out by themselves
                log.debug("leases not given up", extra={"error": repr(error)})
        self._renewer.join(1.0)
