"""Headlines with their trees, from templates of our own: the treebanks have hardly any that count the dead."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from enrich.pipeline.train.treebanks import Tree, Word

_WORDS = {
    "EVENT": "quake,earthquake,blast,bomb,flood,storm,typhoon,fire,crash,attack,strike,raid,landslide,eruption,ferry,"
    "train,clash,shooting,collapse,cyclone,hurricane,tornado,airstrike,explosion,protest,riot",
    "PEOPLE": "people,soldiers,children,civilians,workers,miners,hostages,protesters,passengers,villagers,rebels,"
    "policemen,troops,students,migrants,militants",
    "MANY": "dozens,hundreds,thousands,scores",
    "BODY": "Israel,Hamas,army,police,ministry,Citigroup,Microsoft,Russia,Ukraine,UN,hospital,Kenya,Google,AMD,WHO",
}
_SPELT = ("two", "three", "five", "seven", "nine", "ten", "dozen", "hundred")


def templates() -> list[list[list[str]]]:
    """Read the templates that lie beside this module."""
    lines = (Path(__file__).parent / "headlines.txt").read_text(encoding="utf-8").splitlines()
    return [[cell.split("|") for cell in line.split(" ")] for line in lines if line and not line.startswith("#")]


def drawn(template: Sequence[Sequence[str]], towns: Sequence[str], chance: random.Random) -> Tree:
    """Fill one template."""
    style = chance.random()
    words: list[Word] = []
    for place, (form, pos, tag, head, relation) in enumerate(template):
        text = _form(form, towns, chance) if form != "," else form
        if form == "BODY" and text.islower():
            pos, tag = "NOUN", "NN"
        if style < 0.15:
            text = text.upper()
        elif place == 0 or (style < 0.55 and len(text) > 2):
            text = text[0].upper() + text[1:]
        words.append(
            Word(
                form=text,
                lemma=text.lower(),
                pos=pos,
                tag=tag,
                head=int(head) - 1 if head != "0" else place,
                relation="ROOT" if head == "0" else relation,
                space=form not in {"$", "-"} and not _glued(template, place),
                misc="_",
            )
        )
    return tuple(words)


def _glued(template: Sequence[Sequence[str]], place: int) -> bool:
    return place + 1 < len(template) and template[place + 1][0] in {",", ":", ";", "-"}


def _form(form: str, towns: Sequence[str], chance: random.Random) -> str:
    if form == "NUM":
        roll = chance.random()
        if roll < 0.1:
            return chance.choice(_SPELT)
        return f"{chance.randint(1, 99)}" if roll < 0.6 else f"{chance.randint(100, 99_999):,}"
    if form == "PLACE":
        return chance.choice(towns)
    return chance.choice(_WORDS.get(form, form).split(","))
