"""The pages in a real browser: by mouse and keyboard, light and dark, wide and narrow, hostile text in them.

PAGES_SHOTS=FOLDER keeps what the browser saw.
"""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from alerts.ledger.port import Change
from desk.pages.stores import Stores
from tests.alerts.hostile import TRICKS
from tests.alerts.makers import a_claim, a_contradiction, a_report, held
from tests.conftest import missing
from tests.desk.pages.browser import chromium, served
from tests.desk.pages.conftest import NOW
from tests.servers.process import Unavailable
from wire.settings.model import Settings

pytestmark = pytest.mark.redis

HOSTILE = (
    *TRICKS,
    "".join(TRICKS),
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "</title></svg><script>alert(1)</script>",
)

WIDE, NARROW = {"width": 1100, "height": 900}, {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """A headless Chromium; without one these tests are skipped, loudly, or fail where CI=true."""
    try:
        with chromium() as found:
            yield found
    except Unavailable as error:
        missing(request, "chromium", error)


@pytest.fixture
def address(settings: Settings, stores: Stores) -> Iterator[str]:
    """Where the pages are."""
    with served(settings, stores) as found:
        yield found


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A window on the pages; anything that the browser complains of fails the test."""
    complaints: list[str] = []
    page = browser.new_page(base_url=address, viewport=WIDE)  # type: ignore[arg-type]
    page.on("console", lambda each: complaints.append(each.text) if each.type in ("error", "warning") else None)
    page.on("pageerror", lambda each: complaints.append(str(each)))
    page.on("dialog", lambda each: complaints.append(f"dialog: {each.message}"))
    yield page
    page.close()
    assert complaints == []


def keep(page: Page, name: str) -> None:
    """Keep what is seen, where somebody wants to look at it."""
    if folder := os.environ.get("PAGES_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_from_the_list_to_the_evidence_by_keyboard_alone(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="people killed, Barabury")
    for _ in range(12):
        page.keyboard.press("Tab")
        if link.evaluate("each => each === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/quantities/q1")
    assert page.get_by_role("heading", level=1).inner_text() == "People killed, Barabury"


def test_the_filters_work_as_a_form(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Measure").select_option("killed")
    page.get_by_role("searchbox", name="Search").fill("avalanche")
    page.get_by_role("button", name="Filter").click()
    assert page.get_by_role("status").inner_text() == "0 quantities"
    page.get_by_role("link", name="Clear").click()
    assert page.get_by_role("status").inner_text() == "1 quantity"


def test_a_point_of_the_chart_tells_its_words_and_leads_to_its_report(page: Page) -> None:
    page.goto("/quantities/q1")
    point = page.get_by_role("link", name="Report 3: 19, health department")
    point.hover()
    assert "19, health department" in page.locator(".tip:visible").inner_text()
    point.focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#report-3")
    assert page.locator("tr:target").count() == 1


def test_verdict_and_silence_without_javascript(browser: Browser, address: str, stores: Stores) -> None:
    page = browser.new_page(base_url=address, java_script_enabled=False)
    page.goto("/quantities/q1")
    page.get_by_role("button", name="Right").click()
    assert page.locator('button[aria-pressed="true"]').inner_text() == "Right"
    assert stores.verdicts.counts() == {"right": 1}
    page.get_by_label("Why").fill("known")
    page.get_by_role("button", name="Silence").click()
    assert page.get_by_role("cell", name="known").is_visible()
    page.get_by_role("button", name="End").click()
    assert stores.silences.current(NOW) == []
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_page_fits_the_window_and_can_be_read(
    page: Page, scheme: Literal["light", "dark"], size: dict[str, int]
) -> None:
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.emulate_media(color_scheme=scheme)
    for address in ("/", "/quantities/q1", "/articles/a1/1", "/silences", "/verdicts", "/api"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], address
        keep(page, f"{address.strip('/').replace('/', '-') or 'list'}-{scheme}-{size['width']}")
        worst = page.evaluate(CONTRAST)
        assert worst["ratio"] >= 4.5, (address, worst)


def test_every_page_is_named_for_a_screen_reader(page: Page) -> None:
    for address in ("/", "/quantities/q1", "/silences", "/verdicts", "/api"):
        page.goto(address)
        assert page.locator("h1").count() == 1
        assert page.locator("html[lang=en]").count() == 1
        unnamed = page.evaluate(UNNAMED)
        assert unnamed == [], (address, unnamed)


def test_hostile_text_is_shown_as_text_and_does_nothing(page: Page, stores: Stores) -> None:
    for number, text in enumerate(HOSTILE):
        claim = a_claim(f"h{number}", 7 + number, quote=text, phrase=text, start=0, end=len(text), attribution=text)
        report = a_report(claim, f"h{number}", 90, title=text, outlet=text, url=text)
        change = Change(article=report.article, revision=1, extractor=1, versions={}, held=(held(report, "q-hostile"),))
        assert stores.ledger.commit(change)
        alert = a_contradiction(
            f"x{number}", quantity="q-hostile", label=text, new=report, reasons=(text,), decided=NOW
        )
        stores.evidence.note(alert, NOW + timedelta(seconds=number))
    for address in ("/", "/quantities/q-hostile", "/quantities/q-hostile/chart.svg"):
        page.goto(address)
        assert page.locator("main script, svg script, iframe, img").count() == 0
        links = page.evaluate("[...document.querySelectorAll('a')].map(each => each.getAttribute('href') || '')")
        assert [link for link in links if not link.startswith(("/", "#", "http://", "https://"))] == []


CONTRAST = """() => {
  const line = v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => [r, g, b].map(v => line(v / 255))
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const colour = text => text.match(/[\\d.]+/g).map(Number);
  let worst = {ratio: 21};
  for (const each of document.querySelectorAll('body *')) {
    const own = [...each.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    if (!own || !each.checkVisibility() || each.closest('svg, option, .hidden, .skip')) continue;
    let behind = each;
    while (behind && (colour(getComputedStyle(behind).backgroundColor)[3] ?? 1) === 0) behind = behind.parentElement;
    const back = light(colour(getComputedStyle(behind ?? document.body).backgroundColor));
    const text = light(colour(getComputedStyle(each).color));
    const ratio = (Math.max(back, text) + .05) / (Math.min(back, text) + .05);
    if (ratio < worst.ratio) worst = {ratio, text: each.textContent.trim().slice(0, 60)};
  }
  return worst;
}"""
"""The least contrast of any text to what lies behind it (WCAG 2.1, 1.4.3)."""

UNNAMED = """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, svg[role]')]
  .filter(each => !(each.getAttribute('aria-label') || each.textContent.trim() || each.labels?.length))
  .map(each => each.outerHTML.slice(0, 80))"""
"""What can be operated and has no name."""
