"""What keeps two figures apart whatever else speaks for them: better no match than a wrong one."""

from alerts.judge.profile import Profile

_KINDS_EXCLUDE = frozenset({"money", "percent", "length", "captive", "displaced"})
_PERIODS_EXCLUDE = frozenset({"per share", "year before", "forecast"})


def apart(a: Profile, b: Profile) -> bool:
    """Return whether `a` and `b` cannot be of one quantity."""
    measure = a.report.claim.measure
    if a.more or b.more:
        return True
    if a.apart and b.apart and not a.apart & b.apart:
        return True
    if measure in _KINDS_EXCLUDE and a.kind and b.kind and not a.kind & b.kind:
        return True
    if measure == "duration":
        return "sentence" not in a.kind & b.kind
    return measure in ("money", "percent") and (a.each != b.each or bool((a.period ^ b.period) & _PERIODS_EXCLUDE))
