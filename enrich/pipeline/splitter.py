"""Where sentences end, decided on characters alone.

Wire copy is hard for a parser trained on treebanks (datelines, initials, quotes, lists), and offsets must be those of
the text as it came, so this module looks at punctuation, at what stands before it and at what follows. It is a pure
function of the text: no model, no state, linear in the length of the text, and it never raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 1500
"""No sentence is longer than this many characters: a parser's time and memory grow with its input."""


def _words(listing: str) -> frozenset[str]:
    return frozenset(listing.split())


# Words that take a full stop and are followed by a name or a number: never the end of a sentence.
_LEADING = _words(
    "mr mrs ms messrs dr prof sr sra gen lt col maj capt cmdr adm sgt cpl pfc pvt brig gov lt.gov sen rep reps sens "
    "hon rev fr pres supt insp det amb atty asst assn st ste mt ft vs v cf approx est dept div fig figs vol sec pp "
    "art ave blvd rd nr ca al e.g i.e viz resp spc ssgt tsgt msgt ens rt"
)
# Words that take a full stop wherever they stand: an end only when a word that opens sentences follows.
_TRAILING = _words(
    "inc ltd co corp plc llc cos bros jr sr esq phd ph.d m.d b.a m.a etc am pm a.m p.m u.s u.k u.n e.u u.s.a u.a.e "
    "d.c jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun ala ariz ark "
    "calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev okla ore pa tenn tex va vt "
    "wash wis wyo n.y n.j n.c s.c n.d s.d n.h n.m w.va r.i b.c p.o s.a n.v a.g yr yrs hr hrs min mins sq km cm mm kg "
    "lb lbs oz mph kph"
)
# Abbreviations before a number only: "No. 10", "Nos. 3 and 4", "p. 12".
_BEFORE_NUMBER = _words("no nos p pp art para ch fig c")

OPENERS = _words(
    "the a an this that these those he she it they we i you his her its their our my there here in on at by for from "
    "with as but and or so yet if when while where after before since until although though because however meanwhile "
    "also still now then some many most more several few all both each no not none one two three four five six seven "
    "eight nine ten what who why how which according earlier later last officials police authorities despite during "
    "under over among about according between another other instead"
)
"""Words that open sentences, and are no names when they do."""
_SAYING = _words("said says asked wrote added shouted cried told replied demanded tweeted yelled posted")

_PARAGRAPH = re.compile(r"\n[^\S\n]*+(?:\n[^\S\n]*+)++|[\u2029\f]++")
_STOP = re.compile(
    r"""(?P<mark>(?<![.!?…])[.!?…]++|[。！？]++)"""
    r"""(?P<close>(?:''|[ ]''|[ ]?[”»]|["'’)\]}])*+)"""
    r"""(?:(?P<gap>\s+)|(?P<tight>(?=[A-Z“"][a-z“A-Z]))|(?P<end>$)|(?<=[。！？])(?P<cjk>))"""
)
_WORD_BEFORE = re.compile(r"(?:[^\W_]|[.’'&-])+$")
_WORD_AFTER = re.compile(r"""[\s"'“‘(\[«`¡¿*•–—-]*([^\W_]+(?:[.'’][^\W_]+)*)""")
_LINE_END = re.compile(r"\n[^\S\n]*+")
_BULLET = re.compile(r"[•·▪●*■►–—-]\s|\(?\d{1,2}[.)]\s|\d{1,2}:\d\d\b")
_SPACE = re.compile(r"\s")


def sentences(text: str) -> list[tuple[int, int]]:
    """Give the spans (start, end) of the sentences of a text, in code points, in order, without outer white space.

    A blank line always ends a sentence. Every character that is not white space lies in exactly one span.
    """
    found: list[tuple[int, int]] = []
    for start, end in _paragraphs(text):
        cut = start
        for stop in _ends(text, start, end):
            _keep(text, cut, stop, found)
            cut = stop
        _keep(text, cut, end, found)
    return found


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for gap in _PARAGRAPH.finditer(text):
        yield start, gap.start()
        start = gap.end()
    yield start, len(text)


