"""Money of the letter: every amount, whoever spends, wants or charges it."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.amounts import find_money
from pipeline.document import Mention
from pipeline.extract.context import Context


def find_sums(ctx: Context) -> Iterator[Mention]:
    """Candidates for `money` in yuan below the head of the letter."""
    for kind in ("proposal", "opening", "body", "next_steps", "closing", "reply"):
        for section in ctx.doc.sections:
            if section.kind == kind:
                yield from _in_range(ctx, section.start, section.end)


def _in_range(ctx: Context, start: int, end: int) -> Iterator[Mention]:
    for a, b, amount in find_money(ctx.folded[start:end]):
        raw = ctx.doc.text[start + a : start + b]
        extra = (("bound", amount.bound), ("per", amount.per))
        yield Mention("money", amount.value, raw, start + a, start + b, "text", "money", 0.9, extra=extra)
