"""Who is said to say what in one sentence: every wording of a source, with the stretch of text that it governs."""

from collections.abc import Sequence
from dataclasses import replace

from enrich.context.cue import Cue, Span, cue
from enrich.context.lexicon import AUXILIARIES, OUTLET
from enrich.context.reporting import again, gapped, verb_cue
from enrich.context.speaker import LONGEST, MARKS, can_speak
from enrich.context.wordings import according, agent, as_told, count_of, rumour
from enrich.context.words import Word, words_of
from enrich.reading import Passage


def cues(passage: Passage, quoted: Sequence[Span] = ()) -> list[Cue]:
    """Return the sources that the sentence names, in order; words inside the spans `quoted` name none."""
    tokens = [
        word for word in words_of(passage) if not any(start < word.start and word.end < end for start, end in quoted)
    ]
    tokens = _without_brackets(tokens)
    found: list[Cue] = []
    for i in range(len(tokens)):
        one = (
            according(tokens, i, passage)
            or agent(tokens, i, passage)
            or as_told(tokens, i, passage)
            or rumour(tokens, i, passage)
            or count_of(tokens, i, passage)
            or again(tokens, i, passage, found)
            or verb_cue(tokens, i, passage)
        )
        if one is not None:
            found.append(one)
            second = gapped(tokens, i, one, passage)
            if second is not None:
                found.append(second)
    return [_clipped(cue, found) for cue in found]


def _without_brackets(tokens: list[Word]) -> list[Word]:
    """Drop short brackets: "Advanced Micro Devices Inc. (NYSE: AMD), a chip maker, announced"."""
    kept: list[Word] = []
    i = 0
    while i < len(tokens):
        if tokens[i].text == "(" and i:
            close = next((k for k in range(i + 1, min(i + 6, len(tokens))) if tokens[k].text == ")"), None)
            if close is not None and not any(t.text[0].isdigit() for t in tokens[i:close]):
                i = close + 1
                continue
        kept.append(tokens[i])
        i += 1
    return kept


def actor_of(passage: Passage, before: int) -> Cue | None:
    """Return who acts at the beginning of a sentence that leads to a quotation at offset `before`, None for nobody."""
    tokens = [word for word in words_of(passage) if word.end <= before]
    end = next(
        (k for k, t in enumerate(tokens) if t.is_finite or t.text in MARKS or t.lower in AUXILIARIES), len(tokens)
    )
    part = tokens[:end]
    if not part or len(part) > LONGEST or not can_speak(part) or part[0].lower in OUTLET:
        return None
    return cue(passage, part, "", part[0].start, (), 2)


def _clipped(one: Cue, others: Sequence[Cue]) -> Cue:
    """End the stretch of a source where the words of another begin that stands at the same level."""
    scopes = []
    for start, end in one.scopes:
        for other in others:
            if other is one or other.speaker == one.speaker:
                continue
            left = min(other.speaker[0], other.at)
            if other.is_pronoun:  # "Two of them said that they expected ..."
                continue
            if one.at < other.at and start >= one.at and start <= left < end and other.rank != 1:
                end = left
            elif other.at < one.at and end <= one.at and start < other.at and other.rank == 1:
                start = max(start, other.at)
        if start < end:
            scopes.append((start, end))
    return replace(one, scopes=tuple(scopes))
