"""All that the pages read and write, opened on one Redis."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import redis

from alerts.evidence.decisions import Decisions
from alerts.evidence.pictures import PagesKey
from alerts.evidence.store import Evidence
from alerts.evidence.verdicts import Verdicts
from alerts.ledger.port import Held
from alerts.ledger.redis import RedisLedger
from alerts.ledger.split import Splitter
from alerts.notify.atlas import Atlas, NoAtlas
from alerts.notify.deliveries import Deliveries, RedisDeliveries
from alerts.notify.knowledge import configured_silences
from alerts.notify.silences import RedisSilences, Silence, Silences
from desk.pages.listing import Listing
from wire.clock import Clock
from wire.settings.model import Settings
from wire.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """What the pages stand on. Safe to use from several threads; methods raise what their servers' adapters raise."""

    client: "redis.Redis"
    ledger: RedisLedger
    splitter: Splitter
    evidence: Evidence
    verdicts: Verdicts
    decisions: Decisions
    texts: Texts
    deliveries: Deliveries
    silences: Silences
    configured: Sequence[Silence]
    listing: Listing
    clock: Clock
    pages_key: PagesKey
    _ledger_lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def opened(cls, client: "redis.Redis", settings: Settings, clock: Clock, atlas: Atlas | None = None) -> "Stores":
        """Return the stores in the Redis that `client` (which returns bytes) reaches; nothing is sent yet.

        `atlas` tells what lies inside what; without one, places are just names.
        """
        name = settings.namespace
        evidence = Evidence(client, namespace=name)
        return cls(
            client=client,
            ledger=RedisLedger(client, namespace=name, settings=settings.ledger, clock=clock, remembered=500),
            splitter=Splitter(client, namespace=name, clock=clock),
            evidence=evidence,
            verdicts=Verdicts(client, namespace=name),
            decisions=Decisions(client, namespace=name),
            texts=Texts(client, namespace=name),
            deliveries=RedisDeliveries(client, namespace=name),
            silences=RedisSilences(client, namespace=name),
            configured=configured_silences(settings.alerts.silences),
            listing=Listing(evidence, atlas or NoAtlas()),
            clock=clock,
            pages_key=PagesKey(client, namespace=name),
        )

    def history(self, quantity: str) -> Sequence[Held]:
        """Return the reports that the ledger holds of `quantity`, or of the older one that it was found to be."""
        with self._ledger_lock:  # one thread at a time uses a ledger
            return self.ledger.history(quantity)

    def name(self, quantity: str) -> str:
        """Return the id that `quantity` goes by now."""
        history = self.history(quantity)
        return history[0].quantity if history else quantity

    def in_force(self, now: datetime) -> Sequence[Silence]:
        """Return the silences that have not ended at `now`, those of the settings too, the first to end first."""
        found = [*self.silences.current(now), *(each for each in self.configured if each.until > now)]
        return sorted(found, key=lambda each: each.until)

    def split(self, quantity: str, one: str, other: str) -> None:
        """Part the claim `one`, and what goes with it, from the claim `other` of `quantity` in the ledger."""
        if new := self.splitter.split(quantity, one, other):
            self.verdicts.part(new)

    def key(self) -> bytes:
        """Return the secret by which forms and addresses of pictures are told to be ours."""
        return self.pages_key.read()
