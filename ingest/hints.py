"""What HTTP headers say about when to come back, in seconds, and where changes are pushed."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,10})", re.IGNORECASE)


def retry_after(value: str | None, now: datetime) -> float | None:
    """Return the seconds from `now` that a Retry-After header asks for, at least 0; None where it says nothing.

    Takes both forms: seconds, and an HTTP date.
    """
    if value is None:
        return None
    text = value.strip()
    if re.fullmatch(r"\d{1,10}", text, re.ASCII):
        return float(text)
    moment = _date(text)
    return None if moment is None else max(0.0, (moment - now).total_seconds())


def fresh_for(cache_control: str | None, expires: str | None, now: datetime) -> float | None:
    """Return for how many seconds from `now` an answer counts as fresh: max-age, else Expires; None where neither."""
    found = _MAX_AGE.search(cache_control or "")
    if found:
        return float(found[1])
    moment = _date(expires or "")
    return None if moment is None else max(0.0, (moment - now).total_seconds())


_LINK = re.compile(r"<([^<>]{1,2000})>((?:\s*;\s*[\w!#$&+.^`|~*-]{1,40}\s*=\s*(?:\"[^\"]{0,500}\"|[^\s,;\"]{0,500}))*)")
_REL = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s,;]+))", re.IGNORECASE)


def hub_of(links: str) -> tuple[str, str]:
    """Return the addresses of hub and topic that Link headers offer (WebSub, section 4), each "" where they do not."""
    found = {"hub": "", "self": ""}
    for address, parameters in _LINK.findall(links[:20_000]):
        said = _REL.search(parameters)
        for rel in (said[1] or said[2] or "").lower().split() if said else ():
            if rel in found and not found[rel] and address.startswith(("http://", "https://")):
                found[rel] = address
    return found["hub"], found["self"]


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
