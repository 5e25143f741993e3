"""What `figurewatch dead` does: looks at dead letters, puts them back, lets halted loops go on."""

from collections.abc import Sequence

from alerts.render.clean import line
from desk.options import Failure
from desk.servers import opened_bus, opened_redis
from desk.tables import table
from wire.deadletters import drop, letters, replay
from wire.halt import halted_loops, resume
from wire.settings.model import Settings

SHOWN = 4_000
"""Bytes shown of one letter."""

MOST = 500
"""Letters shown of one topic; the rest is counted."""


def list_letters(settings: Settings, topics: Sequence[str]) -> list[str]:
    """Print the dead letters of `topics`, oldest first; return sentences on what is halted or left out."""
    rows, notes = [], []
    with opened_redis(settings) as client:
        for halted in halted_loops(client, settings.namespace):
            notes.append(
                f"{halted.loop} is halted since {halted.since} by release {halted.release}; "
                f"`figurewatch dead resume {halted.loop}` lets it go on."
            )
    with opened_bus(settings) as bus:
        for topic in topics:
            count = 0
            for message in letters(bus, f"{topic}.dead"):
                count += 1
                if count <= MOST:
                    head = message.headers
                    rows.append(
                        (topic, *(head.get(name, "") for name in ("time", "stage", "attempts", "error")), message.key)
                    )
            if count > MOST:
                notes.append(f"{topic} has {count - MOST} more.")
    table(("topic", "time", "stage", "attempts", "error", "key"), rows, empty="There are no dead letters.")
    return notes


def replay_letters(settings: Settings, topic: str) -> str:
    """Put the dead letters of `topic` back onto it and return a sentence on how many."""
    with opened_bus(settings) as bus:
        done = replay(bus, f"{topic}.dead")
    passed = f" {done.cut} were passed over, since only their first part was kept." if done.cut else ""
    count = "1 dead letter is" if done.replayed == 1 else f"{done.replayed} dead letters are"
    return f"{count} back on {topic}.{passed}"


def show_letters(settings: Settings, topic: str, key: str) -> list[str]:
    """Return the dead letters of `topic` with this `key`: their headers, and what they hold. Raises `Failure`."""
    with opened_bus(settings) as bus:
        found = [message for message in letters(bus, f"{topic}.dead") if message.key == key]
    if not found:
        raise Failure(f"There is no dead letter of {topic} with the key {key!r}; `figurewatch dead list` has them.")
    shown = []
    for message in found:
        shown += [f"{name}: {line(text)}" for name, text in sorted(message.headers.items())]
        text = message.value[:SHOWN].decode("utf-8", "backslashreplace")
        shown += [line(text, SHOWN) + (" ..." if len(message.value) > SHOWN else ""), ""]
    return shown


def drop_letters(settings: Settings, topic: str) -> str:
    """Give up the dead letters of `topic` for good and return a sentence on how many."""
    with opened_bus(settings) as bus:
        dropped = drop(bus, f"{topic}.dead")
    return f"{dropped} dead letter{' is' if dropped == 1 else 's are'} dropped from {topic}."


def resume_loops(settings: Settings, loop: str | None) -> str:
    """Let `loop`, or every halted one, consume again and return a sentence on which. Raises `Failure` for none."""
    with opened_redis(settings) as client:
        halted = [each.loop for each in halted_loops(client, settings.namespace)]
        chosen = halted if loop is None else [name for name in halted if name == loop]
        for name in chosen:
            resume(client, settings.namespace, name)
    if loop is not None and not chosen:
        raise Failure(f'"{loop}" is not halted; halted are: {", ".join(halted) or "none"}.')
    return f"Resumed: {', '.join(chosen)}." if chosen else "No loop is halted."
