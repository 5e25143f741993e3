"""Takes out of a virtual environment what nothing needs at run time: python3 deploy/prune.py FOLDER.

Tests of libraries, headers, C and Cython sources, pip itself, the names of things in languages other than English that
babel brings, and the symbols of compiled modules that only a debugger reads (by `strip`). What is left is what an image
carries.
"""

import shutil
import subprocess
import sys
from pathlib import Path

FOLDERS = ("tests", "test", "include", "__pycache__")
SOURCES = (".pyx", ".pxd", ".c", ".cpp", ".h", ".hh", ".hpp", ".pyi", ".a")
BUILDERS = ("pip", "setuptools", "pkg_resources", "_distutils_hack")


def main(root: Path) -> None:
    """Prune the virtual environment at `root`."""
    packages = next(root.glob("lib/python3*/site-packages"))
    for name in BUILDERS:
        for found in [packages / name, *packages.glob(f"{name}-*.dist-info")]:
            shutil.rmtree(found, ignore_errors=True)
    (packages / "distutils-precedence.pth").unlink(missing_ok=True)  # loads _distutils_hack at every start
    for folder in [path for path in packages.rglob("*") if path.is_dir() and path.name in FOLDERS]:
        shutil.rmtree(folder, ignore_errors=True)
    for path in packages.rglob("*"):
        if path.is_file() and path.suffix in SOURCES:
            path.unlink()
    for path in packages.glob("babel/locale-data/*.dat"):
        if path.name != "root.dat" and not path.name.startswith("en"):
            path.unlink()
    modules = [str(path) for path in packages.rglob("*.so*") if path.is_file() and not path.is_symlink()]
    # Libraries that wheels carry in NAME.libs are patched by their builders in a way that strip breaks.
    own = [path for path in modules if ".libs/" not in path]
    subprocess.run(["strip", "--strip-unneeded", *own], check=True, capture_output=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
