"""An article as the extractor reads it: its sentences, their parses, its entities."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from enrich.messages import Entity, Field, Measure, Qualifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One sentence. `start` and `end` are code points in `field`; `doc` (a spaCy Doc) has its tags where it was read.

    A token of `doc` stands at `start + token.idx` in the field. `parse` gives the tokens their heads.
    """

    field: Field
    start: int
    end: int
    text: str
    paragraph: int
    doc: Any = None
    parse: Callable[[Any], Any] | None = None

    def parsed(self) -> Any:
        """Return `doc` with the heads and relations of its tokens, worked out when first asked for; None without it."""
        return self.doc if self.parse is None else self.parse(self.doc)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number found in a passage, with what it counts, before its context is known.

    Offsets are code points in the field: `start` to `end` cover the number with its modifier and what it counts,
    `number_start` to `number_end` the number alone. The other members are those of `enrich.messages.Claim`.
    """

    field: Field
    start: int
    end: int
    number_start: int
    number_end: int
    low: float | None
    high: float | None
    qualifier: Qualifier
    measure: Measure
    unit: str = ""
    base_low: float | None = None
    base_high: float | None = None
    base_unit: str = ""
    counted: str = ""
    lemma: str = ""
    implicit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A whole article: `passages` in order, title's first; `entities` of title, lead and around figures."""

    title: str
    body: str
    published: datetime
    outlet: str = ""
    passages: Sequence[Passage] = ()
    entities: Sequence[Entity] = field(default=())
