"""A test message for one subscriber, so that its channels can be tried before there is news."""

from collections.abc import Iterator
from datetime import datetime

from alerts.channels.port import Failed, Reason
from alerts.letter import Letter, alert
from alerts.messages import Contradiction, Report
from alerts.notify.news import Notice, Said
from alerts.notify.recipients import recipient
from alerts.render.message import Message, Reader, compose_message
from enrich.messages import Claim
from wire.clock import Clock, SystemClock
from wire.settings.model import AlertSettings, SubscriberSettings

PROBLEMS: dict[Reason, str] = {
    "client": "the server refused the message as malformed or its address as unknown",
    "authentication": "the server refused the credentials",
    "rate_limited": "the server asked to wait (too many messages)",
    "server": "the server failed",
    "timeout": "the server did not answer in time",
    "unreachable": "the server could not be reached",
    "other": "the message was not taken",
}


def send_test(
    subscriber: SubscriberSettings, settings: AlertSettings, clock: Clock | None = None
) -> Iterator[tuple[str, str | None]]:
    """Send `subscriber` a test message through each channel; yield the channel's name and what went wrong, if anything.

    The fallback is tried too: nobody would notice otherwise that it does not work, until it is needed. Raises
    `ValueError` where a channel cannot be made from the settings.
    """
    now = (clock or SystemClock()).now()
    made = recipient(subscriber, settings, clock or SystemClock())
    channels = {each.name: each for each in (*made.channels.values(), made.fallback) if each is not None}
    for name, channel in channels.items():
        outcome = channel.send(alert(trial(now)), f"msg_trial-{int(now.timestamp())}")
        yield name, PROBLEMS[outcome.reason] if isinstance(outcome, Failed) else None


def samples(now: datetime, reader: Reader) -> list[Message]:
    """Return a message of each kind, as `reader` gets them: what templates can be tried on."""
    told, said = trial(now), Said(at=now, line="A test by figurewatch")
    letters = (
        alert(told),
        Letter(kind="follow_up", contradictions=(told, trial(now, "another")), first=said, picture="/pictures/x.png"),
        Letter(kind="digest", contradictions=(told,)),
        Letter(kind="notice", notices=(Notice(id="~trial", kind="heartbeat", text="A test", lines=("More",), at=now),)),
    )
    return [compose_message(letter, reader) for letter in letters]


def trial(now: datetime, id: str = "trial") -> Contradiction:
    """Return an alert that says of itself that it is a test."""
    return Contradiction(
        id=id,
        relation="contradicts",
        quantity="trial",
        label="a test by figurewatch, not news",
        new=_report(2, "figurewatch", now),
        prior=_report(3, "its test", now),
        confidence=1.0,
        reasons=("This message was asked for from the command line.",),
        new_sources=("figurewatch",),
        prior_sources=("its test",),
        decided=now,
    )


def _report(number: int, source: str, now: datetime) -> Report:
    quote = f"This test counts {number} things."
    claim = Claim(
        id=f"trial-{number}",
        field="body",
        start=quote.index(str(number)),
        end=len(quote) - 1,
        phrase=f"{number} things",
        quote=quote,
        quote_start=0,
        low=number,
        high=number,
        qualifier="exact",
        measure="other_count",
        attribution=source,
        attribution_kind="body",
    )
    return Report(article=f"trial-{number}", revision=0, outlet="figurewatch", published=now, fetched=now, claim=claim)
