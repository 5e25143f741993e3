"""What `figurewatch verdicts` writes: alerts that people judged, in the form of `replay` with the verdict before it."""

import sys
from pathlib import Path
from typing import Any

import msgspec

from alerts.evidence.verdicts import Verdict, Verdicts
from desk.replay import alert_line
from desk.servers import opened_redis
from wire.settings.model import Settings


def write_verdicts(settings: Settings, output: Path | None) -> None:
    """Write all verdicts as JSON lines to `output`, for None to standard output. Raises `Failure`."""
    with opened_redis(settings) as client:
        lines = [
            msgspec.json.encode(verdict_line(each)).decode()
            for each in Verdicts(client, namespace=settings.namespace).all()
        ]
    text = "".join(f"{line}\n" for line in lines)
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8")


def verdict_line(verdict: Verdict) -> dict[str, Any]:
    """Return the line for `verdict`, a mapping ready for JSON."""
    given = {"verdict": verdict.saying, "by": verdict.by, "at": verdict.at.isoformat()}
    return {**given, **alert_line(verdict.contradiction)}
