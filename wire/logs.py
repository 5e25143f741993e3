"""How processes log: one JSON object a line under containers, readable lines on a terminal.

What a call gives as `extra` is part of both. Control characters never reach a terminal: text of feeds may hold them.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any, TextIO

from wire.settings.model import LogSettings

# "color_message" is uvicorn's, for terminals.
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}
_QUIET = ("kafka", "urllib3", "asyncio")
"""Libraries that report as errors what the loops report as waiting."""

_OURS = frozenset({"alerts", "desk", "enrich", "ingest", "wire"})
"""Packages whose details are logged. Those of libraries hold addresses and passwords, which are channels' secrets."""


def set_up(settings: LogSettings, stream: TextIO | None = None) -> None:
    """Send all logging to `stream` (standard error) in the form and from the level that `settings` ask for.

    Of libraries nothing below "info" is logged.
    """
    out = stream if stream is not None else sys.stderr
    text = settings.format == "text" or (settings.format == "auto" and out.isatty())
    handler = logging.StreamHandler(out)
    handler.setFormatter(TextFormatter() if text else JsonFormatter())
    handler.addFilter(lambda record: record.levelno >= logging.INFO or record.name.partition(".")[0] in _OURS)
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(settings.level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def extras(record: logging.LogRecord) -> dict[str, Any]:
    """Return what the call gave as `extra`."""
    return {name: value for name, value in vars(record).items() if name not in _STANDARD}


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, the extras, and the traceback where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        entry: dict[str, Any] = {
            "time": _time(record).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        for name, value in extras(record).items():
            entry[name if name not in entry else f"{name}_"] = value
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry, default=str, ensure_ascii=False)


class TextFormatter(logging.Formatter):
    """`12:34:56 WARNING wire.loop: message (name=value, ...)`, with the traceback below it where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line or lines."""
        details = ", ".join(f"{name}={value}" for name, value in extras(record).items())
        line = f"{_time(record):%H:%M:%S} {record.levelname} {record.name}: {record.getMessage()}"
        line = escape(f"{line} ({details})" if details else line)
        if record.exc_info:
            rows = self.formatException(record.exc_info).split("\n")
            line = "\n".join([line, *(escape(row) for row in rows)])
        return line


def escape(text: str) -> str:
    """Return `text` with control characters and other unprintable ones, line ends included, as escapes."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _time(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)
