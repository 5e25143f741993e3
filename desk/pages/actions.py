"""What a reader can do: say what an alert was worth, and silence things."""

from datetime import timedelta
from typing import cast, get_args

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from alerts.evidence.verdicts import Saying, Verdict
from alerts.measures import MEASURES
from alerts.notify.silences import silence
from desk.pages import metrics
from desk.pages.access import Visitor
from desk.pages.forms import LARGEST, BadForm, fields
from desk.pages.render import base_of
from desk.pages.stores import Stores
from enrich.messages import Measure

HOURS = {"1": 1, "4": 4, "12": 12, "24": 24, "72": 72, "168": 168}
"""For how long something can be silenced."""


class Actions:
    """Answers forms; each ends by leading back to the page that shows what came of it."""

    def __init__(self, stores: Stores, public_url: str | None) -> None:
        self._stores = stores
        self._public_url = public_url
        self._base = base_of(public_url)

    async def give_verdict(self, request: Request) -> Response:
        """Keep what the reader says of an alert, and do what follows from it."""
        return await run_in_threadpool(self._verdict, request, await self._body(request))

    async def add_silence(self, request: Request) -> Response:
        """Silence something until a time."""
        return await run_in_threadpool(self._silence, request, await self._body(request))

    async def end_silence(self, request: Request) -> Response:
        """End a silence now."""
        return await run_in_threadpool(self._end, request, await self._body(request))

    def _verdict(self, request: Request, body: bytes) -> Response:
        form, visitor = self._form(request, body)
        saying = form.get("saying", "")
        if saying not in get_args(Saying):
            raise HTTPException(400, "An alert is right, wrong, or not the same thing.")
        contradiction = self._stores.evidence.contradiction(request.path_params["alert"])
        if contradiction is None:
            raise HTTPException(404, "Nothing is known of this alert any more.")
        now = self._stores.clock.now()
        given = Verdict(contradiction=contradiction, saying=cast(Saying, saying), by=visitor.name, at=now)
        self._stores.verdicts.give(given)
        one, other = contradiction.new.claim.id, contradiction.prior.claim.id
        if saying == "not_same" and one != other:
            self._stores.split(contradiction.quantity, one, other)
        name = self._stores.name(contradiction.quantity)
        self._stores.evidence.settle(name)
        show_counts(self._stores)
        return RedirectResponse(f"{self._base}/quantities/{name}#alert-{contradiction.id}", 303)

    def _silence(self, request: Request, body: bytes) -> Response:
        form, visitor = self._form(request, body)
        measure, now = form.get("measure", ""), self._stores.clock.now()
        if measure and measure not in MEASURES:
            raise HTTPException(400, "There is no such measure.")
        try:
            made = silence(
                now=now,
                until=now + timedelta(hours=HOURS.get(form.get("hours", ""), 4)),
                words=form.get("words", "")[:300].split(","),
                place=form.get("place", "")[:100],
                measure=cast(Measure, measure) if measure else None,
                quantity=form.get("quantity", "")[:64],
                by=visitor.name,
                note=form.get("note", "")[:300],
            )
        except ValueError as error:
            raise HTTPException(400, f"{str(error)[:1].upper()}{str(error)[1:]}.") from error
        self._stores.silences.add(made)
        return RedirectResponse(f"{self._base}/silences#silence-{made.id}", 303)

    def _end(self, request: Request, body: bytes) -> Response:
        self._form(request, body)
        self._stores.silences.remove(request.path_params["silence"])
        return RedirectResponse(f"{self._base}/silences", 303)

    def _form(self, request: Request, body: bytes) -> tuple[dict[str, str], Visitor]:
        visitor: Visitor = request.scope["visitor"]
        if not visitor.known:
            raise HTTPException(403, "Only people who are signed in can act here.")
        try:
            form = fields(body, dict(request.headers), self._stores.key(), visitor.name, self._public_url)
            return form, visitor
        except BadForm as error:
            raise HTTPException(403, str(error)) from error

    async def _body(self, request: Request) -> bytes:
        found = b""
        async for chunk in request.stream():
            found += chunk
            if len(found) > LARGEST:
                raise HTTPException(413, "This form is too large.")
        return found


def show_counts(stores: Stores) -> None:
    """Set the gauge of what people said of alerts."""
    for verdict, count in stores.verdicts.counts().items():
        metrics.VERDICTS.labels(verdict).set(count)
