"""Words for events, each with the lemma that stands for its kind."""

import re
from functools import lru_cache

_KINDS: dict[str, str] = {
    "earthquake": "earthquake earthquakes quake quakes temblor temblors tremor tremors aftershock aftershocks seismic",
    "tsunami": "tsunami tsunamis",
    "eruption": "eruption eruptions erupt erupts erupted erupting volcano volcanoes volcanic",
    "fire": "fire fires blaze blazes wildfire wildfires inferno bushfire bushfires arson",
    "flood": "flood floods flooding flooded deluge floodwaters",
    "landslide": "landslide landslides mudslide mudslides avalanche avalanches landslip",
    "storm": "storm storms hurricane hurricanes typhoon typhoons cyclone cyclones tornado tornadoes twister blizzard",
    "drought": "drought droughts heatwave heatwaves famine",
    "derailment": "derailment derailments derailed derail derails",
    "crash": (
        "crash crashes crashed crashing collision collisions collided collide pile-up wreck wreckage plunged "
        "overturned rammed"
    ),
    "sinking": "sinking sank sunk sink capsize capsized capsizes capsizing shipwreck",
    "collapse": "collapse collapses collapsed collapsing cave-in",
    "explosion": (
        "explosion explosions blast blasts exploded explode explodes bomb bombs bombing bombings bombed detonated"
    ),
    "shooting": "shooting shootings gunfire gunman gunmen shot gunned massacre",
    "stabbing": "stabbing stabbings stabbed",
    "murder": "murder murders murdered homicide slaying slain killing killings assassination assassinated",
    "attack": "attack attacks attacked assault assaults ambush ambushed attacking",
    "strike": "airstrike airstrikes air-strike air-strikes raid-bombing shelling bombardment shelled",
    "raid": "raid raids raided raiding incursion incursions storming",
    "rescue": "rescue rescues rescued rescuing",
    "war": "war wars warfare fighting battle battles offensive clash clashes invasion invaded combat",
    "hijacking": "hijacking hijack hijacked hijackers piracy pirates",
    "kidnapping": "kidnapping kidnap kidnapped abduction abducted abductions hostage-taking",
    "robbery": "robbery robberies heist robbed burglary theft stolen stole",
    "protest": (
        "protest protests protesters protester rally rallies demonstration demonstrations demonstrators "
        "march marches marched marching protested riot riots rioting unrest"
    ),
    "coup": "coup coups mutiny",
    "election": "election elections vote votes voted voting ballot ballots poll polls polling referendum",
    "outbreak": (
        "outbreak outbreaks epidemic epidemics pandemic virus infection infections coronavirus covid "
        "covid-19 cholera ebola flu influenza measles disease"
    ),
    "takeover": (
        "acquisition acquisitions acquire acquires acquired acquiring takeover takeovers merger mergers buyout buys"
    ),
    "layoff": "layoff layoffs lay-offs redundancies redundancy restructuring laid-off axing",
    "fine": "fine fined fines penalty penalties settlement settlements",
    "bankruptcy": "bankruptcy bankrupt insolvency insolvent",
    "earnings": "earnings quarterly revenue revenues profit profits",
    "trial": "trial trials sentenced sentence sentencing convicted conviction verdict jury indicted indictment",
    "arrest": "arrest arrests arrested detained detention detentions crackdown",
    "strike-labour": "walkout walkouts stoppage picket",
    "evacuation": "evacuation evacuations evacuated evacuees",
    "leak": "leak leaks leaked spill spills spilled spillage",
    "breach": "breach breaches hack hacks hacked hacking hackers cyberattack",
    "blackout": "blackout blackouts outage outages",
    "burial": "funeral funerals burial burials cremation cremated urns",
    "launch": "rocket rockets missile missiles",
}
_WORDS = {word: kind for kind, forms in _KINDS.items() for word in forms.split()}
_WORDS |= dict.fromkeys(["lay off", "lays off", "laid off", "laying off", "job cuts"], "layoff")
_TOKEN = re.compile(r"\b(?:lays?|laid|laying) off\b|\bjob cuts\b|[^\W\d_]+(?:-[^\W_]+)*", re.IGNORECASE)


@lru_cache(maxsize=32)
def events(text: str) -> tuple[tuple[int, str], ...]:
    """Return the event words of `text` as (offset, lemma of the kind), in order. Every figure of a sentence asks."""
    found = []
    for match in _TOKEN.finditer(text):
        kind = _WORDS.get(match.group().lower())
        if kind is not None:
            found.append((match.start(), kind))
    return tuple(found)
