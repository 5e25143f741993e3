"""Makes the bundled model again from a folder of corpora; about two hours on one core.

    python -m enrich.pipeline.train.lists enrich/data        the towns and the names people bear (own needs, see there)
    python -m enrich.pipeline.train lemmas CORPORA enrich/data/lemmas.tsv
    python -m enrich.pipeline.train syntax CORPORA S --minutes 45
    python -m enrich.pipeline.train entities CORPORA E --minutes 45
    python -m enrich.pipeline.train assemble CORPORA enrich/pipeline/model --syntax S --entities E
    python -m enrich.pipeline.train scores CORPORA enrich/pipeline/scores.json

`--start FOLDER` goes on from an earlier training with the rate of learning at its height again. The shipped model came
about so: syntax 21 minutes, then 22 with datelines and 14 with headlines; entities 22 minutes, then 24 more; all on a
shared core, which gave about 9,000 and 8,000 steps.
"""
