"""Many words as one pattern that finds the longest at each place, several times faster than an alternation."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_STEP = 40


def longest_of(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern that takes the longest of the words at a place; the word is its first group.

    The words form a tree by their characters. Its first level is entered in two steps, since the ways of an
    alternation are tried in a row; two sets of characters in front skip most places at once.
    """
    tree = sorted(_tree(words).items(), key=lambda item: len(item[1]), reverse=True)
    pairs = [(first, second) for first, node in tree for second in node if second]
    steps = []
    for i in range(0, len(tree), _STEP):
        part = tree[i : i + _STEP]
        ways = "|".join(re.escape(first) + _tail(node) for first, node in part)
        steps.append(f"(?={_set(first for first, _ in part)})(?:{ways})")
    starts = []
    if pairs:
        starts.append(_set(first for first, _ in pairs) + _set(second for _, second in pairs))
    alone = [first for first, node in tree if "" in node]
    if alone:
        starts.append(_set(alone))
    return re.compile(f"((?={'|'.join(starts)})(?:{'|'.join(steps)}))" if steps else "((?!))")


def _set(characters: Iterable[str]) -> str:
    return f"[{''.join(map(re.escape, sorted(set(characters))))}]"


def _tree(words: Iterable[str]) -> dict[str, Any]:
    """The words by their characters; '' ends a word."""
    root: dict[str, Any] = {}
    for word in filter(None, words):
        node = root
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    return root


def _tail(tree: dict[str, Any]) -> str:
    """A pattern for what may follow, longest first."""
    ways = [re.escape(character) + _tail(node) for character, node in tree.items() if character]
    if not ways:
        return ""
    return f"(?:{'|'.join(ways)}){'?' if '' in tree else ''}"
