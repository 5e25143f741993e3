"""The pages for people."""

from collections.abc import Sequence
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from alerts.evidence.verdicts import Verdict, precision
from alerts.measures import MEASURES
from desk.pages.access import Visitor
from desk.pages.forms import token
from desk.pages.listing import RELATIONS, SPANS, Entry, Wanted, fitting
from desk.pages.marked import marked
from desk.pages.reading import found_subject
from desk.pages.render import Templates
from desk.pages.stores import Stores

SHOWN = 50
"""Entries on one page of a list."""


class Views:
    """Answers with HTML what `stores` hold, times in the time zone `zone`."""

    def __init__(self, stores: Stores, templates: Templates, zone: str) -> None:
        self._stores = stores
        self.templates = templates
        self._zone = zone

    def disputes(self, request: Request) -> Response:
        """The list of quantities with live disagreements, newest first, filtered."""
        wanted, now = Wanted.asked(request.query_params), self._stores.clock.now()
        found = fitting(self._stores.listing.current(now), wanted, now, self._stores.listing.atlas)
        shown, page, pages = paged(found, request.query_params.get("page", "1"))
        return self._page(
            request,
            "disputes.html",
            wanted=wanted,
            entries=[entry.dispute for entry in shown],
            total=len(found),
            page=page,
            pages=pages,
            choices=self._stores.listing.offered(),
            relations=RELATIONS,
            spans=SPANS,
            measures=MEASURES,
        )

    def quantity(self, request: Request) -> Response:
        """A quantity, with all its evidence."""
        name = request.path_params["quantity"]
        found = found_subject(self._stores, name, self._zone)
        if found.quantity != name:  # it was found to be an older one
            return RedirectResponse(f"{self.templates.base}/quantities/{found.quantity}", 302)
        return self._page(request, "quantity.html", subject=found)

    def short(self, request: Request) -> Response:
        """The short form of a quantity's address, for messages that have little room."""
        name = quote(request.path_params["quantity"], safe="")
        return RedirectResponse(f"{self.templates.base}/quantities/{name}", 302)

    def chart(self, request: Request) -> Response:
        """The timeline by itself, as an image."""
        found = found_subject(self._stores, request.path_params["quantity"], self._zone)
        if found.chart is None:
            raise HTTPException(404, "There is nothing to draw on this quantity.")
        text = self.templates.page("chart.svg", chart=found.chart, label=found.label, alone=True)
        return Response(text, media_type="image/svg+xml")

    def article(self, request: Request) -> Response:
        """An article as it was read, with its figures marked, and what was decided on it."""
        article, revision = request.path_params["article"], request.path_params["revision"]
        text, decided = self._stores.texts.read(article, revision), self._stores.decisions.read(article)
        here = next((each for each in decided if each.revision == revision), None)
        if text is None and here is None:
            raise HTTPException(404, "Nothing is kept of this article any more.")
        return self._page(
            request,
            "article.html",
            text=text,
            decided=here,
            others=[each for each in decided if each.revision != revision],
            title=marked(text.title if text else here.title if here else "", "title", here),
            paragraphs=marked(text.body, "body", here) if text else [],
            relations=RELATIONS,
        )

    def silences(self, request: Request) -> Response:
        """What nobody is told of at present."""
        silences = self._stores.in_force(self._stores.clock.now())
        lasting = {each.id for each in self._stores.configured}
        return self._page(request, "silences.html", silences=silences, lasting=lasting, measures=MEASURES)

    def verdicts(self, request: Request) -> Response:
        """What people have said of alerts, and the share that they found right."""
        counts = self._stores.verdicts.counts()
        latest = sorted(self._stores.verdicts.all(), key=_time, reverse=True)[:SHOWN]
        return self._page(request, "verdicts.html", counts=counts, precision=precision(counts), verdicts=latest)

    def _page(self, request: Request, name: str, **values: object) -> Response:
        visitor: Visitor = request.scope["visitor"]
        code = token(self._stores.key(), visitor.name) if visitor.known else ""
        return HTMLResponse(self.templates.page(name, visitor=visitor, token=code, **values))


def paged(found: Sequence[Entry], asked: str) -> tuple[Sequence[Entry], int, int]:
    """Return what is on the page `asked` for, its number and how many there are; the nearest for one that is not."""
    pages = max(1, -(-len(found) // SHOWN))
    page = min(max(1, int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1), pages)
    return found[(page - 1) * SHOWN : page * SHOWN], page, pages


def _time(verdict: Verdict) -> float:
    return verdict.at.timestamp()
