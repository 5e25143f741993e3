"""The pages for programs: JSON and CSV of the same, described by an OpenAPI document."""

from collections.abc import Callable
from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from desk.pages.listing import Wanted, fitting
from desk.pages.openapi import DOCUMENT
from desk.pages.reading import found_subject
from desk.pages.render import Templates
from desk.pages.shapes import dispute_json, subject_csv, subject_json
from desk.pages.stores import Stores

MOST = 500
"""Entries in one answer."""


class Api:
    """Answers with JSON and CSV what `stores` hold, times in UTC; `zone` is that of charts, `base` before paths."""

    def __init__(self, stores: Stores, zone: str, base: str) -> None:
        self._document = {**DOCUMENT, "servers": [{"url": base or "/"}]}
        self._stores = stores
        self._zone = zone

    def disputes(self, request: Request) -> Response:
        """The list of quantities with live disagreements."""
        wanted, now = Wanted.asked(request.query_params), self._stores.clock.now()
        asked = request.query_params.get("limit", "50")
        if not (asked.isascii() and asked.isdigit() and 1 <= int(asked[:6]) <= MOST):
            raise HTTPException(400, f"limit is a number from 1 to {MOST}.")
        found = fitting(self._stores.listing.current(now), wanted, now, self._stores.listing.atlas)
        shown = [dispute_json(entry.dispute) for entry in found[: int(asked)]]
        return _json({"total": len(found), "disputes": shown})

    def quantity(self, request: Request) -> Response:
        """A quantity with its reports and alerts."""
        found = found_subject(self._stores, request.path_params["quantity"], self._zone)
        return _json(subject_json(found, private=request.scope["visitor"].known))

    def reports_csv(self, request: Request) -> Response:
        """A quantity's reports."""
        found = found_subject(self._stores, request.path_params["quantity"], self._zone)
        headers = {"content-disposition": f'attachment; filename="{_plain(found.quantity)}.csv"'}
        return Response(subject_csv(found), media_type="text/csv; charset=utf-8", headers=headers)

    def openapi(self, request: Request) -> Response:
        """The description of this, for programs."""
        return _json(self._document)

    def page(self, templates: Templates) -> Callable[[Request], Response]:
        """Return what answers with the same description for people."""

        def api(request: Request) -> Response:
            visitor = request.scope["visitor"]
            return HTMLResponse(templates.page("api.html", document=self._document, visitor=visitor))

        return api


def _json(value: Any) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json")


def _plain(name: str) -> str:
    return "".join(char for char in name if char.isascii() and char.isalnum()) or "reports"
