"""Rules as data: a TOML file of patterns, each with examples and the values they must give.

A rule's pattern runs over folded text (see `pipeline.text.fold`); its group `value` is the raw candidate.
`needs` are literals of which one must occur before the pattern is tried at all; an `anchor` is a short pattern
that every match contains: the rule looks only 24 code points around it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Any

from pipeline.errors import RuleError

_REACH = 24


@dataclass(frozen=True, slots=True)
class Example:
    """A text and the raw values that the rule must find in it, in order."""

    text: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One named pattern for one field, with its source and its proof."""

    id: str
    field: str
    name: str
    source: str
    pattern: re.Pattern[str]
    needs: tuple[str, ...]
    zones: frozenset[str]
    confidence: float
    mark: str
    anchor: re.Pattern[str] | None
    examples: tuple[Example, ...]
    counter_examples: tuple[str, ...]

    def may_match(self, text: str) -> bool:
        """Whether one of the rule's literals stands anywhere in the folded text; cheap, to be asked once a page."""
        return _holds(self.needs, text, 0, len(text))

    def find(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """All matches in folded `text[start:end]`, left to right."""
        stop = len(text) if end is None else end
        if not _holds(self.needs, text, start, stop):
            return
        if self.anchor is None:
            yield from self.pattern.finditer(text, start, stop)
            return
        done = start
        for place in self.anchor.finditer(text, start, stop):
            match = self.pattern.search(
                text, max(done, place.start() - _REACH), min(stop, place.end() + _REACH)
            )
            if match:
                yield match
                done = match.end()


def _holds(needs: tuple[str, ...], text: str, start: int, stop: int) -> bool:
    """Whether one of the literals stands in text[start:stop]; asked hundreds of times a page, so a plain loop."""
    for word in needs:
        if text.find(word, start, stop) >= 0:
            return True
    return not needs


def load_toml(package: str, name: str) -> dict[str, Any]:
    """A data file of a package, parsed; RuleError names the file if it is not valid TOML."""
    try:
        return tomllib.loads(resources.files(package).joinpath(name).read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"{package}/{name}: {error}") from error


def load_rules(package: str, name: str) -> tuple[Rule, ...]:
    """The rules of one TOML file in written order; RuleError if one is incomplete or an id stands twice."""
    data = load_toml(package, name)
    fragments: dict[str, str] = data.get("fragments", {})
    rules = tuple(_rule(row, fragments, f"{package}/{name}") for row in data.get("rule", []))
    ids = [rule.id for rule in rules]
    if len(set(ids)) != len(ids):
        raise RuleError(f"{package}/{name}: a rule id stands twice")
    return rules


def _rule(row: dict[str, Any], fragments: dict[str, str], place: str) -> Rule:
    try:
        pattern = _expand(row["pattern"], fragments)
        return Rule(
            id=row["id"],
            field=row["field"],
            name=row["name"],
            source=row["source"],
            pattern=re.compile(pattern, re.MULTILINE),
            needs=tuple(row.get("needs", ())),
            zones=frozenset(row.get("zones", ())),
            confidence=float(row.get("confidence", 0.9)),
            mark=row.get("mark", ""),
            anchor=re.compile(_expand(row["anchor"], fragments)) if "anchor" in row else None,
            examples=tuple(Example(e["text"], tuple(e["values"])) for e in row["examples"]),
            counter_examples=tuple(row["counter_examples"]),
        )
    except (KeyError, re.error) as error:
        raise RuleError(f"{place}: rule {row.get('id', '?')}: {error!r}") from error


def _expand(pattern: str, fragments: dict[str, str]) -> str:
    """Replace `$name;` by the fragment of that name, fragments may use earlier ones."""
    for name in reversed(fragments):
        pattern = pattern.replace(f"${name};", fragments[name])
    return pattern
