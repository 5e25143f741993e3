"""Fits the weights of the judge's evidence on gold data, and says how well they do on streams that they have not seen.

    python bench/fit_judge.py FOLDER [--write]

FOLDER holds stories.articles.jsonl, stories.gold.jsonl, stories.alerts.jsonl, the same of ecb (no alerts), and the
scorer score.py. `--write` writes alerts/judge/weights.py. The gold's figures are put into the context that the texts
give them; what is learned is whether two of them are of one quantity. Each story, and each third of ecb's topics, is
judged by weights that were fitted on the others.

The weights of a family of measures are those that all families share plus a deviation, both held small (ridge); after
that a scale for all and an offset for each family turn scores into probabilities, from the findings of the held-out
streams.
"""

import argparse
import importlib.util
import itertools
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from alerts.handle import handle
from alerts.judge import weights as current
from alerts.judge.apart import apart
from alerts.judge.evidence import evidence, family
from alerts.judge.finding import comparable
from alerts.judge.profile import Profile, profile
from alerts.judge.sameness import Sameness
from alerts.ledger.memory import MemoryLedger
from alerts.messages import Contradiction, Report
from alerts.reports import reports_of
from desk.lines import read_articles, read_figures
from desk.replay import claimed, in_order
from enrich.extractor import Extractor
from enrich.messages import ArticleClaims
from enrich.pipeline import Pipeline

FAMILIES = ("toll", "money", "share", "physical", "count", "crowd")
ACROSS = """
    bridge head_both head_event apart_same apart_one apart_other near close sentence around about known told strange
    kind_same kind_one kind_other kind_equal period_diff holder_same holder_main holder_other main ratio_5 ratio_20
    ratio_70 ratio_far ratio_wild falls falls_far small_both small_one subject_same subject_main subject_known
    subject_strange subject_one ratio same_number zero one both_one year_one year_other event_one groups_same
    groups_one groups_other groups_diff counted part_one part_both partial_one partial_both early_both early_one
    places first_place place_each source background_one background_both outlet
""".split()  # noqa: SIM905
WITHIN = """
    same_number bridge source_other standing_other close near ratio ratio_5 ratio_20 ratio_70 zero one both_one
    groups_same groups_one groups_other groups_diff counted part_one part_both more_one more_both partial_one
    partial_both kind_same kind_one kind_other kind_equal holder_same holder_other title_one background_one
    event_one year_one year_other sentence period_diff
""".split()  # noqa: SIM905
DEVIATION = 0.5
"""How freely a family deviates from what all share: its evidence counts this much in the penalty."""
RIDGE = 10.0
WITHIN_RIDGE = 2.0
NEAR = 2
"""Pairs of one quantity count up to this many articles apart: the judge compares with the latest that gives it."""
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
    """Evidence on pairs of figures of two articles: family numbers, evidence (pair x kind), same or not, weights."""

    families: np.ndarray
    evidence: np.ndarray
    same: np.ndarray
    weight: np.ndarray


