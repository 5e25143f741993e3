"""What senders ask about a contradiction: the silences that cover it, and what else the ledger knows."""

import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import cast

from alerts.ledger.port import Held
from alerts.messages import Contradiction
from alerts.notify.atlas import Atlas
from alerts.notify.matching import covers
from alerts.notify.silences import Silence, Silences
from alerts.render.background import Background, background
from enrich.messages import Measure
from wire.settings.model import SilenceSettings


class Knowledge:
    """Answers senders, one at a time."""

    def __init__(
        self,
        history: Callable[[str], Sequence[Held]],
        silences: Silences,
        configured: Sequence[SilenceSettings],
        atlas: Atlas,
    ) -> None:
        """Ask `history` for the ledger's reports of a quantity; silences are kept, or `configured`."""
        self._lock = threading.Lock()
        self._history = history
        self._silences = silences
        self._configured = configured_silences(configured)
        self._atlas = atlas

    def silenced(self, contradiction: Contradiction, now: datetime) -> str:
        """Return the id of a silence that covers `contradiction` at `now`, or "". Raises `StoreAway`, `LedgerAway`."""
        for each in (*self._silences.current(now), *self._configured):
            if each.until > now and covers(each, contradiction, self._atlas, self._oldest):
                return each.id
        return ""

    def background(self, contradiction: Contradiction) -> Background:
        """Return what the ledger knows beside the two reports. Raises `LedgerAway`."""
        with self._lock:
            return background(contradiction, self._history(contradiction.quantity))

    def _oldest(self, quantity: str) -> str:
        with self._lock:
            held = self._history(quantity)
        return held[0].quantity if held else quantity


def configured_silences(settings: Sequence[SilenceSettings]) -> list[Silence]:
    """Return the silences of the settings, called "settings-1" and so on."""
    return [
        Silence(
            id=f"settings-{number}",
            words=each.words,
            place=each.place,
            measure=cast(Measure | None, each.measure),
            quantity=each.quantity,
            made=datetime.fromisoformat(each.until),
            until=datetime.fromisoformat(each.until),
            by="settings",
            note=each.note,
        )
        for number, each in enumerate(settings, 1)
    ]
