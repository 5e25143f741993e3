"""Numerals that are no figures: dates, times of day, ages, names, references, addresses, telephone numbers.

Each pattern is one class of trap; a number that lies inside a match is none. The patterns read flattened text.
"""

import re
from collections.abc import Sequence

_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?"
    r"|JAN(?:UARY|\.)?|FEB(?:RUARY|\.)?|MARCH|MAR\.|APR(?:IL|\.)?|MAY|JUNE?|JULY?|AUG(?:UST|\.)?|SEPT?(?:EMBER|\.)?"
    r"|OCT(?:OBER|\.)?|NOV(?:EMBER|\.)?|DEC(?:EMBER|\.)?)"
)
_YEAR = r"(?:1[5-9]\d\d|20\d\d)"
_SMALL = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_HARD = r"(?:people|persons|dead|deaths|killed|injured|troops|soldiers|homes|houses|[mb]illion|%|per\s?cent|miles|km\b)"

_CASED = re.compile(
    rf"""
     \b{_MONTH}\s?{_DAY}(?!\d|,\d{{3}}|\.\d|\s?(?:%|[mb]illion|per\s?cent))
        (?:\s?(?:-|to|and|or|&|,\s)\s?{_DAY}(?!\d|,\d{{3}}|\s(?:people|dead|more|other)))?(?:,?\s{_YEAR}\b)?
    |\b{_MONTH},?\s{_YEAR}\b
    |\b(?:{_DAY}\s?(?:-|to|and|or|,)\s?)?(?<![\d,.]){_DAY}(?:\s(?:of\s)?|-){_MONTH}\b(?:,?\s{_YEAR}\b)?
    |\b(?:No|Nos|NO|Number|Ref|Reg|Art|Sec|Ch|pp?|vol|Vol)(?:\.\s?|\s)\#?\d[\d,./-]*
    |\b[A-Z]{{1,5}}-\d[\w.-]*(?<![-.])
    |\b(?:COVID|Covid|covid|Fukushima|Apollo|Boeing|Airbus|iPhone|iPad|iOS|Windows|Android|PlayStation|Xbox|Galaxy
        |Formula|Euro|Expo|Sputnik|Soyuz|Chang'e|Falcon|Pixel|World\sWar|Super\sBowl|Ocean's|Rocky|Title|Toyota|Mazda
        |BMW|Audi|Nexus|Kindle|Channel|Flight|flight|Interstate|Route|Highway|Hwy|Exit|Boulevard|Pier|Gate|Proposition
        |Measure|Prop|Amendment|Resolution|Protocol|Area|Studio|Group\sof|Gruppe|Big|Fantastic|Chicago|Guantanamo
        |Radio|Sky|ITV|BBC|Fox|Pix|PIX|InterCity|Intercity|France|CBS|NBC|ABC|KTVU|News(?:\son)?|Windows|Act
          |Psalm|Revelation|Genesis)\s?-?\d[\d-]*\b(?![,.]\d|\s?(?:%|per))
    |\b\d+\s+(?:[A-Z][a-z]+\s){{1,2}}(?:St|Street|Ave|Avenue|Road|Rd|Blvd|Boulevard|Drive|Lane|Court|Way)\b
    """,
    re.VERBOSE,
)

