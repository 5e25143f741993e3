"""The bus: a port and its adapters."""

from wire.bus.port import Bus, BusAway, Consumer, Lag, Message, Outgoing, Producer

__all__ = ["Bus", "BusAway", "Consumer", "Lag", "Message", "Outgoing", "Producer"]
