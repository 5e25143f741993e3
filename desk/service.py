"""What `figurewatch run` does: the servers that the settings ask for, then all stages under one supervisor."""

import logging

from desk.options import Failure
from desk.run import Supervisor, settings_by_stage
from desk.servers import private_redis
from wire.logs import set_up
from wire.settings.model import Settings
from wire.stop import Stop

log = logging.getLogger(__name__)


def serve(settings: Settings) -> None:
    """Run all stages until SIGTERM or Ctrl-C. Raises `Failure` where there is no Redis to run them on."""
    set_up(settings.log)
    stop = Stop()
    stop.on_signals()
    with private_redis(settings) as complete:
        if complete.redis.url is None:
            raise Failure("The stages need a Redis: set redis.url.")
        Supervisor(settings_by_stage(complete)).run(stop)
