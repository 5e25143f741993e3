"""How often Python looks for garbage that holds itself in a worker that judges."""

import gc

_FIRST, _SECOND, _THIRD = 1_000_000, 10, 5
"""Objects made before the young ones are looked through, and how often that is done before older ones are."""


def collect_seldom() -> None:
    """Look for cycles of garbage less often than Python does by itself; for this whole process.

    The judge makes next to none, and what it remembers are sets of words all over the memory: to walk 50,000 of those
    takes a tenth of a second and throws out of the processor's caches what is at work there.
    """
    gc.set_threshold(_FIRST, _SECOND, _THIRD)