@dataclass(frozen=True)
class Model:
    """Weights across articles (family x (1 + kinds)) and within one (1 + kinds); the bias comes first."""

    across: np.ndarray
    within: np.ndarray


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true", help="write alerts/judge/weights.py")
    parser.add_argument("--show", action="store_true", help="print what is told wrongly or missed on held-out streams")
    args = parser.parse_args()
    streams = list(load(args.folder))
    across = {stream.name: pairs_across(stream) for stream in streams}
    within = {stream.name: pairs_within(stream) for stream in streams}

    def fitted(left_out: str) -> Model:
        others = [stream.name for stream in streams if stream.name != left_out]
        return fit([across[name] for name in others], [within[name] for name in others])

    models = {stream.name: fitted(stream.name) for stream in streams}
    findings = [row for stream in streams for row in rows(stream, told(stream, models[stream.name], loose(LOOSE)))]
    scale, offsets = calibrate(findings)
    print("scale", round(scale, 3), "offsets", dict(zip(FAMILIES, offsets.round(3), strict=True)))
    totals: Counter[str] = Counter()
    sure: list[tuple[float, bool]] = []
    for stream in streams:
        found = told(stream, calibrated(models[stream.name], scale, offsets))
        if not stream.name.startswith("ecb"):
            sure += [(confidence, is_same(stream, each)) for each, confidence in found]
        counts = report(stream, found, show=args.show)
        kind = "ecb" if stream.name.startswith("ecb") else "stories"
        totals.update({f"{kind} {key}": n for key, n in counts.items()})
    for least in (0.5, 0.55, 0.6, 0.65, 0.7):
        kept = [right for confidence, right in sure if confidence >= least]
        print(f"stories at {least}: precision {sum(kept) / max(1, len(kept)):.3f} ({sum(kept)} of {len(kept)})")
    for kind in ("stories", "ecb"):
        right, wrong, wanted, relation = (totals[f"{kind} {key}"] for key in ("right", "wrong", "wanted", "relation"))
        print(
            f"{kind}, unseen: precision {right / max(1, right + wrong):.3f} ({right} of {right + wrong}), recall "
            f"{right / max(1, wanted):.3f} ({right} of {wanted}), relation right {relation} of {right}"
        )
    bins(streams, {name: calibrated(model, scale, offsets) for name, model in models.items()})
    if args.write:
        whole = calibrated(fitted(""), scale, offsets)
        Path(str(current.__file__)).write_text(module(whole), encoding="utf-8")
    return 0


def load(folder: Path) -> Iterator[Stream]:
    """Yield each story, and ecb in three parts."""
    scorer = scorer_of(folder)
    extractor = Extractor(Pipeline.load(None))
    for name in ("stories", "ecb"):
        gold = [json.loads(line) for line in (folder / f"{name}.gold.jsonl").read_text(encoding="utf-8").splitlines()]
        with (folder / f"{name}.articles.jsonl").open("rb") as lines:
            articles = in_order(read_articles(lines, print))
        with (folder / f"{name}.gold.jsonl").open("rb") as lines:
            figures = read_figures(lines, print)
        said = list(claimed(articles, extractor, figures))
        spans = {(g["article"], g["field"], g["start"], g["end"]): g["quantity"] for g in gold}
        quantities = {c.id: spans[a.article, c.field, c.start, c.end] for a in said for c in a.claims}
        units, tolerated = scorer.wanted(gold, [{"id": article.id} for article in articles])
        listed = folder / f"{name}.alerts.jsonl"
        wanted: dict[tuple[str, str], str] = dict.fromkeys(units, "")
        if listed.exists():
            lines_ = map(json.loads, listed.read_text(encoding="utf-8").splitlines())
            wanted = {(alert["new"], alert["quantity"]): alert["relation"] for alert in lines_}
        welcome = frozenset({*units, *tolerated}) - set(wanted)
        for part, mine in itertools.groupby(
            sorted(said, key=lambda a: part_of(a.article)), lambda a: part_of(a.article)
        ):
            chosen = sorted(mine, key=said.index)
            ids = {article.article for article in chosen}
            keys = {key: value for key, value in wanted.items() if key[0] in ids}
            yield Stream(part, chosen, quantities, keys, welcome)


def part_of(article: str) -> str:
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
            if comparable(one.report) != comparable(other.report) or apart(one, other):
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
    """Return `chosen` as arrays; a stream with many pairs does not count in proportion to their number."""
    weighed = [evidence(one, other) for one, other, _ in chosen]
    # Pairs that differ decide what is told, so they count twice.
    differs = np.array([1.0 if each["same_number"] else 2.0 for each in weighed])
    return Pairs(
        families=np.array([FAMILIES.index(family(one)) for one, _, _ in chosen], dtype=int),
        evidence=np.array([[each[kind] for kind in kinds] for each in weighed]).reshape(len(chosen), len(kinds)),
        same=np.array([same for _, _, same in chosen], dtype=float),
        weight=differs * 30 / max(1.0, len(chosen)) ** 0.5,
    )


