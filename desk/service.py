"""What `figurewatch run` does: the private Redis where the settings ask for it, and all stages under one supervisor."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from desk.options import Failure
from desk.run import Supervisor, settings_by_stage
from desk.servers import on_redis
from wire import logs
from wire.embedded import EmbeddedRedis
from wire.settings.model import Settings
from wire.stop import Stop


def serve(settings: Settings) -> None:
    """Run all stages until SIGTERM or Ctrl-C. Raises `Failure` where there is no Redis to run them on."""
    logs.set_up(settings.log)
    stop = stop_on_signals()
    with servers(settings) as (complete, tend):
        Supervisor(settings_by_stage(complete), chores=[tend]).run(stop)


def stop_on_signals() -> Stop:
    """Return a stop that SIGTERM, SIGINT and a closed terminal set."""
    stop = Stop()
    stop.on_signals()
    signal.signal(signal.SIGHUP, lambda *_: stop.set())
    return stop


@contextmanager
def servers(settings: Settings) -> Iterator[tuple[Settings, Callable[[], object]]]:
    """Yield the settings for the stages, and what has to be called now and then to keep their Redis alive.

    Embedded, that Redis is a private one, which ends with this. Raises `Failure` where there is none.
    """
    if settings.bus.kind != "embedded":
        if settings.redis.url is None:
            raise Failure("The stages need a Redis: set redis.url.")
        yield settings, lambda: None
        return
    with EmbeddedRedis(Path(settings.data)) as server:
        yield on_redis(settings, server.start()), server.revive
