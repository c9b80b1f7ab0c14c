"""Units in sentences of newspapers (CLUENER2020) and names of departments; FUWEN_SHARED names their folder."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from pipeline.agencies import AgencyName, agency_id, find_agencies, is_agency
from pipeline.text import fold

SHARED = os.environ.get("FUWEN_SHARED", "")
pytestmark = pytest.mark.skipif(not SHARED, reason="FUWEN_SHARED is not set")
DATA = Path(SHARED) / "data"

Spans = list[tuple[int, int]]


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


def overlaps(unit: AgencyName, spans: Spans) -> bool:
    return any(unit.start < end and start < unit.end for start, end in spans)


def listed() -> dict[int, Spans]:
    """The public bodies of each sentence, half-open."""
    spans: dict[int, Spans] = defaultdict(list)
    for item in rows("labels/cluener_agencies_dev.jsonl"):
        spans[item["row"]].append((item["start"], item["end"] + 1))
    return spans


def labelled(sentence: dict[str, Any]) -> Spans:
    """The spans of government and organization that CLUENER itself gives, half-open."""
    kinds = (sentence["label"].get(kind, {}) for kind in ("government", "organization"))
    return [(start, end + 1) for names in kinds for spans in names.values() for start, end in spans]


def test_public_bodies_in_sentences() -> None:
    bodies = listed()
    hit = found = right = 0
    for number, sentence in enumerate(rows("cluener/dev.jsonl")):
        units = find_agencies(fold(sentence["text"]))
        allowed = [*bodies[number], *labelled(sentence)]
        hit += sum(any(overlaps(unit, [span]) for unit in units) for span in bodies[number])
        found += len(units)
        right += sum(overlaps(unit, allowed) for unit in units)
    recall = hit / sum(map(len, bodies.values()))
    precision = right / found
    print(f"recall {recall:.3f}, precision {precision:.3f}")
    assert recall >= 0.80
    assert precision >= 0.80


def test_names_of_departments() -> None:
    names = (DATA / "agencies" / "guangdong_departments.txt").read_text("utf-8").split("\n")
    names = [fold(name).replace(" ", "") for name in names if name.strip()]
    known = [name for name in names if agency_id(name.split("(")[0])]
    print(f"{len(known)} of {len(names)} names have an id")
    assert len(known) >= 0.65 * len(names)
    assert sum(is_agency(name.split("(")[0]) for name in names) >= 0.75 * len(names)
