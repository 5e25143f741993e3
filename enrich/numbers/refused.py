"""Numbers that are none after all, told from the tokens beside them: names, years, scores, bare articles."""

from collections.abc import Sequence

from enrich.numbers.found import Found
from enrich.numbers.tokens import Token
from enrich.numbers.wordlist import words


def named(tokens: Sequence[Token], item: Found, title: bool) -> bool:
    """Whether the number is part of a name: glued behind letters ("G20"), or a capitalised word within names."""
    i = item.core_first
    token = tokens[i]
    previous = tokens[i - 1] if i else None
    if token.kind == "n":
        if item.unit is not None and item.unit.kind == "money":
            return False
        if previous is not None and previous.end == token.start:
            if previous.kind == "w" and previous.text not in ("magnitude", "m"):
                return True
            if previous.text in ("_", "@", "\\"):
                return True
            if previous.text == "/" and not (i >= 2 and tokens[i - 2].kind == "w" and len(tokens[i - 2].text) > 3):
                return True
            if previous.text == "-" and i >= 2 and tokens[i - 2].end == previous.start and tokens[i - 2].kind == "w":
                return (
                    tokens[i - 2].raw[:1].isupper()
                    and tokens[i - 2].text not in ("magnitude",)
                    and len(tokens[i - 2].text) < 5
                )
        after_it = tokens[item.core_end] if item.core_end < len(tokens) else None
        if after_it is not None and after_it.start == tokens[item.core_end - 1].end and item.unit is None:
            if after_it.kind == "w" or after_it.text in ("_", "@"):
                return True
            if after_it.text == "/" and item.core_end + 1 < len(tokens) and tokens[item.core_end + 1].kind == "n":
                return tokens[item.core_end + 1].start == after_it.end
        return False
    if (
        not token.raw[:1].isupper()
        or token.raw.isupper()
        or title
        or token.kind != "w"
        or i == 0
        or item.form in ("zero", "vague")
    ):
        return False
    if previous is not None and (previous.kind == "s" and previous.text in '.:"-?!([;•*' + "'"):
        return False
    following = tokens[item.core_end] if item.core_end < len(tokens) else None
    return (following is not None and following.raw[:1].isupper()) or (
        previous is not None and previous.raw[:1].isupper()
    )


_PEOPLE = words(
    "people persons dead deaths killed injured wounded men women children troops soldiers homes houses "
    "families residents"
    " others more victims cases civilians workers employees jobs students protesters migrants refugees police officers"
    " fighters militants passengers buildings flights flood inmates prisoners voters votes seats "
    "delegates members visitors"
)


def year(tokens: Sequence[Token], item: Found) -> bool:
    """Whether a bare numeral of four digits is a year."""
    token = tokens[item.core_first]
    if item.core_end - item.core_first != 1 or token.kind != "n" or item.unit is not None or item.form != "digits":
        return False
    raw = token.raw
    if (len(raw) > 8 and raw.isdigit()) or (raw.isdigit() and len(raw) > 1 and raw[0] == "0"):
        return True
    if len(raw) != 4 or not raw.isdigit() or not 1500 <= token.value <= 2100:
        return False
    if item.qualifier != "exact" or (
        item.first < item.core_first and tokens[item.first].text not in ("just", "only", "a", "another")
    ):
        return False
    following = tokens[item.core_end].text if item.core_end < len(tokens) else ""
    return following not in _PEOPLE


_SPORT = words(
    "win victory loss defeat record start mark lead tie draw triumph rout decision overtime run "
    "half-time margin score season vote in"
)

_FUNCTION = words(
    "to on at over against after a an the when while with for and but or as by from since so that this was is"
)


def score(tokens: Sequence[Token], item: Found) -> bool:
    """Whether a number is half of a score or a record ("31-24 victory", "a 9-14 start")."""
    i, end = item.core_first, item.core_end
    if tokens[i].kind != "n":
        return False
    if i >= 2 and tokens[i - 1].text == "-" and tokens[i - 2].kind == "n" and tokens[i - 1].start == tokens[i - 2].end:
        return item.unit is None
    if end - i == 1:
        dashed = (
            end + 1 < len(tokens)
            and tokens[end].text == "-"
            and tokens[end + 1].kind == "n"
            and tokens[end].start == tokens[i].end
        )
        return dashed and item.unit is None
    if end - i == 3 and tokens[i + 1].text == "-" and tokens[i].value < 200 and item.unit is None:
        following = tokens[end].text if end < len(tokens) else ""
        if end < len(tokens) and tokens[end].text == "-":
            return True
        return following in _SPORT or not following or tokens[end].kind != "w" or following in _FUNCTION
    return False


def counts(tokens: Sequence[Token], item: Found) -> bool:
    """Whether "a" before a unit is a figure: "a decade", "a kilometre high", "more than a week", not "twice a day"."""
    if item.unit is None:
        return False
    if item.qualifier != "exact":
        return True
    if item.unit.scale > 1:
        return True
    following = tokens[item.end].text if item.end < len(tokens) else ""
    return item.unit.kind == "length" and following in (
        "high",
        "long",
        "deep",
        "wide",
        "away",
        "tall",
        "from",
        "off",
        "in",
        "of",
        "across",
    )
