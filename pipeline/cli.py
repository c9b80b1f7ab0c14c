"""The command `fuwen`: arguments → one call → output. Exit codes: 0 done, 1 our failure, 2 wrong usage."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence

from pipeline import __version__, commands
from pipeline.errors import PipelineError, UsageError

DEFAULT_STORE = "sqlite:///corpus/derived/fuwen.db"
Subparsers = argparse._SubParsersAction


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; errors are one line on stderr, a broken pipe is silent."""
    args = build_parser().parse_args(argv)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="fuwen: %(levelname)s %(message)s")
    run: Callable[[argparse.Namespace], int] = args.run
    try:
        code = run(args)
        sys.stdout.flush()
        return code
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
    added = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for add in (_read, _ingest, _search, _show, _topics, _export, _crawl, _train, _evaluate):
        add(added)
    return parser


def _read(added: Subparsers[argparse.ArgumentParser]) -> None:
    parser = added.add_parser("read", help="pages in, one JSON record a line out; stores nothing")
    _paths(parser)
    parser.add_argument("--tokens", action="store_true", help="give the words of the text too")
    _personal(parser)
    parser.set_defaults(run=commands.read)


def _ingest(added: Subparsers[argparse.ArgumentParser]) -> None:
    parser = added.add_parser("ingest", help="pages through the same chain into the store")
    _paths(parser)
    _store(parser)
    parser.add_argument(
        "--format", choices=("table", "json"), default="table", help="of the summary at the end"
    )
    parser.add_argument(
        "--max-bad",
        type=float,
        default=5.0,
        metavar="PERCENT",
        help="exit 1 if more pages failed (default: 5)",
    )
    parser.add_argument(
        "--force",
        action="store_true",
        help="read again what is stored already, after a change of rules or model",
    )
    parser.set_defaults(run=commands.ingest)


def _search(added: Subparsers[argparse.ArgumentParser]) -> None:
    parser = added.add_parser("search", help="full text and fields together")
    parser.add_argument(
        "query", nargs="+", metavar="QUERY", help="e.g. '\"最后一公里\" topic:R20 level:市 year:2018..2019'"
    )
    _store(parser)
    parser.add_argument("--format", choices=("table", "json", "jsonl", "csv"), default="table")
    parser.add_argument("--limit", type=_positive, default=20, metavar="N", help="hits shown (default: 20)")
    parser.add_argument("--sort", choices=("relevance", "date", "money"), default="relevance")
    parser.add_argument(
        "--all-copies",
        action="store_true",
        help="each copy of an answer as a hit of its own, not one for all",
    )
    parser.add_argument("--facets", action="store_true", help="counts by topic, level, year, mark and so on")
    parser.set_defaults(run=commands.search)


def _show(added: Subparsers[argparse.ArgumentParser]) -> None:
    parser = added.add_parser("show", help="one reply with every field and where it was found")
    parser.add_argument("id", metavar="ID", help="the reply's id or an unambiguous beginning of it")
    _store(parser)
    _personal(parser)
    parser.set_defaults(run=commands.show)


def _topics(added: Subparsers[argparse.ArgumentParser]) -> None:
    parser = added.add_parser("topics", help="topic summaries over the store or the hits of a query")
    _store(parser)
    parser.add_argument("--query", metavar="QUERY", help="only over its hits")
    parser.add_argument("--format", choices=("md", "html", "json"), default="md")
    parser.add_argument(
        "-o", "--out", metavar="DIR", help="write topics.FORMAT there instead of standard output"
    )
    parser.set_defaults(run=commands.topics)


def _export(added: Subparsers[argparse.ArgumentParser]) -> None:
    parser = added.add_parser("export", help="replies, fields and measures as files")
    parser.add_argument("--format", choices=("csv", "jsonl", "parquet"), default="csv")
    parser.add_argument("-o", "--out", metavar="DIR", required=True)
    _store(parser)
    parser.add_argument("--query", metavar="QUERY", help="only its hits")
    _personal(parser)
    parser.set_defaults(run=commands.export)


def _crawl(added: Subparsers[argparse.ArgumentParser]) -> None:
    parser = added.add_parser("crawl", help="fetch a portal politely into WARC files")
    parser.add_argument("site", metavar="SITE", help="a bundled site (demo) or the path of a site file")
    parser.add_argument(
        "-o", "--out", default="corpus/derived/warc", metavar="DIR", help="default: %(default)s"
    )
    parser.add_argument("--limit", type=_positive, metavar="N", help="at most so many new pages")
    parser.set_defaults(run=commands.crawl)


def _train(added: Subparsers[argparse.ArgumentParser]) -> None:
    parser = added.add_parser("train", help="fit a topic model on labelled texts, any set of labels")
    parser.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help="jsonl or csv with text, label, optional title; or folders of them",
    )
    parser.add_argument(
        "-o", "--out", default="models/topics.skops", metavar="FILE", help="default: %(default)s"
    )
    parser.add_argument("--card", metavar="FILE", help="write the model card there too")
    parser.set_defaults(run=commands.train)


def _evaluate(added: Subparsers[argparse.ArgumentParser]) -> None:
    parser = added.add_parser("evaluate", help="score the chain on gold")
    parser.add_argument("gold", nargs="+", metavar="GOLD", help="gold files, one JSON object a page")
    parser.add_argument(
        "--pages", metavar="DIR", help="folder of the pages (default: pages beside the gold's folder)"
    )
    parser.add_argument("--format", choices=("table", "json"), default="table")
    parser.set_defaults(run=commands.evaluate)


def _paths(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help="pages, folders, .warc or .warc.gz archives, - for standard input",
    )
    parser.add_argument("-j", "--jobs", type=_positive, metavar="N", help="processes (default: all cores)")


def _store(parser: argparse.ArgumentParser) -> None:
    default = os.environ.get("FUWEN_STORE", DEFAULT_STORE)
    parser.add_argument(
        "--store",
        default=default,
        metavar="URL",
        help=f"sqlite:///path (default: FUWEN_STORE, else {DEFAULT_STORE})",
    )


def _personal(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--show-personal",
        action="store_true",
        help="show contact persons, phones and e-mails instead of stars",
    )


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return value


if __name__ == "__main__":
    sys.exit(main())
