"""Of whom and what kind a figure counts: what narrows the population beside the noun."""

import re
from collections.abc import Sequence

from enrich.messages import Entity
from enrich.reading import Figure

_GENERAL = frozenset(
    [
        "people",
        "person",
        "individual",
        "other",
        "victim",
        "casualty",
        "fatality",
        "death",
        "body",
        "life",
        "dead",
        "killed",
        "injured",
        "wounded",
        "human",
        "soul",
        "total",
        "toll",
        "number",
        "more",
    ]
)
_AMOUNTS = frozenset({"money", "percent", "duration", "length", "magnitude"})
_NARROW: dict[str, str] = {}
for _line in """
    soldier: soldier soldiers troop troops serviceman servicemen trooper troopers marine marines paratroopers gis
    soldier: conscripts reservists
    police: police policeman policemen policewoman officer officers cop cops constable constables
    child: child children kid kids boy boys girl girls infant infants baby babies toddler toddlers minors minor
    child: schoolchildren
    woman: woman women mother mothers wife wives
    man: man men husband husbands father fathers
    civilian: civilian civilians noncombatant
    fighter: fighter fighters militant militants gunman gunmen insurgent insurgents rebel rebels terrorist terrorists
    fighter: combatant combatants attacker attackers operatives
    hostage: hostage hostages captive captives prisoner prisoners abductees
    passenger: passenger passengers
    crew: crew sailors sailor seamen crewman crewmen
    tourist: tourist tourists visitor visitors holidaymakers guests
    resident: resident residents inhabitant inhabitants villager villagers
    student: student students pupil pupils schoolgirls
    worker: worker workers employee employees staff labourer labourers miner miners job jobs
    medic: doctor doctors nurse nurses medic medics
    firefighter: firefighter firefighters fireman firemen
    journalist: journalist journalists reporter reporters
    protester: protester protesters demonstrator demonstrators
    patient: patient patients case cases
    foreigner: foreigner foreigners foreign
    candidate: candidate candidates
    family: family families household households
    elderly: elderly pensioner pensioners
    migrant: migrant migrants refugee refugees
    member: member members
    suspect: suspect suspects
    driver: driver drivers
    """.strip().splitlines():
    _key, _forms = _line.split(":")
    _NARROW.update(dict.fromkeys(_forms.split(), _key.strip()))

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_OF = re.compile(
    r"^\s*(?:(?:were|was|are|is|have been|had been)\s+)?(?:(?:killed|dead|injured|wounded|hurt|missing"
    r"|detained|arrested)\s+)?(?:of|from|among)\s+(?:the\s+|its\s+|their\s+|his\s+"
    r"|her\s+)?(?P<of>[^,.;:()]{2,60})"
)
_WERE = re.compile(
    r"^\s*(?:(?:more\s+)?of\s+(?:the\s+|those\s+|them|whom)[a-z ]{0,20}?\s*)?"
    r"\b(?:were|are|was|is)\s+(?:all\s+|mostly\s+|an?\s+)?(?P<noun>[a-z]+)\b"
)
_STOP = re.compile(
    r"\b(?:who|which|that|were|was|are|is|had|have|has|in|on|at|by|with|since|after|as|and|when|during|said|says)\b"
)


def who(figure: Figure, sentence: str, offset: int, nationalities: Sequence[Entity]) -> tuple[str, ...]:
    """Return what narrows the people or things that `figure` counts, in lower case, names as written.

    `sentence` stands at `offset` in the figure's field; `nationalities` are the names of peoples and groups in it.
    """
    start, end = figure.start - offset, figure.end - offset
    phrase = sentence[start:end]
    after = sentence[end : end + 70]
    follow = _OF.match(after)
    inside = phrase
    if follow:
        inside += " " + _STOP.split(follow["of"])[0]
    found: dict[str, None] = {}
    were = _WERE.match(after)  # "six of the dead were firefighters"
    if were and were["noun"] in _NARROW:
        found[_NARROW[were["noun"]]] = None
    for word in _WORD.findall(inside):
        key = _NARROW.get(word.lower())
        if key is not None:
            found[key] = None
    lemma = figure.lemma.lower()
    if (
        lemma
        and figure.counted.islower()
        and lemma not in _GENERAL
        and figure.measure not in ("money", "percent", "duration", "length")
    ):
        found.setdefault(_NARROW.get(lemma, lemma))
    reach = figure.end + (follow.end() if follow else 0)
    for entity in nationalities if figure.measure not in _AMOUNTS else ():
        if entity.label in ("NORP", "LOC", "ORG") and figure.start <= entity.start and entity.end <= reach:
            found[entity.text] = None
    names = {word.lower() for word in found if not word.islower()}
    return tuple(word for word in found if not (word.islower() and word in names))
