"""An alert as plain text."""

from alerts.render.story import Side, Story


def head(story: Story) -> str:
    """Return the first line."""
    return story.finding


def body(story: Story) -> str:
    """Return what follows the first line; figures stand between asterisks."""
    parts = [f"{story.kind}, confidence {story.confidence} %", *map(_side, story.sides)]
    parts += ["\n".join(f"- {reason}" for reason in story.reasons)] if story.reasons else []
    parts += [f"All evidence: {story.page}"] if story.page else []
    return "\n\n".join(parts)


def _side(side: Side) -> str:
    figure = f"*{side.figure}*" if side.figure else ""
    lines = [f"{side.role}: {side.outlet}{' (ours)' if side.ours else ''}, {side.time}"]
    lines += [f"“{side.before}{figure}{side.after}”"]
    lines += [f"Source: {side.source}"]
    lines += [f"Independent sources with this figure: {', '.join(side.sources)}"] if len(side.sources) > 1 else []
    lines += [side.link] if side.link else []
    return "\n".join(lines)
