"""The words that numbers are written with."""

from enrich.numbers.wordlist import words

_UNITS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
UNITS: dict[str, int] = {word: value for value, word in enumerate(_UNITS.split())}
TENS: dict[str, int] = {word: 10 * value for value, word in enumerate(_TENS.split(), start=2)} | {"fourty": 40}
SCALES: dict[str, float] = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "quadrillion": 1e15,
    "lakh": 1e5,
    "lakhs": 1e5,
    "lac": 1e5,
    "crore": 1e7,
    "crores": 1e7,
    "mln": 1e6,
    "mn": 1e6,
    "bln": 1e9,
    "bn": 1e9,
    "trn": 1e12,
    "tn": 1e12,
}
SUFFIXES: dict[str, float] = {
    "k": 1e3,
    "mn": 1e6,
    "mln": 1e6,
    "mil": 1e6,
    "mm": 1e6,
    "m": 1e6,
    "bn": 1e9,
    "bln": 1e9,
    "b": 1e9,
    "tn": 1e12,
    "trn": 1e12,
    "t": 1e12,
}
"""Letters glued to a numeral; "m", "mm", "b" and "t" are scales only beside a currency or in capitals."""

VAGUE: dict[str, tuple[float, float]] = {
    "tens": (20, 99),
    "dozens": (24, 99),
    "scores": (40, 99),
    "hundreds": (200, 999),
    "thousands": (2e3, 9999),
    "millions": (2e6, 9999999),
    "billions": (2e9, 9999999999),
    "trillions": (2e12, 9999999999999),
}
VAGUE_SCALE: dict[str, float] = {
    "hundreds": 1e2,
    "thousands": 1e3,
    "millions": 1e6,
    "billions": 1e9,
    "trillions": 1e12,
}
FRACTIONS: dict[str, float] = {
    "half": 1 / 2,
    "halves": 1 / 2,
    "third": 1 / 3,
    "thirds": 1 / 3,
    "quarter": 1 / 4,
    "quarters": 1 / 4,
    "fourth": 1 / 4,
    "fourths": 1 / 4,
    "fifth": 1 / 5,
    "fifths": 1 / 5,
    "sixth": 1 / 6,
    "sixths": 1 / 6,
    "seventh": 1 / 7,
    "sevenths": 1 / 7,
    "eighth": 1 / 8,
    "eighths": 1 / 8,
    "ninth": 1 / 9,
    "ninths": 1 / 9,
    "tenth": 1 / 10,
    "tenths": 1 / 10,
}
ORDINALS = words(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth "
    "ninetieth hundredth thousandth millionth"
)
MULTIPLES: dict[str, tuple[float, str]] = {
    "twice": (2, "times"),
    "thrice": (3, "times"),
    "doubled": (100, "percent"),
    "doubling": (100, "percent"),
    "tripled": (3, "times"),
    "triples": (3, "times"),
    "tripling": (3, "times"),
    "trebled": (3, "times"),
    "quadrupled": (4, "times"),
    "quadrupling": (4, "times"),
    "quintupled": (5, "times"),
    "twofold": (2, "times"),
    "threefold": (3, "times"),
    "fourfold": (4, "times"),
    "fivefold": (5, "times"),
    "sixfold": (6, "times"),
    "tenfold": (10, "times"),
}
STARTERS = (
    frozenset(UNITS)
    | frozenset(TENS)
    | frozenset(VAGUE)
    | frozenset(MULTIPLES)
    | words(
        "a an another half quarter dozen dozens couple few several hundred thousand million billion trillion "
        "no nobody none "
        "not double triple third zero"
    )
)
"""Words at which the grammar looks; all others cost nothing."""
