"""Measures how well figures are held under quantities: of pairs under one, how many are of one, and the reverse.

    python bench/placing.py FOLDER [SET ...]

FOLDER holds SET.articles.jsonl and SET.gold.jsonl, whose figures say of which quantity they are. These figures are
given in place of extraction, article by article in order of time, and what counts is where each is held in the end.
Prints a table in Markdown.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import msgspec

from alerts.handle import handle
from alerts.judge import Weigher
from alerts.ledger.memory import MemoryLedger
from desk.lines import read_articles, read_figures
from desk.replay import claimed, in_order
from enrich.extractor import Extractor
from enrich.messages import ArticleClaims
from enrich.pipeline import Pipeline

Place = tuple[str, str, int]
"""A figure: its article, the field, and where in it the figure begins."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("sets", nargs="*", default=["stories", "ecb"])
    args = parser.parse_args()
    extractor = Extractor(Pipeline.load())
    print("| set | figures | quantities, ours | pairs under one that are of one | pairs of one that are under one |")
    print("| --- | --- | --- | --- | --- |")
    for name in args.sets:
        with (args.folder / f"{name}.articles.jsonl").open("rb") as lines:
            articles = in_order(read_articles(lines, print))
        gold = args.folder / f"{name}.gold.jsonl"
        with gold.open("rb") as lines:
            given = read_figures(lines, print)
        wanted = quantities(gold)
        found = {place: held for place, held in placed(claimed(articles, extractor, given)).items() if place in wanted}
        pairs = pairs_of((found[place], wanted[place]) for place in found)
        ours, theirs = pairs_of(found.values()), pairs_of(wanted[place] for place in found)
        print(
            f"| {name} | {len(found):,} | {len({wanted[place] for place in found})}, {len(set(found.values()))}"
            f" | {pairs / ours:.3f} ({pairs:,} of {ours:,}) | {pairs / theirs:.3f} ({pairs:,} of {theirs:,}) |"
        )
    return 0


def quantities(gold: Path) -> Mapping[Place, str]:
    """Return the quantity of each figure in the file `gold` that is said to be of one."""
    read = map(msgspec.json.decode, gold.read_bytes().splitlines())
    return {(each["article"], each["field"], each["start"]): each["quantity"] for each in read if each.get("quantity")}


def placed(articles: Iterable[ArticleClaims]) -> Mapping[Place, str]:
    """Return under which quantity each figure of `articles` is held in the end."""
    ledger, match = MemoryLedger(), Weigher()
    found: dict[Place, str] = {}
    for article in articles:
        decision = handle(article, ledger, threshold=0.5, now=article.fetched, match=match)
        for held in decision.held:
            claim = held.report.claim
            found[held.report.article, claim.field, claim.start] = held.quantity
    return {place: ledger.quantity(name) for place, name in found.items()}


def pairs_of(names: Iterable[object]) -> int:
    """Return how many pairs of equal ones there are among `names`."""
    return sum(count * (count - 1) // 2 for count in Counter(names).values())


if __name__ == "__main__":
    sys.exit(main())
