"""Makes the weights: `python -m enrich.figures.train [ARTICLES GOLD ...] [--newswire FILE] [--stories FOLDER]`.

ARTICLES and GOLD are JSON lines: articles with id, title and body; gold figures with article, field, start, end, low,
high, measure and implicit. FILE of --newswire is gmb.iob2 of the Groningen Meaning Bank, FOLDER of --stories is
bench/stories. What is left out is not learnt from; the examples beside this program always are.
"""

import argparse
from itertools import chain
from pathlib import Path

from enrich.figures.model import WEIGHTS
from enrich.figures.train.fit import fit, save
from enrich.figures.train.sources import examples, gold, newswire, stories


def main() -> None:
    """Reads the command line, trains on everything and writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, metavar="ARTICLES GOLD")
    parser.add_argument("--newswire", type=Path)
    parser.add_argument("--stories", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=WEIGHTS)
    args = parser.parse_args()
    pairs = zip(args.files[::2], args.files[1::2], strict=True)
    learnt = chain(
        chain.from_iterable(gold(articles, figures) for articles, figures in pairs),
        examples(),
        newswire(args.newswire) if args.newswire else (),
        stories(args.stories) if args.stories else (),
    )
    save(fit(list(learnt)), args.output)


if __name__ == "__main__":
    main()
