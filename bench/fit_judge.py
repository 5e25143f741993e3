"""Fits the weights of the judge's evidence on gold data, and says how well they do on topics that they have not seen.

    python bench/fit_judge.py FOLDER [--write] [--show]

FOLDER holds the articles and the gold figures of `stories` and `ecb`, the alerts of stories, and the scorer score.py.
What is learned is whether two figures of one measure are of one quantity: from the gold's figures in the context that
the texts give them, from those that are found in the texts, and from those found in stories of our own (`stories/`
beside this program). Each set is one stream. A topic is a story, or a third of ecb's; what is said of a topic comes
from weights that were fitted without it, the scale that makes scores probabilities included. `--write` writes
alerts/judge/weights.py, fitted on all.

The weights are those of a logistic regression, held small by a ridge in proportion to how much each piece of evidence
varies: with few stories, weights of their own for each kind of measure did worse on unseen ones. Only how often two
figures are of one quantity to begin with is fitted for each kind.
"""

import argparse
import importlib.util
import itertools
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from stories import stories

from alerts.handle import handle
from alerts.judge import weights as current
from alerts.judge.doubts import DOUBTS
from alerts.judge.evidence import family
from alerts.judge.finding import Match, comparable
from alerts.judge.profile import Profile, profile
from alerts.judge.sameness import Sameness, beside, weighable
from alerts.ledger.memory import MemoryLedger
from alerts.messages import Contradiction, Report
from alerts.reports import reports_of
from desk.lines import read_articles, read_figures
from desk.replay import claimed, in_order
from enrich.extractor import Extractor
from enrich.messages import ArticleClaims
from enrich.pipeline import Pipeline

FAMILIES = ("toll", "money", "share", "physical", "count", "crowd")
_ACROSS = """
    local_same local_other local_strange local_neither bridge head_event apart_same apart_one near close
    sentence around about known strange kind_same kind_other kind_equal period_diff holder_same holder_main
    holder_other main ratio_5 ratio_20 ratio_70 ratio_far ratio_wild falls small_both small_one ratio
    same_number zero one both_one year_one year_same year_other event_one groups_same groups_one groups_other
    groups_diff counted part_one part_both more_both partial_one partial_both title_both title_one early_both
    places_other places_headline topics source source_other background_one background_both standing_other hours
    outlet
"""
ACROSS = [*_ACROSS.split(), *DOUBTS]
_WITHIN = """
    same_number bridge source_other standing_other close near ratio ratio_5 ratio_20 ratio_70 zero one both_one
    groups_same groups_one groups_other groups_diff counted part_one part_both more_one more_both partial_one
    partial_both kind_same kind_one kind_other kind_equal holder_same holder_other title_one background_one
    event_one year_one year_other sentence period_diff
"""
WITHIN = _WITHIN.split()
RIDGE = 900.0
WITHIN_RIDGE = 40.0
NEAR = 3
"""Pairs of one quantity count up to this many articles apart: the judge compares with the latest that gives it."""
LEAN = 0.04
"""Added to every score: of what it adds on stories, about half is right."""
LOOSE = 0.12
"""Score from which on findings take part in turning scores into probabilities."""


@dataclass(frozen=True)
class Stream:
    """Articles that are judged together, with the quantity of each claim and what a desk wants of them.

    `wanted` holds (new article, quantity) with the relation ("" where none is given); `welcome` those that a desk does
    not mind.
    """

    name: str
    articles: Sequence[ArticleClaims]
    quantities: Mapping[str, str]
    wanted: Mapping[tuple[str, str], str]
    welcome: frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Pairs:
    """Evidence on pairs of figures: their topics, families' numbers, evidence (pair x kind), same or not, weights."""

    topics: np.ndarray  # pair x 2
    families: np.ndarray
    evidence: np.ndarray
    same: np.ndarray
    weight: np.ndarray


