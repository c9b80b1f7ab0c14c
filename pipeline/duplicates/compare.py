"""Whether two letters are the same answer: their facts first, then their words."""

from __future__ import annotations

from pipeline.duplicates.differ import difference, within
from pipeline.duplicates.letter import Facts, Letter
from pipeline.duplicates.rules import Limits, rules


def same_answer(one: Letter, other: Letter) -> bool:
    """Whether both say the same, but for damage, furniture and the names of those who asked; symmetric."""
    if contradict(one.facts, other.facts):
        return False
    limits = limits_for(one.facts, other.facts)
    found = difference(one.core, other.core)
    shorter = min(len(one.core), len(other.core))
    return (
        found.similarity >= limits.similarity
        and found.replaced <= limits.replaced * shorter
        and found.extra <= limits.extra * shorter
        and (limits.digits or not found.digits)
    )


def limits_for(one: Facts, other: Facts) -> Limits:
    """How far two letters may differ: more where numbers say that they are one, less where no title is known."""
    if _one_letter(one, other):
        return rules().same
    return rules().titled if one.title and other.title else rules().other


def contradict(one: Facts, other: Facts) -> bool:
    """Whether the facts alone show two answers: another place, agency, year or proposal, or another role."""
    return (
        (one.kind == "co_opinion") != (other.kind == "co_opinion")
        or _differ(one.region, other.region)
        or _differ(one.agency, other.agency)
        or _differ(one.issued[:4], other.issued[:4])
        or _other_title(one, other)
    )


def is_copy(one: Facts, other: Facts) -> bool:
    """Whether two letters of one answer are one letter, not letters to different people who asked."""
    return (
        _compatible(one.numbers, other.numbers)
        and _compatible(one.documents, other.documents)
        and _compatible(one.sponsors, other.sponsors)
        and not _differ(one.body, other.body)
    )


def _one_letter(one: Facts, other: Facts) -> bool:
    if not _compatible(one.documents, other.documents):
        return False
    shared_number = not set(one.numbers).isdisjoint(other.numbers) and not _differ(one.body, other.body)
    return shared_number or not set(one.documents).isdisjoint(other.documents)


def _compatible(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    return not some or not others or not set(some).isdisjoint(others)


def _differ(one: str, other: str) -> bool:
    return bool(one and other) and one != other


def _other_title(one: Facts, other: Facts) -> bool:
    """Whether two known titles are of different proposals; damage leaves letters out, tampering replaces them."""
    shorter, longer = sorted((one.title, other.title), key=len)
    if not shorter or shorter in longer:
        return bool(shorter) and len(shorter) < rules().title_part * len(longer)
    flags = {*one.flags, *other.flags}
    if "tampered" in flags and _one_letter(one, other):
        return False
    lost = not flags.isdisjoint(rules().damaged) and len(shorter) >= rules().title_part * len(longer)
    return not (lost and within(shorter, longer))
