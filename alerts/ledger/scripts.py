"""The ledger's Lua scripts, run by their hash."""

import hashlib
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import redis


class Script:
    """One of the scripts beside this module; its head says what it takes and returns."""

    def __init__(self, client: Any, name: str) -> None:
        """Read the script `name`; nothing is sent to `client` before the first call."""
        self._client = client
        self._text = files("alerts.ledger").joinpath(name).read_text(encoding="utf-8")
        self._hash = hashlib.sha1(self._text.encode(), usedforsecurity=False).hexdigest()

    def __call__(self, keys: Sequence[str], arguments: Sequence[str | bytes | int]) -> Any:
        """Run it and return what it returns. Raises redis errors."""
        # Not by the client's own method for scripts: with hundreds of arguments that costs as much as the call.
        try:
            return self._client.execute_command("EVALSHA", self._hash, len(keys), *keys, *arguments)
        except redis.exceptions.NoScriptError:
            return self._client.execute_command("EVAL", self._text, len(keys), *keys, *arguments)
