"""A YAML file as plain values, each with the line it stands on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from wire.settings.errors import SettingsError

Keys = tuple[str | int, ...]

_MERGE = "tag:yaml.org,2002:merge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A YAML mapping: its `values` as dicts, lists and scalars, and the line (from 1) of every key and item."""

    name: str
    values: dict[str, Any]
    lines: Mapping[Keys, int] = field(default_factory=dict)


def parse(text: str, name: str) -> Document:
    """Read `text`, one YAML mapping, called `name` in errors.

    Raises `SettingsError` for bad syntax, a key that is there twice, and a document that is no mapping.
    """
    loader: yaml.SafeLoader | None = None
    try:
        loader = yaml.SafeLoader(text)
        root = loader.get_single_node()
        if root is None:
            return Document(name=name, values={})
        if not isinstance(root, yaml.MappingNode):
            raise SettingsError(f'{name}, line {_line(root)}: expected "key: value" lines')
        lines: dict[Keys, int] = {}
        return Document(name=name, values=_value(root, (), lines, loader, name, frozenset()), lines=lines)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f", line {mark.line + 1}" if mark else ""
        raise SettingsError(f"{name}{line}: {_problem(error)}") from None
    except yaml.YAMLError as error:
        position = getattr(error, "position", None)
        line = f", line {text.count(chr(10), 0, position) + 1}" if isinstance(position, int) else ""
        raise SettingsError(f"{name}{line}: a character that YAML does not allow") from None
    except RecursionError:
        raise SettingsError(f"{name}: lists or sections nested too deeply") from None
    finally:
        if loader is not None:
            loader.dispose()


def _problem(error: yaml.MarkedYAMLError) -> str:
    """Say what is wrong, without the words of the file, which may be a secret."""
    problem = error.problem or ""
    if "undefined alias" in problem:
        return 'a value that begins with "*" needs quotes'
    if "tag" in problem:
        return 'a value that begins with "!" needs quotes'
    if "cannot start any token" in problem:
        return "a tab where YAML wants spaces, or a value that needs quotes"
    if "mapping values are not allowed" in problem:
        return 'a ":" too many, or lines above that are indented differently'
    if "expected <block end>" in problem or "could not find expected" in problem:
        return 'a key without ":", a quote that is not closed, or lines that are indented differently'
    return "this is no YAML" + (f" ({problem})" if problem.startswith("did not find") else "")


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _value(
    node: yaml.Node,
    keys: Keys,
    lines: dict[Keys, int],
    loader: yaml.SafeLoader,
    name: str,
    above: frozenset[int],
) -> Any:
    """Return the plain value of `node`, noting lines on the way; `above` holds the nodes it lies in."""
    if id(node) in above:
        raise SettingsError(f"{name}, line {_line(node)}: an alias that contains itself")
    inside = above | {id(node)}
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key_node, value_node in _pairs(node, loader):
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if key is None:
                raise SettingsError(f"{name}, line {_line(key_node)}: a key has to be a word")
            if key in found:
                raise SettingsError(f'{name}, line {_line(key_node)}: the key "{key}" is there twice')
            lines[(*keys, key)] = _line(key_node)
            found[key] = _value(value_node, (*keys, key), lines, loader, name, inside)
        return found
    if isinstance(node, yaml.SequenceNode):
        items = []
        for index, item in enumerate(node.value):
            lines[(*keys, index)] = _line(item)
            items.append(_value(item, (*keys, index), lines, loader, name, inside))
        return items
    try:
        return loader.construct_object(node)
    except ValueError:  # such as 2023-99-99, which YAML takes for a date
        return node.value


def _pairs(node: yaml.MappingNode, loader: yaml.SafeLoader) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    """Yield the mapping's pairs; a key of its own wins over a merged one ("<<")."""
    own = {key.value for key, _ in node.value if key.tag != _MERGE}
    merges = any(key.tag == _MERGE for key, _ in node.value)
    if not merges:
        yield from node.value
        return
    before = list(node.value)
    loader.flatten_mapping(node)
    for pair in node.value:
        if pair in before or pair[0].value not in own:
            yield pair
