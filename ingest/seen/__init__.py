"""What ingest remembers: validators and state of each feed, and which texts of which articles are known."""
