"""Tallies: "the number of dead ... rose by 1,290, to 3,869"."""

from collections.abc import Iterable, Sequence

from enrich.figures.phrases import PREDICATES, is_number
from enrich.numbers.tokens import Token
from enrich.numbers.wordlist import words

_TOLLS = words(
    "toll deaths fatalities injuries arrests infections cases displaced evacuees dead missing injured "
    "wounded killed detained hostages homeless"
    " deceased casualties layoffs victims refugees"
)
_COUNTS = words(
    "numbered number numbers stood stands stand rise rose rises risen rising climb climbs climbed climbing "
    "reach reached reaches hit hits top tops topped pass passed passes jump jumps jumped soar soars soared "
    "surge surges surged grow grows grew grown fall falls fell fallen drop drops dropped exceed exceeds "
    "exceeded total totalled totaled"
)
_TALLIES = words("number numbers count total list figure tally toll share")


def toll(tokens: Sequence[Token], i: int) -> Iterable[tuple[str, str]]:
    """The measures of a tally before a number that starts after token `i`, at most one number in between.

    Rules: "tally" where its words and its verb both say so, "toll", or "toll2" with a number in between.
    """
    numbers = 0
    for at in range(i, max(-1, i - 18), -1):
        token = tokens[at]
        if (
            token.kind == "s"
            and token.text in ".!?;"
            and not (at + 1 < len(tokens) and tokens[at + 1].start == token.end)
        ):
            break
        if is_number(token):
            numbers += 1
            if numbers > 1:
                break
        found = PREDICATES.get((token.text,), ())
        if token.text in _TOLLS or (found and not found[0].endswith("?")):
            named = token.text in ("toll", "deaths", "fatalities")
            tallied = any(word.text in _TALLIES for word in tokens[max(0, at - 6) : at])
            counted = token.text in _TOLLS and any(word.text in _COUNTS for word in tokens[at + 1 : i + 1])
            if tallied and counted and not numbers:
                return [("tally", measure) for measure in found]
            if named or tallied or counted:
                return [("toll2" if numbers else "toll", measure) for measure in found]
            break
    return []
