"""What readers do on the pages: verdicts and silences, from our own forms alone."""

import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from alerts.judge.names import quantity_id
from desk.pages.site import site
from desk.pages.stores import Stores
from tests.alerts.makers import a_claim, a_contradiction, a_report
from tests.desk.pages.conftest import NOW
from wire.settings.model import AlertSettings, Settings

pytestmark = pytest.mark.redis


def code(pages: TestClient, address: str = "/quantities/q1") -> str:
    """Return the token that the forms on the page at `address` carry."""
    found = re.search(r'name="token" value="([0-9a-f]+)"', pages.get(address).text)
    assert found
    return found[1]


def test_a_verdict_is_kept_shown_and_counted(pages: TestClient, stores: Stores) -> None:
    answer = pages.post("/alerts/c1/verdict", data={"token": code(pages), "saying": "right"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/quantities/q1#alert-c1")
    assert stores.verdicts.counts() == {"right": 1}
    assert 'value="right" aria-pressed="true"' in pages.get("/quantities/q1").text
    assert "100 %" in pages.get("/verdicts").text


def test_a_wrong_alert_leaves_the_list_and_its_evidence_stays(pages: TestClient) -> None:
    pages.post("/alerts/c1/verdict", data={"token": code(pages), "saying": "wrong"})
    assert "Nothing is disputed" in pages.get("/").text
    assert pages.get("/quantities/q1").status_code == 200


def test_not_the_same_thing_splits_the_quantity(pages: TestClient, stores: Stores) -> None:
    pages.post("/alerts/c1/verdict", data={"token": code(pages), "saying": "not_same"})
    claims = {held.report.claim.id for held in stores.history("q1")}
    assert "k1" in claims
    assert "k2" not in claims


def test_a_figure_that_is_impossible_by_itself_is_set_against_nothing_and_parted_from_nothing(
    pages: TestClient, stores: Stores
) -> None:
    share = a_report(a_claim("k9", 120, measure="percent", base_unit="percent", phrase="120 percent"), "a9", 90)
    stores.evidence.note(a_contradiction("c9", relation="impossible", new=share, prior=share, decided=NOW), NOW)
    page = pages.get("/quantities/q1").text
    alert = page[page.index('id="alert-c9"') :].partition("</article>")[0]
    assert "police say 120 percent" in alert
    assert "against" not in alert
    assert "Not the same thing" not in alert
    assert "<dt>Before</dt>" not in pages.get("/").text
    before = stores.history("q1")
    assert pages.post("/alerts/c9/verdict", data={"token": code(pages), "saying": "not_same"}).status_code == 303
    assert stores.history("q1") == before


def test_what_was_joined_by_mistake_goes_by_its_own_name_once_it_is_split_off(
    pages: TestClient, stores: Stores
) -> None:
    (second,) = [held.report for held in stores.history("q1") if held.report.claim.id == "k2"]
    stores.verdicts.join(quantity_id(second), "q1")
    pages.post("/alerts/c1/verdict", data={"token": code(pages), "saying": "not_same"})
    assert stores.verdicts.oldest(quantity_id(second)) == quantity_id(second)
    assert [held.report.claim.id for held in stores.history(quantity_id(second))] == ["k2"]


@pytest.mark.parametrize("saying", ["", "perhaps"])
def test_what_is_no_verdict_is_refused(pages: TestClient, saying: str) -> None:
    assert pages.post("/alerts/c1/verdict", data={"token": code(pages), "saying": saying}).status_code == 400


def test_a_verdict_on_nothing_is_not_found(pages: TestClient) -> None:
    assert pages.post("/alerts/c9/verdict", data={"token": code(pages), "saying": "right"}).status_code == 404


def test_a_silence_is_made_listed_and_ended(pages: TestClient, stores: Stores) -> None:
    form = {"token": code(pages), "quantity": "q1", "hours": "12", "note": "known <b>since</b> noon"}
    answer = pages.post("/silences", data=form)
    (made,) = stores.silences.current(NOW)
    assert answer.headers["location"] == f"/silences#silence-{made.id}"
    assert (made.quantity, made.until, made.by) == ("q1", NOW + timedelta(hours=12), "local")
    listed = pages.get("/silences").text
    assert "known &lt;b&gt;since&lt;/b&gt; noon" in listed
    pages.post(f"/silences/{made.id}/end", data={"token": code(pages)})
    assert stores.silences.current(NOW) == []


def test_silences_of_the_settings_are_listed_and_end_with_them(settings: Settings, stores: Stores) -> None:
    until = (NOW + timedelta(hours=1)).isoformat()
    over = (NOW - timedelta(hours=1)).isoformat()
    told = {"silences": [{"place": "Barabury", "until": until}, {"place": "Dorham", "until": over}]}
    settled = settings.model_copy(update={"alerts": AlertSettings.model_validate(told)})
    stores = Stores.opened(stores.client, settled, stores.clock)
    listed = TestClient(site(settled, stores), base_url="http://localhost").get("/silences").text
    assert "in Barabury" in listed
    assert "with the settings" in listed
    assert "Dorham" not in listed
    assert "/end" not in listed


def test_a_silence_of_everything_is_refused_with_a_sentence(pages: TestClient) -> None:
    answer = pages.post("/silences", data={"token": code(pages), "hours": "4"})
    assert answer.status_code == 400
    assert "A silence needs words, a place, a measure or a quantity." in answer.text


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}]
)
def test_a_form_of_another_site_changes_nothing(pages: TestClient, stores: Stores, headers: dict[str, str]) -> None:
    answer = pages.post("/alerts/c1/verdict", data={"token": code(pages), "saying": "right"}, headers=headers)
    assert answer.status_code == 403
    assert stores.verdicts.counts() == {}


@pytest.mark.parametrize("token", ["", "0" * 64, "ä"])
def test_a_form_without_our_token_changes_nothing(pages: TestClient, stores: Stores, token: str) -> None:
    assert pages.post("/alerts/c1/verdict", data={"token": token, "saying": "right"}).status_code == 403
    assert pages.post("/silences", data={"token": token, "quantity": "q1"}).status_code == 403
    assert stores.verdicts.counts() == {}
    assert stores.silences.current(NOW) == []


@pytest.mark.parametrize("address", ["/alerts/c1/verdict", "/silences/x/end"])
def test_nothing_changes_by_get(pages: TestClient, address: str) -> None:
    assert pages.get(f"{address}?saying=right&token={code(pages)}").status_code == 405


def test_a_giant_form_is_refused_unread(pages: TestClient) -> None:
    assert pages.post("/silences", content=b"a=" + b"x" * 20_000).status_code == 413
