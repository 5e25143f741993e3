"""What a claim carries, field by field, as a careful reader would fill it in: our own sentences, one field each."""

from datetime import UTC, datetime

import pytest

from enrich.extractor import Extractor
from enrich.messages import Claim
from enrich.pipeline import Pipeline
from ingest.messages import Article

MONDAY = datetime(2026, 3, 2, 18, tzinfo=UTC)


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(Pipeline.load())


def read(extractor: Extractor, body: str, number: float) -> tuple[Claim, dict[str, Claim]]:
    """Return the claim of `number` in an article published on Monday, and all of its claims by id."""
    article = Article(id="a", revision=1, content_hash="", title="", body=body, published=MONDAY, fetched=MONDAY)
    found = extractor.extract(article).claims
    return next(claim for claim in found if number in (claim.low, claim.high)), {claim.id: claim for claim in found}


@pytest.mark.parametrize(
    ("body", "number", "whole"),
    [
        ("The bombing has killed 8,200 people, including about 3,000 children, the ministry said.", 3000, 8200),
        ("Nine men were arrested, five of them Spaniards.", 5, 9),
        ("Of the 62 wounded, 11 are in intensive care.", 11, 62),
        ("Rescuers found 31 bodies, among them those of four children.", 4, 31),
        ("The quake killed 90. Of the dead, 40 were in one school.", 40, 90),
        ("Two of the seven miners were brought out alive.", 2, 7),
        ("The fire destroyed 80 homes and injured 12 people.", 12, None),
        ("The army says 31 rebels died, six of whom were teenagers.", 6, 31),
        ("Police arrested 240 people, most of them students, and charged 18 of them.", 18, 240),
        ("The fund raised $40 million, of which $12 million came from abroad.", 12000000, 40000000),
        ("There were 44 passengers and 6 crew aboard.", 6, None),
        ("Doctors treated 130 people, three of them for burns.", 3, 130),
        ("Of 310 people tested, 42 were infected.", 42, 310),
    ],
)
def test_a_part_knows_its_whole(extractor: Extractor, body: str, number: float, whole: float | None) -> None:
    claim, by_id = read(extractor, body, number)
    assert (by_id[claim.part_of].low if claim.part_of else None) == whole


@pytest.mark.parametrize(
    ("body", "number", "who"),
    [
        ("At least 14 soldiers were killed in the ambush.", 14, {"soldier"}),
        ("The raid killed 23 Lebanese civilians.", 23, {"civilian", "Lebanese"}),
        ("Some 300 schoolchildren were evacuated.", 300, {"child"}),
        ("Eleven Israelis were wounded in the attack.", 11, {"Israelis"}),
        ("Six of the dead were firefighters.", 6, {"firefighter"}),
        ("The rebels killed 12 policemen and wounded 30 civilians.", 30, {"civilian"}),
        ("Eighteen women and girls were freed.", 18, {"woman"}),
        ("Three French tourists were kidnapped.", 3, {"tourist", "French"}),
    ],
)
def test_who_is_counted(extractor: Extractor, body: str, number: float, who: set[str]) -> None:
    assert who <= set(read(extractor, body, number)[0].who)


@pytest.mark.parametrize(
    ("body", "number", "place"),
    [
        ("A ferry sank off Mombasa on Sunday, drowning 40 people.", 40, "Mombasa"),
        ("In Peru, floods have killed 25 people; in Bolivia, 13.", 25, "Peru"),
        ("In Peru, floods have killed 25 people; in Bolivia, 13 died.", 13, "Bolivia"),
        ("LIMA, March 4 (NWA) - Floods killed 25 people.", 25, "Lima"),
        ("Police in Lyon said 40 people were hurt.", 40, "Lyon"),
        ("The quake hit Nepal on Tuesday; 3 people died in India and 60 in Nepal.", 60, "Nepal"),
        ("A bomb killed 14 people at a market near Kano, Nigeria.", 14, "Kano"),
    ],
)
def test_the_nearest_place_comes_first(extractor: Extractor, body: str, number: float, place: str) -> None:
    assert read(extractor, body, number)[0].where[0] == place


@pytest.mark.parametrize(
    ("body", "number", "day"),
    [
        ("By Monday 40 bodies had been recovered.", 40, "2026-03-02"),
        ("Rescuers found 12 people on Saturday.", 12, "2026-02-28"),
        ("As of Sunday evening, 512 people were missing.", 512, "2026-03-01"),
        ("Late on Sunday the toll stood at 77.", 77, "2026-03-01"),
        ("By 6 p.m. on Saturday 120 bodies had been found.", 120, "2026-02-28"),
    ],
)
def test_a_figure_is_as_of_the_day_that_its_sentence_names(
    extractor: Extractor, body: str, number: float, day: str
) -> None:
    when = read(extractor, body, number)[0].when
    assert when is not None
    assert when.date().isoformat() == day


