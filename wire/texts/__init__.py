"""Texts of articles, kept for a while for people to read what an alert stands on."""

from wire.texts.store import KEPT, Text, Texts

__all__ = ["KEPT", "Text", "Texts"]
