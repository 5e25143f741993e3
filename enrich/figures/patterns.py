"""Fixed expressions that name a measure, and what a noun of some class is counted as where nothing else is said."""

from collections.abc import Sequence

from enrich.figures.counted import Counted
from enrich.figures.lexicon import noun_class
from enrich.figures.phrases import PREDICATES
from enrich.numbers.grammar import Number
from enrich.numbers.tokens import Token
from enrich.numbers.wordlist import words

UNIT_MEASURES: dict[str, str] = {
    "money": "money",
    "percent": "percent",
    "fraction": "percent",
    "duration": "duration",
    "length": "length",
    "magnitude": "magnitude",
}
"""Kind of a number's unit -> the measure that it almost always is."""
DEFAULTS: dict[str, str] = {
    "people": "participants",
    "weapon": "launched",
    "vehicle": "other_count",
    "place": "other_count",
    "event": "other_count",
    "time": "other_count",
    "sport": "other_count",
    "paper": "other_count",
    "firm": "other_count",
    "animal": "other_count",
    "share": "other_count",
    "flight": "other_count",
    "family": "other_count",
    "vote": "votes",
    "case": "infected",
    "job": "affected",
    "death": "killed",
    "injury": "injured",
    "arrest": "arrested",
}
"""Class of a counted noun -> its measure where nothing else is said."""
_DISEASES = words(
    """cholera measles covid ebola flu influenza dengue malaria polio typhoid mpox monkeypox zika sars mers tuberculosis
    hiv aids plague anthrax coronavirus rabies meningitis hepatitis diphtheria norovirus salmonella listeria fever virus
    pneumonia disease infection infections confirmed suspected cough illness"""
)


def _speaks(word: str, measure: str) -> bool:
    said = PREDICATES.get((word,), ())
    return measure in said or f"{measure}?" in said or (measure == "destroyed" and word in ("hit", "lost", "gone"))


def sort_of_case(tokens: Sequence[Token], number: Number, counted: Counted) -> bool:
    """Whether the cases counted are of a disease ("2,056 cholera cases", "61 cases of cough")."""
    if tokens[counted.end - 1].text not in ("case", "cases", "patient", "patients", "infections"):
        return False
    return any(token.text in _DISEASES for token in tokens[number.after : counted.end + 3])


_FITTING = {"building": "destroyed", "vehicle": "destroyed", "weapon": "launched", "vote": "votes"}
"""Class of a counted noun -> the measure that a word for it anywhere in the sentence makes likely."""
_SETTLED = words("city town country nation village province island state region community population capital suburb")
_ALONGSIDE = {("along", "with"), ("together", "with"), ("well", "as"), ("among", "them"), ("them", ",")}
_SHOT = words("shot fired struck hit launched stabbed")


FIXED = frozenset(["unit", "settled", "shots", "times", "parent", "charges"])
"""Patterns that name the only measure that a number can have."""
LAST = "last"
"""In place of a measure: that of the last count before."""
DEFAULT = frozenset(["default", "ammunition", "fit"])
"""Patterns that speak only where nothing is said outright."""
SURE = frozenset(["settled", "shots", "parent", "charges"])
"""Those of them with which a number is a figure beyond doubt."""


def patterns(tokens: Sequence[Token], number: Number, counted: Counted | None) -> list[tuple[str, str]]:
    """Fixed expressions: "a town of 53,000", "shot 11 times", "a scale of five", "by 24 to 10 votes"."""
    found: list[tuple[str, str]] = []
    i = number.first

    def text(at: int) -> str:
        return tokens[at].text if 0 <= at < len(tokens) else ""

    if (text(i - 1) in ("which", "whom", "those", "these") and text(i - 2) == "of") or (
        text(i - 1) == "," and text(i - 2) in ("those", "these", "them") and text(i - 3) == "of"
    ):
        found.append(("of which", LAST))
    if (text(i - 2), text(i - 1)) in _ALONGSIDE or text(i - 1) == "including":
        found.append(("alongside", LAST))
    if text(i - 1) == "of" and text(i - 2) in _SETTLED:
        found.append(("settled", "participants"))
    if number.kind == "times" and number.form != "multiple":
        if any(text(at) in _SHOT for at in range(i - 4, i)):
            found.append(("shots", "launched"))
        else:
            found.append(("times", "other_count"))
    if text(i - 1) in ("of", "for") and text(i - 2) in (
        "scale",
        "maximum",
        "team",
        "group",
        "room",
        "seats",
        "benches",
        "beds",
        "capacity",
    ):
        found.append(("capacity", "other_count"))
    if text(i - 1) == "of" and text(i - 2) in ("mother", "father", "mom", "mum", "dad", "parent", "parents"):
        found.append(("parent", "other_count"))
    if number.attributive and counted is not None and number.kind == "count":
        strength = text(counted.start) in ("member", "man", "woman", "person", "strong", "men", "women", "people")
        found.append(("strength", "participants") if strength else ("attributive", "other_count"))
    measure = UNIT_MEASURES.get(number.kind)
    if measure:
        found.append(("unit", measure))
    if counted is not None and number.kind == "count":
        head = tokens[counted.end - 1].text
        if head in ("counts", "charges", "count", "charge") and number.form != "zero":
            found.append(("charges", "other_count"))
        if sort_of_case(tokens, number, counted):
            found.append(("disease", "infected"))
        sort = noun_class(head)
        default = DEFAULTS.get(sort)
        if default:
            found.append(("ammunition" if sort == "weapon" else "default", default))
        fit = _FITTING.get(sort)
        if fit and any(_speaks(token.text, fit) for token in tokens):
            found.append(("fit", fit))
    value = number.low if number.low is not None else number.high
    if value is not None and value != int(value) and 0.1 <= value < 10 and number.kind == "count":
        near = {token.text for token in tokens[max(0, i - 25) : i + 25]}
        if near & _QUAKE:
            found.append(("quake", "magnitude"))
        found.append(("decimal", "magnitude"))
    if (
        number.kind == "count"
        and counted is None
        and text(i - 1) in ("up", "down", "shed", "gained", "lost", "dipped", "rose", "fell", "slid", "slipped")
    ):
        found.append(("index", "other_count"))
    return found


_QUAKE = words(
    "quake earthquake magnitude magnitudes shock tremor aftershock richter seismological temblor tremors "
    "aftershocks quakes earthquakes"
    " geological strong strength"
)
