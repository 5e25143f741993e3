"""Classes of counted nouns, where a noun phrase ends, and lemmas by rule."""

from enrich.numbers.wordlist import words

PEOPLE = words(
    "people person persons man men woman women child children kid kids boy boys girl girls teen teens "
    "teenager teenagers youth youths baby"
    " babies infant infants civilian civilians soldier soldiers troop troops officer officers policeman "
    "policemen police militant militants"
    " fighter fighters rebel rebels gunman gunmen villager villagers resident residents citizen citizens "
    "passenger passengers worker workers"
    " employee employees staff staffer staffers student students pupil pupils teacher teachers protester "
    "protesters protestor protestors"
    " demonstrator demonstrators migrant migrants refugee refugees victim victims survivor survivors "
    "patient patients doctor doctors nurse"
    " nurses tourist tourists driver drivers firefighter firefighters guard guards inmate inmates "
    "prisoner prisoners hostage hostages detainee"
    " detainees suspect suspects member members crew crewmen crewmember sailor sailors miner miners "
    "fisherman fishermen journalist"
    " journalists voter voters elector electors inhabitant inhabitants visitor visitors evacuee evacuees "
    "palestinian palestinians israeli"
    " israelis american americans iraqi iraqis afghan afghans syrian syrians russian russians ukrainian "
    "ukrainians chinese italian italians"
    " briton britons german germans french mexican mexicans indian indians indonesian indonesians "
    "japanese others other brother brothers sister"
    " sisters son sons daughter daughters mother mothers father fathers wife husband relative relatives "
    "family families friend friends"
    " colleague colleagues customer customers user users subscriber subscribers consumer consumers "
    "spectator spectators fan fans player players"
    " athlete athletes climber climbers hiker hikers skier skiers pilot pilots activist activists "
    "politician politicians candidate candidates"
    " minister ministers lawmaker lawmakers senator senators official officials agent agents commando "
    "commandos marine marines pirate pirates"
    " attacker attackers bomber bombers terrorist terrorists jihadist jihadists insurgent insurgents "
    "extremist extremists militiamen medic"
    " medics paramedic rescuer rescuers volunteer volunteers engineer engineers expert experts scientist "
    "scientists monk monks pilgrim pilgrims"
    " worshipper worshippers priest priests parishioner parishioners pedestrian pedestrians motorist "
    "motorists cyclist cyclists farmer farmers"
    " companion companions anarchist anarchists rioter rioters buyers owners elderly adult adults minor "
    "minors foreigner foreigners national nationals immigrant immigrants asylum companion companions "
    "bystander"
    " bystanders shopper shoppers guest guests peacekeeper peacekeepers servicemen serviceman "
    "serviceperson personnel reservist reservists"
    " contractor contractors trader traders merchant mourner mourners boatmen men-at-arms dead wounded "
    "injured homeless judges jurors"
    " juror lawyers attorneys defendant defendants accuser accusers accomplice accomplices robber "
    "robbers thief thieves burglar burglars"
)
THINGS: dict[str, str] = {
    "building": (
        "home homes house houses building buildings structure structures dwelling dwellings hut huts "
        "apartment apartments shop shops store stores"
        " school schools church churches mosque mosques hospital hospitals factory factories bridge bridges "
        "roof roofs villages village tents"
        " businesses offices hotels hotel temples warehouse flats"
    ),
    "vehicle": "car cars vehicle vehicles truck trucks bus buses boat boats ship ships train trains plane planes "
        "aircraft helicopter helicopters tanks tank coach coaches carriages wagons jet jets ambulances",
    "weapon": "rocket rockets missile missiles shell shells bullet bullets shot shots bomb bombs mortar mortars "
        "grenade grenades drone drones airstrikes sorties warheads torpedoes salvos",
    "place": "town towns city cities country countries state states village villages province provinces district "
        "districts region regions nation nations county counties sites locations places areas island islands "
        "community communities camps shelters centers centres neighborhoods states",
    "event": "attack attacks earthquake earthquakes quake quakes tremor tremors aftershock aftershocks explosion "
        "explosions fire fires storm storms tornado tornadoes twisters protest protests riots meeting "
        "meetings crash crashes accidents incident incidents robberies burglaries murders operations "
        "surgeries",
    "time": "time times occasion occasions",
    "sport": "point points goal goals game games match matches touchdown touchdowns yard yards rebounds assists "
        "wins losses set sets run runs wickets inning innings medals medal title titles hits homers season "
        "seasons tries try",
    "vote": "vote votes seat seats ballot ballots delegates",
    "case": "case cases infection infections patient patients tests",
    "paper": "count counts charge charges bill bills law laws report reports document documents letter letters "
        "email emails complaint complaints statement statements page pages copies reasons proposal proposals "
        "rule rules question questions",
    "firm": "company companies firm firms bank banks agencies agency group groups organisation organisations "
        "organizations stores outlets branches plants party parties team teams unions",
    "job": "job jobs post posts position positions role roles",
    "animal": "animal animals dog dogs horse horses cow cows cattle sheep bird birds fish whales dolphins "
        "elephants chickens pigs",
    "death": "death deaths fatality fatalities body bodies corpse corpses casualty casualties lives dead victims",
    "injury": "injury injuries wounded injured hurt",
    "arrest": "arrest arrests detainees suspects convictions",
    "share": "share shares stake shareholders",
    "family": "family families household households",
    "flight": "flight flights services trains",
}  # fmt: skip
CLASSES: dict[str, str] = {word: name for name, words in THINGS.items() for word in words.split()}

