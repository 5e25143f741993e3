"""Parts that the patterns share."""

SMALL = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
COUNTS = (
    r"(?:people|persons|dead|deaths|killed|injured|troops|soldiers|homes|houses|[mb]illion|%|per\s?cent|miles|km\b)"
)
"""What makes four digits before it a count and no year."""
