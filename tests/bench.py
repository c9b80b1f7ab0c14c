"""Speed and memory beside a chain of ready parts: `python -m tests.bench [--pages N] [--rounds N] [--json]`.

Every run is a fresh process bound to one core; it loads, reads some pages to warm up, then is timed over all pages.
Runs alternate (read, ingest, chain, chain without JioNLP, read, …) and ratios are taken within a round, so that
other work on the machine strikes both sides alike.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

Work = Callable[[Iterable[Path]], None]

ROOT = Path(__file__).resolve().parent.parent
WARM_UP = 20
RUNS = ("read", "ingest", "chain", "chain-no-jionlp")
RATIOS = (
    ("ingest", "chain"),
    ("ingest", "chain-no-jionlp"),
    ("read", "chain"),
    ("read", "chain-no-jionlp"),
)


@dataclass(frozen=True)
class Run:
    """One timed process: pages and seconds after loading, seconds of loading, peak memory in MB."""

    pages: int
    seconds: float
    loading: float
    memory: float

    @property
    def rate(self) -> float:
        """Pages a second."""
        return self.pages / self.seconds


# --- pages ---


def spread(source: Path, target: Path, count: int) -> list[Path]:
    """`count` files that repeat the pages in turn, each with its own bytes, so that no result is met again."""
    pages = sorted(p for p in source.iterdir() if p.suffix in (".html", ".htm", ".shtml", ".txt"))
    written = []
    for i in range(count):
        page = pages[i % len(pages)]
        copy = target / f"{i:05d}_{page.name}"
        tail = "\n" * (i // len(pages)) if page.suffix == ".txt" else f"\n<!-- {i} -->"
        copy.write_bytes(page.read_bytes() + tail.encode())
        for ending in (".headers", ".json"):
            beside = page.with_name(page.name + ending)
            if beside.is_file():
                copy.with_name(copy.name + ending).write_bytes(beside.read_bytes())
        written.append(copy)
    return written


# --- what is timed, each in its own process ---


def _read(folder: Path) -> Work:
    from pipeline.pages import Page
    from pipeline.record import mask, to_line
    from pipeline.run import read_pages

    def work(paths: Iterable[Path]) -> None:
        with (folder / "records.jsonl").open("w", encoding="utf-8") as out:
            for result in read_pages((Page(str(path)) for path in paths), jobs=1):
                out.write(to_line(mask(result.record)) + "\n")

    return work


def _ingest(folder: Path) -> Work:
    from pipeline.ingest import ingest
    from pipeline.pages import Page
    from pipeline.store import open_store

    numbers = iter(range(1000))

    def work(paths: Iterable[Path]) -> None:
        with open_store(f"sqlite:///{folder}/{next(numbers)}.db", create=True) as store:
            ingest((Page(str(path)) for path in paths), store, jobs=1)

    return work


def _chain(folder: Path, *, times_and_money: bool) -> Work:
    from tests.chain import Chain

    logging.disable(logging.ERROR)  # JioNLP logs a traceback for each phrase that is no time
    chain = Chain(folder / "chain.db", times_and_money=times_and_money)

    def work(paths: Iterable[Path]) -> None:
        chain.run(paths)

    return work


def _worker(name: str, folder: Path) -> Work:
    if name == "read":
        return _read(folder)
    if name == "ingest":
        return _ingest(folder)
    return _chain(folder, times_and_money=name == "chain")


def timed(name: str, pages: Path, folder: Path) -> Run:
    """Load, warm up, then time one kind of run over all pages of a folder."""
    start = time.perf_counter()
    paths = sorted(p for p in pages.iterdir() if p.suffix not in (".headers", ".json"))
    work = _worker(name, folder)
    work(paths[:WARM_UP])
    loaded = time.perf_counter()
    work(paths)
    done = time.perf_counter()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Run(len(paths), done - loaded, loaded - start, memory)


def stage_seconds(pages: Path) -> dict[str, float]:
    """Seconds spent in each stage over all pages of a folder, in batches as they are read, after a warm-up."""
    from pipeline.pages import Page
    from pipeline.record import to_line, to_record
    from pipeline.run import batches, stages
    from pipeline.strip import strip

    spent = dict.fromkeys(("load", "strip", *(name for name, _ in stages()), "record"), 0.0)

    def step(name: str, call: Callable[[Any], Any], items: list[Any]) -> list[Any]:
        start = time.perf_counter()
        results = [call(item) for item in items]
        spent[name] += time.perf_counter() - start
        return results

    def read(batch: list[Page]) -> None:
        loaded = step("load", lambda page: page.load(), batch)
        docs = step("strip", lambda page: strip(page.data, page.source(), page.headers), loaded)
        for name, stage in stages():
            docs = step(name, stage, docs)
        step("record", lambda doc: to_line(to_record(doc)), docs)

    paths = sorted(p for p in pages.iterdir() if p.suffix not in (".headers", ".json"))
    read([Page(str(path)) for path in paths[:WARM_UP]])
    spent.update(dict.fromkeys(spent, 0.0))
    for batch in batches(Page(str(path)) for path in paths):
        read(batch)
    return spent


# --- the runs and what they say ---


def on_one_core(*arguments: str) -> Any:
    """The JSON that this module prints when run with these arguments in a process of its own."""
    core = min(os.sched_getaffinity(0))
    command = [sys.executable, "-m", "tests.bench", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, check=True, text=True, stdout=subprocess.PIPE, preexec_fn=_bind(core)
    )
    return json.loads(done.stdout.splitlines()[-1])


def _bind(core: int) -> Callable[[], None]:
    return lambda: os.sched_setaffinity(0, {core})


def rounds(pages: Path, count: int, names: Sequence[str]) -> dict[str, list[Run]]:
    """`count` alternating rounds of all runs."""
    runs: dict[str, list[Run]] = {name: [] for name in names}
    for _ in range(count):
        for name in names:
            with tempfile.TemporaryDirectory() as folder:
                runs[name].append(Run(**on_one_core("--worker", name, str(pages), folder)))
            print(f"{name}: {runs[name][-1].rate:.1f} pages/s", file=sys.stderr)
    return runs


def spread_of(values: Sequence[float]) -> dict[str, float]:
    return {"median": median(values), "min": min(values), "max": max(values)}


def ratios(runs: dict[str, list[Run]], ours: str, theirs: str) -> dict[str, float]:
    """How many times faster `ours` is, from the rates of each round."""
    return spread_of([a.rate / b.rate for a, b in zip(runs[ours], runs[theirs], strict=True)])


def result_of(runs: dict[str, list[Run]], stages: dict[str, float]) -> dict[str, Any]:
    """All that was measured, as plain values."""
    total = sum(stages.values()) or 1.0
    return {
        "runs": {name: [asdict(run) for run in timed_runs] for name, timed_runs in runs.items()},
        "pages_per_second": {name: spread_of([r.rate for r in rs]) for name, rs in runs.items()},
        "peak_memory_mb": {name: max(r.memory for r in rs) for name, rs in runs.items()},
        "loading_seconds": {name: median(r.loading for r in rs) for name, rs in runs.items()},
        "ratios": {f"{a} / {b}": ratios(runs, a, b) for a, b in RATIOS if a in runs and b in runs},
        "stage_shares": {name: seconds / total for name, seconds in stages.items()},
    }


def table(result: dict[str, Any]) -> str:
    lines = [f"{'':<32}{'median':>9}{'min':>9}{'max':>9}   memory   loading"]
    for name, rate in result["pages_per_second"].items():
        extra = f"{result['peak_memory_mb'][name]:>6.0f} MB{result['loading_seconds'][name]:>8.2f} s"
        lines.append(f"{name + ' (pages/s)':<32}{_numbers(rate)}{extra}")
    lines += [f"{name + ' (times)':<32}{_numbers(ratio)}" for name, ratio in result["ratios"].items()]
    lines += [f"stage {name:<12}{share:>7.1%}" for name, share in result["stage_shares"].items()]
    return "\n".join(lines)


def _numbers(values: dict[str, float]) -> str:
    return "".join(f"{values[key]:>9.2f}" for key in ("median", "min", "max"))


def bench(pages: int, count: int, names: Sequence[str]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        spread(ROOT / "corpus" / "pages", Path(folder), pages)
        return result_of(
            rounds(Path(folder), count, names), on_one_core("--worker", "stages", folder, folder)
        )


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Speed and memory beside a chain of ready parts.")
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=RUNS, default=RUNS)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--worker", nargs=3, metavar=("RUN", "PAGES", "FOLDER"), help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if args.worker:
        name, pages, folder = args.worker
        measured = stage_seconds(Path(pages)) if name == "stages" else None
        print(json.dumps(measured or asdict(timed(name, Path(pages), Path(folder)))))
        return 0
    result = bench(args.pages, args.rounds, args.only)
    print(json.dumps(result, indent=1) if args.json else table(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
