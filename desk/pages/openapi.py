"""The OpenAPI document of the pages for programs."""

from importlib.metadata import version
from typing import Any, get_args

from desk.pages.listing import RELATIONS, SPANS
from enrich.messages import Measure


def _query(name: str, says: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": says, "schema": {"type": "string", **schema}}


def _answers(says: str, kind: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "200": {"description": says, "content": {kind: {"schema": schema}}},
        "401": {"description": "Name and password are needed."},
        "404": {"description": "Nothing is known of it."},
        "503": {"description": "The server behind the pages does not answer."},
    }


_QUANTITY = {
    "name": "quantity",
    "in": "path",
    "required": True,
    "description": "The quantity's id, as the list and the links in alerts have it.",
    "schema": {"type": "string"},
}
_FIGURE = {
    "low": {"type": ["number", "null"], "description": "Lower end of what the words allow; null for none."},
    "high": {"type": ["number", "null"], "description": "Upper end; null for none."},
    "qualifier": {"type": "string", "description": "exact, about, at_least, more_than, at_most, less_than, ..."},
    "unit": {"type": "string"},
    "source": {"type": "string", "description": "Who says so."},
    "outlet": {"type": "string"},
    "time": {"type": "string", "format": "date-time"},
}
_SIDE = {"type": "object", "properties": {**_FIGURE, "phrase": {"type": "string"}}}
_REPORT = {
    "type": "object",
    "properties": {
        "row": {"type": "integer"},
        **_FIGURE,
        "figure": {"type": "string", "description": "The figure in words."},
        "source_kind": {"type": "string", "enum": ["body", "unnamed", "outlet"]},
        "status": {"type": "string"},
        "presented": {"type": "string"},
        "replaced": {"type": "boolean", "description": "Whether a later version of the article took its place."},
        "copy_of_row": {"type": ["integer", "null"], "description": "The report whose article this one copies."},
        "put_right_in_row": {
            "type": ["integer", "null"],
            "description": "The report in which its source put the figure right that this one still carries.",
        },
        "ours": {"type": "boolean", "description": "Whether the outlet is one of the desk's own."},
        **{name: {"type": "string"} for name in ("title", "url", "article", "quote")},
        "revision": {"type": "integer"},
    },
}
_ALERT = {
    "type": "object",
    "properties": {
        **{name: {"type": "string"} for name in ("id", "relation", "kind", "finding")},
        "time": {"type": "string", "format": "date-time"},
        "confidence": {"type": "number"},
        "reasons": {"type": "array", "items": {"type": "string"}},
        "new_row": {"type": ["integer", "null"]},
        "prior_row": {"type": ["integer", "null"]},
        "stale": {"type": "boolean", "description": "Old news, which nobody was told of."},
        "verdict": {"type": ["string", "null"], "enum": ["right", "wrong", "not_same", None]},
        "deliveries": {"type": "array", "items": {"type": "object"}, "description": "For people who are signed in."},
    },
}
_CLASH = {
    "type": "object",
    "description": "An article whose headline clashes with its text: the reports that both are.",
    "properties": {"headline_row": {"type": "integer"}, "text_row": {"type": "integer"}},
}
_NAMES = {name: {"type": "string"} for name in ("quantity", "label", "measure")}
_DISPUTE = {
    "type": "object",
    "properties": {
        **_NAMES,
        **{name: {"type": "array", "items": {"type": "string"}} for name in ("places", "relations", "outlets")},
        "contradictions": {"type": "integer"},
        "decided": {"type": "string", "format": "date-time"},
        "new": _SIDE,
        "prior": _SIDE,
    },
}

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {
        "title": "figurewatch evidence",
        "version": version("figurewatch"),
        "description": "What is disputed now, and all evidence on a quantity. Times are UTC.",
    },
    "paths": {
        "/api/disputes": {
            "get": {
                "summary": "Quantities with live disagreements, newest first",
                "parameters": [
                    _query("q", "Words, all of which have to be there."),
                    _query("place", "A place that a report names."),
                    _query("measure", "What is measured.", enum=list(get_args(Measure))),
                    _query("relation", "Without it, everything but updates.", enum=list(RELATIONS)),
                    _query("outlet", "An outlet that is part of it."),
                    _query("span", "How far back.", enum=list(SPANS)),
                    _query("limit", "How many, 50 where not given.", type="integer", minimum=1, maximum=500),
                ],
                "responses": _answers(
                    "The list, and how many there are in all.",
                    "application/json",
                    {
                        "type": "object",
                        "properties": {
                            "total": {"type": "integer"},
                            "disputes": {"type": "array", "items": _DISPUTE},
                        },
                    },
                ),
            }
        },
        "/api/quantities/{quantity}": {
            "get": {
                "summary": "A quantity with its reports and alerts",
                "parameters": [_QUANTITY],
                "responses": _answers(
                    "The quantity.",
                    "application/json",
                    {
                        "type": "object",
                        "properties": {
                            **_NAMES,
                            "reports": {"type": "array", "items": _REPORT},
                            "clashes": {"type": "array", "items": _CLASH},
                            "alerts": {"type": "array", "items": _ALERT},
                        },
                    },
                ),
            }
        },
        "/quantities/{quantity}/reports.csv": {
            "get": {
                "summary": "A quantity's reports as CSV",
                "parameters": [_QUANTITY],
                "responses": _answers("One line for each report.", "text/csv", {"type": "string"}),
            }
        },
        "/quantities/{quantity}/chart.svg": {
            "get": {
                "summary": "The timeline of a quantity's figures as an image",
                "parameters": [_QUANTITY],
                "responses": _answers("The drawing.", "image/svg+xml", {"type": "string"}),
            }
        },
    },
}
