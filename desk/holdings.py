"""What `figurewatch figures` shows: the quantities in the ledger that fit a query, report by report."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from alerts.judge.finding import current
from alerts.judge.label import label, name_of
from alerts.judge.sources import independent, source_name
from alerts.judge.withdrawn import put_right
from alerts.ledger.port import Held, LedgerAway
from alerts.ledger.redis import RedisLedger
from alerts.messages import Report
from alerts.render.clean import line
from alerts.render.words import figure, moment, number, voice
from desk.options import Failure
from desk.plot import KINDS, PANELS, draw, known
from desk.servers import opened_redis
from desk.tables import table
from wire.clock import SystemClock
from wire.settings.model import Settings

MOST = 50
"""Quantities shown; a query that fits more wants another word."""


def holdings(settings: Settings, words: Sequence[str]) -> list[Sequence[Held]]:
    """Return the history of each quantity of which a report fits all `words`, the latest first.

    Those whose names or places fit come before those of which only the quotes do.

    Raises `Failure` where there is none, or the ledger is away.
    """
    with opened_redis(settings) as client:
        ledger = RedisLedger(client, namespace=settings.namespace, settings=settings.ledger, clock=SystemClock())
        try:
            found = list(fitting(map(ledger.history, ledger.quantities()), words))
        except LedgerAway as error:
            raise Failure(str(error)) from error
    if not found:
        raise Failure(f"The ledger holds nothing that fits {' '.join(words)!r}.")
    found.sort(key=lambda history: (history[-1].report.time, history[0].quantity), reverse=True)
    return sorted(found, key=lambda history: not _named(history, words))


def draw_holdings(settings: Settings, words: Sequence[str], file: Path) -> None:
    """Draw what the ledger holds on each quantity of which a report fits all `words` into `file`, a PNG or an SVG.

    Raises `Failure` for none, for another kind of file, and where it cannot be written.
    """
    if file.suffix.lower() not in KINDS:
        raise Failure(f"{file.name!r} is neither a PNG nor an SVG: end the file's name in {' or '.join(KINDS)}.")
    found = holdings(settings, words)
    numbered = [history for history in found if any(known(held.report.claim) for held in history)]
    numbered.sort(key=lambda history: len(history) < 2)  # what one report alone says needs no drawing
    if not numbered:
        raise Failure(f"What the ledger holds on {' '.join(words)!r} has no number to draw.")
    try:
        draw(numbered, file)
    except OSError as error:
        raise Failure(f"{file.name!r} cannot be written: {error.strerror or error}") from error
    click.echo(f"{min(len(numbered), PANELS)} of {len(numbered)} quantities drawn into {file}")


def print_holdings(settings: Settings, words: Sequence[str]) -> None:
    """Print what the ledger holds on each quantity of which a report fits all `words`. Raises `Failure` for none."""
    found = holdings(settings, words)
    for history in found[:MOST]:
        click.echo(f"{line(name_of(_reports(history)))}  ({history[0].quantity})")
        click.echo(_now(history))
        right = put_right(_reports(history))
        rows = [_row(held, right.get(held.report.claim.id)) for held in history]
        table(("said", "figure", "source", "outlet", "words"), rows, empty="")
        click.echo()
    if len(found) > MOST:
        click.echo(f"{len(found) - MOST} more quantities fit; another word narrows them down.")


def fitting(histories: Iterable[Sequence[Held]], words: Sequence[str]) -> Iterator[Sequence[Held]]:
    """Yield the histories in which one report fits all `words`, whatever their case."""
    wanted = [word.casefold() for word in words]
    for history in histories:
        if any(all(word in text for word in wanted) for text in map(_text, history)):
            yield history


def _named(history: Sequence[Held], words: Sequence[str]) -> bool:
    """Whether what is counted and where it is fit all `words`."""
    claims = [held.report.claim for held in history]
    names = [name for each in claims for name in (each.measure, *each.where, *each.who)]
    told = " ".join((name_of(_reports(history)), *names)).casefold()
    return all(word.casefold() in told for word in words)


def _now(history: Sequence[Held]) -> str:
    """Return in words what the last figures of all sources are together, and how many sources there are."""
    stands = [held.report for held in history if not held.superseded and held.report.claim.status == "asserted"]
    said = [report for report in current(stands) if report.claim.presented != "background" and known(report.claim)]
    last = {source_name(report).casefold(): report for report in said}
    if not last:
        return "no figure stands now"
    unit, _ = Counter(report.claim.unit for report in last.values()).most_common(1)[0]
    alike = [report for report in last.values() if report.claim.unit == unit]
    ends = [end for report in alike for end in (report.claim.low, report.claim.high) if end is not None]
    low, high, count = min(ends), max(ends), len(independent(alike))
    figures = number(low) if low == high else f"{number(low)} to {number(high)}"
    figures += f" {line(unit)}" if unit and alike[0].claim.base_unit not in ("", "1") else ""
    return f"now {figures}, by {count} independent source{'' if count == 1 else 's'}"


def _reports(history: Sequence[Held]) -> list[Report]:
    return [held.report for held in history]


def _text(held: Held) -> str:
    report, claim = held.report, held.report.claim
    parts = (
        *(label(report, report), claim.measure, claim.counted, claim.phrase, claim.quote, claim.attribution),
        *(report.outlet, report.title, held.quantity, *claim.where, *claim.who, *claim.events),
    )
    return "\n".join(parts).casefold()


def _row(held: Held, right: Report | None) -> tuple[str, ...]:
    """Return the cells of `held`, whose figure its source has put right in `right`, if it has."""
    report = held.report
    status = "" if report.claim.status == "asserted" else f" ({report.claim.status})"
    replaced = " (replaced)" if held.superseded else ""
    carried = "" if right is None else f" (put right {moment(right.time, 'UTC')})"
    return (
        moment(report.time, "UTC"),
        figure(report.claim) + status + replaced + carried,
        voice(report),
        line(report.outlet) + (" (ours)" if report.ours else ""),
        line(report.claim.phrase),
    )
