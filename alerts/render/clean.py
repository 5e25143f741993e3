"""Text from feeds made fit to be shown on one line: no controls, no hidden or turned-round characters."""

import re
import unicodedata
from urllib.parse import quote, urlsplit

_SPACES = re.compile(r"\s+")
_URL_SAFE = "%/:=&?~#+!$,;@[]-._*"
LONGEST_URL = 2_000


def clean(text: str) -> str:
    """Return `text` with white space as single blanks, keeping one at either end, and without what cannot be seen.

    Control characters, marks that turn the direction of writing, zero-width characters, private and unassigned code
    points and lone surrogates go.
    """
    if text.isprintable():  # nothing to take out, and no white space but blanks: most texts, in a tenth of the time
        return _SPACES.sub(" ", text)
    spaced = (" " if char.isspace() else char for char in text)
    return _SPACES.sub(" ", "".join(char for char in spaced if unicodedata.category(char)[0] != "C"))


def line(text: str, longest: int = 300) -> str:
    """Return `clean(text)` without blanks at the ends, cut with "…" where it is longer than `longest`."""
    found = clean(text).strip()
    return found if len(found) <= longest else found[: longest - 1].rstrip() + "…"


def link(url: str) -> str:
    """Return `url` if it is an http or https address that can stand in any markup, percent-encoded; else ""."""
    url = url.strip()
    try:
        parts = urlsplit(url)
        if parts.scheme.lower() not in ("http", "https") or not parts.hostname or len(url) > LONGEST_URL:
            return ""
    except ValueError:
        return ""
    return quote(url, safe=_URL_SAFE)