@pytest.mark.parametrize(
    ("body", "number", "period"),
    [
        ("More than 9,000 people have been killed since October 7.", 9000, "since October 7"),
        ("The army said 40 rockets were fired in the last 48 hours.", 40, "in the last 48 hours"),
        ("On Tuesday alone 85 people died of the fever.", 85, "alone"),
        ("An average of 30 people die on the road each day.", 30, "each day"),
        ("Since Friday, 320 people have been detained.", 320, "ince Friday"),
        ("In the past week 48 people have died of cholera.", 48, "past week"),
        ("In the first quarter the bank lost $3 million.", 3000000, "first quarter"),
        ("The factory makes 400 cars a day.", 400, "day"),
    ],
)
def test_a_figure_of_a_span_of_time_says_so(extractor: Extractor, body: str, number: float, period: str) -> None:
    assert period in read(extractor, body, number)[0].period


@pytest.mark.parametrize(
    ("body", "number", "time", "place"),
    [
        ("The 2004 tsunami killed 230,000 people.", 230000, "2004", ""),
        ("It is the worst crash since 1999, when 285 people died.", 285, "1999", ""),
        ("In 2010 a quake killed 220,000 people in Haiti.", 220000, "2010", "Haiti"),
        ("A similar blast in Beirut six years ago killed 218.", 218, "2020", "Beirut"),
        ("A landslide at the same mine killed 60 people in 1998.", 60, "1998", ""),
        ("Two years ago, 90 people drowned off the same coast.", 90, "2024", ""),
        ("The island's last eruption, in 1911, killed more than 1,300 people.", 1300, "1911", ""),
        ("It was the deadliest attack since December 2015, when 14 people were shot dead.", 14, "2015-12", ""),
    ],
)
def test_background_carries_its_own_time_and_place(
    extractor: Extractor, body: str, number: float, time: str, place: str
) -> None:
    claim = read(extractor, body, number)[0]
    assert str(claim.event_time).startswith(time)
    assert claim.presented == "background"
    assert not place or place == claim.where[0]


@pytest.mark.parametrize(
    ("body", "number", "event"),
    [
        ("The earthquake killed 90 people.", 90, "earthquake"),
        ("A bus plunged into a ravine, killing 31 people.", 31, "crash"),
        ("Gunmen opened fire in a mosque, killing 12 worshippers.", 12, "shooting"),
        ("The storm left 40,000 homes without power.", 40000, "storm"),
        ("A train derailed near Pune, injuring 60 people.", 60, "derailment"),
        ("Thousands of people marched against the law.", 2000, "protest"),
        ("The bank will lay off 700 people.", 700, "layoff"),
    ],
)
def test_event_words_are_brought_to_their_kind(extractor: Extractor, body: str, number: float, event: str) -> None:
    assert event in read(extractor, body, number)[0].events


@pytest.mark.parametrize(
    ("body", "number", "status"),
    [
        ("The army denied that 14 of its soldiers were killed.", 14, "denied"),
        ("Forecasters expect 3,000 homes to be flooded by Friday.", 3000, "forecast"),
        ("The toll could rise to 500, the mayor said.", 500, "forecast"),
        ("Unconfirmed reports spoke of 60 dead.", 60, "rumoured"),
        ("The ministry withdrew its figure of 75 deaths.", 75, "withdrawn"),
        ("Police had earlier said 20 people were killed; the number is 12.", 20, "withdrawn"),
        ("No soldiers were killed, the army said, rejecting claims that 14 had died.", 14, "denied"),
        ("At least 34 people were killed.", 34, "asserted"),
        ("The bank plans to cut 4,000 jobs.", 4000, "forecast"),
        ("It is not true that 200 people drowned, the port said.", 200, "denied"),
        ("Up to 40 people are feared dead.", 40, "rumoured"),
        ("The mayor dismissed reports of 400 deaths as false.", 400, "denied"),
        ("There is no evidence that 3,000 people were infected.", 3000, "denied"),
        ("The company will hire 500 people next year.", 500, "forecast"),
        ("Reports that 30 people drowned could not be verified.", 30, "rumoured"),
        ("An earlier version of this article said 15 people had died.", 15, "withdrawn"),
        ("The newspaper retracted its report that 80 were killed.", 80, "withdrawn"),
        ("Between 20 and 30 people may have died.", 20, "asserted"),
        ("Analysts had expected a loss of $2 billion.", 2000000000, "forecast"),
        ("He promised to build 3,000 flats.", 3000, "forecast"),
        ("The state may have lost 40 lives to the heat.", 40, "asserted"),
        ("If the dam breaks, 20,000 people would have to leave.", 20000, "forecast"),
        ("He demanded that 200 prisoners be freed.", 200, "forecast"),
        ("The rebels threatened to kill 12 hostages.", 12, "forecast"),
    ],
)
def test_how_a_figure_stands(extractor: Extractor, body: str, number: float, status: str) -> None:
    assert read(extractor, body, number)[0].status == status


