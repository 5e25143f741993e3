"""What can be set about feeds and how they are polled."""

from typing import Literal

from pydantic import Field, model_validator

from wire.settings.fields import Duration, HttpUrl, PagePolicy, Section


def _ordered(interval: float | None, slowest: float | None) -> None:
    if interval is not None and slowest is not None and slowest < interval:
        raise ValueError("slowest is shorter than interval")


class FeedSettings(Section):
    """One feed: where it is, what its publisher is called, how often it may be asked."""

    url: HttpUrl = Field(description="The feed's address: RSS, Atom or JSON Feed.")
    outlet: str | None = Field(None, description="The publisher's name; else as the feed calls itself.")
    ours: bool = Field(False, description="Whether the outlet is one of the desk's own.")
    interval: Duration | None = Field(None, description="Seconds between polls at least; else ingest.interval.")
    slowest: Duration | None = Field(None, description="Seconds between polls at most; else ingest.slowest.")
    hints: bool = Field(True, description="Whether what the publisher asks for (ttl, skipHours, caching) is heeded.")
    full_text: PagePolicy | None = Field(
        None, description="When the linked page is read for the text; else ingest.full_text."
    )

    @model_validator(mode="after")
    def _possible(self) -> "FeedSettings":
        _ordered(self.interval, self.slowest)
        return self


class WebSubSettings(Section):
    """Feeds that push: the server that their hubs call back."""

    public_url: HttpUrl | None = Field(None, description="Where hubs reach it; without it, feeds are only polled.")
    host: str = Field("127.0.0.1", description="Address that it listens on, behind your proxy.")
    port: int = Field(8474, ge=0, le=65535, description="Port that it listens on.")


class IngestSettings(Section):
    """Polling: pace, limits, guards."""

    interval: Duration = Field(300.0, description="Seconds between polls of a feed at least.")
    slowest: Duration | None = Field(
        None, description="Seconds between polls of a healthy feed at most; 6 times the interval where not given."
    )
    full_text: PagePolicy = Field(
        "never", description="When the linked page is read for the text: never, where the entry is short, always."
    )
    reread: tuple[Duration, ...] = Field(
        (900.0, 3600.0, 21_600.0, 86_400.0), description="Seconds after which a page is read again, for corrections."
    )
    timeout: Duration = Field(20.0, description="Seconds that one request may take in all.")
    max_bytes: int = Field(10_000_000, gt=0, description="Bytes of a feed after decompression; more is refused.")
    max_entries: int = Field(5_000, gt=0, description="Entries read of one feed document.")
    concurrency: int = Field(50, gt=0, description="Requests under way at once.")
    per_host: int = Field(2, gt=0, description="Requests under way at once to one host.")
    host_pause: Duration = Field(1.0, description="Seconds between the starts of requests to one host.")
    backfill: Literal["quiet", "tell"] = Field(
        "quiet",
        description="quiet: what comes with the first reading of a feed notifies nobody; tell: it does, like any news.",
    )
    allow_private: bool = Field(False, description="Whether feeds may lie on private or loopback addresses.")
    user_agent: str = Field("figurewatch/0.1 (news monitoring)", description="What servers are told.")
    backlog: int = Field(20_000, gt=0, description="Embedded: unread articles at which polling pauses.")
    websub: WebSubSettings = WebSubSettings()

    @model_validator(mode="after")
    def _possible(self) -> "IngestSettings":
        _ordered(self.interval, self.slowest)
        if list(self.reread) != sorted(set(self.reread)):
            raise ValueError("the times of reread have to grow")
        return self
