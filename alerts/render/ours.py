"""What our own outlets published of a quantity, in sentences."""

from alerts.messages import Report
from alerts.render.clean import line
from alerts.render.words import figure, moment, voice


def published(report: Report, zone: str) -> str:
    """Return what our outlet published, by whose word, and when, in the time zone `zone`."""
    said, outlet = voice(report), _outlet(report)
    source = "" if said == outlet else f", citing {said}"
    return f"{outlet} published {figure(report.claim)}{source}, {moment(report.time, zone)}"


def carried(report: Report, right: Report, zone: str) -> str:
    """Return that our outlet still carries a figure which its source, in `right`, has put right."""
    put_right = f"{voice(right)} put it right, {moment(right.time, zone)}"
    return f"Still in {_outlet(report)}: {figure(report.claim)}, published {moment(report.time, zone)}; {put_right}"


def _outlet(report: Report) -> str:
    return line(report.outlet, 60) or "one of our outlets"
