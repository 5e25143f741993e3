"""HTML fragments to plain text with their paragraphs; the one module that imports selectolax.

selectolax (the lexbor engine) rather than lxml or the standard library: it reads what browsers read, has no limit of
depth at which the text behind is lost, is typed, and is the fastest of them.
"""

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

# fmt: off
_HIDDEN = frozenset({
    "script", "style", "noscript", "template", "head", "title", "iframe", "object", "embed", "svg", "math", "button",
    "select", "option", "textarea", "form", "audio", "video", "canvas", "map", "datalist",
})
_BREAKING = frozenset({
    "address", "article", "aside", "blockquote", "center", "dd", "details", "dialog", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol",
    "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})
# fmt: on
_TAG = re.compile(r"<[a-zA-Z!/?]")
_ELEMENT = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,30})[^<>]*>")
_SCRIPT = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr", "p", "li"}
)
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b\u2060\ufeff\ud800-\udfff]")
DEEPEST = 2_000
"""Elements that may be open at once; browsers stop at 512."""

_BLOCK, _BREAK = "\x1d", "\x1e"
_PARAGRAPH = re.compile(rf"{_BLOCK}|{_BREAK}\s*{_BREAK}")


def text_of(fragment: str) -> str:
    """Return the text that a reader of the HTML `fragment` sees, paragraphs separated by one blank line.

    Scripts, styles, forms and embedded media are dropped, entities decoded, spaces of all kinds collapsed. A single
    line break (<br>) is a space, two are a new paragraph. Text without markup comes through, its blank lines as
    paragraphs.
    """
    if not _TAG.search(fragment):
        return plain(unescape(fragment))
    if _depth(fragment) > DEEPEST:
        return _flat(fragment)
    tree = LexborHTMLParser(fragment.replace("\x00", ""))
    body = tree.body
    return _paragraphs(_pieces(body)) if body is not None else ""


def _depth(fragment: str) -> int:
    """Return how many elements are open at once at most, as far as can be told without reading the document."""
    if fragment.count("<") <= DEEPEST:
        return 0
    depth = deepest = 0
    for tag in _ELEMENT.finditer(fragment):
        depth = max(0, depth + (-1 if tag[1] else 1 if tag[2].lower() not in _VOID else 0))
        deepest = max(deepest, depth)
    return deepest


def _flat(fragment: str) -> str:
    """Return the text of markup that is too deep for a tree: the engine's time grows with the square of the depth."""

    def piece(tag: "re.Match[str]") -> str:
        name = tag[2].lower()
        return _BREAK if name == "br" else _BLOCK if name in _BREAKING else ""

    text = _ELEMENT.sub(piece, _SCRIPT.sub("", _UNSEEN.sub("", fragment)))
    return _paragraphs([unescape(text)])


def line_of(fragment: str) -> str:
    """Return the text of a title, which may or may not be HTML, on one line.

    Titles are escaped once too often in many feeds ("AT&amp;amp;T"): an entity that is left is decoded as well.
    """
    return " ".join(unescape(text_of(fragment)).split())


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page: its address, and relation and type as declared, "" for those that readers click on."""

    url: str
    rel: str = ""
    kind: str = ""


def links_of(page: str, *, base: str) -> list[Link]:
    """Return the links of an HTML page with http or https addresses, resolved against `base`, in their order."""
    tree = LexborHTMLParser(page.replace("\x00", ""))
    found = []
    for node in tree.css("link[href], a[href]"):
        values = node.attributes
        try:
            url = urljoin(base, (values.get("href") or "").strip())
        except ValueError:
            continue
        if not url.lower().startswith(("http://", "https://")):
            continue
        if node.tag == "a":
            found.append(Link(url))
        else:
            kind = (values.get("type") or "").partition(";")[0].strip().lower()
            found += [Link(url, rel, kind) for rel in (values.get("rel") or "").lower().split()]
    return found


def unseen(text: str) -> str:
    """Return `text` without characters that nobody sees, and without halves of surrogates, which no encoding has."""
    return _UNSEEN.sub("", text)


def plain(text: str) -> str:
    """Return `text`, which is no markup, with spaces collapsed and its paragraphs separated by one blank line."""
    parts = re.split(r"(?:\r\n?|\n)[ \t]*(?:\r\n?|\n)\s*", _UNSEEN.sub("", text))
    return "\n\n".join(filter(None, (" ".join(part.split()) for part in parts)))


def _pieces(root: LexborNode) -> list[str]:
    """Return the text nodes under `root` in order, with a mark where a block begins or ends and for a line break.

    Walks without recursion: nesting is anybody's input.
    """
    pieces: list[str] = []
    root_id = root.mem_id
    node: LexborNode | None = root
    leaving = False
    while node is not None:
        tag = node.tag
        if tag in _BREAKING:
            pieces.append(_BLOCK)
        if not leaving:
            if tag == "-text":
                pieces.append(_UNSEEN.sub("", node.text_content or ""))
            elif tag == "br":
                pieces.append(_BREAK)
            child = None if tag in _HIDDEN else node.child
            if child is not None:
                node = child
                continue
        if node.mem_id == root_id:  # nodes compare by their HTML, which is slow
            break
        leaving = node.next is None
        node = node.parent if leaving else node.next
    return pieces


def _paragraphs(pieces: list[str]) -> str:
    parts = _PARAGRAPH.split("".join(pieces))
    # str.split takes the marks that are left, single line breaks, for the white space that they are.
    return "\n\n".join(filter(None, (" ".join(part.split()) for part in parts)))
