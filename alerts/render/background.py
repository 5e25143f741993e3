"""What the ledger knows beside the two reports of an alert: what our own outlets published, headlines that clash, and
whether all sources agree by now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from alerts.judge.intervals import conflict
from alerts.judge.sources import source_name
from alerts.judge.withdrawn import put_right
from alerts.ledger.port import Held
from alerts.messages import Contradiction, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What is known beside the two reports.

    Attributes:
        ours: the latest report of each of our own outlets on the quantity, those of the alert left out.
        carried: reports of ours, the alert's prior one among them, that still carry a figure which its source has put
            right, one of each article, each with the report that did so; `ours` leaves them out.
        clashes: pairs of a headline's figure and the figure in the text below it, of one article of the alert.
        agreed: whether there are several sources, and the last figures of all of them can hold together.
    """

    ours: tuple[Report, ...] = ()
    carried: tuple[tuple[Report, Report], ...] = ()
    clashes: tuple[tuple[Report, Report], ...] = ()
    agreed: bool = False


NOTHING = Background()

_OWN = ("own", "correction")
"""How an article presents a figure that is its source's word now, rather than background or another's."""


def background(contradiction: Contradiction, history: Sequence[Held]) -> Background:
    """Return what `history`, the ledger's reports of the quantity in order of time, adds to `contradiction`."""
    standing = [held.report for held in history if not held.superseded]
    shown = {contradiction.new.claim.id, contradiction.prior.claim.id}
    carried = _carried([held.report for held in history], contradiction.new)
    left_out = shown | {report.claim.id for report, _ in carried}
    ours = {report.outlet: report for report in standing if report.ours and report.claim.id not in left_out}
    sides = [_text(contradiction.new), _text(contradiction.prior)]
    found = {_text(headline): (headline, text) for headline, text in clashes(standing)}
    told = tuple(found[side] for side in dict.fromkeys(sides) if side in found)
    return Background(ours=tuple(ours.values()), carried=carried, clashes=told, agreed=_agree(standing))


def _carried(reports: Sequence[Report], told: Report) -> tuple[tuple[Report, Report], ...]:
    """Return what is carried by our own articles; what the alert tells itself is left out."""
    if not any(report.ours for report in reports):
        return ()
    right = put_right(reports)
    found = {report.article: report for report in reversed(reports) if report.ours and report.claim.id in right}
    return tuple((each, right[each.claim.id]) for each in found.values() if each.article != told.article)


def clashes(standing: Iterable[Report]) -> Sequence[tuple[Report, Report]]:
    """Return, of each article whose headline clashes with its text, the headline's figure and the text's.

    `standing` are reports of one quantity. A headline clashes where its figure cannot hold together with one that the
    text puts forward as its own, and nothing in the text goes with it.
    """
    texts: dict[tuple[str, int], list[Report]] = {}
    for report in standing:
        texts.setdefault(_text(report), []).append(report)
    return [pair for reports in texts.values() if (pair := _clash(reports))]


def _text(report: Report) -> tuple[str, int]:
    return report.article, report.revision


def _clash(reports: Sequence[Report]) -> tuple[Report, Report] | None:
    below = [report for report in reports if report.claim.field != "title"]
    own = [report for report in below if report.claim.status == "asserted" and report.claim.presented in _OWN]
    for headline in reports:
        if headline.claim.field == "title" and own and all(conflict(headline.claim, each.claim) for each in below):
            return headline, own[0]
    return None


def _agree(standing: Sequence[Report]) -> bool:
    own = [report for report in standing if report.claim.status == "asserted" and report.claim.presented in _OWN]
    last = {source_name(report): report.claim for report in own}
    return len(last) > 1 and not any(conflict(one, other) for one, other in combinations(last.values(), 2))
