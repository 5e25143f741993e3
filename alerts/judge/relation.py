"""What the difference between two reports of one quantity means."""

from dataclasses import dataclass

from alerts.judge.course import course, struck_once
from alerts.judge.cues import changed_how, corrects, disputes, rose
from alerts.judge.figures import above, gives
from alerts.judge.sources import same_source
from alerts.messages import Relation, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """The relation of a new figure to a prior one, and the sentence that says why."""

    relation: Relation
    reason: str


def relation(new: Report, prior: Report, *, moved: bool = False) -> Meaning:
    """Return what it means that `new` gives another figure than `prior`; the first rule that holds decides.

    `moved` is whether the source of `new` gave another figure when last heard of.
    """
    one_source = same_source(new, prior)
    if new.article == prior.article:
        return Meaning(relation="revises", reason=_revised(new, prior))
    disputed = any(gives(prior.claim, number) for number in new.claim.disputes) or disputes(new, prior)
    replaced = any(gives(prior.claim, number) for number in new.claim.replaces)
    if corrects(new) and (one_source or replaced or moved or not (disputed or _rival(new, prior))):
        return Meaning(relation="revises", reason="The report presents its figure as putting an earlier one right.")
    if disputed and one_source:
        return Meaning(relation="revises", reason="The same source takes back its earlier figure.")
    if disputed or new.claim.status == "denied":
        return Meaning(relation="contradicts", reason="The report sets its figure against the earlier one.")
    runs = {course(new), course(prior)}
    once = (struck_once(new) or struck_once(prior)) and not rose(new)
    if ("closed" in runs or once) and not one_source:
        return Meaning(
            relation="contradicts",
            reason="The figure cannot have moved between the two reports, and the sources differ.",
        )
    if not ("closed" in runs or once) and (above(new.claim, prior.claim) or "both" in runs):
        return Meaning(relation="updates", reason="The figure is later and lies where the count was heading.")
    if one_source:
        return Meaning(relation="revises", reason="The same source gives another figure than before.")
    return Meaning(relation="contradicts", reason="Another source gives a figure that the count cannot have moved to.")


def _revised(new: Report, prior: Report) -> str:
    how = changed_how(new)
    return f"The article was {how} from {prior.claim.phrase} to {new.claim.phrase} at {new.time:%H:%M} UTC."


def _rival(new: Report, prior: Report) -> bool:
    """Whether both figures have a named source: where it is not the same one, nobody puts himself right."""
    return new.claim.attribution_kind == prior.claim.attribution_kind == "body"