@dataclass(frozen=True)
class Model:
    """Weights across articles, with an offset for each family, and within one article; the bias comes first."""

    across: np.ndarray
    offsets: np.ndarray
    within: np.ndarray

    def scaled(self, scale: float, shift: float) -> "Model":
        """Return the model whose scores across articles are `scale` times these, plus `shift`."""
        across = self.across * scale
        across[0] += shift
        return Model(across=across, offsets=self.offsets * scale, within=self.within)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true", help="write alerts/judge/weights.py")
    parser.add_argument("--show", action="store_true", help="print what is told wrongly or missed on held-out topics")
    args = parser.parse_args()
    streams = list(load(args.folder))
    across, within = joined(map(pairs_across, streams)), joined(map(pairs_within, streams))
    topics = sorted({topic_of(article.article) for stream in streams for article in stream.articles})
    models = {topic: fit(across, within, topic) for topic in topics}
    findings = [row for stream in streams for row in rows(stream, told(stream, loosened(models)))]
    unseen = {topic: model.scaled(*calibrate(findings, topic)) for topic, model in models.items()}
    for stream in streams:
        report(stream, told(stream, unseen), show=args.show)
    bins([row for stream in streams for row in rows(stream, told(stream, unseen, every=True))])
    if args.write:
        whole = fit(across, within).scaled(*calibrate(findings))
        Path(str(current.__file__)).write_text(module(whole), encoding="utf-8")
    return 0


def load(folder: Path) -> Iterator[Stream]:
    """Yield each set as the program reads it, and with the gold's figures in place of what it finds."""
    scorer = scorer_of(folder)
    extractor = Extractor(Pipeline.load(None))
    for name in ("stories", "ecb"):
        gold = scorer.jsonl(folder / f"{name}.gold.jsonl")
        with (folder / f"{name}.articles.jsonl").open("rb") as lines:
            articles = in_order(read_articles(lines, print))
        with (folder / f"{name}.gold.jsonl").open("rb") as lines:
            figures = read_figures(lines, print)
        units, tolerated = scorer.wanted(gold, [{"id": article.id} for article in articles])
        wanted: dict[tuple[str, str], str] = dict.fromkeys(units, "")
        listed = folder / f"{name}.alerts.jsonl"
        if listed.exists():
            wanted = {(alert["new"], alert["quantity"]): alert["relation"] for alert in scorer.jsonl(listed)}
        welcome = frozenset({*units, *tolerated}) - set(wanted)
        for title, given in (("own", None), ("gold", figures)):
            said = list(claimed(articles, extractor, given))
            yield Stream(f"{name}, {title} figures", said, quantities_of(said, gold, scorer), wanted, welcome)
    yield written(extractor, scorer)


def written(extractor: Extractor, scorer: ModuleType) -> Stream:
    """Return the stories of our own; wanted of them is what the judge tells where it knows every quantity."""
    read = list(stories())
    said = list(claimed(in_order(article for story in read for article in story.articles), extractor, None))
    quantities = quantities_of(said, [asdict(figure) for story in read for figure in story.figures], scorer)

    def known(one: Report, other: Report) -> Sameness:
        ids = (quantities.get(each.claim.id, each.claim.id) for each in (one, other))
        same = comparable(one) == comparable(other) and len(set(ids)) == 1
        return Sameness(confidence=float(same))

    wanted = {(each.new.article, quantities[each.new.claim.id]): each.relation for each in judged(said, known)}
    return Stream("stories of our own, own figures", said, quantities, wanted, frozenset())


def quantities_of(articles: Sequence[ArticleClaims], gold: Sequence[Any], scorer: ModuleType) -> dict[str, str]:
    """Return the quantity of each claim by its id: that of the gold figure that it overlaps, else one of its own."""
    spans = defaultdict(list)
    for figure in gold:
        spans[figure["article"]].append(figure)
    found = {}
    for article in articles:
        for claim in article.claims:
            span = {"field": claim.field, "start": claim.start, "end": claim.end}
            meant = [figure["quantity"] for figure in spans[article.article] if scorer.overlaps(figure, span)]
            found[claim.id] = meant[0] if meant else claim.id
    return found


