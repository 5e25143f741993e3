"""Words that tell what a figure measures: verbs and nouns by measure, and classes of counted nouns."""

from enrich.messages import Measure

_VERBS: dict[str, str] = {
    "killed": "kill die slay murder assassinate perish massacre execute slaughter drown succumb behead lynch martyr suffocate electrocute",
    "injured": "injure wound hurt maim hospitalise hospitalize burn scald burnt bruise harm graze",
    "missing": "unaccount disappear vanish",
    "captive": "kidnap abduct hold capture hostage imprison seize snatch trap",
    "arrested": "arrest detain charge jail convict indict sentence accuse apprehend extradite prosecute nab bust suspect imprison remand round",
    "displaced": "displace evacuate flee shelter uproot house relocate",
    "rescued": "rescue free release save survive pull discharge liberate recover pardon acquit",
    "infected": "infect sicken contract diagnose hospitalise",
    "affected": "affect lay fire hire strand cut lose recruit cancel reach serve benefit impact treat employ sack dismiss help feed",
    "participants": (
        "attend march protest rally gather participate join demonstrate deploy serve carry live work crew fight guard watch play compete enrol"
        " enroll train board travel turn mass chant take"
    ),
    "destroyed": "destroy damage collapse gut raze flatten torch level wreck demolish ruin burn crush topple ransack loot down sink engulf",
    "launched": "launch fire shoot drop lob land strike hit bomb shell attack rain intercept detonate",
    "money": "cost pay spend earn price sell buy fetch raise invest fine owe borrow lend donate charge bid value worth",
    "percent": "rise fall increase decrease drop grow shrink decline jump slump climb",
    "votes": "vote poll win elect ballot",
    "magnitude": "quake shake jolt tremble register measure",
    "duration": "last spend wait sentence serve",
    "length": "weigh measure stretch run travel walk sail fall drive fly lie",
    "other_count": "score count record report list open include create make name",
}
_NOUNS: dict[str, str] = {
    "killed": (
        "dead death deaths fatality fatalities body bodies corpse corpses casualty casualties toll murder murders killing killings homicide homicides"
        " martyr martyrs lives life victims slain fatal grave graves mourning funeral suicide suicides fatally manslaughter remains morgue cremation"
    ),
    "injured": "injury injuries wounded wounds hurt injured hospital hospitals burns concussion stitches critical critically ambulance",
    "missing": "missing unaccounted disappearance lost",
    "captive": "hostage hostages captive captives captivity prisoners abductees kidnapping abducted gunpoint militants",
    "arrested": (
        "arrest arrests suspect suspects detainee detainees custody defendants prisoners prison jail inmates accused charges conviction police gangsters"
        " detention court dissidents"
    ),
    "displaced": "refugee refugees evacuee evacuees displaced homeless shelter shelters tents evacuation camps camp homelessness sheltering exodus",
    "rescued": "survivor survivors rescue rescued alive freed release survivors recovered recoveries discharged",
    "infected": "case cases infection infections patient patients virus disease outbreak epidemic flu cholera measles covid ebola sick ill illness pandemic positive",
    "affected": "customer customers jobs job layoffs victims power electricity outage affected stranded users passengers redundancies trapped customers workers staff",
    "participants": (
        "protester protesters crowd demonstrators marchers spectators fans attendance crew troops soldiers passengers people members audience"
        " participants workforce population inhabitants residents visitors delegates army force forces mourners worshippers tourists strong"
        " observers volunteers firefighters rescuers students voters officers"
    ),
    "destroyed": (
        "home homes house houses building buildings structure structures vehicle vehicles roof roofs tanks ruins rubble damage shop shops"
        " dwelling dwellings cars truck trucks debris wreckage"
    ),
    "launched": "rocket rockets missile missiles shot shots bullet bullets shell shells mortar airstrike airstrikes strikes strike drone drones rounds bombs bomb raids sorties salvo barrage attacks",
    "money": "fine fines bail profit revenue loss losses debt price cost aid budget sales shares salary bonus settlement damages reward income deal currency funds compensation",
    "percent": "percent rate share proportion turnout unemployment yield margin inflation poll stake approval support",
    "votes": "vote votes seat seats ballot ballots majority parliament electorate delegates",
    "magnitude": "magnitude richter quake earthquake tremor aftershock aftershocks epicentre epicenter seismological category intensity shock",
    "duration": "sentence term period delay anniversary ago later since",
    "length": "kilometres depth height radius distance tall deep wide long high temperature weight speed",
    "other_count": "times points games goals wins countries nations states towns cities schools companies reasons counts flights matches complaints",
}