def fit(across: Sequence[Pairs], within: Sequence[Pairs]) -> Model:
    """Return the weights that fit the pairs."""
    families = np.concatenate([pairs.families for pairs in across])
    plain = with_bias(np.concatenate([pairs.evidence for pairs in across]))
    blocks = [plain, *(plain * DEVIATION * (families == number)[:, None] for number in range(len(FAMILIES)))]
    same, weight = (np.concatenate([getattr(pairs, name) for pairs in across]) for name in ("same", "weight"))
    solved = logistic(np.hstack(blocks), same, weight, RIDGE).reshape(len(FAMILIES) + 1, -1)
    inside = with_bias(np.concatenate([pairs.evidence for pairs in within]))
    alike = np.concatenate([pairs.same for pairs in within])
    return Model(
        across=solved[0] + DEVIATION * solved[1:],
        within=logistic(inside, alike, np.ones(len(alike)), WITHIN_RIDGE),
    )


def with_bias(columns: np.ndarray) -> np.ndarray:
    return np.hstack([np.ones((len(columns), 1)), columns])


def logistic(columns: np.ndarray, same: np.ndarray, weight: np.ndarray, ridge: float) -> np.ndarray:
    """Return the weights of a logistic regression with a ridge on all but the bias, by Newton's method."""
    solved = np.zeros(columns.shape[1])
    penalty = np.full(columns.shape[1], ridge)
    penalty[0] = 1e-3
    for _ in range(50):
        likely = 1 / (1 + np.exp(-np.clip(columns @ solved, -30, 30)))
        slope = columns.T @ (weight * (likely - same)) + penalty * solved
        curve = (columns * (weight * likely * (1 - likely))[:, None]).T @ columns + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        solved -= step
        if np.abs(step).max() < 1e-6:
            break
    return solved


def loose(threshold: float) -> Callable[[Model], Model]:
    """Return what moves a model so that a score of `threshold` becomes a probability of one half."""
    shift = float(np.log((1 - threshold) / threshold))

    def moved(model: Model) -> Model:
        across = model.across.copy()
        across[:, 0] += shift
        return Model(across=across, within=model.within)

    return moved


def calibrated(model: Model, scale: float, offsets: np.ndarray) -> Model:
    """Return `model` with scores turned into probabilities."""
    across = model.across * scale
    across[:, 0] += offsets
    return Model(across=across, within=model.within)


def matcher(model: Model, shift: float = 0.0) -> Callable[[Report, Report], Sameness]:
    """Return what weighs pairs of reports with `model`."""
    profiles: dict[str, Profile] = {}

    def known(report: Report) -> Profile:
        if report.claim.id not in profiles:
            profiles[report.claim.id] = profile(report)
        return profiles[report.claim.id]

    def match(one: Report, other: Report) -> Sameness:
        if comparable(one) != comparable(other):
            return Sameness(confidence=0.0)
        a, b = known(one), known(other)
        if apart(a, b):
            return Sameness(confidence=0.0)
        found = evidence(a, b)
        together = (one.article, one.revision) == (other.article, other.revision)
        chosen = model.within if together else model.across[FAMILIES.index(family(a))]
        kinds = WITHIN if together else ACROSS
        score = chosen[0] + sum(weight * found[kind] for kind, weight in zip(kinds, chosen[1:], strict=True)) + shift
        return Sameness(confidence=float(1 / (1 + np.exp(-score))))

    return match


def told(
    stream: Stream, model: Model, change: Callable[[Model], Model] | None = None
) -> list[tuple[Contradiction, float]]:
    """Return what the judge tells of `stream` by `model` as `change` alters it, each with its probability."""
    used = model if change is None else change(model)
    ledger, match, found = MemoryLedger(), matcher(used), []
    for article in stream.articles:
        decision = handle(article, ledger, threshold=0.5, now=article.published, match=match)
        found.extend((each, matcher(model)(each.new, each.prior).confidence) for each in decision.contradictions)
    return found


def rows(stream: Stream, found: Sequence[tuple[Contradiction, float]]) -> Iterator[tuple[int, float, bool]]:
    """Yield for each finding its family, its score and whether both figures are of one quantity."""
    for each, confidence in found:
        right = is_same(stream, each)
        if right and key_of(stream, each) not in {*stream.wanted, *stream.welcome}:
            continue
        clipped = min(max(confidence, 1e-6), 1 - 1e-6)
        yield FAMILIES.index(family(profile(each.new))), float(np.log(clipped / (1 - clipped))), right


