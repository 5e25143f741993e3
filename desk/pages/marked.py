"""A text with its figures marked: a pure function."""

from dataclasses import dataclass

from alerts.evidence.decisions import Decided
from alerts.render.clean import clean


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text; one that is a figure has the quantity that it was put into."""

    text: str
    quantity: str = ""


def marked(text: str, field: str, decided: Decided | None) -> list[list[Piece]]:
    """Return the paragraphs of `text`, which is the article's `field`, in pieces: the figures apart from the rest."""
    placed = sorted(
        (each for each in (decided.placed if decided else ()) if each.field == field), key=lambda p: p.start
    )
    paragraphs, begin = [], 0
    for paragraph in text.split("\n"):
        end = begin + len(paragraph)
        pieces, at = [], begin
        for each in placed:
            if at <= each.start < each.end <= end:
                pieces += [
                    Piece(clean(text[at : each.start])),
                    Piece(clean(text[each.start : each.end]), each.quantity),
                ]
                at = each.end
        pieces.append(Piece(clean(text[at:end])))
        if kept := [piece for piece in pieces if piece.text]:
            paragraphs.append(kept)
        begin = end + 1
    return paragraphs