def _forms(verb: str) -> set[str]:
    """The written forms of a regular verb."""
    stem = verb[:-1] if verb.endswith("e") else verb
    forms = {verb, verb + "s", stem + "ed", stem + "ing"}
    if verb.endswith("y") and verb[-2] not in "aeiou":
        forms |= {verb[:-1] + "ied", verb[:-1] + "ies"}
    if len(verb) > 2 and verb[-1] in "bdgmnprtlb" and verb[-2] in "aeiou" and verb[-3] not in "aeiou":
        forms |= {verb + verb[-1] + "ed", verb + verb[-1] + "ing"}
    if verb.endswith(("ss", "sh", "ch", "x", "ze")):
        forms.add(verb + ("es" if not verb.endswith("ze") else "s"))
    return forms


_IRREGULAR: dict[str, str] = {
    "slew": "killed", "slain": "killed", "dying": "killed", "shot": "launched", "struck": "launched", "fled": "displaced", "fleeing": "displaced",
    "held": "captive", "took": "participants", "taken": "captive", "laid": "affected", "lost": "missing", "hit": "launched", "burnt": "destroyed",
    "sold": "money", "bought": "money", "paid": "money", "spent": "duration", "won": "votes", "fell": "length", "rose": "percent",
    "hired": "affected", "strewn": "killed", "sank": "destroyed", "shook": "magnitude", "drowned": "killed", "weighs": "length",
    "unaccounted": "missing", "sentenced": "arrested", "hurt": "injured", "died": "killed", "sunk": "destroyed", "overwhelmed": "affected",
}  # fmt: skip


def _cues() -> dict[str, tuple[Measure, ...]]:
    table: dict[str, list[Measure]] = {}

    def add(word: str, measure: str) -> None:
        found = table.setdefault(word, [])
        if measure not in found:
            found.append(measure)  # type: ignore[arg-type]

    for measure, nouns in _NOUNS.items():
        for noun in nouns.split():
            add(noun, measure)
    for measure, verbs in _VERBS.items():
        for verb in verbs.split():
            for form in _forms(verb):
                add(form, measure)
    for word, measure in _IRREGULAR.items():
        add(word, measure)
    return {word: tuple(measures) for word, measures in table.items()}


CUES: dict[str, tuple[Measure, ...]] = _cues()
"""Word in lower case -> the measures that it speaks for, the likeliest not always first."""

