"""A loop's heartbeat, as the alert rules read it."""

from datetime import UTC, datetime

from prometheus_client import REGISTRY

from wire.clock import FakeClock
from wire.pulse import LIMIT, Pulse

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def last_turn(name: str) -> float | None:
    return REGISTRY.get_sample_value("figurewatch_last_turn_timestamp_seconds", {"loop": name})


def test_a_loop_that_does_not_turn_is_stuck_after_a_minute() -> None:
    clock = FakeClock(NOW)
    pulse = Pulse("pulse-a", clock)
    assert last_turn("pulse-a") == NOW.timestamp(), "a loop that has just begun has not been stuck since 1970"
    clock.advance(LIMIT + 1)
    assert pulse.stuck() == "pulse-a has not turned for 61 seconds"
    pulse.beat()
    assert pulse.stuck() is None
    assert last_turn("pulse-a") == NOW.timestamp() + 61


def test_nobody_waits_for_a_loop_that_has_ended() -> None:
    pulse = Pulse("pulse-b", FakeClock(NOW))
    pulse.end()
    assert last_turn("pulse-b") is None
    Pulse("pulse-b", FakeClock(NOW)).beat()
    assert last_turn("pulse-b") == NOW.timestamp(), "another loop of that name begins afresh"
