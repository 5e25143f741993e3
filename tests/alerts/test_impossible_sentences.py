"""What cannot be, sentence by sentence: as little as a growth or a load is told as a share that is too great."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from alerts.judge.impossible import impossible
from alerts.reports import reports_of
from enrich.extractor import Extractor
from enrich.pipeline import Pipeline
from ingest.messages import Article

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

SHARES = """
    Officials said 120 % of voters turned out in Belmora.
    Turnout was 104 percent, the commission said.
    Voter turnout reached 146 percent in the southern district.
    The president won 108 percent of the vote, state television said.
    At least 105 percent of registered voters cast ballots in the northern district.
    The ministry said 130 percent of those killed were women.
    Some 112 percent of households in the valley have electricity, the agency said.
"""
SUMS = """
    The bombing killed 40 people: 25 soldiers and 20 civilians.
    40 killed: 25 soldiers, 20 civilians.
    The crash left 40 dead, including 25 passengers and 20 crew members.
    Police arrested 40 people, of whom 25 were men and 20 were women.
    The attack killed 40 people - 25 Indians and 20 Nepalis - and hurt 60.
    The dead are 25 soldiers and 20 civilians, a total of 40.
    Twenty-five soldiers and 20 civilians were killed, 40 people in all.
    The quake killed 1,231 people, including 705 men, 402 women and 304 children.
    The school lost 40 people: 25 pupils and 20 teachers were killed.
    Two million people fled, including 1.7 million women and 1.1 million children.
"""
PARTS = """
    The fire killed 40 people, including 52 children, police said.
    Forty people died, among them 52 children.
"""
POSSIBLE = """
    Turnout rose 120 percent on 2019.
    Turnout was 120 percent of the level of 2019.
    More than 100 percent of registered voters cast ballots, the opposition said.
    Voter turnout reached 146 percent in one district, which observers called fraud.
    The two candidates together won 120 percent of the vote.
    Some 104 percent of households in the valley have electricity, the agency said.
    Hospitals are at 105 percent of the beds they have.
    Occupancy of intensive care stands at 118 percent.
    The prison holds 150 percent of the inmates it was built for.
    The vaccine reached 102 percent of its target of children.
    Attendance was 120 percent of capacity.
    Exports were 120 percent of last year's.
    Prices rose 120 percent.
    Inflation hit 211 percent last year.
    Support for the bill rose by 150 percent among voters.
    Household debt equals 120 percent of what households have as income.
    The number of refugees is 120 percent of residents in the town.
    The bombing killed 40 people: 25 soldiers and 15 civilians.
    At least 40 people died, among them 25 men and 20 women.
    The strike killed 40 people, including 25 civilians and 20 children.
    The strike killed 40 people: 25 civilians and 20 women.
    About 40 people were injured, 25 of them soldiers and 20 civilians.
    A total of 40 people were killed, 25 in the north and 20 in the south.
    Some 40 people were killed: about 21 soldiers and about 20 civilians.
    The bombing killed 40 people: 25 soldiers or 20 civilians, depending on whom one asks.
    The raid killed 40 people: 25 soldiers, and 20 civilians were wounded.
    The clashes killed 40 people. Twenty-five soldiers and 20 civilians were hurt.
    The clash wounded 40 people: 25 soldiers, and 20 civilians were killed.
    The blast killed 40 people on Monday: 25 soldiers died at once and 20 civilians were still missing.
    The army says it killed 40 fighters; 25 soldiers and 20 civilians died.
    Two million people fled, including 1.2 million women and 1.1 million children.
    The strikes killed 40 people, including 25 women and children and 20 men.
    The report counts 40 deaths: 25 men, 10 women and 5 children.
    Nobody believes that 40 people died, including 52 children.
    The firm lost $40 million, including $52 million in its main unit, after gains elsewhere.
    In the poll 40 percent of all were against, including 52 percent of the women.
"""


def sentences(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


@pytest.fixture(scope="module")
def found() -> Mapping[str, list[str]]:
    """Return what is told of each sentence."""
    extractor = Extractor(Pipeline.load(None))
    told = {}
    for sentence in sentences(SHARES + SUMS + PARTS + POSSIBLE):
        article = Article(
            id="a1",
            revision=1,
            content_hash="a1",
            title="News from Belmora",
            body=sentence,
            language="en",
            published=NOON,
            fetched=NOON,
        )
        told[sentence] = [each.reason for each in impossible(reports_of(extractor.extract(article)))]
    return told


@pytest.mark.parametrize("sentence", sentences(SHARES))
def test_a_share_of_a_whole_above_it_is_told(found: Mapping[str, list[str]], sentence: str) -> None:
    (reason,) = found[sentence]
    assert reason.startswith("No share of a whole can be above 100 %: ")


@pytest.mark.parametrize("sentence", sentences(SUMS))
def test_a_total_below_the_sum_of_its_parts_is_told(found: Mapping[str, list[str]], sentence: str) -> None:
    (reason,) = found[sentence]
    assert " are more together than the whole, " in reason


@pytest.mark.parametrize("sentence", sentences(PARTS))
def test_a_part_greater_than_its_whole_is_told(found: Mapping[str, list[str]], sentence: str) -> None:
    assert found[sentence] == ["The part is greater than the whole."]


@pytest.mark.parametrize("sentence", sentences(POSSIBLE))
def test_what_can_be_is_not_told(found: Mapping[str, list[str]], sentence: str) -> None:
    assert found[sentence] == []
