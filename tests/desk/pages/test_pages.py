"""The pages: what a reader finds on them."""

import csv
import io
import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from alerts.evidence.decisions import decided
from alerts.judge.decision import Decision
from alerts.ledger.port import Change
from alerts.notify.deliveries import Delivery
from desk.atlas import ListedAtlas
from desk.pages.site import site
from desk.pages.stores import Stores
from tests.alerts.makers import a_claim, a_contradiction, a_report, an_article, held
from tests.desk.pages.conftest import NOW
from wire.settings.model import Settings

pytestmark = pytest.mark.redis


def test_the_list_shows_what_is_disputed_with_both_sides_and_the_link(pages: TestClient) -> None:
    page = pages.get("/")
    assert page.status_code == 200
    for words in (
        "people killed, Barabury",
        'href="/quantities/q1"',
        "health department",
        "fire service",
        "1 quantity",
    ):
        assert words in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=barabury+FIRE", True),
        ("q=avalanche", False),
        ("measure=killed", True),
        ("measure=injured", False),
        ("relation=contradicts", True),
        ("relation=revises", False),
        ("outlet=northern+post", True),
        ("outlet=Hill+Radio", False),
        ("span=1h", True),
        ("place=Nowhere", False),
        ("page=99", True),
        ("page=x", True),
    ],
)
def test_the_list_can_be_filtered(pages: TestClient, query: str, found: bool) -> None:
    assert ('href="/quantities/q1"' in pages.get(f"/?{query}").text) is found


@pytest.mark.parametrize(
    ("place", "found"), [("Gaza", True), ("gaza strip", True), ("Khan Yunis", True), ("Rafah", False), ("Syria", False)]
)
def test_a_place_takes_in_what_lies_inside_it(settings: Settings, stores: Stores, place: str, found: bool) -> None:
    there = Stores.opened(stores.client, settings, stores.clock, ListedAtlas())
    claims = [a_claim(name, number, where=("Khan Younis",)) for name, number in (("k1", 12), ("k2", 19))]
    new, prior = a_report(claims[1], "a2", 30), a_report(claims[0])
    there.evidence.note(a_contradiction("c7", quantity="q7", new=new, prior=prior, decided=NOW), NOW)
    pages = TestClient(site(settings, there), base_url="http://localhost")
    assert ("/quantities/q7" in pages.get("/", params={"place": place}).text) is found
    assert (pages.get("/api/disputes", params={"place": place}).json()["total"] == 1) is found
    assert "<option" in pages.get("/").text.partition("Gaza Strip")[0]


def test_updates_are_listed_only_when_asked_for(pages: TestClient, stores: Stores) -> None:
    stores.evidence.note(a_contradiction("c7", quantity="q7", relation="updates", decided=NOW), NOW)
    assert "q7" not in pages.get("/").text
    assert "q7" in pages.get("/?relation=updates").text


def test_what_is_a_week_old_is_listed_no_more(pages: TestClient, stores: Stores) -> None:
    stores.evidence.note(a_contradiction("c7", quantity="q7", decided=NOW - timedelta(days=8)), NOW)
    assert "q7" not in pages.get("/").text


def test_a_quantity_has_its_reports_alerts_copies_and_drawing(pages: TestClient) -> None:
    page = pages.get("/quantities/q1").text
    assert "Two counts of people killed, Barabury: health department says 19, fire service 12" in page
    assert "<mark>12 people</mark>" in page
    assert 'copy of <a href="#report-1">' in page
    assert "a correction" in page
    assert "denied" in page
    assert page.count('class="point"') == 5
    assert "CET" in page
    assert 'href="https://coastal.example/a1"' in page


def test_a_headline_that_clashes_with_its_own_text_is_told_on_the_page(pages: TestClient, stores: Stores) -> None:
    assert "The headline" not in pages.get("/quantities/q1").text
    headline = a_report(a_claim("k7t", 40, field="title"), "a7", 90, outlet="Hill <Radio>")
    text = a_report(a_claim("k7", 19), "a7", 90, outlet="Hill <Radio>")
    claims = (held(headline), held(text))
    assert stores.ledger.commit(Change(article="a7", revision=1, extractor=1, versions={}, held=claims))
    answer = pages.get("/quantities/q1")
    shown = re.sub(r"<a[^>]*>|</a>", "", answer.text)
    assert "The headline in Hill &lt;Radio&gt; says 40 (report 7), the text below it 19 (report 6)." in shown
    assert pages.get("/api/quantities/q1").json()["clashes"] == [{"headline_row": 7, "text_row": 6}]


