"""The list of what is disputed, as the pages keep it in memory."""

from datetime import UTC, datetime, timedelta

import pytest

from alerts.evidence.dispute import dispute
from alerts.evidence.store import Changes
from desk.pages.listing import Listing
from tests.alerts.makers import a_contradiction

NOW = datetime(2026, 3, 8, 12, tzinfo=UTC)


class News:
    """A source in which one more quantity is disputed at each look."""

    def __init__(self) -> None:
        self.number = 0

    def changes(self, after: int) -> Changes:
        self.number += 1
        quantity, decided = f"q{self.number}", NOW + timedelta(minutes=self.number)
        entry = dispute(quantity, [a_contradiction(quantity, quantity=quantity, decided=decided)])
        return Changes(number=self.number, whole=after == 0, entries={quantity: entry})


def test_it_keeps_no_more_than_the_latest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk.pages.listing.MOST_LIVE", 3)
    listing = Listing(News())
    for _ in range(5):
        found = listing.current(NOW + timedelta(minutes=9))
    assert [each.dispute.quantity for each in found] == ["q5", "q4", "q3"]
    assert len(listing.offered().measures) == 1
