"""The one error that settings raise."""


class SettingsError(ValueError):
    """The settings cannot be used; the text is one sentence that names file, line and key, and never a secret."""
