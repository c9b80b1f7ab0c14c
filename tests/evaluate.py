"""Scores the gold corpus and guards the pinned scores: `python tests/evaluate.py [--update]`.

The rules are written with the pages of dev in sight, so its figures guard against losses and estimate nothing;
blind pages come from the same writers, so even their figures say little about portals not met yet.

Three splits: of dev the items gained and lost since the last pinning are listed, of test and blind only figures
are shown.
Exit 1 if a figure is below its floor, or if gold or pages are not those that the floors were pinned on.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.evaluate import evaluate_files
from pipeline.evaluation import LOWER_IS_BETTER, Report, load_gold

ROOT = Path(__file__).resolve().parent.parent
SPLITS = ("dev", "test", "blind")
TEXT_STEP = 0.005

Floors = dict[str, float]


@dataclass(frozen=True)
class Place:
    """Where the corpus and the pinned state stand."""

    corpus: Path = ROOT / "corpus"
    floors: Path = ROOT / "tests" / "floors.json"
    items: Path = ROOT / "tests" / "pinned_items.json"

    def gold(self, split: str) -> list[Path]:
        return sorted((self.corpus / "gold").glob(f"{split}*.jsonl"))


def digest(gold: Iterable[Path], pages: Path) -> str:
    """SHA-256 over gold files and the pages they name: another corpus is another scale."""
    total = hashlib.sha256()
    for path in gold:
        total.update(path.read_bytes())
        for page in load_gold([path]):
            total.update((pages / page.file).read_bytes())
    return total.hexdigest()


def floor_of(name: str, value: float) -> float:
    """The value to three decimals, rounded to the side that forgives."""
    if name in LOWER_IS_BETTER:
        return math.ceil(value * 1000 - 1e-6) / 1000
    return math.floor(value * 1000 + 1e-6) / 1000


def worse(name: str, value: float, floor: float) -> bool:
    return value > floor + 1e-9 if name in LOWER_IS_BETTER else value < floor - 1e-9


def floors_of(report: Report) -> Floors:
    return {name: floor_of(name, report.figures[name].value or 0.0) for name in report.headline()}


def lowered(old: Floors, new: Floors) -> dict[str, tuple[float, float | None]]:
    """Floors that would sink or vanish, with the old and the new one."""
    return {
        name: (floor, new.get(name))
        for name, floor in old.items()
        if name not in new or worse(name, new[name], floor)
    }


def items_of(report: Report) -> dict[str, dict[str, Any]]:
    """What each page gave: right and wrong items, similarity of its text."""
    return {
        page.file: {"right": sorted(page.right), "wrong": sorted(page.wrong)}
        | ({"text": round(page.counts["text"][0], 3)} if "text" in page.counts else {})
        for page in report.pages
    }


def changes(old: dict[str, dict[str, Any]], new: dict[str, dict[str, Any]]) -> tuple[list[str], list[str]]:
    """Items gained and lost from one state to another, each `page: item`; a wrong item gone is a gain."""
    gained, lost = [], []
    for file in sorted(old.keys() & new.keys()):
        before, after = old[file], new[file]
        gained += [f"{file}: + {item}" for item in _added(before, after, "right")]
        gained += [f"{file}: no longer {item}" for item in _added(after, before, "wrong")]
        lost += [f"{file}: - {item}" for item in _added(after, before, "right")]
        lost += [f"{file}: wrong {item}" for item in _added(before, after, "wrong")]
        step = after.get("text", 0) - before.get("text", 0)
        if abs(step) >= TEXT_STEP:
            (gained if step > 0 else lost).append(f"{file}: text {before.get('text')} -> {after.get('text')}")
    return gained, lost


def _added(before: dict[str, Any], after: dict[str, Any], key: str) -> list[str]:
    return sorted(set(after[key]) - set(before[key]))


def show(split: str, report: Report, floors: Floors) -> int:
    """Print each measure with its floor; the number of those below."""
    print(f"== {split}: {len(report.pages)} pages, without a record {report.missing}")
    below = 0
    for name in report.headline():
        floor = floors.get(name)
        bad = floor is not None and worse(name, report.figures[name].value or 0.0, floor)
        below += bad
        state = "new" if floor is None else f"floor {floor:.3f} {'BELOW' if bad else 'ok'}"
        print(f"{report.line(name):<84} {state}")
    gone = sorted(set(floors) - set(report.headline()))
    for name in gone:
        print(f"{name:<84} floor {floors[name]:.3f} GONE")
    return below + len(gone)


def show_changes(old: dict[str, dict[str, Any]], new: dict[str, dict[str, Any]]) -> None:
    gained, lost = changes(old, new)
    print(f"gained {len(gained)}, lost {len(lost)} items since the last pinning")
    print("\n".join([f"  gained {item}" for item in gained] + [f"  LOST   {item}" for item in lost]))


def check(place: Place, reports: dict[str, Report], pinned: dict[str, Any]) -> int:
    """Print all; 1 if a floor is broken or the corpus is not the pinned one."""
    status = 0
    for split, report in reports.items():
        state = pinned.get(split, {"digest": "", "floors": {}})
        status |= show(split, report, state["floors"]) > 0
        if split == "dev":
            show_changes(_load(place.items), items_of(report))
        if state["digest"] != digest(place.gold(split), place.corpus / "pages"):
            print(f"{split}: gold or pages are not those pinned: run again with --update")
            status = 1
    return int(status)


def update(place: Place, reports: dict[str, Report], pinned: dict[str, Any], reason: str) -> int:
    """Pin the present state; 1 and nothing written if a floor would sink without a reason."""
    sunk: dict[str, tuple[float, float | None]] = {}
    state: dict[str, Any] = {}
    for split, report in reports.items():
        floors = floors_of(report)
        old = pinned.get(split, {}).get("floors", {})
        sunk |= {f"{split}.{name}": pair for name, pair in lowered(old, floors).items()}
        state[split] = {"digest": digest(place.gold(split), place.corpus / "pages"), "floors": floors}
    for name, (before, after) in sunk.items():
        print(f"lower floor: {name} {before} -> {after}")
    if sunk and not reason:
        print('refused: give --allow-regression "reason"')
        return 1
    state["regressions"] = pinned.get("regressions", [])
    if sunk:
        state["regressions"] = [*state["regressions"], {"reason": reason, "lowered": sunk}]
    _write(place.floors, json.dumps(state, ensure_ascii=False, indent=1))
    if "dev" in reports:
        rows = (
            f"{json.dumps(f)}:{json.dumps(i, ensure_ascii=False)}"
            for f, i in items_of(reports["dev"]).items()
        )
        _write(place.items, "{\n" + ",\n".join(rows) + "\n}")
    return 0


def _load(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return loaded


def _write(path: Path, text: str) -> None:
    path.write_text(text + "\n", "utf-8")


def main(argv: Sequence[str] | None = None, place: Place | None = None) -> int:
    place = place or Place()
    parser = argparse.ArgumentParser(description="Score the gold corpus and guard the pinned scores.")
    parser.add_argument("--update", action="store_true", help="pin the present scores")
    parser.add_argument("--allow-regression", default="", metavar="REASON", help="let --update lower floors")
    args = parser.parse_args(argv)
    reports = {s: evaluate_files(place.gold(s), place.corpus / "pages") for s in SPLITS if place.gold(s)}
    pinned = _load(place.floors)
    status = check(place, reports, pinned)
    if args.update:
        return update(place, reports, pinned, args.allow_regression.strip())
    return status


if __name__ == "__main__":
    sys.exit(main())
