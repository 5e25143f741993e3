"""The timeline as a PNG, for channels that show one, at an address that needs no password and cannot be made up."""

import hashlib
import logging
import threading
import time

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from alerts.evidence.pictures import alert_of
from alerts.latest import Latest
from desk.pages.chart import Chart
from desk.pages.drawing import picture
from desk.pages.reading import found_subject
from desk.pages.stores import Stores

log = logging.getLogger(__name__)

KEPT = 64
"""Pictures kept in memory, about 30 KB each."""

WAITING = 4
"""Requests that may wait for a picture to be drawn; others are asked to come again, so that pages are not held up."""

HEADERS = {
    "cache-control": "public, max-age=300",
    # Shown within mail programs and chats, which are other origins.
    "cross-origin-resource-policy": "cross-origin",
}


class Pictures:
    """Draws what `stores` hold, times in the time zone `zone`, one picture at a time. Safe to use from threads."""

    def __init__(self, stores: Stores, zone: str) -> None:
        self._stores = stores
        self._zone = zone
        self._kept: Latest[str, bytes] = Latest(KEPT)
        self._drawing = threading.Lock()
        self._room = threading.BoundedSemaphore(WAITING)

    def picture(self, request: Request) -> Response:
        """The picture for one alert: its quantity's timeline as it is now."""
        alert = alert_of(self._stores.key(), request.path_params["name"])
        contradiction = self._stores.evidence.contradiction(alert) if alert else None
        if contradiction is None:
            raise HTTPException(404, "There is no such picture, or not any more.")
        found = found_subject(self._stores, contradiction.quantity, self._zone)
        if found.chart is None:
            raise HTTPException(404, "There is nothing to draw on this quantity.")
        if not self._room.acquire(blocking=False):
            raise HTTPException(503, "Too many pictures are asked for at once.", {"retry-after": "5"})
        try:
            return Response(self._drawn(found.chart, found.label), media_type="image/png", headers=HEADERS)
        finally:
            self._room.release()

    def _drawn(self, chart: Chart, label: str) -> bytes:
        key = hashlib.blake2b(f"{label}\n{chart}".encode(), digest_size=16).hexdigest()
        with self._drawing:  # one that several ask for is drawn once
            found = self._kept.get(key)
            if found is None:
                began = time.perf_counter()
                found = picture(chart, label)
                self._kept.put(key, found)
                log.debug("drawn", extra={"seconds": round(time.perf_counter() - began, 3), "bytes": len(found)})
            return found
