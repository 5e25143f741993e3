"""Nothing at all: "no one", "not a single", "none of"."""

from collections.abc import Sequence

from enrich.numbers.cores.core import Core, text_at
from enrich.numbers.tokens import Token


def nothing(tokens: Sequence[Token], i: int) -> Core | None:
    """ "no one", "nobody", "none", "not a single", "no deaths"."""
    word, following = tokens[i].text, text_at(tokens, i + 1)
    if word == "nobody" or word == "none":
        return Core(0, 0, i + 1, "zero")
    if word == "not":
        if following in ("a", "one") and text_at(tokens, i + 2) == "single":
            return Core(0, 0, i + 3, "zero")
        if following == "one" and i + 2 < len(tokens) and tokens[i + 2].kind == "w" and text_at(tokens, i + 2) != "of":
            return Core(0, 0, i + 2, "zero")
        return None
    if following in ("one", "single") or (following == "-" and text_at(tokens, i + 2) == "one"):
        return Core(0, 0, i + (2 if following != "-" else 3), "zero")
    if (
        i + 1 < len(tokens)
        and tokens[i + 1].kind == "w"
        and following
        not in (
            "more",
            "less",
            "fewer",
            "longer",
            "matter",
            "doubt",
            "later",
            "better",
            "worse",
            "way",
            "sooner",
            "such",
            "idea",
            "wonder",
            "need",
            "other",
            "further",
            "i",
            "we",
            "it",
            "he",
            "she",
            "they",
            "you",
            "plans",
            "reason",
            "sign",
            "signs",
            "evidence",
            "indication",
            "point",
            "problem",
            "place",
            "time",
            "choice",
            "comment",
            "surprise",
            "means",
            "question",
            "secret",
            "intention",
            "stranger",
            "shortage",
            "the",
        )
    ):
        return Core(0, 0, i + 1, "zero")
    return None
