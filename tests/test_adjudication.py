"""The decisions on letters annotated twice are well-formed, and the gold stands as they say."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.corpus_check import CORPUS

GOLD = CORPUS / "gold"
SECOND = GOLD / "second"
KEYS = ["file", "what", "first", "second", "decision", "final", "reason"]
DECISIONS = ("first", "second", "both", "neither")
QUOTED = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”…]")

Row = dict[str, Any]


def rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


TWICE = {page["file"] for name in ("a", "b") for page in rows(SECOND / f"{name}.jsonl")}
LETTERS = {
    page["file"]: page
    for path in sorted(GOLD.glob("dev_*.jsonl"))
    for page in rows(path)
    if page["file"] in TWICE
}
ADJUDICATED = rows(SECOND / "adjudicated.jsonl")


# --- does the gold stand as a decision says? ---


def measures(gold: Row, final: list[Row]) -> bool:
    return all(measure in gold["measures"] for measure in final)


def status(gold: Row, final: Row) -> bool:
    return final in gold["measures"]


def extent(gold: Row, final: str) -> bool:
    return final in (measure["text"] for measure in gold["measures"])


def field(gold: Row, final: Row) -> bool:
    return bool(gold["fields"][final["name"]] == final["values"])


def label(name: str) -> Callable[[Row, Any], bool]:
    return lambda gold, final: bool(gold[name] == final)


STANDS: dict[str, Callable[[Row, Any], bool]] = {
    "measure": measures,
    "status": status,
    "extent": extent,
    "field": field,
    "kind": label("kind"),
    "topic": label("topic"),
}


def texts(reading: Any) -> set[str]:
    """The measures that a reading names."""
    if isinstance(reading, str):
        return {reading}
    return {measure["text"] for measure in (reading if isinstance(reading, list) else [reading])}


def form_faults(row: Row) -> Iterator[str]:
    if list(row) != KEYS:
        yield f"keys {list(row)}"
        return
    if row["file"] not in TWICE:
        yield f"{row['file']} was not annotated twice"
    if row["what"] not in STANDS:
        yield f"what {row['what']}"
    if row["decision"] not in DECISIONS:
        yield f"decision {row['decision']}"
    if not row["reason"].strip() or "\n" in row["reason"]:
        yield f"reason {row['reason']!r}"
    if not QUOTED.sub("", row["reason"]).isascii():
        yield f"reason not in English: {row['reason']}"
    if row["first"] == row["second"]:
        yield "no difference"


def gold_faults(row: Row, gold: Row) -> Iterator[str]:
    """A final reading stands; where one reading of a measure won, what only the others name stands no more."""
    if row["decision"] != "neither" and not STANDS[row["what"]](gold, row["final"]):
        yield f"{row['what']} {row['final']} does not stand in the gold"
    if row["what"] in ("measure", "extent"):
        lost = (texts(row["first"]) | texts(row["second"])) - texts(row["final"])
        standing = lost & {measure["text"] for measure in gold["measures"]}
        yield from (f"{text} stands in the gold against the decision" for text in sorted(standing))


def test_thirty_letters_were_annotated_twice() -> None:
    assert len(TWICE) == 30
    assert set(LETTERS) == TWICE


@pytest.mark.parametrize("row", ADJUDICATED, ids=[f"{n}-{row['file']}" for n, row in enumerate(ADJUDICATED)])
def test_a_decision_is_well_formed_and_the_gold_follows_it(row: Row) -> None:
    assert list(form_faults(row)) == []
    assert list(gold_faults(row, LETTERS[row["file"]])) == []


def test_no_difference_is_decided_twice() -> None:
    decided = [json.dumps([row[key] for key in KEYS[:4]], ensure_ascii=False) for row in ADJUDICATED]
    assert len(decided) == len(set(decided))


def test_the_readme_counts_the_decisions() -> None:
    assert f"holds the {len(ADJUDICATED)} decisions" in (CORPUS / "README.md").read_text("utf-8")


# --- the checks can fail ---

DONE = {"text": "安装路灯20盏", "status": "completed"}
GIVEN: Row = {
    "file": min(TWICE),
    "what": "measure",
    "first": [DONE],
    "second": [],
    "decision": "first",
    "final": [DONE],
    "reason": "a new act on a new object (“安装”)",
}
PAGE: Row = {"kind": "reply", "topic": ["R11"], "fields": {"money": [20000]}, "measures": [DONE]}


def test_a_sound_decision_has_no_faults() -> None:
    assert list(form_faults(GIVEN)) == []
    assert list(gold_faults(GIVEN, PAGE)) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"file": "no_such_letter.html"},
        {"what": "colour"},
        {"decision": "third"},
        {"reason": " "},
        {"reason": "één act"},
        {"second": [DONE]},
        {"more": 1},
    ],
)
def test_each_fault_of_form_is_found(changes: Row) -> None:
    assert list(form_faults(GIVEN | changes)) != []


@pytest.mark.parametrize(
    "changes",
    [
        {"final": [DONE | {"status": "ongoing"}]},
        {"decision": "second", "final": []},
        {"what": "extent", "first": "安装路灯", "second": "路灯20盏", "final": "安装路灯"},
        {"what": "status", "final": DONE | {"status": "planned"}},
        {"what": "field", "final": {"name": "money", "values": [2]}},
        {"what": "topic", "final": ["R10"]},
        {"what": "kind", "final": "news"},
    ],
)
def test_each_difference_from_the_gold_is_found(changes: Row) -> None:
    assert list(gold_faults(GIVEN | changes, PAGE)) != []