def test_what_still_carries_a_figure_that_was_put_right_is_listed(pages: TestClient, stores: Stores) -> None:
    right = a_report(a_claim("k7", 9, attribution="health department"), "a7", 90)
    late = a_report(a_claim("k8", 19, attribution="health department"), "a8", 95, outlet="Our Paper", ours=True)
    for each in (right, late):
        change = Change(article=each.article, revision=1, extractor=1, versions={}, held=(held(each),))
        assert stores.ledger.commit(change)
    page = pages.get("/quantities/q1").text
    assert page.count('put right in <a href="#report-6">report 6</a>, still here') == 2
    rows = pages.get("/api/quantities/q1").json()["reports"]
    assert [row["row"] for row in rows if row["put_right_in_row"] == 6] == [3, 7]
    assert [row["row"] for row in rows if row["ours"]] == [7]


def test_the_short_address_leads_to_the_quantity(pages: TestClient) -> None:
    assert pages.get("/q/q1").headers["location"] == "/quantities/q1"


def test_a_quantity_that_was_found_to_be_an_older_one_leads_there(pages: TestClient, stores: Stores) -> None:
    report = a_report(a_claim("k9", 12), "a9", 90)
    change = Change(
        article="a9", revision=1, extractor=1, versions={}, held=(held(report),), aliases={"q9": "q1"}, sources={}
    )
    assert stores.ledger.commit(change)
    assert pages.get("/quantities/q9").headers["location"] == "/quantities/q1"


def test_a_quantity_that_nothing_is_known_of_is_not_found(pages: TestClient) -> None:
    for address in ("/quantities/none", "/api/quantities/none", "/quantities/none/chart.svg", "/articles/none/1"):
        assert pages.get(address).status_code == 404


def test_the_drawing_stands_by_itself(pages: TestClient) -> None:
    answer = pages.get("/quantities/q1/chart.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.text.startswith("<svg")
    assert "xmlns" in answer.text


def test_json_and_csv_hold_the_same_reports(pages: TestClient) -> None:
    found = pages.get("/api/quantities/q1").json()
    rows = list(csv.DictReader(io.StringIO(pages.get("/quantities/q1/reports.csv").text)))
    assert [row["figure"] for row in rows] == [report["figure"] for report in found["reports"]]
    assert found["reports"][1]["copy_of_row"] == 1
    assert found["reports"][4]["high"] is None
    assert found["alerts"][0]["new_row"] == 3
    listed = pages.get("/api/disputes?measure=killed").json()
    assert (listed["total"], listed["disputes"][0]["quantity"]) == (1, "q1")
    assert pages.get("/api/disputes?limit=0").status_code == 400


def test_every_path_of_the_api_is_described_and_answers(pages: TestClient) -> None:
    document = pages.get("/api/openapi.json").json()
    for path in document["paths"]:
        assert pages.get(path.replace("{quantity}", "q1")).status_code == 200
        assert path in pages.get("/api").text


def test_an_article_shows_its_text_with_figures_marked_and_what_was_decided(pages: TestClient, stores: Stores) -> None:
    report = a_report(a_claim("k1", 12))
    weighed = a_contradiction("c2", new=report, confidence=0.31)
    decision = Decision(held=(held(report),), candidates=(weighed,))
    stores.decisions.keep([decided(an_article(report), decision, NOW)])
    page = pages.get("/articles/a1/1").text
    assert '<a class="marked" href="/quantities/q1"><mark>12 people</mark></a> police said' in page.replace(",", "")
    assert "31 %" in page


def test_to_whom_an_alert_went_is_shown_to_those_we_know(pages: TestClient, stores: Stores) -> None:
    stores.deliveries.note(
        [Delivery(contradiction="c1", quantity="q1", subscriber="night-desk", channel="x", outcome="sent", at=NOW)]
    )
    assert "night-desk" in pages.get("/quantities/q1").text
    assert pages.get("/api/quantities/q1").json()["alerts"][0]["deliveries"][0]["subscriber"] == "night-desk"


def test_health_is_for_everybody(pages: TestClient) -> None:
    assert pages.get("/healthz").text == "ok\n"
    assert pages.get("/readyz").text == "ok\n"
