"""`fuwen evaluate`: read the pages of a gold file and score the records."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.evaluation import GoldPage, Report, build_report, load_gold, score_page
from pipeline.evaluation.page import Record
from pipeline.pages import Page


def evaluate(records: Iterable[Record], gold: Sequence[GoldPage]) -> Report:
    """Score records (as of `fuwen read --show-personal`) against gold pages, joined by file name.

    The first record of a file name counts; a page without one, or with an error record, scores as nothing found.
    UsageError if the gold is empty.
    """
    if not gold:
        raise UsageError("the gold has no pages")
    by_file: dict[str, Record] = {}
    for record in records:
        by_file.setdefault(Path(record["source"]["path"]).name, record)
    missing = sum("kind" not in by_file.get(page.file, {}) for page in gold)
    return build_report([score_page(page, by_file.get(page.file, {})) for page in gold], missing)


def evaluate_files(gold_files: Sequence[Path], pages: Path | None = None) -> Report:
    """Read the gold's pages and score them; `pages` is by default the folder `pages` beside the gold's.

    UsageError if a gold file is not valid or one of its pages does not exist.
    """
    from pipeline.run import read_pages

    gold = load_gold(gold_files)
    folder = pages or gold_files[0].resolve().parent.parent / "pages"
    paths = [folder / page.file for page in gold]
    for path in paths:
        if not path.is_file():
            raise UsageError(f"no such page: {path}")
    return evaluate((result.record for result in read_pages(map(Page, map(str, paths)))), gold)


def evaluate_command(gold: Sequence[str], pages: str | None = None, output: str = "table") -> str:
    """The text that `fuwen evaluate GOLD… [--pages DIR] [--format table|json]` prints."""
    report = evaluate_files([Path(name) for name in gold], Path(pages) if pages else None)
    return json.dumps(report.as_json(), ensure_ascii=False, indent=1) if output == "json" else report.table()
