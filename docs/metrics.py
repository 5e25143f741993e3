"""Writes docs/metrics.md from the metrics modules: python docs/metrics.py. A test compares the two."""

import importlib
from pathlib import Path

from prometheus_client.metrics import MetricWrapperBase

PAGE = Path(__file__).parent / "metrics.md"
STAGES = {
    "wire.metrics": "Every stage",
    "ingest.metrics": "ingest",
    "enrich.metrics": "enrich",
    "alerts.metrics": "alert",
    "desk.pages.metrics": "pages",
}
ENDINGS = {"counter": "_total", "info": "_info", "histogram": "", "gauge": ""}

HEAD = """# Metrics

What `/metrics` of each process shows, written by `docs/metrics.py` from the code. A stage shows those that all share
and its own, and the basics of its process (`process_resident_memory_bytes`, `process_cpu_seconds_total`,
`process_open_fds`, `process_start_time_seconds` and others of Prometheus' Python client).

Several processes of a stage show their own numbers. Counters, histograms and gauges of what a process does or holds are
added up (`sum`); where the text says "the same in every process", take `max`. Labels are bounded: their values are
constants of the code or come from the settings, and `place` has forty names at most and "elsewhere".

The dashboards and the alert rules that use them are in `deploy/grafana` and `deploy/prometheus`.
"""


def page() -> str:
    """Return the page."""
    parts = [HEAD]
    for name, title in STAGES.items():
        found = [each for each in vars(importlib.import_module(name)).values() if isinstance(each, MetricWrapperBase)]
        parts.append(f"\n## {title}\n\n| metric | type | labels | what it says |\n| --- | --- | --- | --- |\n")
        parts += [_line(metric) for metric in sorted(found, key=lambda metric: metric._name)]
    return "".join(parts)


def _line(metric: MetricWrapperBase) -> str:
    name = f"`{metric._name}{ENDINGS[metric._type]}`"
    labels = ", ".join(f"`{label}`" for label in metric._labelnames)
    return f"| {name} | {metric._type} | {labels} | {metric._documentation} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
