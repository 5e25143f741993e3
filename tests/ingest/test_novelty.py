from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ingest.novelty import Verdict, weigh
from ingest.seen.port import Seen


def met(text: str, feed: str, seen: Seen | None, now: int = 1000) -> tuple[Verdict, Seen]:
    """Weigh `text` as commit does: what was published is settled."""
    verdict, after = weigh(content_hash=text, size=len(text), feed=feed, seen=seen, now=now)
    return verdict, replace(after, settled=True) if verdict != "duplicate" else after


def test_a_text_is_new_once_and_then_a_duplicate() -> None:
    verdict, seen = met("12 dead", "a", None)
    assert (verdict, seen.revision) == ("new", 1000)
    assert met("12 dead", "a", seen, 2000)[0] == "duplicate"
    assert met("12 dead", "b", seen, 2000)[0] == "duplicate"


def test_a_changed_text_is_a_revision_and_so_is_going_back_to_the_old_one() -> None:
    _, seen = met("12 dead", "a", None)
    verdict, seen = met("13 dead", "a", seen, 2000)
    assert (verdict, seen.revision, seen.replaced) == ("revised", 2000, 1000)
    verdict, seen = met("12 dead", "a", seen, 3000)
    assert (verdict, seen.revision, seen.replaced) == ("revised", 3000, 2000)


def test_revision_numbers_grow_even_if_the_clock_does_not() -> None:
    _, seen = met("12 dead", "a", None, 5000)
    assert met("13 dead", "a", seen, 5000)[1].revision == 5001
    assert met("13 dead", "a", seen, 10)[1].revision == 5001


def test_a_reserved_text_is_published_again_under_its_number() -> None:
    _, reserved = weigh(content_hash="x", size=1, feed="a", seen=None, now=1000)
    for feed in ("a", "b"):
        verdict, after = weigh(content_hash="x", size=1, feed=feed, seen=reserved, now=2000)
        assert (verdict, after.revision) == ("repeated", 1000)


def test_a_text_that_changed_after_its_reservation_gets_a_number_of_its_own() -> None:
    _, reserved = weigh(content_hash="x", size=1, feed="a", seen=None, now=1000)
    verdict, after = weigh(content_hash="y", size=1, feed="a", seen=reserved, now=2000)
    assert (verdict, after.revision) == ("revised", 2000)


def test_a_summary_elsewhere_does_not_replace_the_whole_text() -> None:
    whole, summary = "12 dead and " * 20, "12 dead"
    _, seen = met(whole, "a", None)
    verdict, seen = met(summary, "b", seen, 2000)
    assert verdict == "duplicate"
    assert met("13 dead", "b", seen, 3000)[0] == "duplicate"
    assert met(whole, "a", seen, 4000)[0] == "duplicate"


def test_the_whole_text_elsewhere_replaces_a_summary_once() -> None:
    whole, summary = "12 dead and " * 20, "12 dead"
    _, seen = met(summary, "a", None)
    verdict, seen = met(whole, "b", seen, 2000)
    assert (verdict, seen.replaced) == ("revised", None)
    assert met(summary, "a", seen, 3000)[0] == "duplicate"
    assert met(whole, "b", seen, 3000)[0] == "duplicate"


def test_a_correction_counts_in_whichever_feed_it_shows() -> None:
    _, seen = met("12 dead", "a", None)
    _, seen = met("12 dead", "b", seen)
    verdict, seen = met("13 dead", "b", seen, 2000)
    assert verdict == "revised"
    assert met("12 dead", "a", seen, 3000)[0] == "duplicate"
    assert met("13 dead", "a", seen, 4000)[0] == "duplicate"


TEXTS = st.text("0123456789 ", max_size=30)


@given(st.lists(st.tuples(st.sampled_from("abc"), TEXTS), max_size=20), st.dictionaries(st.sampled_from("abc"), TEXTS))
def test_feeds_that_stand_still_never_revise_each_other_for_ever(
    past: list[tuple[str, str]], present: dict[str, str]
) -> None:
    seen: Seen | None = None
    for now, (feed, text) in enumerate(past):
        _, seen = met(text, feed, seen, now)
    for feed, text in present.items():
        _, seen = met(text, feed, seen, 100)
    again = [met(text, feed, seen, 200)[0] for feed, text in present.items()]
    assert set(again) <= {"duplicate"}


@given(st.lists(st.tuples(st.sampled_from("abc"), TEXTS, st.integers(0, 50)), max_size=20))
def test_a_greater_revision_is_always_a_later_one(history: list[tuple[str, str, int]]) -> None:
    seen: Seen | None = None
    told: list[int] = []
    for feed, text, now in history:
        verdict, seen = met(text, feed, seen, now)
        if verdict != "duplicate":
            told.append(seen.revision)
    assert told == sorted(set(told))
