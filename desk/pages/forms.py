"""Forms that change something: only from our own pages, by somebody we know."""

import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

LARGEST = 16_384
"""Bytes of a form; more is refused unread."""


class BadForm(ValueError):
    """The form is not one of ours; the text says why in a sentence."""


def token(key: bytes, visitor: str) -> str:
    """Return what `visitor`'s forms carry, so that another site's forms in their browser are told apart."""
    return hmac.new(key, visitor.encode(), hashlib.sha256).hexdigest()


def fields(
    body: bytes, headers: Mapping[str, str], key: bytes, visitor: str, public_url: str | None = None
) -> dict[str, str]:
    """Return the fields of the form `body`.

    Raises `BadForm` where it did not come from our own page: another origin than the host that was asked and that of
    `public_url` (a proxy may ask us by another name than it is asked by), or no token of `visitor`'s.
    """
    origin, ours = headers.get("origin"), {headers.get("host", "").lower(), urlsplit(public_url or "").netloc.lower()}
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise BadForm("This form was sent from another site.")
    if origin is not None and (urlsplit(origin).netloc.lower() or "none") not in ours:
        raise BadForm("This form was sent from another site.")
    try:
        found = dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=32))
    except ValueError as error:
        raise BadForm("This form cannot be read.") from error
    if not hmac.compare_digest(found.pop("token", "").encode(), token(key, visitor).encode()):
        raise BadForm("This form is out of date; load the page again.")
    return found
