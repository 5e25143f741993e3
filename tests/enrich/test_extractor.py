"""From an article to its claims, whatever the text."""

import contextlib
import dataclasses
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prometheus_client import REGISTRY

from enrich.extractor import Extractor
from enrich.given import GivenFigure
from enrich.messages import ArticleClaims
from enrich.pipeline import Pipeline
from enrich.stage import handler, reading
from ingest.messages import Article
from wire.bus.port import Message
from wire.codec import decode, encode
from wire.faults import MessageFault
from wire.handling import alone
from wire.settings.model import Settings

MOMENT = datetime(2023, 12, 9, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(Pipeline.load())


def article(body: str, title: str = "", language: str | None = None) -> Article:
    return Article(
        id="a",
        revision=7,
        content_hash="",
        title=title,
        body=body,
        language=language,
        published=MOMENT,
        fetched=MOMENT,
        outlet="The Wire",
    )


def test_a_part_names_its_whole(extractor: Extractor) -> None:
    body = "The ministry says that more than 17,177 people, including about 7,000 children, have been killed in Gaza."
    whole, part = extractor.extract(article(body)).claims
    assert (whole.low, whole.high, part.low) == (17177, None, 7000)
    assert part.part_of == whole.id
    assert whole.part_of is None
    assert "child" in part.who


def test_people_counted_again_are_a_part(extractor: Extractor) -> None:
    claims = extractor.extract(
        article("Police detained 3,000 people on Sunday. About 200 of them are still held.")
    ).claims
    assert [claim.part_of for claim in claims] == [None, claims[0].id]


def test_a_new_number_replaces_the_old(extractor: Extractor) -> None:
    claims = extractor.extract(
        article("The death toll in the quake was revised to 275 from 288, the state said.")
    ).claims
    by_number = {claim.low: claim for claim in claims}
    assert list(by_number[275].replaces) == [288]
    assert by_number[288].presented == "background"


def test_a_number_is_set_against_another(extractor: Extractor) -> None:
    claims = extractor.extract(article("The union said that 40 people, not 21, were killed in the fire.")).claims
    by_number = {claim.low: claim for claim in claims}
    assert list(by_number[40].disputes) == [21]
    assert by_number[40].status == "asserted"
    assert by_number[21].status == "denied"


def test_what_will_be_is_a_forecast(extractor: Extractor) -> None:
    [claim, *_] = extractor.extract(article("The company is expected to lay off 20,000 workers by 2026.")).claims
    assert claim.status == "forecast"


def test_offsets_are_code_points_of_the_field(extractor: Extractor) -> None:
    body = "🔥 “Olé” — naïve café.\n\nAt least 24 people were killed, police said.\r\n\r\nThe fire injured 200."
    found = extractor.extract(article(body)).claims
    assert [body[claim.start : claim.end] for claim in found] == [claim.phrase for claim in found]
    assert {24, 200} <= {claim.low for claim in found}
    assert all(body[c.quote_start : c.quote_start + len(c.quote)] == c.quote for c in found)


def test_other_languages_are_told_and_not_guessed_at(extractor: Extractor) -> None:
    body = (
        "Bei einem Erdbeben in der Türkei sind am Montag mindestens 24 Menschen gestorben. Hunderte wurden verletzt, "
        "wie die Behörden mitteilten. Die Zahl der Toten kann noch steigen."
    )
    found = extractor.extract(article(body, language="de"))
    assert (found.claims, found.language) == ((), "de")
    assert extractor.extract(article(body)).language == "de"
    assert extractor.extract(article(body, language="en-US")).claims == ()


def test_a_second_extraction_is_the_same(extractor: Extractor) -> None:
    one = article("Two soldiers were wounded and 137 hostages are held, the army said on Friday.")
    assert extractor.extract(one) == extractor.extract(one)


@pytest.mark.parametrize(
    "body",
    [
        "",
        " \n\n ",
        "\x00\x01\x02 24 \x7f dead\u2028\u2029",
        "<p>24 <b>dead</b></p> &nbsp; &lt;script&gt;",
        "9" * 5000,
        "killed " * 3000 + "24",
        "“" * 500 + "24 people" + "(" * 500,
        "\ud800 24 people died",
        "24 people were killed. " * 2000,
        "9 " * 100_000,  # took three minutes once
        "1," * 100_000,
    ],
)
def test_any_text_gives_a_result(extractor: Extractor, body: str) -> None:
    found = extractor.extract(article(body, title=body[:200]))
    assert found.article == "a"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200), st.sampled_from(["", " 24 people were killed, said ", " at least 3 of the 17 "]))
