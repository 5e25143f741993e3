"""The bus: a port and its adapters (wire.bus.open chooses one)."""

from wire.bus.port import Bus, BusAway, Consumer, Lag, Message, Outgoing, Producer

__all__ = ["Bus", "BusAway", "Consumer", "Lag", "Message", "Outgoing", "Producer"]
