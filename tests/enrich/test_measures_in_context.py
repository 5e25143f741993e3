"""Which measure a number is of, in sentences as agencies write them; each names a cause that once went wrong."""

import pytest

from enrich.figures import find_figures, holds_figure
from enrich.pipeline import Pipeline
from enrich.reading import Passage


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline.load(None)


@pytest.mark.parametrize(
    ("sentence", "value", "measure"),
    [
        ("“No soldiers were killed in the raid,” the admiral told reporters.", 0, "killed"),
        ("No soldiers were killed in the raid, he said.", 0, "killed"),
        ("Nobody was hurt when the roof came down, the fire service said.", 0, "injured"),
        ("Zambia counts 2,056 cholera cases as rains set in", 2056, "infected"),
        ("Zambia has recorded 2,056 cases of cholera since October.", 2056, "infected"),
        ("Of the captives, 137 are still held, according to the government.", 137, "captive"),
        ("Of the hostages, 12 have been freed.", 12, "rescued"),
        ("Zambia’s cholera cases climb to 2,914", 2914, "infected"),
        ("The number of cholera cases in Zambia has climbed to 2,914, the ministry said.", 2914, "infected"),
        (
            "The ministry on Saturday corrected the number of people who have died of cholera in the country to 88, "
            "from 93, after it found that five deaths had been entered twice.",
            88,
            "killed",
        ),
        ("The number of people wounded in the strike was lowered to 56 from 66.", 56, "injured"),
        ("Militants took about 240 people hostage.", 240, "captive"),
        ("All 11 hostages were killed in the raid.", 11, "killed"),
        ("Of the dead, 31 have been identified.", 31, "other_count"),
        ("650 injured passengers were taken to three hospitals.", 650, "injured"),
        ("The number of victims has risen to 41 since Friday.", 41, "killed"),
        ("Some 1,300 people remain unaccounted for.", 1300, "missing"),
        ("Fifty protesters sustained injuries.", 50, "injured"),
        ("The airline will shed 1,900 jobs.", 1900, "affected"),
        ("Two rescue attempts failed.", 2, "other_count"),
    ],
)
def test_the_measure_is_what_the_sentence_says_of_the_number(
    pipeline: Pipeline, sentence: str, value: float, measure: str
) -> None:
    assert holds_figure(sentence)
    with pipeline.zone():
        (doc,) = pipeline.read([sentence])
        passage = Passage(field="body", start=0, end=len(sentence), text=sentence, paragraph=0, doc=doc)
        found = [(figure.low, figure.measure) for figure in find_figures(passage) if not figure.implicit]
    assert (value, measure) in found