def test_it_never_raises(extractor: Extractor, text: str, middle: str) -> None:
    extractor.extract(article(f"{text}{middle}{text}", title=text[:80]))


def test_given_figures_get_the_context_of_their_text(extractor: Extractor) -> None:
    body = "Two soldiers were wounded in the raid, the army said. It ended on Friday."
    two = GivenFigure(
        field="body", start=0, end=12, low=2, high=2, qualifier="exact", measure="injured", counted="soldiers"
    )
    nobody = GivenFigure(field="body", start=900, end=905, low=1, high=1, qualifier="exact", measure="killed")
    [claim] = extractor.annotate(article(body), [two, nobody]).claims
    assert (claim.phrase, claim.low, claim.lemma) == ("Two soldiers", 2, "soldier")
    assert claim.attribution_text == "the army"
    [silent] = extractor.annotate(article(body), [dataclasses.replace(two, attribution="")]).claims
    assert silent.attribution_kind == "outlet"


def test_the_stage_turns_an_article_into_claims_under_its_key() -> None:
    handle = alone(handler(Settings()))
    value = encode(article("At least 24 people were killed, police said."))
    [out] = handle(Message(topic="articles", key="a", value=value, partition=0, offset="1"))
    assert (out.topic, out.key) == ("claims", "a")
    claims = decode(out.value, ArticleClaims)
    assert (claims.revision, [claim.low for claim in claims.claims]) == (7, [24])
    with pytest.raises(MessageFault):
        list(handle(Message(topic="articles", key="a", value=b"{", partition=0, offset="2")))


def test_the_stage_says_of_articles_together_what_it_says_of_each(extractor: Extractor) -> None:
    read: list[str] = []
    together = reading(extractor, lambda articles: read.extend(each.id for each in articles))
    bodies = (
        "At least 24 people were killed, police said.",
        "Nothing to count.",
        "Zwei Menschen sind ums Leben gekommen.",
    )
    messages = [
        Message(
            topic="articles",
            key=str(number),
            value=encode(msgspec.structs.replace(article(body), id=str(number))),
            partition=0,
            offset=str(number),
        )
        for number, body in enumerate(bodies)
    ]
    assert together(messages) == [list(alone(together)(message)) for message in messages]
    assert read == ["0", "1", "2"] * 2


def test_of_articles_that_are_handled_again_one_by_one_none_is_counted_twice(extractor: Extractor) -> None:
    def counted() -> tuple[float, float]:
        samples = {sample.name: sample.value for metric in REGISTRY.collect() for sample in metric.samples}
        return samples["figurewatch_enrich_undecodable_total"], samples["figurewatch_enrich_seconds_count"]

    together = reading(extractor)
    values = [encode(article("Nothing to count.")), b"{"]
    messages = [
        Message(topic="articles", key="a", value=value, partition=0, offset=str(number))
        for number, value in enumerate(values)
    ]
    undecodable, read = counted()
    with pytest.raises(MessageFault):
        together(messages)
    assert counted() == (undecodable, read)
    for message in messages:
        with contextlib.suppress(MessageFault):
            alone(together)(message)
    assert counted() == (undecodable + 1, read + 1)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    bodies=st.lists(
        st.sampled_from(
            [
                "",
                "Nothing to count.",
                "At least 24 people were killed in Lima, the police said. Mr Ortega denied it.",
                "Mindestens 24 Menschen sind bei dem Unfall ums Leben gekommen, sagte die Polizei.",
                "Ortega, 44, said 30 people died. He put the damage at $3 million. In Gaza, 7,000 fled.",
            ]
        ),
        max_size=40,
    )
)
def test_articles_read_together_say_what_each_says_alone(extractor: Extractor, bodies: list[str]) -> None:
    articles = [msgspec.structs.replace(article(body), id=str(i)) for i, body in enumerate(bodies)]
    assert list(extractor.extract_all(articles)) == [extractor.extract(each) for each in articles]
