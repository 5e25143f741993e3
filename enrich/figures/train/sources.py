"""Where the marked texts come from: gold data, examples of our own, and labels of a corpus of newswire."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from enrich.figures.train.items import UNKNOWN, Item, Marked, Sentence, items
from enrich.figures.train.marks import unmarked
from enrich.pipeline import sentences

EXAMPLES = Path(__file__).parent / "examples.txt"
NEWSWIRE = Path(__file__).parent / "newswire.tsv"
_MARK = re.compile(r"\{([^{}|]*)\|([a-z_?]+)(?:\|[^{}]*)?\}")


def group_of(article: str) -> str:
    """The story or topic that an article of the gold data belongs to."""
    return article.rsplit("-", 1)[0] if "-" in article else article.split("_")[0]


def gold(articles: Path, figures: Path) -> Iterator[Item]:
    """Items of JSON lines: articles with id, title and body; gold figures with article, field, start, end and so on."""
    by_field = defaultdict(list)
    for figure in _lines(figures):
        by_field[figure["article"], figure["field"]].append(figure)
    for article in _lines(articles):
        read = [
            _sentence(article[name], begin, end, by_field[article["id"], name], title=name == "title")
            for name in ("title", "body")
            for begin, end in ([(0, len(article[name]))] if name == "title" else sentences(article[name]))
        ]
        yield from items(group_of(article["id"]), read)


def examples(path: Path = EXAMPLES) -> Iterator[Item]:
    """Items of our own short articles.

    Articles are parted by empty lines, headlines begin with "# ", and figures stand as "{at least 24 dead|killed}";
    a number without braces, or marked "none", is no figure.
    """
    for k, block in enumerate(path.read_text(encoding="utf-8").strip().split("\n\n")):
        read: list[Sentence] = []
        for line in block.splitlines():
            if not line.startswith("//"):
                read += _marked_sentences(line.removeprefix("# "), title=line.startswith("# "))
        yield from items(f"example {k}", read)


def stories(folder: Path) -> Iterator[Item]:
    """Items of our own stories, one a file: articles that begin with a line "@ time | outlet", then as in `examples`.

    Figures stand as "{at least 24 dead|killed|quantity|source}"; of a number without braces nothing is learnt.
    """
    for path in sorted(folder.glob("*.txt")):
        for article in path.read_text(encoding="utf-8").split("\n\n@ "):
            read: list[Sentence] = []
            for line in article.splitlines()[1:]:
                read += _marked_sentences(line.removeprefix("# "), title=line.startswith("# "))
            yield from items(f"story {path.stem}", read, rest=UNKNOWN)


def newswire(corpus: Path, labels: Path = NEWSWIRE) -> Iterator[Item]:
    """Items of the Groningen Meaning Bank: `corpus` has a token and its tags a line, sentences parted by empty lines.

    `labels` has the number of a sentence and its figures as start:end:measure, offsets in the sentence as `join` puts
    it together.
    """
    texts = [join(block) for block in corpus.read_text(encoding="utf-8").split("\n\n")]
    for line in labels.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        number, *marks = line.split("\t")
        marked = [Marked(int(start), int(end), measure) for start, end, measure in (m.split(":") for m in marks)]
        yield from items(f"newswire {number}", [Sentence(texts[int(number)], marked)], rest=UNKNOWN)


def join(block: str) -> str:
    """The sentence whose tokens are the first words of the lines of `block`, spaced as it would be printed."""
    text = " ".join(line.split("\t")[0] for line in block.splitlines() if line)
    text = re.sub(r" ([,.;:?!%)\]])", r"\1", text)
    text = re.sub(r"([(\[$]) ", r"\1", text)
    return re.sub(r" ('s|'re|'ve|n't|')(?= |$|[,.])", r"\1", text)


def _marked_sentences(line: str, *, title: bool) -> Iterator[Sentence]:
    text, found = unmarked(line, _MARK)
    marked = [Marked(start, start + len(mark[1]), mark[2]) for start, mark in found]
    for begin, end in [(0, len(text))] if title else sentences(text):
        inside = [Marked(m.start - begin, m.end - begin, m.measure) for m in marked if begin <= m.start < end]
        yield Sentence(text[begin:end], inside, title)


def _sentence(text: str, begin: int, end: int, figures: Iterable[dict[str, Any]], *, title: bool) -> Sentence:
    inside = [g for g in figures if g["start"] < end and begin < g["end"]]
    marked = [
        Marked(g["start"] - begin, g["end"] - begin, UNKNOWN if g["implicit"] else g["measure"], (g["low"], g["high"]))
        for g in inside
    ]
    return Sentence(text[begin:end], marked, title)


def _lines(path: Path) -> Sequence[dict[str, Any]]:
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]
