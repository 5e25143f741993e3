"""What the difference between two reports of one quantity means."""

from dataclasses import dataclass

from alerts.judge.course import course, struck_once
from alerts.judge.figures import above, gives
from alerts.judge.sources import same_source
from alerts.messages import Relation, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """The relation of a new figure to a prior one, and the sentence that says why."""

    relation: Relation
    reason: str


def relation(new: Report, prior: Report) -> Meaning:
    """Return what it means that `new` gives another figure than `prior`; the first rule that holds decides."""
    one_source = same_source(new, prior)
    if new.article == prior.article:
        return Meaning(relation="revises", reason="A new revision of the same article gives another figure.")
    if new.claim.presented == "correction":
        return Meaning(
            relation="revises", reason="The report presents the figure as replacing its source's earlier one."
        )
    if _disputes(new, prior):
        return Meaning(relation="contradicts", reason="The report sets its figure against the earlier one.")
    runs = {course(new), course(prior)}
    fixed = "closed" in runs or (struck_once(new) and struck_once(prior) and not new.claim.replaces)
    if fixed and not one_source:
        return Meaning(
            relation="contradicts",
            reason="The figure cannot have moved between the two reports, and the sources differ.",
        )
    if not fixed and (above(new.claim, prior.claim) or "both" in runs):
        return Meaning(relation="updates", reason="The figure is later and lies where the count was heading.")
    if one_source:
        return Meaning(relation="revises", reason="The same source gives another figure than before.")
    return Meaning(relation="contradicts", reason="Another source gives a figure that the count cannot have moved to.")


def _disputes(new: Report, prior: Report) -> bool:
    if any(gives(prior.claim, number) for number in new.claim.disputes):
        return True
    return new.claim.status == "denied"
