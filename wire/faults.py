"""The three kinds of failure that the consume loop tells apart.

Exception
├── MessageFault   the message's fault: to the dead letters at once
├── WorldFault     something outside is away: back off, keep the partition, acknowledge nothing
│   (BusAway, LedgerAway, redis ConnectionError and TimeoutError count as one: they are ConnectionError/OSError)
└── anything else  our fault: retried, then to the dead letters
"""


class MessageFault(ValueError):
    """The message can never be handled, whatever is tried; the text says why in one line."""


class WorldFault(ConnectionError):
    """Something outside does not answer; the same message may work later."""
