"""Chinese text on a terminal: lines filled to the last column, Latin words and numbers kept whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_UNITS = re.compile(r"\n|[!-~]+|[^\n!-~]")


def print_folded(console: Console, text: Text, indent: int = 0) -> None:
    """Print styled text from column `indent` on, broken where the line is full (rich breaks at blanks only)."""
    from rich.text import Text

    width = max(console.width - indent, 2)
    for line in text.divide(_breaks(text.plain, width)):
        line.rstrip()
        console.print(Text(" " * indent) + line, soft_wrap=True)


def _breaks(text: str, width: int) -> Iterator[int]:
    """The offsets at which a new line begins."""
    from rich.cells import cell_len

    used = 0
    for match in _UNITS.finditer(text):
        unit = match[0]
        cells = cell_len(unit)
        if unit == "\n":
            yield match.end()
            used = 0
        elif cells > width:  # a number or address longer than a line
            yield from range(match.start() + width - used, match.end(), width)
            used = (cells - (width - used)) % width or width
        elif used + cells > width:
            yield match.start()
            used = cells
        else:
            used += cells
