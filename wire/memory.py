"""How much memory we may take: the machine's, or less where a container or a service manager allows less."""

import os
from pathlib import Path

GROUPS = Path("/sys/fs/cgroup")
OWN = Path("/proc/self/cgroup")


def allowed(groups: Path = GROUPS, own: Path = OWN) -> int:
    """Return the bytes that this process and those beside it may take together.

    Where Linux keeps control groups (`groups`; `own` says which is ours), it is the least that one of those around us
    allows: https://docs.kernel.org/admin-guide/cgroup-v2.html, memory.max. Elsewhere it is what the machine has.
    """
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min([machine, *_limits(groups, own)])


def _limits(groups: Path, own: Path) -> list[int]:
    found = [groups / "memory" / "memory.limit_in_bytes"]  # as it was in version 1, seen from inside a container
    for line in _read(own).splitlines():
        number, _, path = line.partition("::")
        if number == "0":
            inner = groups / path.lstrip("/")
            found += [each / "memory.max" for each in (inner, *inner.parents) if each.is_relative_to(groups)]
    return [int(said) for said in map(_read, found) if said.strip().isdigit()]


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except OSError:
        return ""
