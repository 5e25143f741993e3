"""The names of the ledger's keys in Redis, all under "NAMESPACE:l:"; what they hold is said in alerts.ledger.redis."""

from alerts.ledger.writing import Texts

STATE = "\0"
"""Before the names of quantities (alone: the article's state) among a snapshot's versions; no bucket begins so."""


class Names:
    """Names keys."""

    def __init__(self, namespace: str) -> None:
        self._prefix = f"{namespace}:l:"
        self.counter = f"{self._prefix}n"
        self.apart = f"{self._prefix}apart"

    def state(self, article: str) -> str:
        """How far `article` has been handled."""
        return f"{self._prefix}a:{article}"

    def told(self, article: str) -> str:
        """The contradictions that handling `article` brought up."""
        return f"{self._prefix}x:{article}"

    def texts(self, texts: Texts) -> str:
        """The texts of one revision."""
        return f"{self._prefix}h:{texts[0]}:{texts[1]}:{texts[2]}"

    def quantity(self, quantity: str) -> str:
        """A quantity's record; "" gives what all these names begin with."""
        return f"{self._prefix}u:{quantity}"

    def bucket(self, bucket: str) -> str:
        """The quantities in `bucket`."""
        return f"{self._prefix}b:{bucket}"
