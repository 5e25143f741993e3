"""How far off a number may be by its words: "about" gives 5 %, and a round number stands for what is rounded to it."""

import re
from functools import lru_cache

from alerts.judge.intervals import CONVERTED, bounds
from enrich.messages import Claim

_NUMERAL = re.compile(r"\d[\d,]*(?:\.(?P<decimals>\d+))?")
_SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "k": 1e3,
    "lakh": 1e5,
    "million": 1e6,
    "mln": 1e6,
    "m": 1e6,
    "crore": 1e7,
    "billion": 1e9,
    "bn": 1e9,
    "trillion": 1e12,
}
_SCALE = re.compile(rf"(?<![^\W\d_])(?:{'|'.join(sorted(_SCALES, key=len, reverse=True))})(?:s|\b)", re.I)


def spread(claim: Claim) -> tuple[float, float]:
    """Return what `claim` allows in base units, widened by the rounding of its words; a vague word by a factor of two.

    Half of the last place written is allowed either side. Widening the claim's interval widens what is returned.
    """
    low, high = bounds(claim)
    if claim.qualifier == "vague":
        return low / 2, high * 2
    share = CONVERTED if claim.qualifier == "about" else 0.0
    half = _place(claim.phrase) / 2
    return low - max(share * abs(low), half), high + max(share * abs(high), half)


@lru_cache(maxsize=5_000)
def _place(phrase: str) -> float:
    """Return the value of the last place of the number in `phrase` that says something, 0 for a plain small number.

    "1.2 million" is good to 100,000 and "1,200" to 100; tens are taken at their word.
    """
    numeral, scales = _NUMERAL.search(phrase), _SCALE.findall(phrase)
    scale = _SCALES[scales[-1].lower().removesuffix("s")] if scales else 1.0
    if numeral is None:
        return scale if scales else 0.0
    if numeral["decimals"]:
        return scale * 10.0 ** -len(numeral["decimals"])
    digits = numeral[0].replace(",", "")
    zeros = len(digits) - len(digits.rstrip("0"))
    if zeros >= 2:
        return scale * 10.0**zeros
    return scale if scales else 0.0
