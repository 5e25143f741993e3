"""The corpora with named entities, each read into sentences with the spans of its names."""

from __future__ import annotations

from pathlib import Path

from enrich.pipeline.train.formats import gum, iob, re3d
from enrich.pipeline.train.named import Named


def corpora(folder: Path) -> dict[str, list[Named]]:
    """Read all corpora with names, each under its name."""
    crossner = [
        f"{field}/{part}"
        for field in ("ai", "literature", "music", "politics", "science")
        for part in ("train", "dev", "test")
    ]
    return {
        "gmb": list(iob(folder / "gmb" / "gmb.iob2", "gmb", column=2)),
        "ewt dev": list(iob(folder / "uner" / "en_ewt-ud-dev.iob2", "uner", column=2)),
        "ewt test": list(iob(folder / "uner" / "en_ewt-ud-test.iob2", "uner", column=2)),
        "pud": list(iob(folder / "uner" / "en_pud-ud-test.iob2", "uner", column=2)),
        "wikigold": list(iob(folder / "wikigold" / "wikigold.conll.txt", "wikigold", column=1, separator=" ")),
        "crossner": [
            named for name in crossner for named in iob(folder / "crossner" / f"{name}.txt", "crossner", column=1)
        ],
        "gum": [
            named
            for path in sorted((folder / "gum").glob("*.conllu"))
            if "_news_" not in path.stem
            for named in gum(path)
        ],
        "gum news": [named for path in sorted((folder / "gum").glob("*_news_*.conllu")) for named in gum(path)],
        "re3d": [named for part in sorted((folder / "re3d").iterdir()) if part.is_dir() for named in re3d(part)],
    }
