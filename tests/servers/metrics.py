"""What a process shows of its metrics over HTTP."""

import re
import urllib.request


def shown(port: int, series: str) -> float | None:
    """Return the value of `series`, a metric with its labels, at the process on `port`; None where it shows none."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
            found = re.search(rf"^{re.escape(series)} (.*)$", answer.read().decode(), re.M)
    except OSError:
        return None
    return float(found[1]) if found else None
