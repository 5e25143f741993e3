"""Asking the health servers of the stages that run on this machine."""

import urllib.error
import urllib.request
from collections.abc import Sequence

from desk.stages import STAGES
from wire.settings.model import HttpSettings

TIMEOUT = 4.0
"""Seconds that an answer may take."""


def problems(http: HttpSettings, path: str) -> list[str]:
    """Return what the processes at `http` say is wrong at `path`, a sentence each; nothing where all is well.

    `figurewatch run` gives its stages `http.port` and the ports after it; where only the first one answers, a stage
    runs there by itself.
    """
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(http.host, http.host)  # noqa: S104 - asked, not bound
    first = _ask(f"http://{host}:{http.port}{path}")
    if first is None:
        return [f"Nothing answers at {host}:{http.port}."]
    others = (_ask(f"http://{host}:{http.port + number}{path}") for number in range(1, len(STAGES)))
    return [*first, *(said for answer in others for said in answer or ())]


def _ask(url: str) -> Sequence[str] | None:
    """Return what is wrong, line by line; None where nobody answers."""
    # No proxy: this machine is asked.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=TIMEOUT):
            return ()
    except urllib.error.HTTPError as error:
        return error.read(4096).decode("utf-8", "replace").splitlines() or (f"{url} answers {error.code}.",)
    except OSError:
        return None
