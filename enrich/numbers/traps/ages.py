"""Ages, which are no figures, told from the ages of things, which are."""

import re

from enrich.numbers.traps.parts import SMALL as _SMALL

WORD = (
    (
        rf"(?:aged?|ages)(?:\sof|:)?\s(?:between\s|from\s|about\s|around\s|just\s|only\s|under\s"
        rf"|over\s)?(?:\d{{1,3}}\b(?:\.5)?|{_SMALL}\b|[a-z]+(?:teen|ty)(?:-{_SMALL})?\b)(?:\s?(?:-|to|and"
        rf"|or)\s?(?:\d{{1,3}}\b|{_SMALL}\b|[a-z]+(?:teen|ty)\b))?(?!,\d)"
    ),
    (
        rf"(?:man|woman|boy|girl|teacher|person|child|youth)\sof\s(?:about\s|around\s|nearly\s)?(?:\d\d?"
        rf"|[a-z]+ty(?:-{_SMALL})?|{_SMALL})(?=\s?[,.;)]|\s(?:who|whose|lies|lay|was|is|had|has|and|with|from|in)\b|$)"
    ),
    (
        r"(?:he|she|i|who|they)\s(?:was|is|were|are|had\sbeen|turned|turns|would\sbe|'s)\s(?:only\s|just\s|about\s"
        r"|now\s)?\d{1,3}(?=\s?[,.;)!?]|\s(?:when|and|at\sthe|years|or|in|but|while|now)\b|$)"
    ),
    r"[a-z]+\swas\s[1-9]\d(?=\s(?:when|at\sthe\stime)\b)",
    r"(?:is|was)\s(?:he|she)\s\d{2,3}(?=,)",
    r"(?:he|she)\swas\s\d{1,2}(?=\s?-[a-z])",
    r"at\s[2-9]\d(?=,\s(?:he|she|it|they|his|her)\b)",
    (
        r"(?:children|those|people|adults|men|women|anyone|everyone|kids|persons|youths|residents|patients|girls"
        r"|boys)\s(?:aged\s)?(?:under|over|below|above)\s(?:the\sage\sof\s)?(?:\d\d?|[a-z]+ty)\b(?!\s?(?:%|percent|per"
        r"|million|thousand|hundred|miles|km|feet|met|days|weeks|months|minutes|hours|-))"
    ),
    r"(?:dead|dies|died|die|dying|retires?|retired|marries|married)\sat\s\d{1,3}\b(?!\s(?:hospitals?|places?))",
)
"""Ages that words before them show, of text in small letters; tried at the beginnings of words alone."""

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
    r"""[\s-]\s?(?:[a-z-]+\s){0,2}?(?:regulations?|laws?|conviction|case|mark|record|building|church|war|conflict|ban
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


_HINT = re.compile(r"[\s-]old\b|\bof\sage\b")
"""Of text in small letters."""


def ages(flat: str) -> list[tuple[int, int]]:
    """The spans of flattened text in which a number is an age, told from what follows it or stands before a comma."""
    spans = []
    if _HINT.search(flat.lower()):
        for match in _OLD.finditer(flat):
            if not _THING.match(flat, match.end()) or _PERSON.match(flat, match.end()):
                spans.append(match.span())
        spans += [match.span() for match in _YEARS_OLD.finditer(flat)]
    if "," in flat or "(" in flat:
        for match in _AGE_COMMA.finditer(flat):
            if _NAME_BEFORE.search(flat, max(0, match.start() - 30), match.start()):
                spans.append(match.span())
    return spans
