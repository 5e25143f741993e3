"""What every request passes through: who asks, the headers of every answer, and the time that it took."""

import logging
import math
import time
from collections.abc import MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from alerts.evidence.pictures import PREFIX
from desk.pages import metrics
from desk.pages.access import Refused, visitor
from desk.pages.attempts import Attempts, origin
from desk.pages.render import base_of
from wire.settings.model import PagesSettings

log = logging.getLogger(__name__)

HEALTH = frozenset(("/healthz", "/readyz"))
"""Shown to everybody."""

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    # Not no-referrer: with that a browser hides the origin of our own forms from us.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class Guard:
    """The outermost layer: lets through whom the settings let through, who is then in the scope as `visitor`."""

    def __init__(
        self, app: ASGIApp, settings: PagesSettings, public_url: str | None, attempts: Attempts | None = None
    ) -> None:
        self._app = app
        self._settings = settings
        self._public_url = public_url
        self._base = base_of(public_url)
        self._attempts = attempts or Attempts(time.monotonic)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        scope["path"] = without(self._base, scope["path"])

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                _finish(message, scope)
                metrics.ANSWERS.labels(f"{message['status'] // 100}xx").inc()
            await send(message)

        refused = self._refusal(scope)
        if refused is None:
            await self._app(scope, receive, answer)
        else:
            headers = {"www-authenticate": 'Basic realm="figurewatch", charset="UTF-8"'} if refused.ask else {}
            if refused.wait:
                headers["retry-after"] = str(math.ceil(refused.wait))
            await PlainTextResponse(f"{refused.why}\n", refused.status, headers)(scope, receive, answer)
        metrics.REQUESTS.labels(_page(scope)).observe(time.perf_counter() - started)

    def _refusal(self, scope: MutableMapping[str, Any]) -> Refused | None:
        if scope["path"] in HEALTH or scope["path"].startswith(PREFIX):  # a picture's address is its own password
            return None
        peer, headers = scope["client"][0] if scope.get("client") else "", dict(Headers(scope=scope))
        address = origin(peer, headers, self._settings.proxies)
        if (wait := self._attempts.wait(address)) and "authorization" in headers:
            return Refused(429, "Too many wrong passwords from this address; wait a minute.", wait=wait)
        found = visitor(self._settings, self._public_url, headers, peer)
        if isinstance(found, Refused):
            if found.ask and "authorization" in headers:
                self._attempts.failed(address)
            return found
        scope["visitor"] = found
        return None


def without(base: str, path: str) -> str:
    """Return `path` without `base` before it: a proxy may take that off or leave it on."""
    rest = path.removeprefix(base)
    return (rest or "/") if rest != path and rest[:1] in ("", "/") else path


def _finish(message: Message, scope: Scope) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    # What is shown may be for this reader alone, and changes with the news.
    headers.setdefault("cache-control", "no-store")


def _page(scope: Scope) -> str:
    endpoint = scope.get("endpoint")
    return getattr(endpoint, "__name__", "static") if endpoint is not None else "none"