@pytest.mark.parametrize(
    ("body", "number", "presented", "replaces", "disputes"),
    [
        ("The death toll was revised to 97 from 115.", 97, "correction", (115,), ()),
        ("The toll rose to 61, up from 54 on Sunday.", 61, "", (54,), ()),
        ("The governor said 12 people died, not 17.", 12, "", (), (17,)),
        ("The ministry corrected the number of injured to 803 from 900.", 803, "correction", (900,), ()),
        ("A further 14 bodies were found on Monday, bringing the toll to 88.", 88, "own", (), ()),
        ("Officials lowered the number of missing to 66 from 385.", 66, "correction", (385,), ()),
        ("Initially police spoke of 19 dead, but the number is now 21.", 21, "", (19,), ()),
        ("Contrary to earlier reports, two people were killed, not three.", 2, "", (), (3,)),
        ("Contrary to earlier reports, two people were killed, not three.", 3, "others", (), ()),
        ("The number of cases was cut from 900 to 640.", 640, "", (900,), ()),
        ("The figure of 275 replaces the 288 given on Saturday.", 275, "", (288,), ()),
        ("Three more people died on Monday.", 3, "own", (), ()),
    ],
)
def test_a_figure_that_replaces_or_disputes_another_says_which(
    extractor: Extractor,
    body: str,
    number: float,
    presented: str,
    replaces: tuple[float, ...],
    disputes: tuple[float, ...],
) -> None:
    claim = read(extractor, body, number)[0]
    assert (claim.replaces, claim.disputes) == (replaces, disputes)
    assert not presented or claim.presented == presented


@pytest.mark.parametrize(
    ("body", "number", "kind"),
    [
        ("Officials said 40 people had drowned.", 40, "unnamed"),
        ("The fire killed 40 people.", 40, "outlet"),
        ("The World Health Organization said 40 people had died of the fever.", 40, "body"),
        ("A hospital doctor said 14 bodies were brought in.", 14, "unnamed"),
        ("The finance ministry put the damage at $4 billion.", 4000000000, "body"),
        ("Witnesses spoke of 30 dead.", 30, "unnamed"),
    ],
)
def test_sources_are_named_bodies_unnamed_people_or_the_outlet(
    extractor: Extractor, body: str, number: float, kind: str
) -> None:
    assert read(extractor, body, number)[0].attribution_kind == kind


@pytest.mark.parametrize(
    ("body", "number", "field", "value"),
    [
        ("The fine was €1.2bn.", 1200000000, "base_unit", "EUR"),
        ("The walls are 5ft 9in high.", 5.75, "base_unit", "m"),
        ("The plume rose 55,000 feet.", 55000, "base_unit", "m"),
        ("He was jailed for three months.", 3, "base_unit", "s"),
        ("Unemployment rose by two percentage points.", 2, "measure", "percent"),
        ("No fewer than 40 people drowned.", 40, "qualifier", "at_least"),
        ("Nearly 300 people fled.", 300, "qualifier", "about"),
        ("The tanker spilled 3 million litres.", 3000000, "base_unit", "m3"),
        ("Temperatures reached 45 degrees Celsius.", 45, "base_unit", "°C"),
        ("The pipe is 48 inches wide.", 48, "base_unit", "m"),
        ("The lake covers 240 square miles.", 240, "base_unit", "m2"),
        ("Winds reached 155 mph.", 155, "base_unit", "m/s"),
        ("He paid 40,000 Swiss francs.", 40000, "base_unit", "CHF"),
    ],
)
def test_units_measures_and_qualifiers(extractor: Extractor, body: str, number: float, field: str, value: str) -> None:
    assert getattr(read(extractor, body, number)[0], field) == value