def calibrate(findings: Sequence[tuple[int, float, bool]]) -> tuple[float, np.ndarray]:
    """Return a scale for all scores and an offset for each family that make them probabilities."""
    families = np.array([each[0] for each in findings])
    scores = np.array([each[1] for each in findings])
    right = np.array([each[2] for each in findings], dtype=float)
    columns = np.hstack([scores[:, None], np.ones((len(scores), 1)), families[:, None] == np.arange(len(FAMILIES))])
    solved = np.array([1.0, *np.zeros(columns.shape[1] - 1)])
    start = solved.copy()
    penalty = np.array([2.0, 0.1, *np.full(len(FAMILIES), 1.0)])
    for _ in range(50):
        likely = 1 / (1 + np.exp(-np.clip(columns @ solved, -30, 30)))
        slope = columns.T @ (likely - right) + penalty * (solved - start)
        curve = (columns * (likely * (1 - likely))[:, None]).T @ columns + np.diag(penalty)
        solved -= np.linalg.solve(curve, slope)
    return float(solved[0]), solved[1] + solved[2:]


def is_same(stream: Stream, each: Contradiction) -> bool:
    return stream.quantities[each.new.claim.id] == stream.quantities[each.prior.claim.id]


def key_of(stream: Stream, each: Contradiction) -> tuple[str, str]:
    return (each.new.article, stream.quantities[each.new.claim.id])


def report(stream: Stream, found: Sequence[tuple[Contradiction, float]], *, show: bool) -> Counter[str]:
    """Print how `found` compares with what is wanted, and return the counts."""
    counts: Counter[str] = Counter(wanted=len(stream.wanted))
    seen = set()
    for each, confidence in found:
        key = key_of(stream, each)
        if is_same(stream, each) and key in stream.wanted and key not in seen:
            seen.add(key)
            counts["right"] += 1
            counts["relation"] += each.relation == stream.wanted[key]
        elif not (is_same(stream, each) and key in stream.welcome):
            counts["wrong"] += 1
            if show:
                new, prior = each.new.claim, each.prior.claim
                print(f"WRONG {confidence:.2f} {each.relation} {key} / {stream.quantities[prior.id]}")
                print(f"   {new.phrase!r} in {new.quote[:160]!r}\n   {prior.phrase!r} in {prior.quote[:160]!r}")
    if show:
        for key in sorted(set(stream.wanted) - seen):
            print("MISSED", *key, stream.wanted[key])
    print(stream.name, dict(counts))
    return counts


def bins(streams: Sequence[Stream], models: Mapping[str, Model]) -> None:
    """Print mean confidence and share right of all findings in five bins of equal size."""
    every = sorted(
        (confidence, is_same(stream, each))
        for stream in streams
        for each, confidence in told(stream, models[stream.name], loose(LOOSE))
    )
    for part in np.array_split(np.array(every, dtype=float), 5):
        print(f"bin of {len(part)}: mean confidence {part[:, 0].mean():.2f}, right {part[:, 1].mean():.2f}")


def module(model: Model) -> str:
    """Return the text of the module that holds the weights."""

    def table(kinds: Sequence[str], chosen: Any, indent: str) -> str:
        lines = [f"{indent}BIAS: {chosen[0]:.3f},"]
        lines += [f'{indent}"{kind}": {weight:.3f},' for kind, weight in zip(kinds, chosen[1:], strict=True)]
        return "\n".join(lines)

    across = "\n".join(
        f'    "{name}": {{\n{table(ACROSS, chosen, "        ")}\n    }},'
        for name, chosen in zip(FAMILIES, model.across, strict=True)
    )
    return (
        '"""How much each piece of evidence weighs for one quantity. Written by bench/fit_judge.py, not by hand."""\n\n'
        "from collections.abc import Mapping\n\n"
        'BIAS = "bias"\n\n'
        f"ACROSS: Mapping[str, Mapping[str, float]] = {{\n{across}\n}}\n"
        '"""Between reports of two articles, for each kind of measure."""\n\n'
        f"WITHIN: Mapping[str, float] = {{\n{table(WITHIN, model.within, '    ')}\n}}\n"
        '"""Between two figures of one article."""\n'
    )


if __name__ == "__main__":
    sys.exit(main())
