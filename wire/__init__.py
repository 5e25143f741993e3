"""What the stages share: bus, codec, consume loop, settings, metrics, health. Knows no stage."""
