"""One message as a structure: what a letter says to a reader, in no markup yet. All text is clean."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from alerts.letter import Kind, Letter
from alerts.messages import Contradiction
from alerts.render.background import NOTHING, Background
from alerts.render.clean import line, link
from alerts.render.ours import carried, published
from alerts.render.story import Story, compose, finding
from alerts.render.words import moment

SHOWN = 5
"""Other alerts listed below the one that a message is about."""

LISTED = 40
"""Alerts listed in a digest; of the others it says how many there are."""


class Overrides(Protocol):
    """The desk's own templates; see `alerts.render.templates`."""

    def written(self, name: str, message: "Message") -> str | None:
        """Return what the template called `name` makes of `message`, None where the built-in one is to be used."""
        ...


class BuiltIn:
    """No templates but the built-in ones."""

    def written(self, name: str, message: "Message") -> None:
        """Return None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads: the time zone, where the evidence pages are, if there are any, and templates of the desk's own."""

    zone: str = "UTC"
    public_url: str | None = None
    templates: Overrides = BuiltIn()  # noqa: RUF009 - it holds nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One further line, with its address or ""."""

    text: str
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a message says.

    Attributes:
        kind: what the letter is.
        head: the first line.
        subject: the head, or for a follow-up that of the message it follows, so that mail stays together.
        intro: what it refers back to, or "".
        story: what it is about in the first place; None for digests and notices.
        ours: what our own outlets published of it beside the two reports, what they still carry first.
        lines: further lines.
        picture: address of an image of the quantity's timeline, or "".
    """

    kind: Kind
    head: str
    subject: str
    intro: str = ""
    story: Story | None = None
    ours: tuple[Line, ...] = ()
    lines: tuple[Line, ...] = ()
    picture: str = ""

    @property
    def listed(self) -> tuple[Line, ...]:
        """All that is listed below."""
        return (*self.ours, *self.lines)

    @property
    def whole(self) -> "Message":
        """The same with all that there is to say, where it takes the place of another."""
        return replace(self, story=replace(self.story, brief=False)) if self.story else self


def compose_message(letter: Letter, reader: Reader) -> Message:
    """Return what `letter` says to `reader`."""
    message = _composed(letter, reader)
    head = line(reader.templates.written("head.txt", message) or "", 220)
    if not head:
        return message
    return replace(message, head=head, subject=head if message.subject == message.head else message.subject)


def _composed(letter: Letter, reader: Reader) -> Message:
    if letter.kind == "notice":
        last = letter.notices[-1]
        earlier = [Line(text=line(each.text)) for each in letter.notices[:-1]]
        lines = (*(Line(text=each) for each in last.lines), *earlier)
        return Message(kind=letter.kind, head=last.text, subject=last.text, lines=lines)
    if letter.kind == "digest":
        return _digest(letter, reader)
    chief = letter.chief
    known = letter.backgrounds.get(chief.id, NOTHING)
    story = compose(chief, zone=reader.zone, public_url=reader.public_url, background=known)
    lines = _listed(letter.others, reader, SHOWN)
    base = (reader.public_url or "").rstrip("/")
    picture = link(base + letter.picture) if base and letter.picture else ""
    ours = _ours(known, reader, brief=letter.first is not None)
    if letter.first is None:
        head = story.finding
        return Message(kind=letter.kind, head=head, subject=head, story=story, ours=ours, lines=lines, picture=picture)
    before = line(letter.first.line, 200)
    return Message(
        kind=letter.kind,
        head=line(f"{_following(chief, known)}: {story.finding}", 220),
        subject=f"Re: {before}",
        intro=f"First told on {moment(letter.first.at, reader.zone)}: {before}",
        story=replace(story, brief=True),
        ours=ours,
        lines=lines,
        picture=picture,
    )


def _ours(known: Background, reader: Reader, *, brief: bool) -> tuple[Line, ...]:
    still = (Line(text=carried(*pair, reader.zone), link=link(pair[0].url)) for pair in known.carried)
    others = () if brief else known.ours
    return (*still, *(Line(text=published(each, reader.zone), link=link(each.url)) for each in others))


def _digest(letter: Letter, reader: Reader) -> Message:
    count = len(letter.contradictions)
    since = min(each.decided for each in letter.contradictions)
    head = f"{count} alert{'' if count == 1 else 's'} held back since {moment(since, reader.zone)}"
    ranked = sorted(letter.contradictions, key=lambda each: (each.confidence, each.new.time), reverse=True)
    return Message(kind=letter.kind, head=head, subject=head, lines=_listed(ranked, reader, LISTED))


def _listed(contradictions: Sequence[Contradiction], reader: Reader, most: int) -> tuple[Line, ...]:
    base = link((reader.public_url or "").rstrip("/"))
    lines = [
        Line(
            text=line(finding(each, reader.zone), 200),
            link=link(f"{base}/quantities/{each.quantity}") if base else link(each.new.url),
        )
        for each in contradictions[:most]
    ]
    rest = len(contradictions) - most
    return (*lines, Line(text=f"and {rest} more", link=base)) if rest > 0 else tuple(lines)


def _following(chief: Contradiction, known: Background) -> str:
    if chief.relation == "revises":
        return "The sides agree now" if known.agreed else "Correction"
    return {"contradicts": "Another figure", "updates": "Update", "impossible": "Impossible"}[chief.relation]
