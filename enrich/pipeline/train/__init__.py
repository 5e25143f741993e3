"""Makes the bundled model again from a folder of corpora: `python -m enrich.pipeline.train CORPORA`."""