def topic_of(article: str) -> str:
    """Return the story of an article, or its third of ecb's topics."""
    topic = article.split("_")[0]
    return f"ecb-{int(topic) // 2 % 3}" if topic.isdigit() else article.rsplit("-", 1)[0]


def scorer_of(folder: Path) -> ModuleType:
    """Return the scorer that lies in `folder` as a module."""
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{folder} holds no score.py.")
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    return scorer


def pairs_across(stream: Stream) -> Pairs:
    """Return the evidence on pairs of figures of two articles that nothing keeps apart."""
    profiles = [[profile(report) for report in reports_of(article)] for article in stream.articles]
    giving: defaultdict[str, list[int]] = defaultdict(list)
    for i, known in enumerate(profiles):
        for quantity in {stream.quantities[one.report.claim.id] for one in known}:
            giving[quantity].append(i)
    chosen: list[tuple[Profile, Profile, bool]] = []
    for i, j in itertools.combinations(range(len(profiles)), 2):
        for one, other in itertools.product(profiles[i], profiles[j]):
            if comparable(one.report) != comparable(other.report):
                continue
            quantity = stream.quantities[one.report.claim.id]
            same = quantity == stream.quantities[other.report.claim.id]
            if same and giving[quantity].index(j) - giving[quantity].index(i) > NEAR:
                continue
            chosen.append((one, other, same))
    return gathered(chosen, ACROSS)


def pairs_within(stream: Stream) -> Pairs:
    """Return the evidence on pairs of figures of one article."""
    chosen = []
    for article in stream.articles:
        for one, other in itertools.combinations(map(profile, reports_of(article)), 2):
            if comparable(one.report) == comparable(other.report):
                same = stream.quantities[one.report.claim.id] == stream.quantities[other.report.claim.id]
                chosen.append((one, other, same))
    return gathered(chosen, WITHIN)


def gathered(chosen: Sequence[tuple[Profile, Profile, bool]], kinds: Sequence[str]) -> Pairs:
    """Return `chosen` as arrays; a topic with many pairs does not count in proportion to their number."""
    found = [(weighable(one, other), one, other, same) for one, other, same in chosen]
    kept = [(each, one, other, same) for each, one, other, same in found if each is not None]
    weighed = [each for each, *_ in kept]
    topics = [(topic_of(one.report.article), topic_of(other.report.article)) for _, one, other, _ in kept]
    sizes = Counter(topic for topic, _ in topics)
    # Pairs that differ decide what is told, so they count twice.
    differs = np.array([1.0 if each["same_number"] else 2.0 for each in weighed])
    return Pairs(
        topics=np.array(topics),
        families=np.array([FAMILIES.index(family(one)) for _, one, _, _ in kept], dtype=int),
        evidence=np.array([[each.get(kind, 0.0) for kind in kinds] for each in weighed]),
        same=np.array([same for *_, same in kept], dtype=float),
        weight=differs * np.array([20 / sizes[topic] ** 0.5 for topic, _ in topics]),
    )


def joined(parts: Iterator[Pairs]) -> Pairs:
    """Return the pairs of all `parts`."""
    every = list(parts)
    return Pairs(**{name: np.concatenate([getattr(part, name) for part in every]) for name in Pairs.__annotations__})


def fit(across: Pairs, within: Pairs, left_out: str = "") -> Model:
    """Return the weights that fit the pairs of which neither figure is of the topic `left_out`."""
    kept, inside = ((pairs.topics != left_out).all(axis=1) for pairs in (across, within))
    families = np.eye(len(FAMILIES))[across.families]
    solved = logistic(np.hstack([across.evidence, families])[kept], across.same[kept], across.weight[kept], RIDGE)
    return Model(
        across=solved[: -len(FAMILIES)],
        offsets=solved[-len(FAMILIES) :],
        within=logistic(within.evidence[inside], within.same[inside], within.weight[inside], WITHIN_RIDGE),
    )


