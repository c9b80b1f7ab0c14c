"""One pattern for many words: the same finds as an alternation of the words, longest first."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.lexicon import longest_of

WORD = st.text(alphabet="县局教育-]^.", min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        (["建", "建立", "建立健全"], "建立健全制度,建立机构,建房", ["建立健全", "建立", "建"]),
        (["教育局", "教体局"], "县教育局、教体局、教育", ["教育局", "教体局"]),
        (["将"], "我局将开展", ["将"]),
        ([], "我局将开展", []),
        (["a-z", "]", "^"], "m a-z ] ^", ["a-z", "]", "^"]),
    ],
)
def test_longest_words(words: list[str], text: str, found: list[str]) -> None:
    assert longest_of(words).findall(text) == found


@settings(deadline=None)
@given(st.lists(WORD, min_size=1, max_size=60), st.text(alphabet="县局教育-]^.x", max_size=40))
def test_same_as_an_alternation(words: list[str], text: str) -> None:
    ordered = sorted(set(words), key=len, reverse=True)
    plain = re.compile("|".join(map(re.escape, ordered)))
    assert [m.span() for m in longest_of(words).finditer(text)] == [m.span() for m in plain.finditer(text)]
