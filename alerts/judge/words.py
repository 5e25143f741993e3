"""Words as the judge compares them: endings cut, near words of news made one, empty words left out."""

import re
from collections.abc import Iterator
from functools import lru_cache

_TOKEN = re.compile(r"[^\W\d_]++(?:['’.-][^\W\d_]++)*+|\b(?:1[5-9]|20)\d\d\b")

_EMPTY = frozenset(
    """
    a an the of in on at to for from by with and or but nor as is are was were be been being has have had having do
    does did done will would shall should can could may might must not no than then that this these those there here it
    its they them their he she his her him i me my we our us you your who whom whose which what when where how why if so
    such both either neither each every any some all most more less few many much other others another own same very
    just only even also too still yet already again about around nearly almost roughly approximately over under up down
    off out into onto after before since until during while between among against through across within without per
    least say says said saying tell tells told according report reports reported reporting announce announced added put
    puts number numbers total totals figure figures count counts counted people persons person one two three four five
    six seven eight nine ten eleven twelve dozen dozens hundred hundreds thousand thousands million millions billion bn
    bln mln percent per cent pct monday tuesday wednesday thursday friday saturday sunday january february march april
    may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec today
    yesterday tomorrow morning afternoon evening night day days week weeks month months year years hour hours minute
    minutes last next first latest new earlier later early late now time times mr mrs ms am pm amid because including
    include includes included like make made makes get got go went come came take took taken set officials official
    spokesman spokeswoman statement news agency newspaper
    """.split()  # noqa: SIM905
)

_ENDINGS = (("ies", "y"), ("sses", "ss"), ("ings", ""), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""))

_ONE = {}
for _line in """
    kill: dead die died death deaths dies dying killed kill kills killing fatality fatalities fatal perish perished
    kill: victim victims toll body bodies slain lives life lost casualties casualty claimed succumbed deadly deadliest
    injure: hurt wound wounds wounded wounding injured injure injures injury injuries hospitalised hospitalized
    arrest: arrest arrests arrested detain detains detained detainee detainees custody rounded
    miss: missing unaccounted
    free: freed free frees released release releases liberated
    soldier: soldier soldiers troop troops serviceman servicemen commando commandos
    quake: quake quakes earthquake earthquakes temblor temblors tremor tremors seismic
    crash: crash crashes crashed collision collisions collided collide accident accidents derailment derailed
    fire: fire fires wildfire wildfires blaze blazes
    vote: vote votes voted voters voting ballot ballots poll polled polls election elections
    building: building buildings structure structures house houses home homes residence residences
    loss: loss losses lose loses
    profit: profit profits earnings earned net
    job: job jobs post posts position positions employee employees staff worker workers workforce
    fine: fine fined fines penalty penalties
    military: military army idf forces
    hostage: hostage hostages captive captives prisoner prisoners
    child: child children kids minors
    evacuate: evacuate evacuated evacuation evacuees displaced fled flee homeless
    hospital: hospital hospitals
    train: train trains rail railway railways
    case: case cases infected infection infections patients patient
""".strip().splitlines():
    _head, _forms = _line.split(":")
    _ONE.update(dict.fromkeys(_forms.split(), _head.strip()))


@lru_cache(maxsize=10_000)
def root(word: str) -> str:
    """Return the form under which `word` is compared, "" for one that says nothing."""
    lower = word.lower().replace("’", "'").removesuffix("'s").replace("-", "").replace(".", "")
    if lower in _ONE:
        return _ONE[lower]
    if lower in _EMPTY or len(lower) < 2:
        return ""
    for ending, instead in _ENDINGS:
        if lower.endswith(ending) and len(lower) - len(ending) >= 3 and not lower.endswith("ss"):
            lower = lower[: -len(ending)] + instead
            break
    if len(lower) > 4 and lower[-1] == lower[-2] and lower[-1] not in "ls":
        lower = lower[:-1]
    return lower.removesuffix("e") if len(lower) > 4 else lower


@lru_cache(maxsize=10_000)
def as_set(words: tuple[str, ...]) -> frozenset[str]:
    """Return `words` as a set, the same object for the same words: it is kept by many, and compared at once."""
    return frozenset(words)


def tokens(text: str) -> Iterator[re.Match[str]]:
    """Return an iterator over the words of `text`, empty words too."""
    return _TOKEN.finditer(text)


def roots(text: str) -> frozenset[str]:
    """Return the roots of the telling words of `text`."""
    return frozenset(filter(None, map(root, _TOKEN.findall(text))))


_ADJECTIVE = re.compile(r"(?:ians?|ans?|is?|ese|ish|group|corp)$")


_IRREGULAR = {
    **dict.fromkeys(("indian", "indians"), "indi"),
    "chinese": "chin",
    "japanese": "japan",
    **dict.fromkeys(("turkish", "turks", "turk"), "turkey"),
    **dict.fromkeys(("greek", "greeks", "greece"), "greec"),
    **dict.fromkeys(("italian", "italians"), "italy"),
    **dict.fromkeys(("french", "france"), "franc"),
    **dict.fromkeys(("british", "britons", "uk"), "britain"),
    **dict.fromkeys(("german", "germans"), "germany"),
    **dict.fromkeys(("spanish", "spaniards"), "spain"),
    **dict.fromkeys(("american", "americans", "us", "u.s", "u.s."), "american"),
    **dict.fromkeys(("syrian", "syrians", "syria"), "syri"),
    **dict.fromkeys(("iraqi", "iraqis"), "iraq"),
    **dict.fromkeys(("thai", "thais", "thailand"), "thai"),
    **dict.fromkeys(("polish", "poles"), "poland"),
    **dict.fromkeys(("swedish", "swedes"), "sweden"),
    **dict.fromkeys(("danish", "danes"), "denmark"),
    **dict.fromkeys(("haitian", "haitians", "haiti"), "haiti"),
}


@lru_cache(maxsize=10_000)
def name_root(word: str) -> str:
    """Return the form under which a name is compared: a country and its people are one ("Israel", "Israelis")."""
    if (known := _IRREGULAR.get(word.lower().replace("’", "'").removesuffix("'s"))) is not None:
        return known
    plain = root(word)
    if len(plain) < 6:
        return plain.rstrip("ae") if len(plain) > 3 else plain
    short = _ADJECTIVE.sub("", plain)
    return (short if len(short) >= 4 else plain).rstrip("ae")
