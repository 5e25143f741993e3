"""The pages served on loopback, and a real Chromium to look at them with."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from playwright.sync_api import Browser, Error, sync_playwright

from desk.pages.site import site
from desk.pages.stage import listening
from desk.pages.stores import Stores
from tests.servers.process import Unavailable
from wire.settings.model import PagesSettings, Settings

NAMES = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield a headless Chromium of this machine. Raises `Unavailable`."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        raise Unavailable("no Chromium on the PATH (Debian: apt install chromium)")
    with sync_playwright() as playwright:
        try:
            # Without its sandbox, since tests may run as root in a container; it looks at nothing but our own pages.
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        except Error as error:
            raise Unavailable(f"Chromium did not start: {error.message.splitlines()[0]}") from error
        yield browser
        browser.close()


@contextmanager
def served(settings: Settings, stores: Stores) -> Iterator[str]:
    """Serve the pages on a free port; yield their address."""
    with listening(PagesSettings(port=0)) as own:
        server = uvicorn.Server(uvicorn.Config(site(settings, stores), log_config=None, lifespan="off"))
        thread = threading.Thread(target=lambda: server.run(sockets=[own]), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{own.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)
