"""The routes of the evidence pages, and what lies around them."""

import logging
from collections.abc import Awaitable, Callable, Sequence

import redis
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from alerts.evidence.pictures import PREFIX
from alerts.ledger.port import LedgerAway
from alerts.notify.away import StoreAway
from desk.pages.actions import Actions
from desk.pages.api import Api
from desk.pages.guard import Guard
from desk.pages.pictures import Pictures
from desk.pages.render import Templates, base_of
from desk.pages.stores import Stores
from desk.pages.views import Views
from wire.redis import is_away
from wire.settings.model import Settings

log = logging.getLogger(__name__)

Answer = Callable[[Request, Exception], Awaitable[Response]]


def site(settings: Settings, stores: Stores) -> Starlette:
    """Return the application that serves the pages from `stores`."""
    public_url = settings.alerts.public_url
    templates = Templates(settings.pages.timezone, base_of(public_url))
    views, api = Views(stores, templates, settings.pages.timezone), Api(stores, settings.pages.timezone, templates.base)
    actions = Actions(stores, public_url)
    app = Starlette(
        routes=[
            *routes(views, api, actions),
            Route(PREFIX + "{name}", Pictures(stores, settings.pages.timezone).picture),
            Route("/healthz", lambda request: PlainTextResponse("ok\n"), name="healthz"),
            Route("/readyz", _ready(stores), name="readyz"),
            # Asked for where a document names none: beside a drawing by itself.
            Route(
                "/favicon.ico", lambda request: RedirectResponse(f"{templates.base}/static/icon.svg", 301), name="icon"
            ),
            Mount("/static", StaticFiles(packages=[("desk.pages", "static")]), name="static"),
        ],
        middleware=[Middleware(Guard, settings=settings.pages, public_url=public_url)],
        exception_handlers={
            HTTPException: _sorry(templates),
            500: _sorry(templates),
            **dict.fromkeys(AWAY, _away(templates)),
        },
    )
    app.router.redirect_slashes = False  # such a redirect would not know of the path that a proxy serves us under
    return app


AWAY = (redis.RedisError, LedgerAway, StoreAway)
"""What a Redis that does not answer raises."""


def routes(views: Views, api: Api, actions: Actions) -> Sequence[Route]:
    """Return the routes for people and programs; nothing that is asked for by GET changes anything."""
    return [
        Route("/", views.disputes),
        Route("/quantities/{quantity}", views.quantity),
        Route("/q/{quantity}", views.short),
        Route("/quantities/{quantity}/chart.svg", views.chart),
        Route("/quantities/{quantity}/reports.csv", api.reports_csv),
        Route("/articles/{article}/{revision:int}", views.article),
        Route("/silences", views.silences),
        Route("/silences", actions.add_silence, methods=["POST"]),
        Route("/silences/{silence}/end", actions.end_silence, methods=["POST"]),
        Route("/alerts/{alert}/verdict", actions.give_verdict, methods=["POST"]),
        Route("/verdicts", views.verdicts),
        Route("/api", api.page(views.templates)),
        Route("/api/openapi.json", api.openapi),
        Route("/api/disputes", api.disputes),
        Route("/api/quantities/{quantity}", api.quantity),
    ]


def _ready(stores: Stores) -> Callable[[Request], Response]:
    def readyz(request: Request) -> Response:
        stores.client.ping()
        return PlainTextResponse("ok\n")

    return readyz


def _sorry(templates: Templates) -> Answer:
    async def sorry(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        why = error.detail if isinstance(error, HTTPException) else "Something went wrong."
        found = answer(templates, request, status, why)
        found.headers.update((error.headers if isinstance(error, HTTPException) else None) or {})
        return found

    return sorry


def _away(templates: Templates) -> Answer:
    async def away(request: Request, error: Exception) -> Response:
        if isinstance(error, redis.RedisError) and not is_away(error):
            raise error
        log.warning("the pages' Redis does not answer", extra={"error": type(error).__name__})
        return answer(templates, request, 503, "The server behind these pages does not answer; try again in a minute.")

    return away


def answer(templates: Templates, request: Request, status: int, why: str) -> Response:
    """Return `why` as a page, to a program as a line of text."""
    if request.url.path.startswith(("/api/", "/healthz", "/readyz")):
        return PlainTextResponse(f"{why}\n", status)
    return HTMLResponse(templates.page("message.html", title=why, status=status), status)
