"""The ledger's Lua scripts, run by their hash."""

import hashlib
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import redis

Call = tuple[Sequence[str], Sequence[str | bytes | int]]
"""The keys and the arguments that a script is given."""


class Script:
    """One of the scripts beside this module; its head says what it takes and returns."""

    def __init__(self, client: Any, name: str) -> None:
        """Read the script `name`; nothing is sent to `client` before the first call."""
        self._client = client
        self._text = files("alerts.ledger").joinpath(name).read_text(encoding="utf-8")
        self._hash = hashlib.sha1(self._text.encode(), usedforsecurity=False).hexdigest()

    def __call__(self, calls: Sequence[Call]) -> list[Any]:
        """Run it once for each of `calls`, keys and arguments, in order and in one turn; return what each returns.

        Raises redis errors, the first where several calls fail; the others have been run then.
        """
        # Not by the client's own method for scripts: with hundreds of arguments that costs as much as the call.
        results = self._run("EVALSHA", self._hash, calls) if calls else []
        missing = [place for place, result in enumerate(results) if isinstance(result, redis.exceptions.NoScriptError)]
        if missing:
            again = self._run("EVAL", self._text, [calls[place] for place in missing])
            for place, result in zip(missing, again, strict=True):
                results[place] = result
        for result in results:
            if isinstance(result, Exception):
                raise result
        return results

    def _run(self, command: str, script: str, calls: Sequence[Call]) -> list[Any]:
        together = self._client.pipeline(transaction=False)
        for keys, arguments in calls:
            together.execute_command(command, script, len(keys), *keys, *arguments)
        results: list[Any] = together.execute(raise_on_error=False)
        return results
