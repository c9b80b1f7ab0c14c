"""Which of several copies is trusted, and what the others are to it."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.duplicates.compare import contradict, is_copy
from pipeline.duplicates.letter import Facts
from pipeline.duplicates.rules import rules

TRUSTED, COPY, COSIGNED = "trusted", "copy", "cosigned"
_NEVER = "9999"


def most_trusted(facts: Mapping[int, Facts]) -> int:
    """The page to trust among copies, whatever the order in which they came. In the order of weight:

    1. untampered: no names replaced, no foreign words worked in;
    2. undamaged: no characters lost, garbled or misread;
    3. complete: not truncated, no digest, not much shorter than the longest copy;
    4. on the portal of the agency that answers;
    5. published earliest, a known date before none;
    6. the smallest id.
    """
    longest = max(fact.length for fact in facts.values())
    return min(facts, key=lambda page: _doubts(facts[page], longest))


def _doubts(facts: Facts, longest: int) -> tuple[bool, bool, bool, bool, str, str]:
    limits, flags = rules(), set(facts.flags)
    incomplete = (
        bool(flags & limits.incomplete)
        or facts.kind in limits.digests
        or facts.length < limits.complete * longest
    )
    damaged = bool(flags & limits.damaged)
    return "tampered" in flags, damaged, incomplete, not facts.own, facts.published or _NEVER, facts.id


def parted(facts: Mapping[int, Facts]) -> dict[int, tuple[int, str]]:
    """For each of the joined pages whom to trust and what it is to that page.

    Pages that contradict the trusted one were joined by a page that lacks the fact: they are clusters of their own.
    """
    found: dict[int, tuple[int, str]] = {}
    rest = dict(facts)
    while rest:
        trusted = most_trusted(rest)
        best = rest[trusted]
        for page in [page for page in rest if page == trusted or not contradict(rest[page], best)]:
            found[page] = trusted, _relation(page, trusted, rest.pop(page), best)
    return found


def _relation(page: int, trusted: int, facts: Facts, best: Facts) -> str:
    """Itself, a copy, or the same answer to another who asked."""
    if page == trusted:
        return TRUSTED
    return COPY if is_copy(facts, best) else COSIGNED
