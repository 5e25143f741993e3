"""Word lists that several rules share: who can speak, how reporting is worded, where clauses begin."""


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


REPORTING = _set("""
    said says say saying tells told tell reported reports reporting report announced announces announcing announce
    confirmed confirms confirming confirm added adds adding claimed claims claiming claim estimated estimates estimating
    estimate stated states stating wrote writes tweeted tweets posted noted notes noting insisted insists insisting
    denied denies denying acknowledged acknowledges admitted admits admitting conceded concedes alleged alleges
    alleging maintained maintains declared declares declaring disclosed discloses revealed reveals explained explains
    warned warns warning predicted predicts predicting expects expected forecast forecasts projected projects reckons
    reckoned thinks thought believes believed believe think suggested suggests argued argues recalled recalls remembered
    testified testifies counted counts counting recorded records registered registers listed lists documented
    documents calculated calculates put puts putting gave gives giving cited cites speaks spoke indicated indicates
    concluded concludes read reads replied replies repeated repeats asserted asserts contended contends feared fears
    show shows showed showing found finds promised promises vowed vows agreed agrees told detailed details pointed points
    tallied tallies logged logs verified verifies quoted quotes assured assures boasted boasts complained complains
    hoped hopes hope corrected corrects clarified clarifies called calls
    """)
"""Forms of verbs that report; which of them need more than a subject is told by the sets below."""

SPEAKING = _set("""
    said says say saying tells told tell announced announces announcing announce confirmed confirms confirming confirm
    added adds adding claimed claiming stated stating wrote writes tweeted tweets posted noted noting insisted insists
    denied denies denying acknowledged acknowledges admitted admits admitting conceded concedes alleged alleges alleging
    maintained maintains declared declares disclosed revealed explained explains warned warns predicted predicts reckons
    reckoned suggested suggests argued argues recalled recalls testified replied replies repeated asserted asserts
    complained corrected clarified read reads believes thinks told quoted estimates estimated estimate claims reports
    reported
    """)
"""Verbs whose subject can follow them ("..., said the minister") and that need no object of a special kind."""

AMBIGUOUS = _set("""
    reports report claims claim estimates estimate states counts notes records lists documents details points quotes
    projects forecast forecasts shows hopes fears finds reads calls puts logs promises hope repeats
    """)
"""Forms that are nouns as well: a determiner or a possessive before them shows which."""

AUXILIARIES = _set("""
    has have had is was were be been being will would could can may might must did do does not n't also later earlier
    since just now then only never already still again first once ever further previously publicly officially
    recently formally repeatedly flatly quickly promptly today yesterday tonight meanwhile however initially separately
    both all it's itself himself herself themselves even simply
    """)

BREAKS = _set("""
    that but while whereas as when after before because though although if which who whom whose what where since until
    than so or whether except despite how why and yet
    """)
"""Words at which a search for a subject stops on its way left."""

PRONOUNS = _set("he she it they we i who which one another this these those both his her its their our my")

ROLES = _set("""
    official officials officer officers spokesman spokeswoman spokesperson spokesmen spokespeople minister ministry
    ministers president governor mayor chief chiefs police policeman policemen cops cop army military navy force forces
    government governments authorities authority council councils commission committee department departments agency
    agencies bureau institute institutes institution university hospital hospitals doctor doctors nurse nurses medic
    medics paramedics surgeon witness witnesses resident residents neighbour neighbours neighbor neighbors analyst
    analysts expert experts researcher researchers scientist scientists seismologist seismologists engineer engineers
    prosecutor prosecutors lawyer lawyers attorney judge court courts company companies firm bank banks lender group
    groups organisation organization organisations organizations party union unions source sources statement statements
    report reports communique document documents study survey poll polls exit data figures records tally count
    newspaper newspapers magazine paper papers agency media television tv radio network outlet outlets website site blog
    post leader leaders commander commanders general colonel captain lieutenant sergeant sheriff deputy deputies
    inspector investigator investigators detective detectives rescuer rescuers volunteer volunteers activist activists
    campaigners campaigner rebel rebels militants militant fighters insurgents opposition regulator regulators watchdog
    secretary commissioner director manager head chairman chairwoman chair executive ceo cfo founder owner
    operator operators officer aide aides adviser advisers ambassador diplomat diplomats envoy embassy consulate palace
    office administration city county state district province municipality headquarters staff team side sides
    teacher professor student mother father brother sister son daughter wife husband widow uncle aunt cousin family
    families relative relatives friend friends survivor survivors passenger passengers driver drivers pilot pilots
    worker workers farmer farmers fisherman villager villagers shopkeeper pensioner man woman men women people boy girl
    weaver mason priest bishop pope monk colleague colleagues publicist rep representative representatives coroner
    pathologist meteorologist forecasters forecaster observatory survey service services brigade brigades platform
    monitor monitors charity charities nonprofit ngo board board's association federation league club coach player
    captain economist economists investor investors shareholders employees employer employers striker strikers
    organisers organizers organiser organizer protesters demonstrators senator congressman lawmaker lawmakers
    parliament congress senate cabinet premier chancellor king queen prince spokesperson reporter correspondent
    journalist journalists editor author authors historian tribunal coalition alliance movement militia guard
    guards ministry's treasury exchange insurer insurers utility railways railway airline airlines airport carrier
    operator port coastguard firefighters firefighter fire pathologists prison warden jailers carmaker maker giant
    retailer supplier publisher studio label filing filings complaint indictment affidavit notice bulletin
    communiqué release note letter memo dossier log video website tweet feed chart diocese church mosque temple
    temblor-monitor centre center everybody everyone nobody someone
    """)
"""Common nouns that can be the head of a speaker."""

UNNAMED = _set("""
    official officials source sources witness witnesses resident residents authorities analyst analysts expert experts
    people doctors medics rescuers volunteers activists neighbours neighbors survivors relatives friends families
    insiders diplomats aides soldiers investigators scientists researchers someone everybody everyone nobody man woman
    men women villagers locals workers passengers reports media newspapers observers critics economists forecasters
    """)
"""Heads that name nobody in particular: one source only within one outlet."""
