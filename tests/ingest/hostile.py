"""A corpus of malformed feeds by class, each with the articles that a reader would still find in it.

Made by rules, not collected: a handful of well-formed feeds, and what software and people do to them.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

TITLES = ("Fire kills 12 in Ostwick", "Flood in Gardale: 300 homes lost", "Holham strike enters day 9")
TEXTS = (
    "At least 12 people were killed in a fire in Ostwick, the fire service said.",
    "The flood in Gardale destroyed 300 homes, according to the district council.",
    "Drivers in Holham walked out for a 9th day on Monday.",
)
XML = "application/xml"


@dataclass(frozen=True)
class Case:
    """A document, the class of what is wrong with it, and the titles that have to be found in it."""

    name: str
    kind: str
    data: bytes
    content_type: str = XML
    titles: tuple[str, ...] = TITLES
    feed: bool = True


def link(n: int) -> str:
    return f"https://news.example/2023/12/08/story-{n}"


def rss_item(n: int, title: str, text: str, *, date: str = "Fri, 08 Dec 2023 10:00:00 GMT", extra: str = "") -> str:
    return (
        f"<item><title>{title}</title><link>{link(n)}</link><guid>{link(n)}</guid><pubDate>{date}</pubDate>"
        f"<description>{text}</description>{extra}</item>"
    )


def rss(items: Sequence[str], *, head: str = '<?xml version="1.0" encoding="utf-8"?>', attributes: str = "") -> str:
    return (
        f'{head}<rss version="2.0"{attributes}><channel><title>The News</title><link>https://news.example/</link>'
        f"<description>News</description>{''.join(items)}</channel></rss>"
    )


def plain_rss() -> str:
    return rss([rss_item(n, *both) for n, both in enumerate(zip(TITLES, TEXTS, strict=True))])


def plain_atom() -> str:
    entries = "".join(
        f'<entry><id>tag:news.example,2023:{n}</id><title>{title}</title><link href="{link(n)}"/>'
        f"<updated>2023-12-08T10:00:00Z</updated><summary>{text}</summary></entry>"
        for n, (title, text) in enumerate(zip(TITLES, TEXTS, strict=True))
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>The News</title>'
        f"<id>tag:news.example,2023:feed</id><updated>2023-12-08T10:00:00Z</updated>{entries}</feed>"
    )


def plain_rdf() -> str:
    items = "".join(
        f'<item rdf:about="{link(n)}"><title>{title}</title><link>{link(n)}</link>'
        f"<description>{text}</description></item>"
        for n, (title, text) in enumerate(zip(TITLES, TEXTS, strict=True))
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/"><channel rdf:about="https://news.example/"><title>The News</title>'
        f"<link>https://news.example/</link><description>News</description></channel>{items}</rdf:RDF>"
    )


def plain_json() -> str:
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "The News",
            "items": [
                {"id": link(n), "url": link(n), "title": title, "content_text": text}
                for n, (title, text) in enumerate(zip(TITLES, TEXTS, strict=True))
            ],
        }
    )


FORMATS: dict[str, Callable[[], str]] = {"rss": plain_rss, "atom": plain_atom, "rdf": plain_rdf}


def cases() -> list[Case]:
    """Return the whole corpus."""
    made: list[Case] = []
    for make in (
        encodings, truncations, nestings, giants, null_bytes, dates, content_types, entities, surroundings, markups,
        missing_parts, json_feeds, kinds_of_content, no_feeds,
    ):  # fmt: skip
        made += make()
    return made


ABROAD = {
    "latin-1": "Zwölf Tote bei Brand in Östwick",
    "cp1252": "“Twelve” dead – the mayor’s words",
    "iso-8859-2": "Dwanaście ofiar pożaru w Łodzi",
    "iso-8859-9": "İstanbul'da yangın: 12 ölü",
    "koi8-r": "Пожар унёс жизни 12 человек",
    "windows-1251": "Пожар унёс жизни 12 человек",
    "shift_jis": "火災で12人死亡",
    "euc-jp": "火災で12人死亡",
    "iso-2022-jp": "火災で12人死亡",
    "gb18030": "火灾致12人死亡",
    "gb2312": "火灾致12人死亡",
    "big5": "火災造成12人死亡",
    "euc-kr": "화재로 12명 사망",
    "utf-8": "Zwölf Tote – 火災で12人死亡",
    "utf-16": "Zwölf Tote – 火災で12人死亡",
}


def encodings() -> Iterator[Case]:
    for name, title in ABROAD.items():
        text = rss([rss_item(1, title, title)], head=f'<?xml version="1.0" encoding="{name}"?>')
        yield Case(f"declared as {name}", "encoding", text.encode(name), titles=(title,))
        bare = rss([rss_item(1, title, title)], head='<?xml version="1.0"?>')
        said = f"text/xml; charset={name}"
        yield Case(f"{name} by header alone", "encoding", bare.encode(name), said, (title,))
    for name in ("utf-8-sig", "utf-16-le", "utf-16-be", "utf-32"):
        text = rss([rss_item(1, "Zwölf Tote", "Ö")], head='<?xml version="1.0"?>')
        mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(name, b"")
        yield Case(f"{name} by mark alone", "encoding", mark + text.encode(name), titles=("Zwölf Tote",))
    for name in ("utf-16-le", "utf-16-be"):
        text = rss([rss_item(1, "Zwölf Tote", "Ö")])
        yield Case(f"{name} without a mark", "encoding", text.encode(name), titles=("Zwölf Tote",))
    wrong = rss([rss_item(1, "Zwölf Tote", "Ö"), rss_item(2, TITLES[1], TEXTS[1])])
    yield Case("latin-1 declared as utf-8", "encoding", wrong.encode("latin-1"), titles=("Zwölf Tote", TITLES[1]))
    yield Case(
        "utf-8 declared as ascii",
        "encoding",
        wrong.replace("utf-8", "us-ascii").encode(),
        titles=("Zwölf Tote", TITLES[1]),
    )
    for name in ("x-unknown", "none", "utf8mb4", "unicode", "ISO-8859-1,utf-8", "", "🙂"):
        text = plain_rss().replace('encoding="utf-8"', f'encoding="{name}"')
        yield Case(f"declared as {name!r}", "encoding", text.encode())
        yield Case(f"header says {name!r}", "encoding", plain_rss().encode(), f"text/xml; charset={name}")
    lone = plain_rss().encode().replace(b"fire service", b"fire \xff\xfe service").replace(b"Drivers", b"Dr\xc3ivers")
    yield Case("single wrong bytes", "encoding", lone)
    mixed = (
        plain_rss()
        .replace("council", "Müller council")
        .encode()
        .replace(b"fire service", "fire sërvice".encode("latin-1"))
    )
    yield Case("two encodings in one document", "encoding", mixed)
    yield from wrong_encodings()


ODD = "Zwölf Tote – “ein Ort”"


def wrong_encodings() -> Iterator[Case]:
    """Documents that are in another encoding than they or their servers say."""
    for form, make in FORMATS.items():
        whole = make().replace(TITLES[0], ODD)
        bare, found = whole.partition("?>")[2], (ODD, *TITLES[1:])
        for name in ("utf-16", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
            data = whole.encode(name)
            yield Case(f"{form}: {name} declared as utf-8", "encoding", data, titles=found)
            yield Case(f"{form}: {name}, nothing declared", "encoding", bare.encode(name), titles=found)
            said = "text/xml; charset=iso-8859-1"
            yield Case(f"{form}: {name} served as latin-1", "encoding", data, said, found)
        yield Case(f"{form}: utf-16 less a byte", "encoding", whole.encode("utf-16")[:-1], titles=found)
        yield Case(f"{form}: utf-16 and a byte", "encoding", whole.encode("utf-16") + b"\n", titles=found)
        for name in ("utf-16", "utf-32", "cp037", "utf-7", "iso-8859-1", "iso-8859-2", "windows-1251", "shift_jis"):
            said = whole.replace('encoding="utf-8"', f'encoding="{name}"')
            yield Case(f"{form}: utf-8 declared as {name}", "encoding", said.encode(), titles=found)
            yield Case(f"{form}: utf-8 served as {name}", "encoding", bare.encode(), f"text/xml; charset={name}", found)
        for name in ("utf-8", "us-ascii", "iso-8859-1"):
            said = whole.replace('encoding="utf-8"', f'encoding="{name}"')
            yield Case(f"{form}: cp1252 declared as {name}", "encoding", said.encode("cp1252"), titles=found)
        two = whole.replace(TITLES[1], "@").encode().replace(b"@<", "“Flut” in Gärdale<".encode("cp1252"))
        yield Case(f"{form}: utf-8 and cp1252", "encoding", two, titles=(ODD, "“Flut” in Gärdale", TITLES[2]))
        marked = b"\xef\xbb\xbf" + whole.encode()
        yield Case(f"{form}: a mark of utf-8 served as latin-1", "encoding", marked, "text/xml; charset=latin-1", found)


def truncations() -> Iterator[Case]:
    for form, make in FORMATS.items():
        whole = make()
        end = "</entry>" if form == "atom" else "</item>"
        for share in (0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.9, 0.95, 0.98):
            cut = whole[: int(len(whole) * share)]
            titles = TITLES[: cut.count(end)]
            if titles:
                yield Case(f"{form} cut at {share}", "truncation", cut.encode(), titles=titles)
    for at, what in ((b"<pubDate>", "inside an element"), (b"</titl", "inside a tag"), (b"\xc3", "inside a character")):
        data = plain_rss().replace("Drivers", "Drïvers").encode()
        yield Case(f"cut {what}", "truncation", data[: data.rindex(at) + len(at)], titles=TITLES[:2])


def nestings() -> Iterator[Case]:
    for depth in (100, 1_000, 10_000, 40_000):
        deep = "&lt;div&gt;" * depth + TEXTS[0]
        yield Case(f"{depth} divs escaped", "nesting", rss([rss_item(1, TITLES[0], deep)]).encode(), titles=TITLES[:1])
        bare = "<div>" * depth + TEXTS[0] + "</div>" * depth
        yield Case(
            f"{depth} divs as elements", "nesting", rss([rss_item(1, TITLES[0], bare)]).encode(), titles=TITLES[:1]
        )
        opened = "<b>" * depth + TEXTS[0]
        yield Case(
            f"{depth} open elements", "nesting", rss([rss_item(1, TITLES[0], opened)]).encode(), titles=TITLES[:1]
        )
        unknown = "<x:y>" * depth + "</x:y>" * depth
        document = rss([rss_item(n, *b, extra=unknown) for n, b in enumerate(zip(TITLES, TEXTS, strict=True))])
        yield Case(f"{depth} unknown elements", "nesting", document.encode())
        declared = document.replace("<rss ", '<rss xmlns:x="https://x.example/ns" ')
        yield Case(f"{depth} foreign elements", "nesting", declared.encode())
    endless = "&lt;div&gt;" * 300_000 + TEXTS[0]
    yield Case("300,000 divs", "nesting", rss([rss_item(1, TITLES[0], endless)]).encode(), titles=TITLES[:1])
    inside = rss([rss_item(1, TITLES[0], TEXTS[0], extra=rss_item(2, TITLES[1], TEXTS[1]))])
    yield Case("an item in an item", "nesting", inside.encode(), titles=TITLES[:1])
    for text, name in (
        (f"<![CDATA[{TEXTS[0]}<![CDATA[ more ]]>]]>", "CDATA in CDATA"),
        (f"<![CDATA[<p>{TEXTS[0]}</p>", "CDATA without an end"),
        (f"<![CDATA[{TEXTS[0]}]]&gt;", "CDATA with an escaped end"),
    ):
        document = rss([rss_item(2, TITLES[1], TEXTS[1]), rss_item(1, TITLES[0], text)])
        yield Case(name, "nesting", document.encode(), titles=TITLES[1:2])
        document = rss([rss_item(1, TITLES[0], text), rss_item(2, TITLES[1], TEXTS[1]), rss_item(3, TITLES[2], "x")])
        yield Case(f"{name}, first", "nesting", document.encode())
    for opened, name in (("<![CDATA[", "a section"), ("<!--", "a comment")):
        for form, make in FORMATS.items():
            element = "summary" if form == "atom" else "description"
            data = make().replace(f"<{element}>At", f"<{element}>{opened}At")
            yield Case(f"{form}: {name} without an end in the first text", "nesting", data.encode())
    for form, make in FORMATS.items():
        data = make().replace(f"<title>{TITLES[0]}", f"<title><![CDATA[{TITLES[0]}")
        yield Case(f"{form}: a section without an end in the first title", "nesting", data.encode())
        small = make()
        for title in TITLES:
            small = small.replace(title, f"<![cdata[{title}]]>")
        yield Case(f"{form}: sections in small letters", "nesting", small.encode())


def giants() -> Iterator[Case]:
    million = "x" * 1_000_000
    pairs = list(enumerate(zip(TITLES, TEXTS, strict=True)))
    for name, extra in (
        ("an attribute of 1 MB", f'<enclosure url="{million}"/>'),
        ("an attribute name of 1 MB", f'<x {million}="1"/>'),
        ("an element name of 1 MB", f"<{million}/>"),
        ("10,000 attributes", "<x " + " ".join(f'a{n}="{n}"' for n in range(10_000)) + "/>"),
        ("10,000 elements", "<x/>" * 10_000),
        ("5,000 categories", "".join(f"<category>c{n}</category>" for n in range(5_000))),
        ("5,000 enclosures", "".join(f'<enclosure url="https://a.example/{n}"/>' for n in range(5_000))),
        ("a comment of 1 MB", f"<!-- {million} -->"),
        ("an instruction of 1 MB", f"<?x {million}?>"),
        ("1,000 namespaces", "<x " + " ".join(f'xmlns:n{n}="urn:{n}"' for n in range(1_000)) + "/>"),
        ("a namespace of 1 MB", f'<x xmlns:n="urn:{million}"/>'),
        ("100,000 entities", "<x>" + "&amp;" * 100_000 + "</x>"),
        ("a run of < of 100 KB", "<x>" + "&lt;" * 25_000 + "</x>"),
    ):
        document = rss([rss_item(n, *both, extra=extra if n == 0 else "") for n, both in pairs])
        yield Case(name, "giant", document.encode())
    for name, text in (
        ("a text of 2 MB", million * 2),
        ("200,000 words", "word " * 200_000),
        ("100,000 bare <", "&lt; " * 100_000),
        ("50,000 open comments", "&lt;!-- " * 50_000),
        ("50,000 line breaks", "&lt;br&gt;" * 50_000),
        ("20,000 links", "&lt;a href='x'&gt;y&lt;/a&gt;" * 20_000),
        ("an image of 2 MB in the text", f"&lt;img src='data:image/png;base64,{million * 2}'&gt;"),
    ):
        document = rss([rss_item(1, TITLES[0], text), rss_item(2, TITLES[1], TEXTS[1])])
        yield Case(name, "giant", document.encode(), titles=TITLES[:2])
    yield Case(
        "a title of 500 KB",
        "giant",
        rss([rss_item(1, million[:500_000], "x"), rss_item(2, TITLES[1], "y")]).encode(),
        titles=TITLES[1:2],
    )
    many = [rss_item(n, f"Story {n}", "x") for n in range(3_000)]
    yield Case("3,000 entries", "giant", rss(many).encode(), titles=("Story 0", "Story 2999"))
    torn = [rss_item(n, f"Story {n} & more", "x") for n in range(40_000)]
    yield Case("40,000 entries with bare &", "giant", rss(torn).encode(), titles=("Story 0", "Story 4999"))


def null_bytes() -> Iterator[Case]:
    for form, make in FORMATS.items():
        data = make().encode()
        yield Case(f"{form}: before the document", "null", b"\x00" * 3 + data)
        yield Case(f"{form}: after the document", "null", data + b"\x00" * 1000)
        yield Case(f"{form}: in the texts", "null", data.replace(b"fire service", b"fire\x00 service"))
        yield Case(f"{form}: between elements", "null", data.replace(b"><title>", b">\x00<title>"))
    for code in (1, 2, 8, 11, 12, 14, 27, 31, 127):
        bad = plain_rss().replace("fire service", f"fire {chr(code)}service")
        yield Case(f"character {code} in a text", "null", bad.encode())
    for reference in ("&#0;", "&#1;", "&#x1F;", "&#xFFFE;", "&#xD800;", "&#x110000;", "&#99999999999;", "&#x;", "&#;"):
        bad = plain_rss().replace("fire service", f"fire {reference} service")
        yield Case(f"reference {reference} in a text", "null", bad.encode())
    for text, name in (
        ("\ufffe\uffff", "noncharacters"),
        ("\u202e\u200f", "marks of direction"),
        ("\u0300" * 5000, "5,000 accents"),
    ):
        yield Case(f"{name} in a text", "null", plain_rss().replace("fire service", f"fire {text} service").encode())


def dates() -> Iterator[Case]:
    for date in (
        "", "soon", "0", "0000-00-00", "0000-00-00 00:00:00", "Fri, 32 Dec 2023 10:00:00 GMT", "2023-13-45T99:99:99Z",
        "Mon, 08 Dec 2023", "8 décembre 2023", "1702036800", "1702036800000", "-1", "99999-01-01T00:00:00Z",
        "9" * 5_000, "Fri, 08 Dec 2023 10:00:00 +9999", "Fri, 08 Dec 2023 10:00:00 Europe/Berlin", "٢٠٢٣-١٢-٠٨",
        "2023-12-08T10:00:00.123456789012345678Z", "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 08 Dec 20233 10:00:00 GMT",
        "&lt;b&gt;now&lt;/b&gt;", "2023-W49-5", "2023-342", "Fri, 08 Dec 2023 24:00:00 GMT", "T", "--12-08", "+2023",
    ):  # fmt: skip
        document = rss([rss_item(n, *both, date=date) for n, both in enumerate(zip(TITLES, TEXTS, strict=True))])
        yield Case(f"date {date[:30]!r}", "date", document.encode())


def content_types() -> Iterator[Case]:
    for said in (
        "", "text/html", "text/html; charset=utf-8", "text/plain", "application/octet-stream", "image/png", "video/mp4",
        "application/json", "text/css", "nonsense", "text/xml;;;", "text/xml; charset", ";", "/", "a" * 5_000,
        "text/xml; charset=\x00", "multipart/form-data; boundary=x", "application/x-gzip", "text/xml, text/html",
    ):  # fmt: skip
        yield Case(f"served as {said[:30]!r}", "content type", plain_rss().encode(), said)
    yield Case("JSON served as XML", "content type", plain_json().encode(), "text/xml")
    yield Case("Atom served as HTML", "content type", plain_atom().encode(), "text/html")


LAUGHS = (
    "<!DOCTYPE rss [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)) + "]>"
)
OUTSIDE = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY % y SYSTEM "http://127.0.0.1:9/y"> %y;]>'


def entities() -> Iterator[Case]:
    head = '<?xml version="1.0" encoding="utf-8"?>'
    for name, doctype, used in (
        ("a billion laughs", LAUGHS, "&a11;"),
        ("quadratic blowup", f"<!DOCTYPE rss [<!ENTITY q '{'q' * 50_000}'>]>", "&q;" * 2_000),
        ("a file as an entity", OUTSIDE, "&x;"),
        ("an entity of itself", "<!DOCTYPE rss [<!ENTITY s '&s;'>]>", "&s;"),
        ("a DTD from elsewhere", '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/rss.dtd">', ""),
        ("an entity of its own", "<!DOCTYPE rss [<!ENTITY agency 'Wire'>]>", "&agency;"),
        ("a DTD without an end", "<!DOCTYPE rss [<!ENTITY a 'b'>", ""),
    ):
        items = [rss_item(2, TITLES[1], TEXTS[1]), rss_item(1, TITLES[0], used or TEXTS[0])]
        # The text of the last item is what the entity makes of it; what must be found are the titles.
        found: tuple[str, ...] = TITLES[:2] if name in ("a DTD from elsewhere", "an entity of its own") else TITLES[1:2]
        found = () if name == "a DTD without an end" else found
        yield Case(name, "entity", rss(items, head=head + doctype).encode(), titles=found)
    for used in (
        "&nbsp;",
        "&eacute;",
        "&foo;",
        "& ",
        "&",
        "&amp",
        "AT&T",
        "a&b=c&d",
        "&#38;#60;",
        "&amp;amp;amp;",
        "&&&&",
        "&;",
    ):
        yield Case(
            f"{used!r} in a text", "entity", plain_rss().replace("fire service", f"fire {used} service").encode()
        )
        yield Case(
            f"{used!r} in an address",
            "entity",
            plain_rss().replace("</link><guid", f"?a=1{used}</link><guid").encode(),
        )


def surroundings() -> Iterator[Case]:
    for form, make in FORMATS.items():
        whole = make()
        for name, before, after in (
            ("blank lines before", "\n\n  \n", ""),
            (
                "a warning before",
                "<br />\n<b>Warning</b>: Undefined index in <b>/www/feed.php</b> on line <b>3</b><br />\n",
                "",
            ),
            ("a comment before", "<!-- cached 2023-12-08 -->\n", ""),
            ("text before", "OK\n", ""),
            ("two declarations", '<?xml version="1.0" encoding="utf-8"?>\n', ""),
            ("a style sheet", '<?xml-stylesheet type="text/xsl" href="x.xsl"?>', ""),
            ("a script after", "", '<script src="https://ads.example/x.js"></script>'),
            ("text after", "", "\n<!-- served in 0.2 s -->\nDone."),
            ("the document twice", "", make()),
            ("an HTML page after", "", "<html><body>Error</body></html>"),
        ):
            yield Case(f"{form}: {name}", "surroundings", (before + whole + after).encode())
    yield Case("a mark of bytes in the middle", "surroundings", b"\n\xef\xbb\xbf" + plain_rss().encode())
    yield Case("two marks of bytes", "surroundings", b"\xef\xbb\xbf\xef\xbb\xbf" + plain_rss().encode())
    yield Case("lines end with CR", "surroundings", plain_rss().replace("><", ">\r<").encode())


def markups() -> Iterator[Case]:
    whole = plain_rss()
    for name, text in (
        ("no ends", re.sub("</(title|link|guid|pubDate|description)>", "", whole)),
        ("no ends of texts", whole.replace("</description></item>", "</item>")),
        ("no ends of items", whole.replace("</item>", "")),
        ("zeros in tags", whole.replace("<title>", "<ti\x00tle>")),
        ("items with an unknown prefix", whole.replace("<item>", "<r:item>").replace("</item>", "</r:item>")),
        ("RSS with XHTML's namespace", whole.replace("<rss ", '<rss xmlns="http://www.w3.org/1999/xhtml" ')),
        (
            "no end of a title",
            whole.replace(
                "</title><link>https://news.example/2023/12/08/story-1", "<link>https://news.example/2023/12/08/story-1"
            ),
        ),
        ("tags crossed", whole.replace("</guid><pubDate>", "<pubDate></guid>", 1)),
        ("no quotes around attributes", whole.replace('version="2.0"', "version=2.0")),
        ("an attribute twice", whole.replace('version="2.0"', 'version="2.0" version="2.0"')),
        ("an attribute without a value", whole.replace('version="2.0"', 'version="2.0" live')),
        ("tags in capitals", whole.replace("item>", "ITEM>").replace("title>", "TITLE>").replace("link>", "LINK>")),
        ("spaces in tags", whole.replace("</item>", "</item  >").replace("<title>", "<title  >")),
        ("an unbound prefix", whole.replace("</item>", "<media:thumbnail url='x'/></item>")),
        ("an end too many", whole.replace("</item>", "</item></div>", 1)),
        ("bare markup in a text", whole.replace("12 people", "<b>12</b> <i>people")),
        ("a bare < in a text", whole.replace("12 people", "< 12 people")),
        ("a bare < before a letter", whole.replace("12 people", "<12 people")),
        ("a colon in front of a tag", whole.replace("<guid>", "<:x/><guid>")),
        ("no version", whole.replace(' version="2.0"', "")),
        ("an unknown version", whole.replace('version="2.0"', 'version="9.9"')),
        ("RSS with Atom's namespace", whole.replace("<rss ", '<rss xmlns="http://www.w3.org/2005/Atom" ')),
        ("an unknown namespace", whole.replace("<rss ", '<rss xmlns="urn:nobody" ')),
        (
            "a wrong address for dc",
            whole.replace("<rss ", '<rss xmlns:dc="urn:nobody" ').replace("</item>", "<dc:date>x</dc:date></item>"),
        ),
    ):
        yield Case(name, "markup", text.encode())
    atom = plain_atom()
    for name, text in (
        ("Atom without a namespace", atom.replace(' xmlns="http://www.w3.org/2005/Atom"', "")),
        ("Atom with the namespace of 0.3", atom.replace("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")),
        (
            "Atom with a prefix",
            atom.replace("<", "<a:").replace("<a:/", "</a:").replace("<a:?", "<?").replace("xmlns=", "xmlns:a="),
        ),
        ("Atom with markup in a title", atom.replace("<title>Fire", "<title type='html'>&lt;b&gt;Fire&lt;/b&gt;")),
        ("entries with an unknown prefix", atom.replace("<entry>", "<a:entry>").replace("</entry>", "</a:entry>")),
        ("Atom with a base of its own", atom.replace("<feed ", '<feed xml:base="https://[" ')),
    ):
        yield Case(name, "markup", text.encode())


def missing_parts() -> Iterator[Case]:
    pairs = list(enumerate(zip(TITLES, TEXTS, strict=True)))
    for name, items in (
        ("no guid", [f"<item><title>{t}</title><link>{link(n)}</link></item>" for n, (t, _) in pairs]),
        ("no link", [f"<item><title>{t}</title><guid>{n}</guid></item>" for n, (t, _) in pairs]),
        ("title alone", [f"<item><title>{t}</title></item>" for _, (t, _) in pairs]),
        ("one guid for all", [rss_item(n, *b).replace(f"<guid>{link(n)}", "<guid>same") for n, b in pairs]),
        ("empty guids", [rss_item(n, *b).replace(f"<guid>{link(n)}", "<guid>") for n, b in pairs]),
        ("guids of 10 KB", [rss_item(n, *b).replace("<guid>", "<guid>" + "g" * 10_000) for n, b in pairs]),
        ("links that are none", [rss_item(n, *b).replace(f"<link>{link(n)}", f"<link>story {n}?") for n, b in pairs]),
        ("scripts for links", [rss_item(n, *b).replace(f"<link>{link(n)}", f"<link>javascript:{n}") for n, b in pairs]),
        ("broken hosts", [rss_item(n, *b).replace(f"<link>{link(n)}", f"<link>http://[::{n}") for n, b in pairs]),
        ("spaces around links", [rss_item(n, *b).replace("<link>", "<link>\n   ") for n, b in pairs]),
        ("two links each", [rss_item(n, *b, extra="<link>https://other.example/</link>") for n, b in pairs]),
        ("empty items between", [rss_item(n, *b) + "<item></item><item/>" for n, b in pairs]),
        (
            "one link for all, no guid",
            [f"<item><title>{t}</title><link>{link(1)}</link></item>" for _, (t, _) in pairs],
        ),
        ("one link and guid for all", [rss_item(1, *b) for _, b in pairs]),
        ("titles in CDATA", [rss_item(n, f"<![CDATA[{t}]]>", x) for n, (t, x) in pairs]),
        ("titles escaped twice", [rss_item(n, f"&amp;lt;b&amp;gt;{t}", x) for n, (t, x) in pairs]),
    ):
        titles = TITLES if name != "titles escaped twice" else ()
        yield Case(name, "missing", rss(items).encode(), titles=titles)
    bare = "".join(rss_item(n, *b) for n, b in pairs)
    yield Case("no channel", "missing", f'<rss version="2.0">{bare}</rss>'.encode())
    yield Case(
        "items behind the channel",
        "missing",
        f'<rss version="2.0"><channel><title>N</title></channel>{bare}</rss>'.encode(),
    )
    yield Case(
        "two channels",
        "missing",
        plain_rss().replace("</channel>", "</channel><channel><title>M</title></channel>").encode(),
    )


def json_feeds() -> Iterator[Case]:
    whole = plain_json()
    kind = "application/feed+json"
    value = json.loads(whole)
    for name, text in (
        ("a comma too many", whole.replace("}]}", "},]}")),
        ("a comma too many in an item", whole.replace('fire service said."}', 'fire service said.",}')),
        ("control characters", whole.replace("fire service", "fire\tservice\n\x01")),
        ("a comment before", "// feed\n" + whole),
        ("text after", whole + "\n<!-- served -->"),
        ("not a number", whole.replace('"title": "The News"', '"title": NaN')),
        ("a huge number", whole.replace('"title": "The News"', f'"title": {"9" * 4000}')),
        ("no version", whole.replace('"version": "https://jsonfeed.org/version/1.1", ', "")),
        ("half a surrogate", whole.replace("fire service", "fire \\ud800 service")),
        ("junk among the items", json.dumps({**value, "items": [None, 1, "x", [], *value["items"], {}]})),
        (
            "items with odd types",
            json.dumps({**value, "items": [{**i, "id": n, "tags": {}} for n, i in enumerate(value["items"])]}),
        ),
        ("in a call", f"show({whole});"),
        ("behind a guard", ")]}',\n" + whole),
        ("text before", "Feed:\n" + whole),
        ("items by name", json.dumps({**value, "items": {str(n): i for n, i in enumerate(value["items"])}})),
        ("an escape that is none", whole.replace("fire service", "fire \\x service")),
        ("half an escape", whole.replace("fire service", "fire \\u12 service")),
        ("zeros between members", whole.replace(", ", ",\x00 ")),
        ("no comma between items", whole.replace("}, {", "} {")),
        ("authors as text", json.dumps({**value, "authors": "x", "author": 3})),
    ):
        yield Case(name, "JSON", text.encode("utf-8", "surrogatepass"), kind)
    quoted = whole.replace("fire service", 'fire "service"')
    yield Case("bare quotes in the first text", "JSON", quoted.encode(), kind, TITLES[1:])
    for name in ("utf-8-sig", "utf-16", "utf-16-le", "utf-32"):
        yield Case(f"in {name}", "JSON", whole.encode(name), kind)
    for share in (0.5, 0.7, 0.8, 0.95):
        cut = whole[: int(len(whole) * share)]
        yield Case(f"cut at {share}", "JSON", cut.encode(), kind, TITLES[: cut.count('."}')])
    deep = whole.replace('"title": "The News"', '"title": ' + "[" * 50_000 + "]" * 50_000)
    yield Case("50,000 brackets", "JSON", deep.encode(), kind, ())


def kinds_of_content() -> Iterator[Case]:
    media = (
        ' xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    )
    pairs = list(enumerate(zip(TITLES, TEXTS, strict=True)))
    for name, extra in (
        (
            "a podcast",
            '<itunes:duration>x</itunes:duration><enclosure url="https://a.example/1.mp3" length="-1" type=""/>',
        ),
        ("media groups", '<media:group><media:content url=""/><media:title>Other</media:title></media:group>'),
        (
            "a media title",
            "<media:content><media:title>Picture</media:title><media:description>Smoke</media:description></media:content>",
        ),
        ("an itunes title", "<itunes:title>Other</itunes:title><itunes:summary>Other</itunes:summary>"),
        ("an encoded text", "<content:encoded><![CDATA[<p>Whole</p><script>x()</script>]]></content:encoded>"),
        ("an image with a title", "<image><title>Logo</title><url>x</url></image>"),
        ("a source with a title", '<source url="https://a.example/">Other paper</source>'),
        ("a text input", "<textInput><title>Search</title></textInput>"),
        ("a dc title", "<dc:title>Other</dc:title>"),
    ):
        yield Case(name, "content", rss([rss_item(n, *b, extra=extra) for n, b in pairs], attributes=media).encode())
    xhtml = plain_atom()
    for text in TEXTS:
        xhtml = xhtml.replace(
            f"<summary>{text}</summary>",
            f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{text}<br/></p><svg><title>Chart</title></svg></div></content>',
        )
    yield Case("Atom with XHTML", "content", xhtml.encode())
    yield Case("Atom with XHTML unclosed", "content", xhtml.replace("<br/>", "<br>").encode())
    yield Case(
        "Atom with base64",
        "content",
        plain_atom().replace("<summary>", '<content type="image/png">!!</content><summary>').encode(),
    )
    yield Case(
        "Atom with a text elsewhere",
        "content",
        plain_atom().replace("<summary>", '<content src="https://a.example/"/><summary>').encode(),
    )
    yield Case(
        "Atom with a source",
        "content",
        plain_atom().replace("<summary>", "<source><title>Other</title><id>x</id></source><summary>").encode(),
    )


def no_feeds() -> Iterator[Case]:
    for name, data in (
        ("nothing", b""),
        ("white space", b" \n\t" * 100),
        ("null bytes", b"\x00" * 10_000),
        ("a picture", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 100),
        ("a page", b"<!doctype html><html><head><title>Sorry</title></head><body><p>Moved</p></body></html>"),
        (
            "a sitemap",
            b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>x</loc></url></urlset>',
        ),
        ("a list", b"[1, 2, 3]"),
        ("an object", b'{"error": "not found"}'),
        ("brackets", b"<" * 100_000),
        ("tags", b"<a>" * 100_000),
        ("an address", b"http://127.0.0.1:9/feed"),
        ("a path", b"/etc/passwd"),
        ("noise", bytes((n * 7919) % 251 for n in range(50_000))),
        ("gzip", b"\x1f\x8b\x08\x00\x00\x00\x00\x00" + b"\xff" * 1_000),
    ):
        yield Case(name, "no feed", data, titles=(), feed=False)
