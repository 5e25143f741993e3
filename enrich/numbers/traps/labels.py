"""Numbers that name: of lists, levels, roads, products, telephones; and the set phrases with a number in them."""

from enrich.numbers.traps.parts import SMALL as _SMALL

CASED = (
    r"(?:No|Nos|NO|Number|Ref|Reg|Art|Sec|Ch|pp?|vol|Vol)(?:\.\s?|\s)\#?\d[\d,./-]*",
    r"[A-Z]{1,5}-\d[\w.-]*(?<![-.])",
    (
        r"(?:COVID|Covid|covid|Fukushima|Apollo|Boeing|Airbus|iPhone|iPad|iOS|Windows|Android|PlayStation|Xbox|Galaxy"
        r"|Formula|Euro|Expo|Sputnik|Soyuz|Chang'e|Falcon|Pixel|World\sWar|Super\sBowl|Ocean's|Rocky|Title|Toyota|Mazda"
        r"|BMW|Audi|Nexus|Kindle|Channel|Flight|flight|Interstate|Route|Highway|Hwy|Exit|Boulevard|Pier|Gate|Proposition"
        r"|Measure|Prop|Amendment|Resolution|Protocol|Area|Studio|Group\sof|Gruppe|Big|Fantastic|Chicago|Guantanamo|Radio"
        r"|Sky|ITV|BBC|Fox|Pix|PIX|InterCity|Intercity|France|CBS|NBC|ABC|KTVU|News(?:\son)?|Windows|Act|Psalm|Revelation"
        r"|Genesis)\s?-?\d[\d-]*\b(?![,.]\d|\s?(?:%|per))"
    ),
    r"\d+\s+(?:[A-Z][a-z]+\s){1,2}(?:St|Street|Ave|Avenue|Road|Rd|Blvd|Boulevard|Drive|Lane|Court|Way)\b",
)
"""Read with their capitals, tried at the beginnings of words and numerals alone."""

NUMERAL = (
    r"(?<![\w$€£.,])\#\s?\d+",
    r"(?:\+\d{1,3}|\b\d{1,4})[\s-]\(?\d{2,3}\)?[\s-]\d{3,4}[\s-]\d{4}\b",
    r"\(?\b\d{3}\)?[\s-]\d{3}-\d{4}\b",
    r"(?<![\d.,-])\b\d{3}-\d{4}\b(?!\s)",
    (
        r"(?<![\w.,])(?<!\d\s)(?:9/11|24/7|7/7|50/50|50-50|20/20|1-800)\b(?![,.]\d|\s\d{3}\b|\s(?:people|deaths|dead"
        r"|cases|homes|others|more|[mb]illion))"
    ),
    r"\b911(?=\s(?:calls?|callers?|dispatch\w*|operators?|emergency|lines?|systems?|services?|recordings?|tapes?)\b)",
    r"(?<=\bdial\s)911\b",
    r"\b\d{1,2}\s(?:seed|seeds)\b",
    r"(?<![\w.,])\d{1,2}[\s-](?:under[\s-]par|over[\s-]par)\b",
)
"""Those that begin with a numeral or a sign, of text in small letters."""

WORD = (
    r"(?:at|the|a|his|her|ranked|seeded|jersey|world|currently)\snumber\s\d{1,3}\b",
    (
        r"(?:level|category|cat\.|section|article|chapter|pages?|paragraph|para|clause|rule|route|highway|interstate"
        r"|exit|room|channel|phase|stage|type|grade|block|zone|tier|game|week|day|round|lap|figure|fig\.|table|unit"
        r"|version|episode|volume|vol\.|appendix|schedule|annex|form|platform|track|terminal|reactor|gate|page|rank(?:ed"
        r"|ing)?|seed(?:ed)?|top|group|step|turn|division|class|ward|precinct|district|squad|act|priority|model|mark"
        r"|apartment|apt\.|suite|lot|bulletin|report\sno|route|bus|train|runway|camp|battalion|brigade|regiment|matchday"
        r"|plot|hole|line|session|psalm|verse|code|codenamed|size)[\s-]\#?(?:\d{1,3}[a-z]?|[ivx]{1,5})\b(?![,.]\d|\s?(?:%"
        r"|percent|per\s?cent|[mb]illion|hundred|thousand|people|persons|dead|killed|injured|years?|days?|hours?|minutes?"
        r"|weeks?|months?|homes|houses|miles|km|met|feet|other|more|children|women|men|victims|seats|cases|deaths|degrees"
        r"|troops|players|members|workers|police|officers|-\d))"
    ),
    (
        r"(?:dial(?:ed|led|ling)?|call(?:ed|ing|s)?|phone|telephone|hotline|tel)\b[^.;]{0,24}?[\s:]\d{3,}\b(?=\s?[.,;]"
        r"|\s(?:to|and|after|for)\b|$)"
    ),
    (
        r"(?:one|two)\sof\sthe\s(?:most|best|biggest|largest|worst|first|few|main|world|oldest|deadliest|top|country"
        r"|nation|city|greatest|highest|key|leading|smallest|only|last|richest|more|many|reasons)\b"
    ),
    (
        r"(?:no|any|every|some|this|that|which|each|another|the|either|neither|last|next|new|old|big|first|loved|little"
        r"|only|young|whole|good|wrong|right)\sone\b(?!-|\s(?:person|man|woman|people|killed|death|million|hundred"
        r"|thousand|year|day|week|month|hour|of))(?<!no\sone)"
    ),
    r"one\s(?:another|by\sone|way|thing|side|point|time|such)\b",
    r"one-(?:on-one|off|time|way|sided|stop|to-one)\b",
    r"number\sone\b",
    r"one's\b",
    r"on\sone\shand\b",
    r"day\sone\b",
    r"square\sone\b",
    r"at\sone\s(?:point|time|stage)\b",
    r"one\s(?:can|must|might|could|would|gets|sees|has\sto)\b",
    r"for\sone\b(?=[,.])",
    r"one\sand\s(?:only|all)\b",
    r"(?:two|three|four)-(?:way|time|fold|pronged|dimensional|tier)\b",
    r"in\stwo\b(?=[.,;])",
    r"cut\s\w+\sin\stwo\b",
    r"the\stwo\ssides\b",
    (
        r"(?:zero|double)[\s-](?:tolerance|days?|visibility|figures?|digits?|standards?|sum|check(?:ed|s)?|down|header"
        r"|click)\b"
    ),
    r"ground\szero\b",
    r"ten\scommandments\b",
    r"one\sof\sthose\b",
    r"(?:first|second|third|fourth|final)[\s-](?:half|quarter)\b",
    r"half[\s-](?:time|brother|sister|mast|way|past|term|hearted|finished|empty|built|full)\b",
    rf"{_SMALL}\s(?:seed|seeds)\b",
    rf"(?<![\w.,]){_SMALL}[\s-](?:under[\s-]par|over[\s-]par)\b",
)
"""Those that begin with a word, of text in small letters; tried at the beginnings of words alone."""
