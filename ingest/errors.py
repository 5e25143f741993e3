"""What can go wrong with one feed, each with a constant `kind` for counters and one sentence for people.

FeedError
├── FetchError                       nothing was fetched
│   ├── AddressRefused               the address, or one it redirects to, may not be asked
│   ├── Unreachable                  no name, no connection, no TLS, or the answer broke off
│   ├── TookTooLong                  the whole request ran over its time
│   ├── TooLarge                     more bytes than allowed, after decompression
│   ├── BadAnswer                    an answer that is no HTTP, a redirect to nowhere, an unknown compression
│   └── BadStatus                    an HTTP status other than 200 and 304, with Retry-After where given
│       ├── Gone                     410: the server says that it will not come back
│       └── Throttled                429 or 403: the server does not want us, or not so often
└── ParseError                       fetched, but no feed
    ├── EmptyDocument                nothing but white space
    ├── NotAFeed                     HTML, JSON of another kind, or anything else
    └── ParserFailed                 the parser hung, died or ran out of memory on it
"""

from typing import ClassVar


class FeedError(Exception):
    """One feed could not be read this time; `str()` is one sentence without the address."""

    kind: ClassVar[str]


class FetchError(FeedError):
    """Nothing was fetched."""


class AddressRefused(FetchError):
    """The address, or one it redirects to, may not be asked."""

    kind = "refused"


class Unreachable(FetchError):
    """No name, no connection, no TLS, or the answer broke off."""

    kind = "unreachable"


class TookTooLong(FetchError):
    """The whole request ran over its time."""

    kind = "timeout"


class TooLarge(FetchError):
    """More bytes than allowed, counted after decompression."""

    kind = "too_large"


class BadAnswer(FetchError):
    """What came back is no usable HTTP answer."""

    kind = "bad_answer"


class BadStatus(FetchError):
    """An HTTP status other than 200 and 304; `retry_after` in seconds where the server named a time; `host` said so."""

    kind = "status"

    def __init__(self, status: int, retry_after: float | None = None, host: str = "") -> None:
        super().__init__(f"the server answered with status {status}")
        self.status = status
        self.retry_after = retry_after
        self.host = host


class Gone(BadStatus):
    """Status 410: the server says that the feed will not come back."""

    kind = "gone"


class Throttled(BadStatus):
    """Status 429 or 403: the server does not want us, or not so often."""

    kind = "throttled"


def refused(status: int, retry_after: float | None = None, host: str = "") -> BadStatus:
    """Return the error for an HTTP status that is no answer."""
    kind = {410: Gone, 429: Throttled, 403: Throttled}.get(status, BadStatus)
    return kind(status, retry_after, host)


class ParseError(FeedError):
    """What was fetched is no feed."""


class EmptyDocument(ParseError):
    """Nothing but white space."""

    kind = "empty"


class NotAFeed(ParseError):
    """HTML, JSON of another kind, or anything else."""

    kind = "not_a_feed"


class ParserFailed(ParseError):
    """The parser hung, died or ran out of memory on the document."""

    kind = "parser"


KINDS = tuple(
    sorted(
        error.kind
        for error in (
            AddressRefused,
            Unreachable,
            TookTooLong,
            TooLarge,
            BadAnswer,
            BadStatus,
            Gone,
            Throttled,
            EmptyDocument,
            NotAFeed,
            ParserFailed,
        )
    )
)
"""All values of `FeedError.kind`, for counters."""
