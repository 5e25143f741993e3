from datetime import UTC, datetime, timedelta

from ingest.document import Document, Entry
from ingest.drafts import Draft, Source, article, drafts

FEED = Source(url="https://rss.news.example/world.xml")
AT = datetime(2023, 12, 8, 10, tzinfo=UTC)
FETCHED = datetime(2023, 12, 8, 12, 0, 0, 123_000, tzinfo=UTC)
REVISION = 1702036800123


def entry(n: int = 1, *, title: str = "T", body: str = "12 dead", **more: object) -> Entry:
    return Entry(guid=f"g{n}", link=f"https://news.example/{n}", title=title, body=body, **more)  # type: ignore[arg-type]


def only(*entries: Entry, source: Source = FEED, title: str = "The News") -> Draft:
    [draft] = drafts(Document(format="rss20", title=title, entries=entries), source)[0]
    return draft


def test_the_oldest_comes_first_and_empty_entries_are_counted() -> None:
    found, empty = drafts(Document(format="", entries=(entry(3), entry(2, title="", body=""), entry(1))), FEED)
    assert [draft.entry.guid for draft in found] == ["g1", "g3"]
    assert empty == 1


def test_of_two_entries_that_are_one_article_the_later_counts() -> None:
    old, new = entry(body="old", published=AT), entry(body="new", published=AT, updated=AT + timedelta(hours=1))
    assert only(old, new).entry.body == only(new, old).entry.body == "new"
    assert only(entry(body="first"), entry(body="second")).entry.body == "first"


def test_the_outlet_is_as_configured_or_as_the_feed_says_or_the_host() -> None:
    assert only(entry(), source=Source(url=FEED.url, outlet="Ours", ours=True)).outlet == "Ours"
    assert only(entry()).outlet == "The News"
    assert only(entry(), title="").outlet == "rss.news.example"


def test_an_article_carries_what_its_entry_says() -> None:
    said = entry(published=AT, updated=AT + timedelta(minutes=5), language="en", cut=True)
    draft = only(said, source=Source(url=FEED.url, ours=True))
    found = article(draft, revision=REVISION, backfilled=True)
    assert (found.id, found.content_hash, found.revision) == (draft.id, draft.content_hash, REVISION)
    assert (found.url, found.title, found.body) == ("https://news.example/1", "T", "12 dead")
    assert (found.feed, found.outlet, found.ours, found.language) == (FEED.url, "The News", True, "en")
    assert (found.published, found.updated, found.fetched) == (AT, AT + timedelta(minutes=5), FETCHED)
    assert (found.backfilled, found.cut, found.text_from) == (True, True, "entry")


def test_dates_that_are_missing_or_ahead_count_as_fetched() -> None:
    assert article(only(entry()), revision=REVISION, backfilled=False).published == FETCHED
    ahead = only(entry(published=AT + timedelta(days=1), updated=AT + timedelta(days=2)))
    found = article(ahead, revision=REVISION, backfilled=False)
    assert (found.published, found.updated) == (FETCHED, None)


def test_an_update_that_is_not_after_the_publication_says_nothing() -> None:
    for updated in (AT, AT - timedelta(hours=1)):
        found = article(only(entry(published=AT, updated=updated)), revision=REVISION, backfilled=False)
        assert (found.published, found.updated) == (AT, None)


def test_an_edit_without_a_date_of_its_own_was_made_when_it_was_fetched() -> None:
    hour = 3_600_000
    silent, stale = entry(published=AT), entry(published=AT, updated=AT + timedelta(minutes=5))
    for said in (silent, stale):
        found = article(only(said), revision=REVISION, replaced=REVISION - hour, backfilled=False)
        assert (found.published, found.updated) == (AT, FETCHED)
    dated = entry(published=AT, updated=FETCHED - timedelta(minutes=5))
    found = article(only(dated), revision=REVISION, replaced=REVISION - hour, backfilled=False)
    assert found.updated == FETCHED - timedelta(minutes=5)


LIVE = "https://news.example/live"


def post_of(n: int, *, link: str = LIVE) -> Entry:
    return Entry(guid=f"post-{n}", link=link, title=f"Post {n}", body=f"{n} dead", published=AT + timedelta(minutes=n))


def test_posts_of_a_live_blog_on_one_link_are_one_article_with_all_their_text() -> None:
    other = entry(9, title="Another story")
    found, _ = drafts(Document(format="", entries=(post_of(2), post_of(1), other)), FEED)
    live = found[-1].entry
    assert [draft.entry.title for draft in found] == ["Another story", "Post 2"]
    assert live.body == "Post 2\n\n2 dead\n\nPost 1\n\n1 dead"
    assert (live.published, live.updated) == (AT + timedelta(minutes=1), AT + timedelta(minutes=2))
    assert drafts(Document(format="", entries=(other, post_of(1), post_of(2))), FEED)[0][0].content_hash == (
        found[-1].content_hash
    )


def test_posts_with_anchors_of_their_own_are_articles_of_their_own() -> None:
    posts = tuple(post_of(n, link=f"{LIVE}#block-65{n}a") for n in range(4))
    assert len(drafts(Document(format="", entries=posts), FEED)[0]) == 4
    assert len(drafts(Document(format="", entries=posts[:1]), FEED)[0]) == 1


def test_a_link_that_all_entries_share_is_the_page_that_lists_them() -> None:
    found, _ = drafts(Document(format="", entries=tuple(post_of(n) for n in range(4))), FEED)
    assert [draft.entry.body for draft in found] == ["3 dead", "2 dead", "1 dead", "0 dead"]
    assert {draft.entry.link for draft in found} == {LIVE}


def test_a_guid_used_again_for_other_stories_names_none_of_them() -> None:
    entries = tuple(Entry(guid="same", title=f"Story {n}", body="x") for n in range(3))
    assert len(drafts(Document(format="", entries=entries), FEED)[0]) == 3
    linked = tuple(entry(n, title=f"Story {n}") for n in range(3))
    reused = tuple(Entry(guid="same", link=each.link, title=each.title, body=each.body) for each in linked)
    ids = [draft.id for draft in drafts(Document(format="", entries=linked), FEED)[0]]
    assert [draft.id for draft in drafts(Document(format="", entries=reused), FEED)[0]] == ids


def test_a_new_date_alone_is_no_new_text() -> None:
    assert only(entry(published=AT)).content_hash == only(entry(published=AT + timedelta(hours=3))).content_hash
    assert only(entry(published=AT)).id == only(entry(published=AT + timedelta(hours=3))).id