FUNCTION = words(
    "a an the this that these those of in on at by for with from to into onto over under after before "
    "since until during through against between among"
    " about as and or but nor so yet if while when where who whom whose which what than then there here "
    "is are was were be been being am has have had"
    " having do does did will would can could may might must shall should not no he she it they we you i "
    "his her its their our my your him them us me"
    " because although though despite amid per via near off out up down around across along outside "
    "inside within without upon toward towards"
    " said say says told tells according reported reportedly also still already just only even very too "
    "ago later earlier last next each every"
    " left leaving left-over remain remained remains feared believed thought known found including "
    "included how why whether like unlike both either"
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


_DOERS = (
    "ers",
    "ors",
    "ists",
    "ians",
    "ees",
    "men",
    "women",
    "eers",
    "ants",
    "ents",
    "mates",
    "ese",
    "crats",
    "naires",
    "logues",
)
_NOT_PEOPLE = words(
    "computer tower quarter number letter paper order center shelter chapter offer flower river factor "
    "tractor motor door floor"
    " error sector committee tree degree fee hour year order border corner counter container barrier "
    "carrier helicopter meter liter"
    " frontier cancer disaster disorder encounter filter finger folder frontier hammer ladder layer "
    "marker matter monitor poster powder"
    " printer reactor scooter server shower sister-ship skyscraper speaker sticker summer tanker "
    "thriller timber trailer trigger tumor"
    " vector ventilator water weather winter wonder bunker burner cluster crater dollar elevator "
    "fighter-jet generator freighter"
    " blockbuster bulldozer cooler copper corridor density driver-seat ember escalator feature humor "
    "indicator color chamber answer"
    " favor labor mirror murder odor order parlor rumor rubber tremor terror flavor honor other transfer "
    "bumper banner manner"
    " meeting event accident incident document agreement statement settlement apartment department "
    "investment treatment appointment"
    " payment argument instrument monument continent parliament element moment comment complaint "
    "restaurant plant grant warrant"
    " amendment announcement assessment commitment component content development engagement environment "
    "equipment experiment"
    " government improvement increment management movement percent point print restraint segment "
    "shipment talent tent testament"
    " tournament advertisement achievement adjustment allotment arrangement basement compartment cent "
    "scent variant giant elephant"
    " ant infant-formula climate estimate"
)


def noun_class(word: str) -> str:
    """The class of a counted noun ("people", "vehicle"), "" for a noun of none."""
    if word in PEOPLE:
        return "people"
    known = CLASSES.get(word)
    if known is not None:
        return known
    return "people" if word.endswith(_DOERS) and singular(word) not in _NOT_PEOPLE else ""
