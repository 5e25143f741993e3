"""What has been told already, under whatever id its quantity had then: a pure function."""

from collections.abc import Mapping, Sequence

from alerts.judge.names import contradiction_id
from alerts.judge.sources import source_name
from alerts.ledger.port import Snapshot
from alerts.messages import Contradiction


def untold(found: Sequence[Contradiction], snapshot: Snapshot, aliases: Mapping[str, str]) -> tuple[Contradiction, ...]:
    """Return those of `found` that were never told, in their order.

    The id of a contradiction holds that of its quantity, which changes when an older report joins two quantities;
    `aliases` are those that are joined now, younger to older. So the ids that it would have had are looked for too.
    """
    told = {id for ids in snapshot.told.values() for id in ids}
    return tuple(each for each in found if told.isdisjoint(_ids(each, snapshot, aliases)))


def _ids(contradiction: Contradiction, snapshot: Snapshot, aliases: Mapping[str, str]) -> set[str]:
    each = contradiction
    older = {younger for younger, name in aliases.items() if name == each.quantity}
    names = {each.quantity, *older}
    names |= {younger for name in names for younger in snapshot.merged.get(name, ())}
    source = source_name(each.new)
    return {each.id} | {contradiction_id(name, each.relation, each.new, each.prior, source) for name in names}
