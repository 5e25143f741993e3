"""How often Python looks for garbage that holds itself in a worker that judges."""

import gc

_FIRST, _SECOND, _THIRD = 50_000, 20, 50
"""Objects made before the young ones are looked through, and how often that is done before older ones are."""


def collect_seldom() -> None:
    """Look for cycles of garbage less often than Python does by itself; for this whole process.

    The judge makes next to none and remembers many thousands of objects; to walk them took a sixth of its time.
    """
    gc.set_threshold(_FIRST, _SECOND, _THIRD)