_PLAIN = re.compile(
    rf"""
     (?<![\w.,/-])(?:\d{{1,2}}\s?/\s?\d{{1,2}}\s?/\s?\d{{2,4}}|\d{{4}}[-/]\d{{1,2}}[-/]\d{{1,2}}
       |\d{{1,2}}-\d{{1,2}}-\d{{4}})\b
    |(?<![\w.])'\d0s?\b|(?<![\w.,])\d{{1,4}}0s\b|(?<![\w.,])\d{{1,4}}0's\b|(?<![\w])'\d\d\b(?!")
    |(?<![\d.,$€£])\d{{1,2}}(?:[:.]\s?\d{{2}})?(?:\s?(?:-|to|and)\s?\d{{1,2}}(?:[:.]\d{{2}})?)?\s?(?:a\.\s?m\b\.?
      |p\.\s?m\b\.?|am\b|pm\b)
    |(?<![\w.,$€£/])\d{{1,2}}\s?:\s?\d{{2}}(?:\s?:\s?\d{{2}})?(?![\d%])
    |(?<![\w.,$€£])(?:[01]\d|2[0-4])\d{{2}}(?=\s?(?:GMT|UTC|hours|hrs|h\b|local|EST|EDT|BST|CET|IST|PST|PDT|Z\b))
    |(?<![\w.,$€£])\d{{1,2}}(?:\.\d\d)?(?=\s?(?:GMT|UTC|ET|EST|EDT|CET|CT|PT|PST|BST|o'clock|noon|midnight)\b)
    |\b{_SMALL}(?:-thirty|-fifteen|-forty-five)?(?=\s(?:o'clock|[ap]\.?m\b))
    |\b(?:at|by|until|till|past|since|before|after|from)\s(?:about\s|around\s|exactly\s
      |just\safter\s)?(?:half\s(?:past\s)?|quarter\s(?:past|to)\s)?
        {_SMALL}(?:-thirty)?(?=\s(?:in\sthe\s(?:morning|afternoon|evening)|at\snight|this\s(?:morning|afternoon
          |evening)))
    |\b(?:half|quarter|minutes)\s(?:past|to)\s{_SMALL}\b
    |\b(?:at|by|until|till)\s{_SMALL}(?=[.;,"]|\son\s\w+day|\s?$)
    |\bfrom\s{_SMALL}\s(?:to|until|till)\s{_SMALL}(?=\sto\s|[.,;]|\son\s)
    |\b(?:in|since|by|until|till|of|during|after|before|early|earlier|late|mid|circa|through|for|from|to|between
      |and|or|than|fiscal|year|years|spring
        |summer|autumn|fall|winter|season|election|early-|mid-|late-|class\sof|back\sto|as\sof|ending|ended
          |the)[\s-](?:the\s)?(?:year\s|end\sof\s|season\s)?{_YEAR}
        (?![\d,]\d|\.\d|\s?(?:{_HARD}))(?:\s?[-/]\s?(?:\d{{4}}|\d\d)(?!\d|,\d|\s?(?:{_HARD})))?
    |(?<![\w.,-]){_YEAR}\s?-\s?(?:(?:19|20)\d\d|\d\d)(?![\d.,%]|\s?(?:{_HARD}))
    |(?<![\w.,-])(?:19|20)\d\d/\d\d\b
    |\b(?:aged?|ages)(?:\sof|:)?\s(?:between\s|from\s|about\s|around\s|just\s|only\s|under\s
      |over\s)?(?:\d{{1,3}}\b(?:\.5)?|{_SMALL}\b|[a-z]+(?:teen|ty)(?:-{_SMALL})?\b)
        (?:\s?(?:-|to|and|or)\s?(?:\d{{1,3}}\b|{_SMALL}\b|[a-z]+(?:teen|ty)\b))?(?!,\d)
    |\b(?:man|woman|boy|girl|teacher|person|child|youth)\sof\s(?:about\s|around\s|nearly\s)?(?:\d\d?
      |[a-z]+ty(?:-{_SMALL})?|{_SMALL})(?=\s?[,.;)]|\s(?:who|whose|lies|lay|was|is|had|has|and|with|from|in)\b|$)
    |\b(?:he|she|i|who|they)\s(?:was|is|were|are|had\sbeen|turned|turns|would\sbe|'s)\s(?:only\s|just\s|about\s
      |now\s)?\d{{1,3}}(?=\s?[,.;)!?]|\s(?:when|and|at\sthe|years|or|in|but|while|now)\b|$)
    |\b[a-z]+\swas\s[1-9]\d(?=\s(?:when|at\sthe\stime)\b)|\b(?:is|was)\s(?:he|she)\s\d{{2,3}}(?=,)
    |\b(?:he|she)\swas\s\d{{1,2}}(?=\s?-[a-z])
    |\bat\s[2-9]\d(?=,\s(?:he|she|it|they|his|her)\b)
    |\b(?:children|those|people|adults|men|women|anyone|everyone|kids|persons|youths|residents|patients|girls
      |boys)\s(?:aged\s)?(?:under|over|below|above)\s
        (?:the\sage\sof\s)?(?:\d\d?|[a-z]+ty)\b(?!\s?(?:%|percent|per|million|thousand|hundred|miles|km|feet|met
          |days|weeks|months|minutes|hours|-))
    |\b(?:shortly|just|soon|sometime)\s(?:after|before)\s{_SMALL}(?=[\s,.;](?!\s?(?:days|hours|minutes|people
      |years|weeks|months|of|other|more|men|women)))
    |\b(?:{_SMALL}|\d{{1,2}})\s(?:seed|seeds)\b
    |\b(?:dead|dies|died|die|dying|retires?|retired|marries|married)\sat\s\d{{1,3}}\b(?!\s(?:hospitals?|places?))
    |\b(?:at|the|a|his|her|ranked|seeded|jersey|world|currently)\snumber\s\d{{1,3}}\b
    |\b(?:level|category|cat\.|section|article|chapter|pages?|paragraph|para|clause|rule|route|highway|interstate
      |exit|room|channel|phase|stage|type
        |grade|block|zone|tier|game|week|day|round|lap|figure|fig\.|table|unit|version|episode|volume|vol\.
          |appendix|schedule|annex|form|platform|track|terminal
        |reactor|gate|page|rank(?:ed|ing)?|seed(?:ed)?|top|group|step|turn|division|class|ward|precinct|district
          |squad|act|priority|model|mark|apartment|apt\.|suite|lot
        |bulletin|report\sno|route|bus|train|runway|camp|battalion|brigade|regiment|matchday|plot|hole|line
          |session|psalm|verse|code|codenamed|size)
        [\s-]\#?(?:\d{{1,3}}[A-Za-z]?|[ivx]{{1,5}})\b(?![,.]\d|\s?(?:%|percent|per\s?cent|[mb]illion|hundred
          |thousand|people|persons|dead|killed|injured|years?|days?|hours?|minutes?|weeks?|months?
        |homes|houses|miles|km|met|feet|other|more|children|women|men|victims|seats|cases|deaths|degrees|troops
          |players|members|workers|police|officers|-\d))
    |(?<![\w$€£.,])\#\s?\d+
    |(?:\+\d{{1,3}}|\b\d{{1,4}})[\s-]\(?\d{{2,3}}\)?[\s-]\d{{3,4}}[\s-]\d{{4}}\b|\(?\b\d{{3}}\)?[\s-]\d{{3}}-\d{{4}}\b
      |(?<![\d.,-])\b\d{{3}}-\d{{4}}\b(?!\s)
    |(?<![\w.,])(?<!\d\s)(?:9/11|24/7|7/7|50/50|50-50|20/20|1-800)\b(?![,.]\d|\s\d{{3}}\b|\s(?:people|deaths|dead|cases
      |homes|others|more|[mb]illion))
    |\b911(?=\s(?:calls?|callers?|dispatch\w*|operators?|emergency|lines?|systems?|services?|recordings?|tapes?)\b)|(?<=\bdial\s)911\b
    |\b(?:dial(?:ed|led|ling)?|call(?:ed|ing|s)?|phone|telephone|hotline|tel
      |Telephone)\b[^.;]{{0,24}}?[\s:]\d{{3,}}\b(?=\s?[.,;]|\s(?:to|and|after|for)\b|$)
    |\b(?:one|two)\sof\sthe\s(?:most|best|biggest|largest|worst|first|few|main|world|oldest|deadliest|top|country
      |nation|city|greatest|highest|key|leading|smallest|only|last|richest|more|many|reasons)\b
    |\b(?:no|any|every|some|this|that|which|each|another|the|either|neither|last|next|new|old|big|first|loved
      |little|only|young|whole|good|wrong|right)\sone\b(?!-|\s(?:person|man|woman|people|killed|death|million
        |hundred|thousand|year|day|week|month|hour|of))(?<!no\sone)
    |\bone\s(?:another|by\sone|way|thing|side|point|time|such)\b|\bone-(?:on-one|off|time|way|sided|stop
      |to-one)\b|\bnumber\sone\b|\bone's\b|\bon\sone\shand\b|\bday\sone\b
    |\bsquare\sone\b|\bat\sone\s(?:point|time|stage)\b|\bone\s(?:can|must|might|could|would|gets|sees|has\sto)\b
      |\bfor\sone\b(?=[,.])|\bone\sand\s(?:only|all)\b
    |\b(?:two|three|four)-(?:way|time|fold|pronged|dimensional|tier)\b|\bin\stwo\b(?=[.,;])|\bcut\s\w+\sin\stwo\b
      |\bthe\stwo\ssides\b
    |\b(?:zero|double)[\s-](?:tolerance|days?|visibility|figures?|digits?|standards?|sum|check(?:ed|s)?|down
      |header|click)\b|\bground\szero\b
    |\bten\scommandments\b|\bone\sof\sthose\b|\b(?:first|second|third|fourth|final)[\s-](?:half|quarter)\b
      |\bhalf[\s-](?:time|brother|sister|mast|way|past|term|hearted|finished|empty|built|full)\b
    |(?<![\w.,])(?:\d{{1,2}}|{_SMALL})[\s-](?:under[\s-]par|over[\s-]par)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)

_PERSON = re.compile(
    r"""-?\s?(?:man|woman|boy|girl|teen\w*|kid|child|son|daughter|brother|sister|mother|father|mom|mum|dad|baby|infant
    |toddler|student|pupil|[a-z]*(?:er|or|ist|ian|ant|ent|man|woman|ee|ess|eur|ard|ive|ete|ic|ect|im|nee|mate
      |friend|wife|husband|star|suspect|native|
    male|female|victim|resident|youth|nun|priest|nurse|chief|widow|grand\w+|twin|uncle|aunt|nephew|niece|cousin
      |guy|lad|celebrity|veteran|model|bride|groom|heir|pro|rookie|senior|junior)s?)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_OLD = re.compile(
    r"\b(?:\d{1,3}|[a-z]+(?:-[a-z]+)?)(?:\s?-\s?|\s)(?:year|month|week|day)s?(?:\s?-\s?|\s)old\b", re.IGNORECASE
)
_YEARS_OLD = re.compile(
    r"(?:\d{1,3}|[a-z]+(?:-[a-z]+)?)\s(?:years?|months?|weeks?)(?:\s|-)(?:old|of\sage)\b", re.IGNORECASE
)
_THING = re.compile(
    r"""[\s-](?:[a-z-]+\s){0,2}?(?:regulations?|laws?|conviction|case|mark|record|building|church|war|conflict|ban
  |treaty|house|homes?|bridge|company
    |firm|tree|ship|vessel|ferry|plane|aircraft|jet|car|dispute|feud|agreement|deal|policy|rule|institution
      |insurgency|rebellion|uprising|ceasefire
    |truce|cease-fire|blockade|siege|embargo|mosque|temple|dam|mine|plant|factory|school|hospital|pipeline
      |structure|manuscript|skeleton|fossil|bones?
    |remains|wine|whisky|painting|cathedral|hotel|prison|stadium|system|government|coalition|marriage
      |program(?:me)?|tradition|restriction|monument
    |civilisation|civilization|boat|train|truck|bus|data|photo|video|murder|killing|crime|mystery|claim|debt
      |software|regime|dictatorship|union|partnership
    |paper|newspaper|study|club|business|industry|site|town|city|village|tomb|mummy|statue|warehouse|apartment
      |tower|facility)s?\b""",
    re.VERBOSE | re.IGNORECASE,
)
_AGE_COMMA = re.compile(r"(?<=[a-z'.\")]),?\s(?:now\s)?(\d{1,2}|1[01]\d)(?=,\s|\)|\.?$|\sand\s[A-Z]|;\s|\.\s|\s?\()")
_NAME_BEFORE = re.compile(
    r"(?:^|[\s(\"'-])(?:[A-Z][\w'.-]+|Jr\.?|man|woman|boy|girl|teen|mother|father|wife|husband|son|daughter|brother|sister|nun|driver|friend)$"
)
_LIST = re.compile(r"^\s*\(?\d{1,3}[.)]\s+(?=[^\s\d])|^\s*\d{1,3}\.\s*$")


def traps(flat: str) -> list[tuple[int, int]]:
    """The spans of flattened text (`tokens.flatten`) in which a number is no figure, in no order."""
    spans = [match.span() for match in _CASED.finditer(flat)]
    spans += [match.span() for match in _PLAIN.finditer(flat)]
    spans += _ages(flat)
    listed = _LIST.match(flat)
    if listed:
        spans.append(listed.span())
    return spans


def _ages(flat: str) -> list[tuple[int, int]]:
    spans = []
    if "old" in flat or "OLD" in flat or "Old" in flat or "age" in flat:
        for match in _OLD.finditer(flat):
            if not _THING.match(flat, match.end()) or _PERSON.match(flat, match.end()):
                spans.append(match.span())
        spans += [match.span() for match in _YEARS_OLD.finditer(flat)]
    if "," in flat or "(" in flat:
        for match in _AGE_COMMA.finditer(flat):
            if _NAME_BEFORE.search(flat, max(0, match.start() - 30), match.start()):
                spans.append(match.span())
    return spans


def inside(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether `start` to `end` meets any of `spans`."""
    return any(start < stop and begin < end for begin, stop in spans)
