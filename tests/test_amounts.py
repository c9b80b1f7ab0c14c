"""Sums of money and quantities: the tables of the data file, and what holds for any text."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.amounts import find_money, find_quantities
from pipeline.rules import load_toml

DATA: dict[str, Any] = load_toml("pipeline", "data/amounts.toml")


@pytest.mark.parametrize("row", DATA["money_example"], ids=lambda r: r["text"])
def test_money_examples(row: dict[str, Any]) -> None:
    got = [
        [row["text"][a:b], str(m.value.normalize() + 0), m.bound, m.per or ""]
        for a, b, m in find_money(row["text"])
    ]
    want = [
        [raw, str(Decimal(value).normalize() + 0), bound, per] for raw, value, bound, per in row["values"]
    ]
    assert got == want


@pytest.mark.parametrize("row", DATA["money_counter"], ids=lambda r: r["text"])
def test_no_money(row: dict[str, Any]) -> None:
    assert find_money(row["text"]) == ()


@pytest.mark.parametrize("row", DATA["quantity_example"], ids=lambda r: r["text"])
def test_quantity_examples(row: dict[str, Any]) -> None:
    got = [
        [row["text"][a:b], format(q.value.normalize(), "f"), q.unit, q.of or "", q.bound]
        for a, b, q in find_quantities(row["text"])
    ]
    assert got == row["values"]


@pytest.mark.parametrize("row", DATA["quantity_counter"], ids=lambda r: r["text"])
def test_no_quantity(row: dict[str, Any]) -> None:
    assert find_quantities(row["text"]) == ()


ALPHABET = st.text(alphabet="0123456789.,一二十百千万亿余多约近每个人月元以内至-/。 罚款乡镇", max_size=60)


@settings(deadline=None)
@given(ALPHABET)
def test_spans_are_ordered_and_values_positive(text: str) -> None:
    for found in (find_money(text), find_quantities(text)):
        for start, end, amount in found:
            assert 0 <= start < end <= len(text)
            assert amount.value >= 0
            assert amount.bound in ("exact", "about", "at_least", "at_most")
        ends = [end for _, end, _ in found]
        assert ends == sorted(ends)


@pytest.mark.parametrize(
    "unit", ["1", "1,", "万", "每", "一", "1万", "每人", "约", "余多", "1-", "2万至", " ", "9 万"]
)
def test_linear_on_hostile_runs(unit: str) -> None:
    text = unit * (60_000 // len(unit))
    began = time.perf_counter()
    find_money(text + "元")
    find_quantities(text + "个")
    assert time.perf_counter() - began < 5
