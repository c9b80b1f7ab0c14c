"""What an ingest shows: a progress line on a terminal, a table or JSON at the end."""

from __future__ import annotations

import json
import sys
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.ingest import Summary

_SHOWN_REASONS = 10


class Progress:
    """A line on stderr that counts pages; silent where stderr is no terminal."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()

    def __enter__(self) -> Progress:
        """The progress itself, to be called with the number of pages met."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Clear the line."""
        if self._shown:
            sys.stderr.write("\r\033[K")

    def __call__(self, read: int) -> None:
        """Show that so many pages were met."""
        if self._shown and read % 10 == 0:
            sys.stderr.write(f"\r{read} pages")
            sys.stderr.flush()


def print_summary(summary: Summary, reasons: list[tuple[str, str, str]], fmt: str) -> None:
    """Print counts on stdout, for machines or as a table with the first reasons of quarantined pages."""
    if fmt == "json":
        listed = [{"path": path, "type": kind, "message": message} for path, kind, message in reasons]
        print(json.dumps({**summary.as_dict(), "reasons": listed}, ensure_ascii=False))
        return
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    table = Table()
    for name in summary.as_dict():
        table.add_column(name, justify="right")
    table.add_row(*(str(count) for count in summary.as_dict().values()))
    console.print(table)
    for path, kind, message in reasons[:_SHOWN_REASONS]:
        console.print(f"{path}: {kind}: {message}", soft_wrap=True, markup=False)
    if len(reasons) > _SHOWN_REASONS:
        console.print(f"… and {len(reasons) - _SHOWN_REASONS} more")
