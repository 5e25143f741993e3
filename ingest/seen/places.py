"""The places at hosts that all processes share, in Redis.

Keys, behind the namespace: `ingest:rest:HOST` exists while a host is left alone; `ingest:place:HOST:N` is the N-th
request under way there, `ingest:alive:NAME` a process's sign of life. All end by themselves, by the clock of Redis. The
place of a process that gives no more sign of life is free.
"""

import uuid
from collections.abc import Sequence

import redis

from ingest.agenda import Left
from ingest.seen.away import away

BUSY = 200
"""Milliseconds after which a host whose places are all taken is asked for again."""

SPARE = 10.0
"""Seconds beyond the longest request after which its place is free whatever became of it."""

ENTER = f"""
local function enter(rest, place, most, hold, pause, alive, token)
  local wait = redis.call('PTTL', rest)
  if wait > 0 then return wait end
  for n = 1, most do
    local other = redis.call('GET', place .. n)
    if not other or redis.call('EXISTS', alive .. string.sub(other, 1, 32)) == 0 then
      redis.call('SET', place .. n, token, 'PX', hold)
      if pause > 0 then redis.call('SET', rest, 1, 'PX', pause) end
      return 0
    end
  end
  return {BUSY}
end
"""
"""Lua: takes a place and returns 0, or returns the milliseconds after which to try again."""

_ENTER = (
    ENTER
    + """
return enter(KEYS[1], ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5], ARGV[6])
"""
)

_LEAVE = """
for n = 1, tonumber(ARGV[2]) do
  if redis.call('GET', ARGV[1] .. n) == ARGV[3] then redis.call('DEL', ARGV[1] .. n) end
end
if tonumber(ARGV[4]) > math.max(0, redis.call('PTTL', KEYS[1])) then redis.call('SET', KEYS[1], 1, 'PX', ARGV[4]) end
"""


class Places:
    """At most `per_host` requests at once to one host by all processes under `namespace`.

    `longest` is the number of seconds that a request may take. `name` is this process's, of which `RedisSeen` gives the
    signs of life. Blocking; every method raises `SeenAway`.
    """

    def __init__(self, client: "redis.Redis", *, namespace: str, per_host: int, longest: float) -> None:
        self._client = client
        self._prefix = f"{namespace}:ingest:"
        self.name = uuid.uuid4().hex
        self.alive = f"{self._prefix}alive:"
        self.per_host = per_host
        self.hold = int((longest + SPARE) * 1000)
        self._enter = client.register_script(_ENTER)
        self._leave = client.register_script(_LEAVE)

    def enter(self, host: str, token: str, pause: float) -> float:
        """Take a place for the request `token` and return 0, or return the seconds after which to ask again.

        `pause` is the number of seconds for which nobody may begin another request.
        """
        with away():
            wait = self._enter(
                keys=[self.rest(host)],
                args=[self.place(host), self.per_host, self.hold, int(pause * 1000), self.alive, self.named(token)],
            )
        return int(wait) / 1000

    def leave(self, left: Sequence[Left]) -> None:
        """Free places, and let their hosts rest for as long as those who left mean to leave them alone."""
        with away(), self._client.pipeline(transaction=False) as pipe:
            for each in left:
                self._leave(
                    keys=[self.rest(each.host)],
                    args=[self.place(each.host), self.per_host, self.named(each.token), int(each.rests * 1000)],
                    client=pipe,
                )
            pipe.execute()

    def rest(self, host: str) -> str:
        """Return the key that says that a host is left alone."""
        return f"{self._prefix}rest:{host}"

    def place(self, host: str) -> str:
        """Return what the keys of a host's places begin with."""
        return f"{self._prefix}place:{host}:"

    def named(self, token: str) -> str:
        """Return a token that no other process has."""
        return f"{self.name} {token}"