def logistic(columns: np.ndarray, same: np.ndarray, weight: np.ndarray, ridge: float) -> np.ndarray:
    """Return a logistic regression's bias and weights, with a ridge on all but the bias, by Newton's method."""
    penalty = np.array([1e-3, *np.maximum(columns.var(axis=0), 1e-3) * ridge])
    columns = np.hstack([np.ones((len(columns), 1)), columns])
    solved = np.zeros(columns.shape[1])
    for _ in range(50):
        likely = 1 / (1 + np.exp(-np.clip(columns @ solved, -30, 30)))
        slope = columns.T @ (weight * (likely - same)) + penalty * solved
        curve = (columns * (weight * likely * (1 - likely))[:, None]).T @ columns + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        solved -= step
        if np.abs(step).max() < 1e-6:
            break
    return solved


class Matcher:
    """Weighs a pair of reports by the model that was fitted without the topic of the one whose article comes first."""

    def __init__(self, models: Mapping[str, Model]) -> None:
        self._models = models
        self._profiles: dict[Report, Profile] = {}
        self._weighed: dict[tuple[str, str], Sameness] = {}

    def __call__(self, one: Report, other: Report) -> Sameness:
        """Return how sure it is that both give one quantity."""
        key = (min(one.claim.id, other.claim.id), max(one.claim.id, other.claim.id))
        if key not in self._weighed:
            self._weighed[key] = Sameness(confidence=self._weigh(one, other))
        return self._weighed[key]

    def _weigh(self, one: Report, other: Report) -> float:
        if comparable(one) != comparable(other):
            return 0.0
        a, b = self._profile(one), self._profile(other)
        found = weighable(a, b)
        if found is None:
            return 0.0
        model = self._models[topic_of(min(one.article, other.article))]
        if beside(a, b):
            score = model.within[0] + model.within[1:] @ [found.get(kind, 0.0) for kind in WITHIN]
        else:
            score = model.across[0] + model.across[1:] @ [found.get(kind, 0.0) for kind in ACROSS]
            score += model.offsets[FAMILIES.index(family(a))]
        return float(1 / (1 + np.exp(-score)))

    def _profile(self, report: Report) -> Profile:
        if report not in self._profiles:
            self._profiles[report] = profile(report)
        return self._profiles[report]


def loosened(models: Mapping[str, Model]) -> dict[str, Model]:
    """Return `models` moved so that a score of `LOOSE` becomes a probability of one half."""
    return {topic: model.scaled(1.0, float(np.log((1 - LOOSE) / LOOSE))) for topic, model in models.items()}


def told(stream: Stream, models: Mapping[str, Model], *, every: bool = False) -> list[Contradiction]:
    """Return what the judge tells of `stream`, or with `every` all that it lists."""
    return judged(stream.articles, Matcher(models), every=every)


def judged(articles: Sequence[ArticleClaims], match: Match, *, every: bool = False) -> list[Contradiction]:
    """Return what is told of `articles`, or with `every` all that is listed, by what `match` says of pairs."""
    ledger = MemoryLedger()
    found: dict[str, Contradiction] = {}
    for article in articles:
        decision = handle(article, ledger, threshold=0.5, now=article.fetched, match=match)
        for each in decision.candidates if every else decision.contradictions:
            found.setdefault(each.id, each)
    return list(found.values())


def rows(stream: Stream, found: Sequence[Contradiction]) -> Iterator[tuple[str, float, bool]]:
    """Yield for each finding the topic of its new article, its score and whether both figures are of one quantity."""
    for each in found:
        clipped = min(max(each.confidence, 1e-6), 1 - 1e-6)
        yield topic_of(each.new.article), float(np.log(clipped / (1 - clipped))), is_same(stream, each)


