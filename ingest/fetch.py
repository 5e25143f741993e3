"""What it is to fetch a feed or a page, as a port; `ingest.http` is the adapter."""

from dataclasses import dataclass
from typing import Protocol

from ingest.gate import Gate, OpenGate

OPEN = OpenGate()


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave to ask with the next time, byte for byte and each on its own; None where it gave none."""

    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An answer with status 200 or 304.

    Attributes:
        url: where it came from in the end.
        body: decompressed; None for a 304.
        validators: for the next request; a 304 without them repeats those that were sent.
        content_type: the header, "" where there is none.
        fresh_for: seconds for which caching headers call it fresh, None where they say nothing.
        moved: where redirects that are meant for good (301, 308) have led from the address asked; None where there
            were none. What a passing redirect leads to does not count.
        links: the Link headers, "" where there are none.
    """

    url: str
    body: bytes | None
    validators: Validators
    content_type: str = ""
    fresh_for: float | None = None
    moved: str | None = None
    links: str = ""


class Fetcher(Protocol):
    """Fetches feeds and pages."""

    async def fetch(self, url: str, validators: Validators, *, gate: Gate = OPEN, at: str = "") -> Fetched:
        """Return the answer to one conditional request for `url`. Raises `FetchError`.

        Each host on the way but `at`, where the caller holds a place already, is asked through `gate`.
        """
        ...
