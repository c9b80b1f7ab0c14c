"""The command `fuwen`: arguments → one call → output. Exit codes: 0 done, 1 our failure, 2 wrong usage."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence

from pipeline import __version__
from pipeline.errors import PipelineError, UsageError

DEFAULT_STORE = "sqlite:///corpus/derived/fuwen.db"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; errors are one line on stderr, a broken pipe is silent."""
    args = build_parser().parse_args(argv)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(message)s")
    try:
        run: Callable[[argparse.Namespace], int] = args.run
        return run(args)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    except UsageError as error:
        print(f"fuwen: {error}", file=sys.stderr)
        return 2
    except PipelineError as error:
        print(f"fuwen: {error}", file=sys.stderr)
        return 1


def build_parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    parser = argparse.ArgumentParser(
        prog="fuwen", description="Text mining of Chinese government replies (复文) to deputies' proposals."
    )
    parser.add_argument("--version", action="version", version=f"fuwen {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for add in (_read, _ingest, _search, _show, _topics, _export, _crawl, _train, _evaluate):
        add(commands)
    return parser


type_of_commands = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _store_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--store",
        default=os.environ.get("FUWEN_STORE", DEFAULT_STORE),
        metavar="URL",
        help="sqlite:///path of the store (default: FUWEN_STORE, else %(default)s)",
    )


def _personal_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--show-personal", action="store_true", help="show contact persons, phones and e-mails instead of stars"
    )


def _read(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("read", help="pages in, one JSON record a line out; stores nothing")
    parser.add_argument(
        "paths", nargs="+", metavar="PATH", help="pages, folders, .warc or .warc.gz archives, - for standard input"
    )
    parser.add_argument("-j", "--jobs", type=_positive, metavar="N", help="processes (default: all cores)")
    parser.add_argument("--tokens", action="store_true", help="give the words of the text too")
    _personal_option(parser)
    parser.set_defaults(run=_run_read)


def _run_read(args: argparse.Namespace) -> int:
    from pipeline.pages import Inputs
    from pipeline.record import mask, to_line
    from pipeline.run import read_pages

    inputs = Inputs(args.paths)
    for result in read_pages(inputs, args.jobs):
        record = result.record
        if args.tokens and "error" not in record:
            record["tokens"] = list(result.tokens)
        print(to_line(record if args.show_personal else mask(record)))
    if inputs.skipped:
        listed = ", ".join(f"{n} {ending}" for ending, n in sorted(inputs.skipped.items()))
        print(f"fuwen: left out, no pages by their ending: {listed}", file=sys.stderr)
    return 0


def _ingest(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("ingest", help="pages through the same chain into the store")
    parser.add_argument("paths", nargs="+", metavar="PATH", help="as for read")
    _store_option(parser)
    parser.add_argument("-j", "--jobs", type=_positive, metavar="N", help="processes (default: all cores)")
    parser.add_argument("--format", choices=("table", "json"), default="table", help="of the summary at the end")
    parser.add_argument(
        "--max-bad", type=float, default=5.0, metavar="PERCENT", help="exit 1 if more pages failed (default: 5)"
    )
    parser.add_argument(
        "--force", action="store_true", help="read again what is stored already, after a change of rules or model"
    )
    parser.set_defaults(run=_run_ingest)


def _run_ingest(args: argparse.Namespace) -> int:
    from pipeline.progress import Progress, print_summary
    from pipeline.ingest import ingest
    from pipeline.pages import Inputs
    from pipeline.store import open_store

    inputs = Inputs(args.paths)
    with open_store(args.store, create=True) as store, Progress() as progress:
        summary = ingest(inputs, store, jobs=args.jobs, force=args.force, progress=progress)
        reasons = store.quarantined() if summary.quarantined else []
    print_summary(summary, args.store, reasons, args.format)
    return 1 if summary.bad_share() * 100 > args.max_bad else 0


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return value
