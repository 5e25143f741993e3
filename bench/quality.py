"""Scores `figurewatch extract` and `figurewatch replay` on gold data, set by set, and prints the scorer's report.

    python bench/quality.py FOLDER [SET ...] [--show N]

FOLDER holds SET.articles.jsonl, SET.gold.jsonl, for some sets SET.alerts.jsonl, and the scorer score.py. What the
program found lies in a temporary folder afterwards, whose name is printed.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("sets", nargs="*")
    parser.add_argument("--show", default="0", help="errors of each kind to print")
    args = parser.parse_args()
    sets = args.sets or sorted(path.name.split(".")[0] for path in args.folder.glob("*.gold.jsonl"))
    out = Path(tempfile.mkdtemp(prefix="quality-"))
    for name in sets:
        articles, gold = args.folder / f"{name}.articles.jsonl", args.folder / f"{name}.gold.jsonl"
        print(f"== {name}: figures", flush=True)
        found = run("extract", articles, out / f"{name}.figures.jsonl")
        score(args.folder, "figures", gold, found, "--all", "--show", args.show)
        wanted = args.folder / f"{name}.alerts.jsonl"
        for title, options in (("own figures", []), ("gold figures", ["--claims", gold])):
            print(f"== {name}: alerts on {title}", flush=True)
            told = run("replay", articles, out / f"{name}.{title.split()[0]}.alerts.jsonl", *options)
            kinds = [json.loads(line)["relation"] for line in told.read_text(encoding="utf-8").splitlines()]
            print(f"told: {len(kinds)} { ({kind: kinds.count(kind) for kind in sorted(set(kinds))}) }", flush=True)
            score(args.folder, "alerts", gold, wanted if wanted.exists() else "-", articles, told, "--show", args.show)
    print(f"what was found: {out}")
    return 0


def run(command: str, articles: Path, output: Path, *options: object) -> Path:
    """Run one figurewatch command on `articles`, its lines into `output`."""
    with output.open("wb") as lines:
        words = [sys.executable, "-m", "desk.cli", command, str(articles), *map(str, options)]
        subprocess.run(words, stdout=lines, check=True)
    return output


def score(folder: Path, *words: object) -> None:
    """Print what the scorer says."""
    subprocess.run([sys.executable, str(folder / "score.py"), *map(str, words)], check=True)


if __name__ == "__main__":
    sys.exit(main())
