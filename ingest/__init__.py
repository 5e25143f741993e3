"""Feeds in, articles out: polls, fetches, parses."""