def calibrate(findings: Sequence[tuple[str, float, bool]], left_out: str = "") -> tuple[float, float]:
    """Return scale and shift that make probabilities of scores, from loosened findings off the topic `left_out`."""
    kept = [(score, right) for topic, score, right in findings if topic != left_out]
    scores = np.array([score for score, _ in kept]) - np.log((1 - LOOSE) / LOOSE)
    solved = logistic(scores[:, None], np.array([right for _, right in kept], dtype=float), np.ones(len(kept)), 0.1)
    return float(solved[1]), float(solved[0]) + LEAN


def is_same(stream: Stream, each: Contradiction) -> bool:
    return stream.quantities[each.new.claim.id] == stream.quantities[each.prior.claim.id]


def report(stream: Stream, found: Sequence[Contradiction], *, show: bool) -> None:
    """Print how `found` compares with what is wanted."""
    counts: Counter[str] = Counter()
    seen = set()
    for each in found:
        key = (each.new.article, stream.quantities[each.new.claim.id])
        if is_same(stream, each) and key in stream.wanted and key not in seen:
            seen.add(key)
            counts["right"] += 1
            counts["relation"] += each.relation == stream.wanted[key]
        elif not (is_same(stream, each) and key in stream.welcome):
            counts["wrong"] += 1
            if show:
                new, prior = each.new.claim, each.prior.claim
                print(f"WRONG {each.confidence:.2f} {each.relation} {key} / {stream.quantities[prior.id]}")
                print(f"   {new.phrase!r} in {new.quote[:160]!r}\n   {prior.phrase!r} in {prior.quote[:160]!r}")
    if show:
        for key in sorted(set(stream.wanted) - seen):
            print("MISSED", *key, stream.wanted[key])
    right, wrong, wanted = counts["right"], counts["wrong"], len(stream.wanted)
    print(
        f"{stream.name}, unseen: precision {right / max(1, right + wrong):.3f} ({right} of {right + wrong}), "
        f"recall {right / max(1, wanted):.3f} ({right} of {wanted}), relation right {counts['relation']} of {right}"
    )


def bins(findings: Sequence[tuple[str, float, bool]]) -> None:
    """Print mean confidence and share right of `findings` in five bins of equal size."""
    every = sorted((1 / (1 + np.exp(-score)), right) for _, score, right in findings)
    for part in np.array_split(np.array(every, dtype=float), 5):
        print(f"| {len(part)} | {part[:, 0].mean():.2f} | {part[:, 1].mean():.2f} |")


def module(model: Model) -> str:
    """Return the text of the module that holds the weights."""

    def table(kinds: Sequence[str], chosen: Any) -> str:
        lines = [f"    BIAS: {chosen[0]:.3f},"]
        return "\n".join([*lines, *(f'    "{kind}": {w:.3f},' for kind, w in zip(kinds, chosen[1:], strict=True))])

    offsets = "\n".join(f'    "{name}": {offset:.3f},' for name, offset in zip(FAMILIES, model.offsets, strict=True))
    return (
        '"""How much each piece of evidence weighs for one quantity. Written by bench/fit_judge.py, not by hand."""\n\n'
        "from collections.abc import Mapping\n\n"
        'BIAS = "bias"\n\n'
        f"ACROSS: Mapping[str, float] = {{\n{table(ACROSS, model.across)}\n}}\n"
        '"""Between reports of two articles."""\n\n'
        f"OFFSETS: Mapping[str, float] = {{\n{offsets}\n}}\n"
        '"""What is added to the bias between reports of two articles, for each kind of measure."""\n\n'
        f"WITHIN: Mapping[str, float] = {{\n{table(WITHIN, model.within)}\n}}\n"
        '"""Between two figures of one article."""\n'
    )


if __name__ == "__main__":
    sys.exit(main())
