"""Dates and times of day, as patterns of flattened text."""

from enrich.numbers.traps.parts import COUNTS as _COUNTS
from enrich.numbers.traps.parts import SMALL as _SMALL

_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?"
    r"|JAN(?:UARY|\.)?|FEB(?:RUARY|\.)?|MARCH|MAR\.|APR(?:IL|\.)?|MAY|JUNE?|JULY?|AUG(?:UST|\.)?|SEPT?(?:EMBER|\.)?"
    r"|OCT(?:OBER|\.)?|NOV(?:EMBER|\.)?|DEC(?:EMBER|\.)?)"
)
_YEAR = r"(?:1[5-9]\d\d|20\d\d)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"

CASED = (
    (
        rf"{_MONTH}\s?{_DAY}(?!\d|,\d{{3}}|\.\d|\s?(?:%|[mb]illion|per\s?cent))(?:\s?(?:-|to|and|or|&|,\s)\s?{_DAY}(?!\d"
        rf"|,\d{{3}}|\s(?:people|dead|more|other)))?(?:,?\s{_YEAR}\b)?"
    ),
    rf"{_MONTH},?\s{_YEAR}\b",
    rf"(?:{_DAY}\s?(?:-|to|and|or|,)\s?)?(?<![\d,.]){_DAY}(?:\s(?:of\s)?|-){_MONTH}\b(?:,?\s{_YEAR}\b)?",
)
"""Read with their capitals ("may" is no month), tried at the beginnings of words and numerals alone."""

NUMERAL = (
    r"(?<![\w.,/-])(?:\d{1,2}\s?/\s?\d{1,2}\s?/\s?\d{2,4}|\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}-\d{1,2}-\d{4})\b",
    r"(?<![\w.])'\d0s?\b",
    r"(?<![\w.,])\d{1,4}0s\b",
    r"(?<![\w.,])\d{1,4}0's\b",
    r"""(?<![\w])'\d\d\b(?!")""",
    (
        r"(?<![\d.,$€£])\d{1,2}(?:[:.]\s?\d{2})?(?:\s?(?:-|to|and)\s?\d{1,2}(?:[:.]\d{2})?)?\s?(?:a\.\s?m\b\.?"
        r"|p\.\s?m\b\.?|am\b|pm\b)"
    ),
    r"(?<![\w.,$€£/])\d{1,2}\s?:\s?\d{2}(?:\s?:\s?\d{2})?(?![\d%])",
    r"(?<![\w.,$€£])(?:[01]\d|2[0-4])\d{2}(?=\s?(?:gmt|utc|hours|hrs|h\b|local|est|edt|bst|cet|ist|pst|pdt|z\b))",
    r"(?<![\w.,$€£])\d{1,2}(?:\.\d\d)?(?=\s?(?:gmt|utc|et|est|edt|cet|ct|pt|pst|bst|o'clock|noon|midnight)\b)",
    rf"(?<![\w.,-]){_YEAR}\s?-\s?(?:(?:19|20)\d\d|\d\d)(?![\d.,%]|\s?(?:{_COUNTS}))",
    r"(?<![\w.,-])(?:19|20)\d\d/\d\d\b",
)
"""Those that begin with a numeral or an apostrophe, of text in small letters."""

WORD = (
    rf"{_SMALL}(?:-thirty|-fifteen|-forty-five)?(?=\s(?:o'clock|[ap]\.?m\b))",
    (
        rf"(?:at|by|until|till|past|since|before|after|from)\s(?:about\s|around\s|exactly\s"
        rf"|just\safter\s)?(?:half\s(?:past\s)?|quarter\s(?:past|to)\s)?{_SMALL}(?:-thirty)?(?=\s(?:in\sthe\s(?:morning"
        rf"|afternoon|evening)|at\snight|this\s(?:morning|afternoon|evening)))"
    ),
    rf"(?:half|quarter|minutes)\s(?:past|to)\s{_SMALL}\b",
    rf'(?:at|by|until|till)\s{_SMALL}(?=[.;,"]|\son\s\w+day|\s?$)',
    rf"from\s{_SMALL}\s(?:to|until|till)\s{_SMALL}(?=\sto\s|[.,;]|\son\s)",
    (
        rf"(?:in|since|by|until|till|of|during|after|before|early|earlier|late|mid|circa|through|for|from|to|between|and"
        rf"|or|than|fiscal|year|years|spring|summer|autumn|fall|winter|season|election|early-|mid-|late-|class\sof"
        rf"|back\sto|as\sof|ending|ended|the)[\s-](?:the\s)?(?:year\s|end\sof\s|season\s)?{_YEAR}(?![\d,]\d|\.\d"
        rf"|\s?(?:{_COUNTS}))(?:\s?[-/]\s?(?:\d{{4}}|\d\d)(?!\d|,\d|\s?(?:{_COUNTS})))?"
    ),
    (
        rf"(?:shortly|just|soon|sometime)\s(?:after|before)\s{_SMALL}(?=[\s,.;](?!\s?(?:days|hours|minutes|people|years"
        rf"|weeks|months|of|other|more|men|women)))"
    ),
)
"""Those that begin with a word, of text in small letters; tried at the beginnings of words alone."""
