"""Draws docs/alerts.svg, the picture in the README: runs the demo once and keeps two of the alerts that it shows.

python docs/picture.py
"""

import io
import re
from pathlib import Path

from rich.console import Console

from desk.demo.demo import run_demo
from desk.demo.show import panel

WANTED = (("contradicts", "soldiers"), ("revises", "deaths"))
"""Relation of an alert, and a word of the new report's figure or of what it counts."""


def main() -> None:
    """Write the picture beside this file."""
    shown = run_demo(once=True)
    console = Console(record=True, width=96, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print("$ make demo", highlight=False)
    for relation, word in WANTED:
        fitting = [alert for alert in shown if alert.relation == relation]
        if not fitting:
            raise SystemExit(f"The demo told nothing that {relation}; the picture stays as it is.")
        chosen = [alert for alert in fitting if word in f"{alert.label} {alert.new.claim.phrase}"] or fitting
        console.print(panel(chosen[0]))
    svg = console.export_svg(title="figurewatch demo")
    # Fonts of the reader's machine: a picture within a page may load nothing from elsewhere.
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL).replace(
        "Fira Code", "ui-monospace, Menlo, Consolas"
    )
    Path(__file__).with_name("alerts.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
