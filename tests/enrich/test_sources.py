"""Who says so: sources found, governed stretches, names resolved."""

from datetime import UTC, datetime

import pytest

from enrich.extractor import Extractor
from enrich.messages import Claim
from enrich.pipeline import Pipeline
from ingest.messages import Article


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(Pipeline.load())


def claims(extractor: Extractor, body: str, title: str = "") -> dict[float | None, Claim]:
    moment = datetime(2024, 3, 6, 12, tzinfo=UTC)
    article = Article(
        id="a", revision=1, content_hash="", title=title, body=body, published=moment, fetched=moment, outlet="The Wire"
    )
    return {claim.low if claim.low is not None else claim.high: claim for claim in extractor.extract(article).claims}


@pytest.mark.parametrize(
    ("sentence", "number", "source"),
    [
        ("The governor said on Monday that 34 people were killed in the fire.", 34, "The governor"),
        ("At least 34 people were killed in the fire, the governor said on Monday.", 34, "the governor"),
        ("At least 34 people were killed in the fire, said Maria Ortega, a police spokeswoman.", 34, "Maria Ortega"),
        ("According to the coast guard, 34 people were killed when the ferry sank.", 34, "the coast guard"),
        ("The flood killed 34 people, according to the regional health department.", 34, "regional health department"),
        ("By the ministry's count 6,700 people have been detained since Sunday.", 6700, "the ministry"),
        ("Some 1,200 people were evacuated, witnesses told Reuters, and 14 were injured.", 1200, "witnesses"),
        ('"We have pulled 12 people from the river alive," said a fire officer at the scene.', 12, "a fire officer"),
        ("The army put the death toll at 250 on Friday.", 250, "The army"),
        ("Turnout was put at 79 percent by the election commission on Sunday night.", 79, "the election commission"),
        ("The Union of Miners, which represents the workers, says 31 men are trapped.", 31, "The Union of Miners"),
        ("But, the Times notes, the number of victims has risen to 41 since Friday.", 41, "the Times"),
        ("The police chief, Ana Ruiz, said that 17 men had been arrested.", 17, "The police chief, Ana Ruiz"),
        ("An activist who spoke to nurses at the camp later said that 9 people had died.", 9, "An activist"),
    ],
)
def test_a_source_is_found_in_every_position(extractor: Extractor, sentence: str, number: float, source: str) -> None:
    claim = claims(extractor, sentence)[number]
    assert source.lower() in claim.attribution_text.lower()
    assert claim.attribution_kind != "outlet"


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        ("The fire killed 34 people and injured dozens.", 34),
        ("We reported on Tuesday that 34 people had been killed.", 34),
        ("An earlier version of this article said that 34 people had been killed.", 34),
        ("The army will fly in 34 trucks after the report on the disaster is printed.", 34),
    ],
)
def test_what_the_outlet_says_itself_has_no_source(extractor: Extractor, sentence: str, number: float) -> None:
    claim = claims(extractor, sentence)[number]
    assert (claim.attribution, claim.attribution_kind) == ("", "outlet")


def test_two_sources_in_one_sentence_keep_to_their_own_figures(extractor: Extractor) -> None:
    found = claims(extractor, "The army said 40 soldiers were killed, while the rebels said 90 soldiers were killed.")
    assert found[40].attribution_text == "The army"
    assert found[90].attribution_text == "the rebels"


def test_a_quotation_belongs_to_whoever_speaks_before_it(extractor: Extractor) -> None:
    found = claims(extractor, 'A doctor at the hospital shook his head. "We have taken in 400 patients since noon."')
    assert found[400].attribution_text.startswith("A doctor")


@pytest.mark.parametrize(
    ("body", "number", "name"),
    [
        (
            "Police chief Ana Ruiz spoke to reporters on Monday. She said that 17 men had been arrested.",
            17,
            "Police chief Ana Ruiz",
        ),
        (
            "Chief Secretary Ravi Menon visited the site of the crash. Menon said that 288 people had died.",
            288,
            "Chief Secretary Ravi Menon",
        ),
        (
            "The Central Election Commission met on Sunday. The commission said that 5,800,000 people had voted.",
            5_800_000,
            "Central Election Commission",
        ),
        (
            "The port authority rejected the coastguard's figure on Monday: 40 people, not 21, were killed, it said.",
            40,
            "The port authority",
        ),
    ],
)
def test_pronouns_and_short_names_are_whom_they_stand_for(
    extractor: Extractor, body: str, number: float, name: str
) -> None:
    assert claims(extractor, body)[number].attribution == name


def test_a_body_has_one_name(extractor: Extractor) -> None:
    names = {
        claims(extractor, f"{source} said that two soldiers were wounded in the raid.")[2].attribution
        for source in ("The IDF", "The Israeli army", "Israel's military")
    }
    assert len(names) == 1


