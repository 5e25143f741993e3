"""How long to wait before trying again: exponentially longer, with jitter, so that many do not come back at once."""

import random
from dataclasses import dataclass


@dataclass(slots=True)
class Backoff:
    """Waits that double from `first` to `most` seconds; each is drawn between half of it and all of it."""

    first: float = 0.5
    most: float = 30.0
    tries: int = 0

    def next(self) -> float:
        """Return the seconds to wait now, and remember the try."""
        full = min(self.most, self.first * 2.0 ** min(self.tries, 32))
        self.tries += 1
        return full * random.uniform(0.5, 1.0)

    def reset(self) -> None:
        """Start again from `first`: something has worked."""
        self.tries = 0