PEOPLE = frozenset(
    (
        "people person persons man men woman women child children kid kids boy boys girl girls teen teens teenager teenagers youth youths baby"
        " babies infant infants civilian civilians soldier soldiers troop troops officer officers policeman policemen police militant militants"
        " fighter fighters rebel rebels gunman gunmen villager villagers resident residents citizen citizens passenger passengers worker workers"
        " employee employees staff staffer staffers student students pupil pupils teacher teachers protester protesters protestor protestors"
        " demonstrator demonstrators migrant migrants refugee refugees victim victims survivor survivors patient patients doctor doctors nurse"
        " nurses tourist tourists driver drivers firefighter firefighters guard guards inmate inmates prisoner prisoners hostage hostages detainee"
        " detainees suspect suspects member members crew crewmen crewmember sailor sailors miner miners fisherman fishermen journalist"
        " journalists voter voters elector electors inhabitant inhabitants visitor visitors evacuee evacuees palestinian palestinians israeli"
        " israelis american americans iraqi iraqis afghan afghans syrian syrians russian russians ukrainian ukrainians chinese italian italians"
        " briton britons german germans french mexican mexicans indian indians indonesian indonesians japanese others other brother brothers sister"
        " sisters son sons daughter daughters mother mothers father fathers wife husband relative relatives family families friend friends"
        " colleague colleagues customer customers user users subscriber subscribers consumer consumers spectator spectators fan fans player players"
        " athlete athletes climber climbers hiker hikers skier skiers pilot pilots activist activists politician politicians candidate candidates"
        " minister ministers lawmaker lawmakers senator senators official officials agent agents commando commandos marine marines pirate pirates"
        " attacker attackers bomber bombers terrorist terrorists jihadist jihadists insurgent insurgents extremist extremists militiamen medic"
        " medics paramedic rescuer rescuers volunteer volunteers engineer engineers expert experts scientist scientists monk monks pilgrim pilgrims"
        " worshipper worshippers priest priests parishioner parishioners pedestrian pedestrians motorist motorists cyclist cyclists farmer farmers"
        " elderly adult adults minor minors foreigner foreigners national nationals immigrant immigrants asylum companion companions bystander"
        " bystanders shopper shoppers guest guests peacekeeper peacekeepers servicemen serviceman serviceperson personnel reservist reservists"
        " contractor contractors trader traders merchant mourner mourners boatmen men-at-arms dead wounded injured homeless judges jurors"
        " juror lawyers attorneys defendant defendants accuser accusers accomplice accomplices robber robbers thief thieves burglar burglars"
    ).split()
)
THINGS: dict[str, str] = {
    "building": (
        "home homes house houses building buildings structure structures dwelling dwellings hut huts apartment apartments shop shops store stores"
        " school schools church churches mosque mosques hospital hospitals factory factories bridge bridges roof roofs villages village tents"
        " businesses offices hotels hotel temples warehouse flats"
    ),
    "vehicle": "car cars vehicle vehicles truck trucks bus buses boat boats ship ships train trains plane planes aircraft helicopter helicopters tanks tank coach coaches carriages wagons jet jets ambulances",
    "weapon": "rocket rockets missile missiles shell shells bullet bullets shot shots bomb bombs mortar mortars grenade grenades round rounds drone drones strikes airstrikes raids sorties attacks explosions blasts warheads torpedoes guns rifles",
    "place": "town towns city cities country countries state states village villages province provinces district districts region regions nation nations county counties sites locations places areas island islands community communities camps shelters centers centres neighborhoods states",
    "event": "attack attacks earthquake earthquakes quake quakes tremor tremors aftershock aftershocks explosion explosions fire fires storm storms tornado tornadoes twisters protest protests riots meeting meetings crash crashes accidents incident incidents robberies burglaries murders operations surgeries",
    "time": "time times occasion occasions",
    "sport": "point points goal goals game games match matches touchdown touchdowns yard yards rebounds assists wins losses set sets run runs wickets inning innings medals medal title titles hits homers season seasons tries try",
    "vote": "vote votes seat seats ballot ballots delegates",
    "case": "case cases infection infections patient patients tests",
    "paper": "count counts charge charges bill bills law laws report reports document documents letter letters email emails complaint complaints statement statements page pages copies reasons proposal proposals rule rules question questions",
    "firm": "company companies firm firms bank banks agencies agency group groups organisation organisations organizations stores outlets branches plants party parties team teams unions",
    "job": "job jobs post posts position positions role roles",
    "animal": "animal animals dog dogs horse horses cow cows cattle sheep bird birds fish whales dolphins elephants chickens pigs",
    "death": "death deaths fatality fatalities body bodies corpse corpses casualty casualties lives dead victims",
    "injury": "injury injuries wounded injured hurt",
    "arrest": "arrest arrests detainees suspects convictions",
    "share": "share shares stake shareholders",
    "family": "family families household households",
    "flight": "flight flights services trains",
}  # fmt: skip
CLASSES: dict[str, str] = {word: name for name, words in THINGS.items() for word in words.split()}

FUNCTION = frozenset(
    (
        "a an the this that these those of in on at by for with from to into onto over under after before since until during through against between among"
        " about as and or but nor so yet if while when where who whom whose which what than then there here is are was were be been being am has have had"
        " having do does did will would can could may might must shall should not no he she it they we you i his her its their our my your him them us me"
        " because although though despite amid per via near off out up down around across along outside inside within without upon toward towards"
        " said say says told tells according reported reportedly also still already just only even very too ago later earlier last next each every"
        " left leaving left-over remain remained remains feared believed thought known found including included how why whether like unlike both either"
    ).split()
)
"""Words at which a counted noun ends."""

SINGULARS: dict[str, str] = {
    "people": "person",
    "persons": "person",
    "men": "man",
    "women": "woman",
    "children": "child",
    "lives": "life",
    "policemen": "policeman",
    "gunmen": "gunman",
    "fishermen": "fisherman",
    "servicemen": "serviceman",
    "feet": "foot",
    "bodies": "body",
    "wives": "wife",
    "knives": "knife",
    "thieves": "thief",
    "wolves": "wolf",
    "halves": "half",
    "leaves": "leaf",
    "criteria": "criterion",
    "aircraft": "aircraft",
    "series": "series",
    "species": "species",
    "police": "police",
    "troops": "troop",
    "boatmen": "boatman",
    "buses": "bus",
    "gases": "gas",
    "crises": "crisis",
    "mice": "mouse",
    "teeth": "tooth",
    "movies": "movie",
    "shoes": "shoe",
    "heroes": "hero",
    "lies": "lie",
    "ties": "tie",
}


def singular(noun: str) -> str:
    """The lemma of a noun, by rule."""
    word = noun.lower().removesuffix("'s").removesuffix("'")
    known = SINGULARS.get(word)
    if known:
        return known
    if len(word) < 4 or word.endswith(("ss", "us", "is")) or not word.endswith("s"):
        return word[:-3] + "man" if word.endswith("men") and len(word) > 5 else word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zzes", "toes")):
        return word[:-2]
    return word[:-1]
