"""Lists of words written as running text."""


def words(text: str) -> frozenset[str]:
    """The words of `text`, without order or repeats."""
    return frozenset(text.split())
