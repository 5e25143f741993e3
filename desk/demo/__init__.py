"""The demo: the whole service, by its real parts, on sample feeds that it serves itself."""
