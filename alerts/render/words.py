"""Figures, speakers and times in words."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from alerts.messages import Report
from alerts.render.clean import line
from enrich.messages import Claim

_BEFORE = {"about": "about ", "at_least": "at least ", "more_than": "more than "}
_UP_TO = {"at_most": "at most ", "less_than": "less than "}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def number(value: float) -> str:
    """Return `value` as people write it: 17,177 or 7.2."""
    return f"{int(value):,}" if float(value).is_integer() else f"{value:,.4f}".rstrip("0").rstrip(".")


def figure(claim: Claim) -> str:
    """Return the number of `claim` with its modifier ("at least 6"); else the words of the text."""
    low, high, counts = claim.low, claim.high, claim.base_unit in ("", "1")
    if counts and claim.qualifier == "exact" and low is not None and low == high:
        return number(low)
    if counts and low is not None and claim.qualifier in _BEFORE and high in (None, low):
        return _BEFORE[claim.qualifier] + number(low)
    if counts and high is not None and claim.qualifier in _UP_TO:
        return _UP_TO[claim.qualifier] + number(high)
    if counts and low is not None and high is not None and claim.qualifier == "range":
        return f"{number(low)} to {number(high)}"
    return line(claim.phrase, 60)


def spoken(source: str) -> str:
    """Return the name of a source as people say it: "Nigeria: disaster agency" is how the list tells bodies apart."""
    return source.replace(": ", " ")


def voice(report: Report) -> str:
    """Return who says so: the body, unnamed people with their outlet, or the outlet itself."""
    claim, outlet = report.claim, line(report.outlet, 60)
    if claim.attribution_kind == "outlet" or not (claim.attribution or claim.attribution_text):
        return outlet or "one report"
    said = re.sub(r"^The\b", "the", line(spoken(claim.attribution) or claim.attribution_text, 60))
    return f"{said} ({outlet})" if claim.attribution_kind == "unnamed" and outlet else said


def plural(report: Report) -> bool:
    """Return whether `voice(report)` is many by its form: "officials say", "police say", and "Hamas says"."""
    claim = report.claim
    last = (claim.attribution or claim.attribution_text).rpartition(" ")[2]
    return claim.attribution_kind != "outlet" and (
        last == "police" or (last.islower() and last.endswith("s") and not last.endswith("ss"))
    )


def moment(time: datetime, zone: str) -> str:
    """Return `time` in the time zone `zone`: "8 Dec 2023, 16:20 CET"."""
    local = time.astimezone(ZoneInfo(zone))
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}, {local:%H:%M} {local:%Z}"
