"""Addresses as they may be shown: without passwords, tokens and other secrets."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

MASK = "**********"


def masked_url(url: str) -> str:
    """Return `url` with user, password and the values of its query hidden; a port or path stays."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return MASK
    host = parts.hostname or ""
    place = (f"{MASK}@" if "@" in parts.netloc else "") + (f"[{host}]" if ":" in host else host)
    query = urlencode([(key, MASK) for key, _ in parse_qsl(parts.query, keep_blank_values=True)], safe="*")
    return urlunsplit((parts.scheme, place + (f":{port}" if port else ""), parts.path, query, ""))
