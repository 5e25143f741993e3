"""Agency copy counts as one source and never alerts on itself, whatever outlets do to it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from alerts.handle import handle
from alerts.judge.sources import containment, is_copy
from alerts.ledger.memory import MemoryLedger
from alerts.messages import Contradiction
from alerts.reports import reports_of
from enrich.extractor import Extractor
from enrich.fingerprint import fingerprint
from enrich.messages import ArticleClaims
from enrich.pipeline import Pipeline
from ingest.messages import Article

NOON = datetime(2026, 3, 6, 12, 0, tzinfo=UTC)

AGENCY = """
BARABURY - A fire in a hotel in Barabury killed {} people on Friday and filled the old town with smoke for hours.

The blaze broke out in the kitchen on the ground floor shortly before dawn and climbed the only staircase within
minutes, so that guests on the upper storeys had no other way out than their windows.

Fire crews from three towns fought the flames until noon. The road along the harbour was closed, and trams stopped at
the bridge. The hotel, built a century ago, had passed its last inspection in the spring, and its owner had promised to
add a second staircase by the end of the year.

The mayor of Barabury called the fire the worst that the town had seen since the war and asked residents to stay away
from the harbour while engines were still at work. A school nearby was opened for families who looked for relatives.

The cause was not known. Investigators were to begin their work on Saturday, when the ruins would have cooled down.
"""
RIVAL = """
BARABURY - The hotel fire in Barabury on Friday killed {} people, the hospital said, contradicting earlier accounts.

Doctors at the only hospital of the town said that ambulances had brought the bodies in between seven and eleven in the
morning, and that they had counted them again in the afternoon after journalists had asked about another number.

The head of the emergency ward spoke of the longest day of his working life. He thanked the nurses who had come in from
their free day, and the bakers of the market street, who had sent bread and coffee for everybody in the corridors.

The fire in the hotel had begun in the kitchen, witnesses told the doctors, and nobody had heard any alarm.
"""
INTRO = """
Our town has woken up to a day that it will not forget, and this newspaper has sent all of its reporters to the harbour
to find out for our readers what happened there in the night, and who has to answer for it.
"""


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(Pipeline.load(None))


class Press:
    """Outlets that print texts, each a little later than the last."""

    def __init__(self, extractor: Extractor) -> None:
        self._extractor = extractor
        self._printed = 0

    def prints(self, title: str, body: str) -> ArticleClaims:
        self._printed += 1
        time = NOON + timedelta(minutes=10 * self._printed)
        return self._extractor.extract(
            Article(
                id=f"a{self._printed}",
                revision=1,
                content_hash=f"a{self._printed}",
                outlet=f"Outlet {self._printed}",
                title=title,
                body=body.strip(),
                language="en",
                published=time,
                fetched=time,
            )
        )


def half(text: str) -> str:
    """Return the first half of the paragraphs of `text`."""
    paragraphs = text.strip().split("\n\n")
    return "\n\n".join(paragraphs[: (len(paragraphs) + 1) // 2])


def printed(press: Press, text: str, number: int) -> list[ArticleClaims]:
    """Return the same copy as it came, under another headline, cut at the end, and behind the outlet's own words."""
    said = text.format(number)
    return [
        press.prints(f"Hotel fire in Barabury kills {number}", said),
        press.prints(f"{number} die in Barabury hotel", said),
        press.prints("Hotel burns in Barabury", half(said)),
        press.prints("Night of fire at the harbour of Barabury", f"{INTRO.strip()}\n\n{said}"),
        press.prints("Harbour of Barabury in flames", said.replace("BARABURY - ", "By our staff. ")),
    ]


def told(ledger: MemoryLedger, articles: Sequence[ArticleClaims]) -> list[Contradiction]:
    return [
        contradiction
        for each in articles
        for contradiction in handle(each, ledger, threshold=0.5, now=each.fetched).contradictions
    ]


def test_copies_are_known_whatever_outlets_do_to_them(extractor: Extractor) -> None:
    copies = [reports_of(each)[0] for each in printed(Press(extractor), AGENCY, 40)]
    assert all(is_copy(one, other) for one, other in permutations(copies, 2))
    other = reports_of(Press(extractor).prints("Hotel fire in Barabury", RIVAL.format(52)))[0]
    assert not any(is_copy(one, other) for one in copies)


def test_copies_never_alert_on_each_other(extractor: Extractor) -> None:
    assert told(MemoryLedger(), printed(Press(extractor), AGENCY, 40)) == []


def test_copies_count_as_one_source_on_either_side(extractor: Extractor) -> None:
    press, ledger = Press(extractor), MemoryLedger()
    told(ledger, printed(press, AGENCY, 40))
    first, *rest = told(ledger, printed(press, RIVAL, 52))
    assert (first.relation, first.new.claim.low, first.prior.claim.low) == ("updates", 52, 40)
    assert (len(first.new_sources), len(first.prior_sources)) == (1, 1)
    assert rest == []
    later = press.prints(
        "Barabury hotel fire killed 61, inquiry finds", RIVAL.format(61).replace("hospital", "inquiry")
    )
    (last,) = told(ledger, [later])
    assert len(last.prior_sources) == 1


def test_a_late_copy_of_an_old_version_is_no_news(extractor: Extractor) -> None:
    press, ledger = Press(extractor), MemoryLedger()
    told(ledger, printed(press, AGENCY, 40))
    (rose,) = told(ledger, printed(press, AGENCY.replace("killed", "killed at least"), 43))
    assert (rose.relation, rose.new.claim.low) == ("updates", 43)
    assert told(ledger, printed(press, AGENCY, 40)) == []


def test_a_copy_in_which_the_outlet_has_changed_the_number_is_news(extractor: Extractor) -> None:
    press, ledger = Press(extractor), MemoryLedger()
    told(ledger, printed(press, AGENCY, 40))
    assert [each.new.claim.low for each in told(ledger, printed(press, AGENCY, 14))] == [14]


def test_the_share_of_a_cut_text_is_told_from_its_fingerprint() -> None:
    words = [f"word{n}" for n in range(400)]
    whole, cut = fingerprint(" ".join(words)), fingerprint(" ".join(words[:200]))
    other = fingerprint(" ".join(f"other{n}" for n in range(400)))
    assert containment(whole, whole) == 1
    assert containment(whole, cut) == containment(cut, whole) > 0.8
    assert containment(whole, other) == containment((), whole) == containment((0,) * 64, other) == 0
    assert containment((0,) * 64, (0,) * 64) == 1