def _ends(text: str, start: int, end: int) -> Iterator[int]:
    """Give the offsets inside one paragraph at which a sentence ends, in order."""
    lines = list(_line_breaks(text, start, end))
    stops = (stop.end("close") for stop in _STOP.finditer(text, start, end) if _is_end(text, start, end, stop))
    yield from sorted({*lines, *stops})


def _line_breaks(text: str, start: int, end: int) -> Iterator[int]:
    """Give the single line breaks that separate (headings, bullets) and leave out those that merely wrap."""
    if text.find("\n", start, end) < 0:
        return
    breaks = list(_LINE_END.finditer(text, start, end))
    edges = [start, *(gap.end() for gap in breaks)]
    lines = [text[edge : gap.start()].rstrip() for gap, edge in zip(breaks, edges, strict=False)]
    widest = max([*map(len, lines), end - edges[-1]])
    for gap, line in zip(breaks, lines, strict=True):
        width, last = len(line), line[-1:]
        following = text[gap.end() : gap.end() + 12]
        if (
            _BULLET.match(following)
            or last == ":"
            or (width < 60 and width < 0.7 * widest and last not in ",;–—-" and following[:1].isupper())
        ):
            yield gap.start()


def _is_end(text: str, start: int, end: int, stop: re.Match[str]) -> bool:
    """Tell whether a mark that could end a sentence does."""
    if stop["end"] is not None or stop["cjk"] is not None:
        return True
    before = _WORD_BEFORE.search(text, max(start, stop.start() - 40), stop.start())
    word = before.group() if before else ""
    after = _WORD_AFTER.match(text, stop.end(), min(end, stop.end() + 60))
    following = after.group(1) if after else ""
    if stop["tight"] is not None:
        # A page extractor lost the space: "the end.The next" is two sentences, "Booking.Com" or "U.S.A" is not.
        return stop["mark"] in {".", "?", "!"} and len(word) > 2 and word.isalpha() and word.islower()
    if not following:
        return True
    if not (following[0].isupper() or following[0].isdigit() or not following[0].isascii()):
        return False
    if stop["mark"] != ".":
        return not (stop["close"] and stop["mark"] in {"!", "?"} and _is_said(text, after, end))
    return _is_full_stop(word, following, first=not before or before.start() == start)


def _is_full_stop(word: str, following: str, *, first: bool) -> bool:
    """Tell whether a single dot after a word ends the sentence, by the word and the one that follows."""
    bare = word.strip("'’-").lower()
    opens = following.lower() in OPENERS
    if bare in _BEFORE_NUMBER and following[0].isdigit():
        return False
    if bare in _LEADING:
        return False
    if bare in _TRAILING or (bare.count(".") and all(len(part) == 1 for part in bare.split("."))):
        return opens and following[0].isupper() and following not in {"I"}
    if len(bare) == 1 and bare.isalpha():  # an initial: "George W. Bush"
        return opens and following[0].isupper()
    # An enumerator opens an item: "1. The minister..."
    return not (first and bare.isdigit() and len(bare) < 3)


def _is_said(text: str, after: re.Match[str] | None, end: int) -> bool:
    """Tell whether a quotation that ends in ! or ? goes on with its speaker: '"Stop!" Jones said.'"""
    if after is None:
        return False
    words = text[after.start(1) : min(end, after.start(1) + 40)].lower().split()
    return any(word.strip(",.:;") in _SAYING for word in words[:4])


def _keep(text: str, start: int, end: int, found: list[tuple[int, int]]) -> None:
    """Add one sentence without its outer white space, cut into pieces when it is a giant."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    while end - start > LONGEST:
        cut = max(text.rfind(mark, start + LONGEST // 2, start + LONGEST) + len(mark) for mark in ("; ", "\n"))
        if cut <= start + LONGEST // 2:
            cut = text.rfind(" ", start + LONGEST // 2, start + LONGEST) + 1 or start + LONGEST
        head = text[start:cut].rstrip()
        if head:
            found.append((start, start + len(head)))
        start = _skip(text, cut, end)
    if end > start:
        found.append((start, end))


def _skip(text: str, start: int, end: int) -> int:
    while start < end and _SPACE.match(text, start):
        start += 1
    return start
