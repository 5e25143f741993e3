"""Scores the figures of articles that the weights were not trained on: ten folds by topic, with the gold's own scorer.

    python bench/unseen.py FOLDER [--newswire FILE] [--stories FOLDER] [--show N]

FOLDER is that of quality.py. For each fold the classifier of measures is trained on the other topics (and on what it
is always trained on, see `python -m enrich.figures.train --help`), then reads the fold's articles. The scores are to be
compared with those of quality.py, whose weights were trained on everything.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from enrich.figures import figures_in
from enrich.figures.train.fit import fit
from enrich.figures.train.sources import examples, gold, group_of, newswire, stories
from enrich.pipeline import sentences
from enrich.reading import Passage

FOLDS = 10


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--newswire", type=Path)
    parser.add_argument("--stories", type=Path)
    parser.add_argument("--show", default="0", help="errors of each kind to print")
    args = parser.parse_args()
    names = sorted(path.name.split(".")[0] for path in args.folder.glob("*.gold.jsonl"))
    pairs = {name: (args.folder / f"{name}.articles.jsonl", args.folder / f"{name}.gold.jsonl") for name in names}
    articles = {name: [json.loads(line) for line in read.read_text().splitlines()] for name, (read, _) in pairs.items()}
    always = [
        *examples(),
        *(newswire(args.newswire) if args.newswire else ()),
        *(stories(args.stories) if args.stories else ()),
    ]
    learnt = [item for pair in pairs.values() for item in gold(*pair)]
    topics = sorted({group_of(article["id"]) for read in articles.values() for article in read})
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    for fold in range(FOLDS):
        held = set(topics[fold::FOLDS])
        model = fit([item for item in learnt if item.group not in held] + always)
        for name, read in articles.items():
            for article in read:
                if group_of(article["id"]) in held:
                    figures = (one for each in figures_in(_passages(article), model) for one in each)
                    found[name] += ({"article": article["id"], **asdict(one)} for one in figures)
    with tempfile.TemporaryDirectory() as out:
        for name in names:
            print(f"== {name}: figures on topics not trained on", flush=True)
            lines = Path(out) / f"{name}.jsonl"
            lines.write_text("".join(json.dumps(one) + "\n" for one in found[name]))
            words = [args.folder / "score.py", "figures", pairs[name][1], lines, "--all", "--show", args.show]
            subprocess.run([sys.executable, *map(str, words)], check=True)
    return 0


def _passages(article: dict[str, Any]) -> list[Passage]:
    return [
        Passage(field=field, start=start, end=end, text=article[field][start:end], paragraph=0)
        for field in ("title", "body")
        for start, end in sentences(article[field])
    ]


if __name__ == "__main__":
    sys.exit(main())
