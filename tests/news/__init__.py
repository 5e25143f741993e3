"""Invented news for tests and measurements: articles, the clashes planted in them, feeds that serve them."""
