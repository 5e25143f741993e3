"""The spaCy language that the bundled pipeline is made of: English tokens, with numerals that always split alike."""

from __future__ import annotations

import spacy
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

# Beyond spaCy's English rules, as the treebanks have it: "7.8-magnitude" is 7.8 - magnitude, "10–15" is 10 – 15,
# "U.S.-led" is U.S. - led. "17,177", "940,000.5" and "1:30" stay whole.
_INFIXES = (
    r"(?<=[0-9])%(?=[-‐‑–—])",
    r"(?<=[0-9])[-‐‑–—](?=[A-Za-z])",
    r"(?<=[0-9%])[-‐‑–—](?=[0-9$€£¥])",
    r"(?<=[A-Za-z]\.)[-‐‑–—](?=[A-Za-z])",
    r"(?<=[A-Za-z])[‐‑–](?=[A-Za-z])",
    r"(?<=[a-z0-9\"”'’)])[—](?=[A-Za-z0-9\"“'‘(])",
)
# "$1.2bn" is $ 1.2 bn, "40k" is 40 k, "24hrs" is 24 hrs.
_SUFFIXES = (r"(?<=[0-9])(?:bn|mn|mln|tn|trn|k|pc|am|pm|hrs?|mins?|secs?|yrs?|ft|in|mi|lbs?|ha)",)


def blank() -> Language:
    """Make the pipeline without components: the tokenizer that training and reading share."""
    nlp = spacy.blank("en")
    tokenizer = nlp.tokenizer
    assert isinstance(tokenizer, Tokenizer)
    prefixes = ["``", *(nlp.Defaults.prefixes or ())]  # the quotation mark of older corpora
    tokenizer.prefix_search = compile_prefix_regex(prefixes).search
    infixes = [*(nlp.Defaults.infixes or ()), *_INFIXES]
    suffixes = [*(nlp.Defaults.suffixes or ()), *_SUFFIXES]
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    tokenizer.suffix_search = compile_suffix_regex(suffixes).search
    return nlp
