"""What each command does with its arguments; heavy parts are imported when a command needs them."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import PipelineError

if TYPE_CHECKING:
    from collections.abc import Callable


def read(args: Namespace) -> int:
    """Print one record a page, in the order of the input."""
    from pipeline.pages import Inputs
    from pipeline.record import mask, to_line
    from pipeline.run import read_pages

    inputs = Inputs(args.paths)
    for result in read_pages(inputs, args.jobs):
        record = result.record
        if args.tokens and "error" not in record:
            record["tokens"] = result.tokens
        print(to_line(record if args.show_personal else mask(record)))
    _report_skipped(inputs.skipped)
    return 0


def _report_skipped(skipped: dict[str, int]) -> None:
    if skipped:
        listed = ", ".join(f"{count} {ending}" for ending, count in sorted(skipped.items()))
        print(f"fuwen: left out by their ending: {listed}", file=sys.stderr)


def ingest(args: Namespace) -> int:
    """Read pages into the store and print what became of them."""
    from pipeline.ingest import ingest as ingest_pages
    from pipeline.pages import Inputs
    from pipeline.progress import Progress, print_summary
    from pipeline.store import open_store

    inputs = Inputs(args.paths)
    with open_store(args.store, create=True) as store, Progress() as progress:
        summary = ingest_pages(inputs, store, jobs=args.jobs, force=args.force, progress=progress)
        reasons = store.quarantined() if summary.quarantined else []
    print_summary(summary, reasons, args.format)
    _report_skipped(inputs.skipped)
    return 1 if summary.bad_share() * 100 > args.max_bad else 0


def search(args: Namespace) -> int:
    """Print the hits of a query."""
    from pipeline.search import search as find
    from pipeline.search import write_result
    from pipeline.store import open_store

    with open_store(args.store) as store:
        result = find(
            store,
            " ".join(args.query),
            limit=args.limit,
            sort=args.sort,
            with_facets=args.facets,
            cut=_cut(),
            all_copies=args.all_copies,
        )
        write_result(result, sys.stdout, args.format)
    return 0


def _cut() -> Callable[[str], list[str]]:
    """Words of a phrase, for ranking only; the segmenter is loaded at the first phrase."""

    def cut(text: str) -> list[str]:
        import rjieba

        words: list[str] = rjieba.cut(text)
        return words

    return cut


def show(args: Namespace) -> int:
    """Print one reply with its evidence."""
    from pipeline.show import show as print_record
    from pipeline.store import open_store

    with open_store(args.store) as store:
        record = store.get(args.id)
        paths, copies = store.paths(record["id"]), store.copies(record["id"])
        trusted = next((copy.id for copy in copies if copy.relation == "trusted"), None)
        if trusted and "damaged" in record["flags"]:
            from pipeline.duplicates import complete

            record = complete(record, store.get(trusted))
    print_record(record, sys.stdout, show_personal=args.show_personal, paths=paths, copies=copies)
    return 0


def topics(args: Namespace) -> int:
    """Print or write the topic report."""
    from pipeline.search import matching
    from pipeline.store import open_store
    from pipeline.summarise import summarise, to_html, to_json, to_markdown

    with open_store(args.store) as store:
        ids = matching(store, args.query) if args.query else None
        report = summarise(store.records(ids))
    text = {"md": to_markdown, "html": to_html, "json": to_json}[args.format](report)
    if not args.out:
        print(text)
        return 0
    path = Path(args.out) / f"topics.{args.format}"
    _write(path, text)
    print(path)
    return 0


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except OSError as error:
        raise PipelineError(f"cannot write {path}: {error.strerror}") from error


def export(args: Namespace) -> int:
    """Write replies, fields and measures as files and print their paths and rows."""
    from pipeline.export import export as write_tables
    from pipeline.search import matching
    from pipeline.store import open_store

    with open_store(args.store) as store:
        ids = matching(store, args.query) if args.query else None
        counts = write_tables(store, Path(args.out), args.format, ids=ids, show_personal=args.show_personal)
    for path, rows in counts.items():
        print(f"{path}\t{rows}")
    return 0


def crawl(args: Namespace) -> int:
    """Fetch a site into a WARC file and print what was done; failures by URL on stderr."""
    from pipeline.crawl import crawl as fetch_site
    from pipeline.crawl import load_site

    report = fetch_site(load_site(args.site), Path(args.out), limit=args.limit)
    for failure in report.failed:
        print(f"fuwen: {failure.url}: {failure.reason}", file=sys.stderr)
    if report.stopped:
        print(f"fuwen: stopped: {report.stopped}", file=sys.stderr)
    print(
        f"{report.site}: {report.listed} listed on {report.list_pages} list pages, {report.fetched} fetched, "
        f"{report.skipped} fetched before, {report.disallowed} kept from us by robots.txt, "
        f"{report.outside} on other hosts, {len(report.failed)} failed"
    )
    print(report.warc)
    return 0


def train(args: Namespace) -> int:
    """Fit a topic model and print its cross-validated accuracy."""
    from pipeline.train import train as fit

    report = fit(
        [Path(path) for path in args.paths], Path(args.out), card=Path(args.card) if args.card else None
    )
    print(report)
    return 0


def evaluate(args: Namespace) -> int:
    """Score the chain on gold."""
    from pipeline.evaluate import evaluate_command

    print(evaluate_command(args.gold, args.pages, args.format))
    return 0
