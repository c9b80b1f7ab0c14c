"""Folding keeps the length; numerals of every kind have one value."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.text import clean_line, fold, parse_int, parse_number


@settings(deadline=None)
@given(st.text())
def test_fold_keeps_the_length_and_is_idempotent(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@settings(deadline=None)
@given(st.text())
def test_clean_line_has_no_edges_and_no_runs(text: str) -> None:
    line = clean_line(text)
    assert line == line.strip()
    assert "  " not in line
    assert "\n" not in line
    assert clean_line(line) == line


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("12", "12"),
        ("1,200.5", "1200.5"),
        ("１２", "12"),
        ("十", "10"),
        ("十四", "14"),
        ("二十", "20"),
        ("廿三", "23"),
        ("一百零五", "105"),
        ("两百", "200"),
        ("二〇一九", "2019"),
        ("二○一九", "2019"),
        ("二O一九", "2019"),
        ("贰佰万", "2000000"),
        ("一亿三千万", "130000000"),
        ("一万二千", "12000"),
    ],
)
def test_numerals(raw: str, value: str) -> None:
    assert parse_number(raw) == Decimal(value)


@pytest.mark.parametrize("raw", ["", "第", "十几", "1.2.3", "一是", "x1", "1" * 31])
def test_what_is_no_number(raw: str) -> None:
    assert parse_number(raw) is None


def test_whole_numbers_only() -> None:
    assert parse_int("1.5") is None
    assert parse_int("1.0") == 1
