"""Old and new releases side by side: what an earlier one has written is read for ever, and it can read what we write.

messages/ holds bytes as release 0.1.0 published them. Never change such a file; a release that changes a message adds
files of its own.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from alerts.messages import Contradiction
from enrich.messages import ArticleClaims
from ingest.messages import Article
from wire.codec import decode, encode

FOLDER = Path(__file__).parent / "messages"
KINDS: dict[str, Any] = {"articles": Article, "claims": ArticleClaims, "contradictions": Contradiction}
FILES = sorted(FOLDER.glob("*.json"))


def kind(path: Path) -> Any:
    return KINDS[path.name.split("-")[0]]


def test_every_topic_has_its_bytes() -> None:
    assert {path.name.split("-")[0] for path in FILES} == set(KINDS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_an_earlier_release_wrote_is_read_whole_and_written_as_it_can_read(path: Path) -> None:
    # What it wrote is also all that it can need: fields that it did not require have defaults there.
    ours = json.loads(encode(decode(path.read_bytes(), kind(path))))
    assert within(json.loads(path.read_bytes()), ours) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_field_that_a_later_release_adds_is_ignored(path: Path) -> None:
    old = json.loads(path.read_bytes())
    later = json.dumps({**old, "a_later_field": {"deep": [1]}}).encode()
    assert decode(later, kind(path)) == decode(path.read_bytes(), kind(path))


def within(old: Any, new: Any, place: str = "") -> list[str]:
    """Return where `new` lacks what `old` has, or says something else."""
    if isinstance(old, dict):
        return [
            lack
            for key, value in old.items()
            for lack in (within(value, new[key], f"{place}.{key}") if key in new else [f"{place}.{key}"])
        ]
    if isinstance(old, list):
        return [lack for number, value in enumerate(old) for lack in within(value, new[number], f"{place}[{number}]")]
    return [] if moment(old) == moment(new) else [f"{place}: {old!r} is {new!r}"]


def moment(value: Any) -> Any:
    return value.replace("+00:00", "Z") if isinstance(value, str) else value
