"""Who an article is, and whether its text has changed.

Ids outlive releases: an id that changes makes every entry of every feed a new article. So what a link is as a URL is
left to w3lib, whose canonical form stays what it is because Scrapy's fingerprints hang on it; what in it is no part of
an article's name (tracking parameters, ways to the same page) is said by a few rules of our own and not by a library's
list, which grows with each version. To change a rule here is to change ids, and the tests pin some. The one module
that imports w3lib.
"""

import hashlib
import re
import unicodedata
from datetime import datetime
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit

from w3lib.url import canonicalize_url

_SUBDOMAINS = frozenset({"www", "www2", "feeds", "feed", "rss", "rssfeeds", "xml", "m", "mobile", "amp"})
"""Host labels that name a way to the publisher's site, not another publisher."""

_TRACKING = re.compile(
    r"(utm_.*|mtm_.*|pk_.*|at_.*|hsa_.*|ns_.*|icid|ocid|cmp|cmpid|fbclid|gclid|gclsrc|dclid|msclkid|twclid|yclid|"
    r"igshid|mc_cid|mc_eid|wt_mc|wt_zmc|wt_mc_o|xtor|ref_src|ref_url|smid|smtyp|traffic_source|ftag|taid|s_cid|"
    r"outputtype|__twitter_impression)",
    re.IGNORECASE,
)
_WAYS = frozenset({"", "1", "true", "amp", "rss", "rss2", "atom", "feed", "feeds", "rssfeed", "email", "newsletter"})
_AMBIGUOUS = frozenset({"ref", "referrer", "source", "src", "from", "partner", "cid", "feed", "rss", "amp", "share"})
"""Parameters that are tracking with a value that names a way here, and may be the article's number otherwise."""

_POST = re.compile(
    r"(?:block|post|entry|update|liveblog|lb|message|msg|pinned)[-_:=/]?[\w.-]{0,80}\d[\w.-]{0,80}", re.IGNORECASE
)
"""Fragments by which live blogs name their posts; others lead to a place in an article or tell how readers came."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_MARKS = str.maketrans(
    {"‘": "'", "’": "'", "ʼ": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'}
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff")
)


def site(url: str) -> str:
    """Return the publisher's site for a feed's address: its host without "www.", "feeds." and the like, lower case."""
    return _host(urlsplit(url).hostname or "")


@lru_cache(2_000)  # asked several times for each entry of a document
def canonical(link: str) -> str:
    """Return what two addresses of one article share, or "" for one that names no article.

    Dropped: scheme, user, default port, fragment, tracking parameters, www, mobile and AMP forms, a slash at the
    end. Parameters are sorted. The front page of a site names no article. The result is a key and no address.
    """
    try:
        parts = urlsplit(canonicalize_url(link.strip()))
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        return ""
    host = _host(parts.hostname)
    if port is not None and port != _DEFAULT_PORTS[parts.scheme]:
        host += f":{port}"
    path = re.sub(r"/{2,}", "/", parts.path)
    path = re.sub(r"^/amp(?=/.)|/amp/?$|\.amp(?=\.html?$)|\.amp$", "", path).rstrip("/")
    pairs = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True, errors="surrogateescape")
        if not _TRACKING.fullmatch(name) and not (name.lower() in _AMBIGUOUS and value.lower() in _WAYS)
    ]
    if not path and not pairs:
        return ""
    query = urlencode(sorted(pairs), errors="surrogateescape")
    return f"{host}{path}?{query}" if query else f"{host}{path}"


def post(link: str) -> str:
    """Return the part of a link that names one post of a live blog ("#block-65731..."), "" where it names none."""
    fragment = link.strip().partition("#")[2]
    return fragment if _POST.fullmatch(fragment) else ""


def article_id(*, feed: str, link: str, guid: str, title: str, published: datetime | None) -> str:
    """Return the article's id, 32 hexadecimal digits.

    The hash of the publisher's site, taken from the address of the feed, and the canonical link; where there is
    none, the guid; where that is missing too, title and date. Cross-posted entries of one publisher are one article.
    """
    place = canonical(link)
    if place:
        key = f"link\n{place}{'#' if (part := post(link)) else ''}{part}"
    elif guid.strip():
        # A guid that is an address is one article under all its spellings, as a link is.
        key = f"guid\n{canonical(guid) or guid.strip()}"
    else:
        date = published.isoformat() if published else ""
        key = f"title\n{normalised(title)}\n{date}"
    return _hash(f"{site(feed)}\n{key}")


def content_hash(title: str, body: str) -> str:
    """Return the hash of title and text after normalising, 32 hexadecimal digits: equal for equal reading."""
    return _hash(f"{normalised(title)}\n\n{normalised(body)}")


def normalised(text: str) -> str:
    """Return `text` without what a reader does not see: forms of quotes, dashes and spaces, and letter case.

    Digits and their points, commas and signs stay, so that a changed figure is a changed text.
    """
    return " ".join(unicodedata.normalize("NFKC", text.translate(_MARKS)).casefold().split())


def _host(name: str) -> str:
    labels = name.rstrip(".").lower().split(".")
    while len(labels) > 2 and labels[0] in _SUBDOMAINS:
        labels = labels[1:]
    return ".".join(labels)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
