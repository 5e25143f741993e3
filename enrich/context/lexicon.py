"""Word lists that several rules share: who can speak, how reporting is worded, where clauses begin."""


def vocabulary(text: str) -> frozenset[str]:
    """Return the words of `text`."""
    return frozenset(text.split())


STRONG = vocabulary("""
    said says say saying tells told tell announced announces announcing announce confirmed confirms confirming confirm
    added adds adding claimed claims claiming claim stated states stating wrote writes writing tweeted tweets posted
    notes noted noting insisted insists insisting denied denies denying acknowledged acknowledges acknowledging admitted
    admits admitting conceded concedes conceding alleged alleges alleging maintained maintains maintaining declared
    declares declaring disclosed discloses disclosing revealed reveals revealing explained explains warned warns warning
    predicted predicts predicting reckons reckoned reckon suggested suggests suggesting argued argues recalled recalls
    testified testifies replied replies repeated repeats asserted asserts contended contends clarified
    clarifies estimated estimates estimating estimate reported reports reporting report believes believe believed
    thinks think thought expects expect expected forecasts forecast projected projects projecting concluded concludes
    calculated calculates calculate read reads informed informs boasted complained assured
    discovered discovers learned learnt indicated indicates fears stressed stresses emphasised emphasized proclaimed
    asked
    counters countered retorted remarked remarks cautioned cautions echoed hinted promised promises vowed vows pledged
    pledges described describes speculated speculates speculate unveiled unveils conclude suggest warn argue predict
    agree agrees agreed insist maintain acknowledge allege contend describe compiled calls warns thinks
    """)
"""Forms of verbs that report whatever follows them; the clause after them is the subject's word."""

WEAK = vocabulary("""
    put puts putting counted counts counting count recorded records record registered registers documented documents
    logged logs tallied tallies verified verifies listed lists found finds find showed shows show gave gives give given
    spoke speaks speak spoken fined fines imposed imposes raised raises raising lowered lowers lowering cut cuts cutting
    revised revises revising increased increases reduced reduces amended amends corrected corrects restated restates
    upped ups updated updates set sets has have had flags reached reports hears heard withdrew withdraws arrived
    got booked stood sticks plotted expects stands changed changes trimmed trims narrowed narrows widened widens
    identified
    identifies
    published publishes restated restates stuck issued issues took takes take removed struck fear sees finalizes
    finalises finalized finalised certified certifies charged
    """)
"""Forms of verbs that report only with the right object; `speech` says which."""

TOLL = vocabulary("""
    toll tolls count counts number numbers estimate estimates figure figures tally tallies total totals forecast
    forecasts target targets cost costs dead death deaths damage losses share rate magnitude price
    """)
"""What a source raises, lowers, revises or puts at a number."""

KNOWN = vocabulary(
    "names reports records word evidence confirmation details news documents documented recorded counted"
)
"""What a source has: "Viasna has the names of 120 people"."""

AMBIGUOUS = vocabulary("""
    reports report claims claim estimates estimate states counts count notes records record lists documents quotes
    projects forecast forecasts shows show finds reads cuts puts logs promises promise fines sets ups fears tallies
    cut set updates pledges posts remarks warning
    """)
"""Forms that are nouns as well; the tag or a determiner before them tells which."""

AUXILIARIES = vocabulary("""
    has have had having is was were be been being will would could can may might must did do does not n't 's also
    later earlier
    since just now then only never already still again first once ever further previously publicly officially
    recently formally repeatedly always often flatly quickly promptly today yesterday tonight meanwhile however
    initially separately
    all itself himself herself themselves even simply on
    """)

BREAKS = vocabulary("""
    that but while whereas as when after before because though although if which who whom whose what where since until
    than so or whether except despite how why and yet
    """)
"""Words at which a search for a subject stops on its way left."""

PRONOUNS = vocabulary(
    "he she it they we i who which one another these those both his her its their our my theirs ours hers mine"
)
SPEAKING_PRONOUNS = vocabulary("he she it they we i who which one another both")

DETERMINERS = vocabulary("the a an this that these those his her its their our my some no any other own")
PREPOSITIONS = vocabulary(
    "in on at by from for with after before during of to into over under near since until through amid "
    "about outside inside behind beside across around along"
)

TIMES = vocabulary("""
    monday tuesday wednesday thursday friday saturday sunday today yesterday tonight january february march april may
    june july august september october november december jan feb mar apr jun jul aug sept sep oct nov dec night morning
    afternoon evening noon midnight lunchtime week month year tomorrow
    """)

COUNTS = vocabulary("""
    count counts tally tallies figures figure estimate estimates data statistics reckoning calculation calculations
    survey census assessment guess list projection reading measurement account telling version
    """)
