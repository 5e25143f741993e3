"""What the ledger knows beside the two reports of an alert: what our own outlets published, headlines that clash, and
whether all sources agree by now."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from alerts.judge.intervals import conflict
from alerts.judge.sources import source_name
from alerts.ledger.port import Held
from alerts.messages import Contradiction, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What is known beside the two reports.

    Attributes:
        ours: the latest report of each of our own outlets on the quantity, those of the alert left out.
        clashes: pairs of a headline's figure and the figure in the text below it, of one article of the alert.
        agreed: whether there are several sources, and the last figures of all of them can hold together.
    """

    ours: tuple[Report, ...] = ()
    clashes: tuple[tuple[Report, Report], ...] = ()
    agreed: bool = False


NOTHING = Background()

_OWN = ("own", "correction")
"""How an article presents a figure that is its source's word now, rather than background or another's."""


def background(contradiction: Contradiction, history: Sequence[Held]) -> Background:
    """Return what `history`, the ledger's reports of the quantity in order of time, adds to `contradiction`."""
    standing = [held.report for held in history if not held.superseded]
    shown = {contradiction.new.claim.id, contradiction.prior.claim.id}
    ours = {report.outlet: report for report in standing if report.ours and report.claim.id not in shown}
    clashes = (clash for side in (contradiction.new, contradiction.prior) if (clash := _clash(side, standing)))
    return Background(ours=tuple(ours.values()), clashes=tuple(clashes), agreed=_agree(standing))


def _agree(standing: Sequence[Report]) -> bool:
    own = [report for report in standing if report.claim.status == "asserted" and report.claim.presented in _OWN]
    last = {source_name(report): report.claim for report in own}
    return len(last) > 1 and not any(conflict(one, other) for one, other in combinations(last.values(), 2))


def _clash(side: Report, standing: Sequence[Report]) -> tuple[Report, Report] | None:
    """Return the article's figure in the headline and the one in its text that cannot both hold, if there are such."""
    for other in standing:
        same_text = (other.article, other.revision) == (side.article, side.revision)
        if same_text and other.claim.field != side.claim.field and conflict(side.claim, other.claim):
            return (side, other) if side.claim.field == "title" else (other, side)
    return None
