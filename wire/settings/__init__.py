"""Settings: what there is (`model`) and how it is read (`load`)."""

from wire.settings.model import Settings

__all__ = ["Settings"]