"""What stands after "the ministry's": the clause then goes by the ministry."""

ROLES = vocabulary("""
    official officials officer officers spokesman spokeswoman spokesperson spokesmen spokespeople minister ministry
    ministers president governor mayor chief chiefs police policeman policemen cops cop army military navy force forces
    government governments authorities authority council councils commission committee department departments agency
    agencies bureau institute institutes institution university hospital hospitals doctor doctors nurse nurses medic
    medics paramedics surgeon witness witnesses resident residents neighbour neighbours neighbor neighbors analyst
    analysts expert experts researcher researchers scientist scientists seismologist seismologists engineer engineers
    prosecutor prosecutors lawyer lawyers attorney judge court courts company companies firm bank banks lender group
    groups organisation organization organisations organizations party union unions source sources statement statements
    report reports communique document documents study studies survey poll polls exit data figures records tally count
    newspaper newspapers magazine paper papers media television tv radio network outlet outlets website site blog
    post leader leaders commander commanders general colonel captain lieutenant sergeant sheriff deputy deputies
    inspector investigator investigators detective detectives rescuer rescuers volunteer volunteers activist activists
    campaigners campaigner rebel rebels militants militant fighters insurgents opposition regulator regulators watchdog
    watchdogs secretary commissioner director manager head chairman chairwoman chair executive executives ceo cfo
    founder owner operator operators aide aides adviser advisers ambassador diplomat diplomats envoy embassy consulate
    palace office administration city county state district province municipality headquarters staff team side sides
    teacher professor student mother father brother sister son daughter wife husband widow uncle aunt cousin family
    families relative relatives friend friends survivor survivors passenger passengers driver drivers pilot pilots
    worker workers farmer farmers fisherman villager villagers shopkeeper pensioner man woman men women people boy girl
    weaver mason miner priest bishop pope monk colleague colleagues publicist rep representative representatives coroner
    pathologist meteorologist forecasters forecaster observatory service services brigade brigades platform
    monitor monitors charity charities nonprofit ngo board association associations federation federations league
    leagues club coach player
    economist economists shareholders employees employer employers striker strikers
    organisers organizers organiser organizer protesters demonstrators senator congressman lawmaker lawmakers
    parliament congress senate cabinet premier chancellor king queen prince reporter reporters correspondent
    journalist journalists editor author authors historian tribunal coalition alliance movement militia guard
    guards treasury exchange insurer insurers utility railways railway railwaymen airline airlines airport carrier
    port coastguard firefighters firefighter pathologists warden jailers carmaker maker giant guardsman
    retailer supplier publisher studio label filing filings complaint indictment affidavit notice notices bulletin
    communiqué release note letter memo dossier log video channel channels tweet feed chart diocese church mosque temple
    centre center everybody everyone nobody someone engineers organizers wires conscript soldier soldiers
    guest guests customer customers client clients landlord tenant tourist tourists clerk electrician plumber
    photographer artist singer actor actress user users reader readers inquiry tribunal jury observers observer
    member members clinic clinics ward morgue hall capitol laboratory lab consortium foundation fund
    zoo library museum theatre gallery club chamber syndicate cooperative trust prison jail
    """)
"""Common nouns that can be the head of a speaker."""

BODIES = vocabulary("""
    ministry police army military navy government authorities authority council commission committee department agency
    bureau institute university hospital court bank group organisation organization union party newspaper
    television network office administration headquarters brigades brigade service board association federation league
    company firm lender guard regulator regulators watchdog watchdogs coastguard railways railway airline airport county
    city state parliament congress senate cabinet inquiry survey poll study report site platform
    """)
"""Heads of speakers that are institutions rather than people."""

UNNAMED = vocabulary("""
    official officials source sources witness witnesses resident residents analyst analysts expert experts
    people doctors doctor medics rescuers volunteers activists neighbours neighbors survivors relatives friends families
    insiders diplomats aides aide soldiers investigators scientists researchers someone everybody everyone nobody man
    woman men women villagers villager locals workers worker passengers reports media newspapers observers critics
    economists forecasters teacher nurse driver pensioner shopkeeper miner mason weaver uncle brother sister mother
    father student surgeon engineer reader tourist post posts channels
    """)
"""Heads that name nobody in particular: one source only within one outlet."""

SAYING = vocabulary("""
    said says say told tells tell announced announces wrote writes tweeted tweets insisted insists denied denies stated
    states acknowledged acknowledges admitted admits conceded concedes explained explains warned warns argued argues
    replied replies asserted asserts
    """)
"""Verbs that make a source of whatever is their subject."""

OUTLET = frozenset(["we", "our", "i", "article", "version", "newsletter", "entry", "headline", "story", "dispatch"])
"""Words that outside quotations mean the outlet itself."""
