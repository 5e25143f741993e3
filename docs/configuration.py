"""Writes docs/configuration.md from the settings model: python docs/configuration.py. A test compares the two."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from wire.settings.environment import PREFIX
from wire.settings.keys import alternatives, is_secret, item, section
from wire.settings.model import Settings

PAGE = Path(__file__).parent / "configuration.md"

HEAD = f"""# Configuration

Every key there is, written by `docs/configuration.py` from the code. A file with all of them, commented, is
[deploy/figurewatch.yaml](../deploy/figurewatch.yaml); `figurewatch config check -c FILE` checks one, and
`figurewatch config show -c FILE` prints what is in force, secrets masked.

- The file is YAML, given with `-c FILE` or in the variable `{PREFIX}CONFIG`. A key that does not exist is an error that
  names the key and its line.
- A variable overrides the file: `{PREFIX}BUS__KIND=kafka` sets `bus.kind`, two underscores for a step, items of lists
  counted from 0 (`{PREFIX}FEEDS__0__URL=`).
- A secret may come from a file: `url_file: /run/secrets/redis` in place of `url`, `{PREFIX}REDIS__URL_FILE` in place of
  the variable. Keys for which that goes are marked *secret*. A list of secrets has one on each line.
- Durations are seconds, or a number with s, m, h or d: `15m`.
- `[]` after a name stands for each item of a list.
"""


def page() -> str:
    """Return the page."""
    return HEAD + "".join(_section(Settings, "", "Everything"))


def _section(model: type[BaseModel], prefix: str, title: str) -> Iterator[str]:
    plain = {name: field for name, field in model.model_fields.items() if not _inside(field)}
    if plain:
        about = f"{(model.__doc__ or '').strip().splitlines()[0]}\n\n" if prefix else ""
        yield f"\n## {title}\n\n{about}| key | default | what it says |\n| --- | --- | --- |\n"
        for name, field in plain.items():
            yield f"| `{prefix}{name}` | {_default(field)} | {_about(field)} |\n"
    for name, field in model.model_fields.items():
        if (inside := _inside(field)) is not None:
            listed = "[]" if item(field.annotation) is not None else ""
            yield from _section(inside, f"{prefix}{name}{listed}.", f"`{prefix}{name}{listed}`")


def _inside(field: FieldInfo) -> type[BaseModel] | None:
    return section(item(field.annotation) or field.annotation)


def _default(field: FieldInfo) -> str:
    if field.default is PydanticUndefined:
        return "must be given"
    return f"`{_plain(field.default)}`" if field.default != "" else "nothing"


def _plain(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, frozenset):
        return f"[{', '.join(sorted(value))}]"
    if isinstance(value, tuple):
        return f"[{', '.join(map(_plain, value))}]"
    if isinstance(value, SecretStr):
        return "(secret)"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _about(field: FieldInfo) -> str:
    words = [field.description or ""]
    named = [name for part in alternatives(item(field.annotation) or field.annotation) for name in _choices(part)]
    if named:
        words.append(f"One of {', '.join(f'`{name}`' for name in named)}.")
    if is_secret(field.annotation):
        words.append("*Secret.*")
    return " ".join(filter(None, words)).replace("|", "\\|")


def _choices(part: Any) -> tuple[Any, ...]:
    return get_args(part) if get_origin(part) is Literal else ()


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