@pytest.mark.parametrize(
    ("title", "number", "source"),
    [
        ("Toll in factory fire rises to 99: police", 99, "police"),
        ("Ministry: 17 dead in mine collapse", 17, "Ministry"),
        ("Governor says 1,000 people are unaccounted for", 1000, "Governor"),
    ],
)
def test_headlines_name_sources_in_their_own_way(extractor: Extractor, title: str, number: float, source: str) -> None:
    assert claims(extractor, "", title=title)[number].attribution_text == source


@pytest.mark.parametrize(
    ("body", "number", "source"),
    [
        ("The ministry has 52 new cases for Tuesday, 31 of them in the port.", 31, "The ministry"),
        ("The institute sticks to 12 to 14 kilometres for the plume.", 12, "The institute"),
        ("The loss was $3 million, the bank said on Friday, $250,000 more than in May.", 250_000, "the bank"),
        ("The health board had 61 deaths on Monday, which brings the total to 412.", 412, "The health board"),
    ],
)
def test_a_source_goes_on_over_what_follows_from_its_figure(
    extractor: Extractor, body: str, number: float, source: str
) -> None:
    assert claims(extractor, body)[number].attribution_text == source


def test_what_a_body_has_done_is_not_what_it_says(extractor: Extractor) -> None:
    claim = claims(extractor, "Police have arrested 14 people with links to the gang.")[14]
    assert (claim.attribution, claim.attribution_kind) == ("", "outlet")


def test_a_headline_that_goes_on_after_says_has_its_subject_before(extractor: Extractor) -> None:
    claim = claims(extractor, "", title="Minister cuts fire toll to 65, says bodies counted twice")[65]
    assert claim.attribution_text != "bodies"


@pytest.mark.parametrize(
    ("body", "number", "source"),
    [
        ("The court imposed $30m in fines and the banking regulator $27m.", 27_000_000, "the banking regulator"),
        ("The clinic put deaths at 342, fewer than feared, and infections at 8,367.", 8367, "The clinic"),
        ("The town hall in Porto, whose trucks carried most of them, has 41,068.", 41068, "The town hall in Porto"),
        ("The insurers' part is $60 million; nobody else has paid.", 60_000_000, "The insurers"),
        ("More than 500 were hurt, as a spokeswoman put it to local papers.", 500, "a spokeswoman"),
        ("The shelling went on, with reports of 40 people killed in the market.", 40, "reports"),
        ("Figures of 220,000 marchers were wrong; data of 90,000 spread by bloggers were not.", 90_000, "bloggers"),
        ("The volcano threw ash up 14 kilometers the geologists say, and then fell silent.", 14, "the geologists"),
        ("The mayor's count is 39 dead, down from 41 on Monday.", 39, "The mayor"),
        ("The ferry firm ended weeks of doubt by saying it would pay $54 million.", 54_000_000, "The ferry firm"),
        ("The third is Anna Weber, a photographer who says she lost 12 cameras.", 12, "Anna Weber"),
    ],
)
def test_sources_told_by_more_than_a_verb_of_saying(
    extractor: Extractor, body: str, number: float, source: str
) -> None:
    assert source in claims(extractor, body)[number].attribution_text


@pytest.mark.parametrize(
    ("body", "number"),
    [
        ("Flights are suspended, says the airport, and people are sleeping in all four terminals.", 4),
        ("A reader writes: if the bank employs 39,000 people, why is it closing?", 39_000),
        ("The captive is dead, his family said on Saturday, 63 days after he was seized.", 63),
        ("The United States has more than 34,000 dead.", 34_000),
        ("Kobra is a town of 53,000 in which, a grocer told us, 300 men were beaten.", 53_000),
        ("The cabinet lowered the toll of the crash of three trains to 275.", 3),
        ("The plume was down to two miles, but the ground shook: 144 quakes by the institute's count.", 2),
    ],
)
def test_what_stands_beside_a_source_is_not_all_its_word(extractor: Extractor, body: str, number: float) -> None:
    assert claims(extractor, body)[number].attribution == ""


def test_a_disputed_count_is_of_those_who_made_it(extractor: Extractor) -> None:
    body = "There are 1,100 on the list, the bureau said, disputing the mayor's estimate of 850."
    assert {n: c.attribution_text for n, c in claims(extractor, body).items()} == {1100: "the bureau", 850: "the mayor"}


def test_a_person_is_never_the_agency_of_the_dateline(extractor: Extractor) -> None:
    body = (
        "PORTO, June 6 (NWA) - The crash killed 88 people, the state's chief secretary said on Tuesday, withdrawing "
        "a figure of 75 that he had described as final."
    )
    assert "secretary" in claims(extractor, body)[75].attribution


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("Kano: nine of the robbers held", 9),
        ("Toll put at 174 after stampede", 174),
        ("Seabirds found dead: 3,634", 3634),
    ],
)
def test_a_town_or_what_is_counted_is_no_source(extractor: Extractor, title: str, number: float) -> None:
    assert claims(extractor, "", title=title)[number].attribution == ""


def test_the_health_organization_is_no_pronoun(extractor: Extractor) -> None:
    body = "The fever has killed 90 people, said Ana Reis of the WHO's office in Dakar, where 12 are in hospital."
    assert "WHO" in claims(extractor, body)[90].attribution_text
