"""Running the pages as a process: the same signals, health and metrics as any stage, and a web server."""

import logging
import socket
import threading

import uvicorn

from desk.atlas import ListedAtlas
from desk.pages.actions import show_counts
from desk.pages.site import site
from desk.pages.stores import Stores
from wire.settings.model import PagesSettings, Settings
from wire.stage import Context, Part, StageFailed, run_stage

log = logging.getLogger(__name__)

GRACE = 5
"""Seconds that requests under way may take when the pages stop."""


def run(settings: Settings) -> None:
    """Serve the pages until SIGTERM or SIGINT; called from the main thread. Raises `StageFailed`."""
    with listening(settings.pages) as own:
        run_stage("pages", settings, lambda context: [Part(name="pages", run=lambda: serve(context, own))])


def listening(settings: PagesSettings) -> socket.socket:
    """Return a socket that listens where `settings` say. Raises `StageFailed` where the address cannot be had."""
    host, port = settings.host.strip("[]"), settings.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        own = socket.create_server((host, port), family=family)
    except OSError as error:
        raise StageFailed(
            f"pages cannot start: the address {host}:{port} cannot be had: {error.strerror or error}"
        ) from error
    # asyncio does this for sockets that it makes itself. Without it the body waits 40 ms for the headers' receipt.
    own.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return own


def serve(context: Context, own: socket.socket) -> None:
    """Serve on the socket `own` until the context's stop is set."""
    stores = Stores.opened(context.redis, context.settings, context.clock, ListedAtlas())
    show_counts(stores)
    stores.listing.current(context.clock.now())  # the first reader does not wait for all of it
    config = uvicorn.Config(
        site(context.settings, stores),
        log_config=None,
        access_log=False,
        lifespan="off",
        proxy_headers=False,  # who is on the other end decides whether its header is believed
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        timeout_keep_alive=15,
        limit_concurrency=200,
    )
    server = uvicorn.Server(config)

    def end() -> None:
        while not context.stop.wait(1.0):
            pass
        server.should_exit = True

    threading.Thread(target=end, name="pages-stop", daemon=True).start()
    log.info("pages", extra={"host": own.getsockname()[0], "port": own.getsockname()[1]})
    server.run(sockets=[own])
