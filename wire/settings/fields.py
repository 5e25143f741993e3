"""The kinds of values that settings hold, each with the sentence that says what was expected."""

import re
from datetime import datetime
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def _seconds(value: object) -> object:
    """Turn "15m" into 900.0; leave numbers to pydantic."""
    if isinstance(value, str):
        found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([smhd]?)\s*", value)
        if not found:
            raise ValueError('expected a duration: seconds, or a number with s, m, h or d ("15m")')
        return float(found[1]) * _UNITS[found[2] or "s"]
    return value


def http_url(value: str) -> str:
    """Return `value` if it is a whole http or https address with a host that can be looked up. Raises `ValueError`."""
    # The address itself stays out of the message: it may carry a password or a token.
    try:
        parts = urlsplit(value)
        host = (parts.hostname or "").encode("idna")
        whole = parts.scheme in ("http", "https") and bool(host) and (parts.port or 1) > 0
    except ValueError:
        whole = False
    if not whole or re.search(r"\s", value):
        raise ValueError("expected a whole http or https address")
    return value


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError('expected a time zone of the tz database, such as "Europe/Berlin"')
    return value


def _hours(value: str) -> str:
    clock = r"(?:[01]\d|2[0-3]):[0-5]\d"
    day = "(?:mon|tue|wed|thu|fri|sat|sun)"
    if not re.fullmatch(rf"(?:{day}(?:-{day})? )?{clock}-(?:{clock}|24:00)", value):
        raise ValueError('expected hours, such as "22:00-07:00" or "sat-sun 00:00-24:00"')
    return value


def _moment(value: object) -> object:
    # YAML reads a date and time by itself; messages between processes hold text.
    if isinstance(value, datetime):
        value = value.isoformat()
    try:
        aware = isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        aware = False
    if not aware:
        raise ValueError('expected a time with its zone, such as "2026-12-31T18:00+01:00"')
    return value


def _address(value: str) -> str:
    if not re.fullmatch(r"[^@\s<>,;:\x00-\x20\"]+@[^@\s<>,;:\"]+", value):
        raise ValueError("expected an e-mail address, such as desk@example.org")
    return value


Duration = Annotated[float, BeforeValidator(_seconds), Field(ge=0)]
HttpUrl = Annotated[str, AfterValidator(http_url)]
Zone = Annotated[str, AfterValidator(_zone)]
PagePolicy = Literal["never", "short", "always"]
Relation = Literal["contradicts", "revises", "updates", "impossible"]
Hours = Annotated[str, AfterValidator(_hours)]
Clock = Annotated[str, Field(pattern=r"^(?:[01]\d|2[0-3]):[0-5]\d$")]
Moment = Annotated[str, BeforeValidator(_moment)]
Address = Annotated[str, AfterValidator(_address)]


class Section(BaseModel):
    """A part of the settings: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, allow_inf_nan=False)
