"""Makes enrich/data/lemmas.tsv: the forms in the treebanks whose lemma the rules do not find."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from enrich.pipeline.lemmas import lemma
from enrich.pipeline.train.treebanks import Tree

_INFLECTED = {"NNS", "VBD", "VBG", "VBN", "VBZ", "VBP", "JJR", "JJS", "RBR", "RBS", "PRP", "PRP$", "MD", "RB", "DT"}


def exceptions(trees: Iterable[Tree]) -> Iterator[str]:
    """Give the rows "form, tag, lemma", in order, by the majority of what the trees say."""
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for tree in trees:
        for word in tree:
            if word.tag in _INFLECTED and word.form.isascii() and word.form.replace("'", "").isalpha():
                votes[word.form.lower(), word.tag][word.lemma.lower()] += 1
    for (form, tag), counts in sorted(votes.items()):
        base, count = counts.most_common(1)[0]
        if count < 2 and not form.startswith(base[:-1]):  # most often a slip of the pen
            continue
        if base.isascii() and base != lemma(form, tag, {}) and base != "_":
            yield f"{form}\t{tag}\t{base}"
