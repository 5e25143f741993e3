"""The ledger's Lua scripts, run by their hash."""

import hashlib
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import redis

from alerts.ledger.port import Turn, ended

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
        """Run it once for each of `calls`, keys and arguments, in one turn; return what each returns."""
        return ended(self.turn(calls))

    def turn(self, calls: Sequence[Call]) -> Turn[list[Any]]:
        """Run it once for each of `calls`, in order: send them, yield while they are under way, return the results.

        Raises redis errors, the first where several calls fail; the others have been run then.
        """
        # Not by the client's own method for scripts: with hundreds of arguments that costs as much as the call.
        results = yield from self._sent("EVALSHA", self._hash, calls)
        missing = [place for place, result in enumerate(results) if isinstance(result, redis.exceptions.NoScriptError)]
        if missing:
            again = yield from self._sent("EVAL", self._text, [calls[place] for place in missing])
            for place, result in zip(missing, again, strict=True):
                results[place] = result
        for result in results:
            if isinstance(result, Exception):
                raise result
        return results

    def _sent(self, command: str, script: str, calls: Sequence[Call]) -> Turn[list[Any]]:
        if not calls:
            yield
            return []
        # Not by a pipeline of the client's, which sends and waits in one.
        pool = self._client.connection_pool
        connection = pool.get_connection()
        try:
            commands = [(command, script, len(keys), *keys, *arguments) for keys, arguments in calls]
            connection.send_packed_command(connection.pack_commands(commands))
            yield
            return [_answer(connection) for _ in calls]
        except BaseException:
            connection.disconnect()  # what is still to come must not be taken for the answer to something else
            raise
        finally:
            pool.release(connection)


def _answer(connection: Any) -> Any:
    try:
        return connection.read_response()
    except redis.exceptions.ResponseError as error:
        return error
