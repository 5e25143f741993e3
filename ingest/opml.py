"""Lists of feeds as readers export them (OPML)."""

import re
from collections.abc import Iterator, Sequence
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr


class BadOpml(ValueError):
    """The file is no list of feeds; the text is one sentence with the line."""


def feeds_of(data: bytes) -> Sequence[tuple[str, str]]:
    """Return address and title ("" where it has none) of each feed in an OPML document, each address once.

    Folders are ignored, their feeds are not. Raises `BadOpml` for what is no well-formed OPML, holds no feed, or holds
    an address that is none of http or https.
    """
    found: dict[str, str] = {}
    for line, outline in _outlines(data):
        url = outline.get("xmlurl", "").strip()
        if not url:
            continue
        # What "subscribe" buttons once wrote: feed://host/... and feed:https://host/...
        url = re.sub(r"^feed:(?://)?(?=https?:)", "", re.sub(r"^feed://(?!https?:)", "http://", url))
        if not re.match(r"https?://[^/\s]", url, re.IGNORECASE):
            raise BadOpml(f"line {line} of the OPML has a feed at {url[:200]!r}, which is no http or https address")
        title = outline.get("title", "") or outline.get("text", "")
        found.setdefault(url, " ".join(title.split()))
    if not found:
        raise BadOpml("the OPML holds no feed (no outline with an xmlUrl)")
    return list(found.items())


def opml_of(feeds: Sequence[tuple[str, str]], *, title: str) -> str:
    """Return an OPML document that lists feeds, address and title ("" where it has none) of each."""
    outlines = "".join(
        f'    <outline type="rss" text={quoteattr(name or url)} xmlUrl={quoteattr(url)}/>\n' for url, name in feeds
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<opml version="2.0">\n'
        f"  <head><title>{escape(title)}</title></head>\n  <body>\n{outlines}  </body>\n</opml>\n"
    )


def _outlines(data: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line and attributes, their names in lower case, of each outline."""
    parser = expat.ParserCreate()
    outlines: list[tuple[int, dict[str, str]]] = []
    roots: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if not roots:
            roots.append(name.lower())
        if name.lower() == "outline":
            outlines.append((parser.CurrentLineNumber, {key.lower(): value for key, value in attributes.items()}))

    def refuse(*declaration: object) -> None:
        raise BadOpml(f"line {parser.CurrentLineNumber} of the OPML declares an entity, which no list of feeds needs")

    parser.StartElementHandler = start
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise BadOpml(f"line {error.lineno} of the OPML is not well-formed: {expat.ErrorString(error.code)}") from None
    if roots != ["opml"]:
        raise BadOpml(f"the file is no OPML: its root is <{roots[0][:40]}>")
    yield from outlines
