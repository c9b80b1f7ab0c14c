"""One generated page through the pipeline: what came out right and what did not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cache

from pipeline.document import Document
from pipeline.evaluation.matching import lcs_length, similarity
from pipeline.evaluation.normal import comparable
from tests.generator.letters import Letter, read
from tests.generator.loss import damaged
from tests.generator.mutation import mutated
from tests.generator.spam import Injected
from tests.generator.truth import is_right, losses, whole_lines


@dataclass(frozen=True, slots=True)
class Shape:
    """How the text of a page compares to the letter: similarity, characters lost and gained."""

    similarity: float
    lost: int
    gained: int


@dataclass(slots=True)
class Repaired:
    """Repairs and lost values of a damaged text, counted by rule; `issue_date` is None where the gold has none."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[str, str, str]] = field(default_factory=list)
    lost: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    missed: list[tuple[str, str]] = field(default_factory=list)
    issue_date: bool | None = None
    flagged: bool = False


def shape(doc: Document, letter: Letter) -> Shape:
    """The text of a document against the letter's, white space and width apart."""
    gold, text = comparable(letter.gold.body_text), comparable(doc.text)
    if gold == text:
        return Shape(1.0, 0, 0)
    shared = lcs_length(gold, text)
    return Shape(similarity(gold, text), len(gold) - shared, len(text) - shared)


def try_mutated(letter: Letter, seed: int) -> tuple[Shape, list[str]]:
    """The letter behind mutated markup, and the fields that have other values than those of the page as it is."""
    doc = read(mutated(letter.html, seed), letter.file)
    return shape(doc, letter), sorted({name for name, _ in _values(letter) ^ _field_values(doc)})


@cache
def _values(letter: Letter) -> frozenset[tuple[str, str]]:
    return _field_values(read(letter.html, letter.file))


def _field_values(doc: Document) -> frozenset[tuple[str, str]]:
    return frozenset((m.name, str(m.value)) for m in doc.fields)


def try_spam(letter: Letter, injected: Injected) -> tuple[Shape, list[str], bool]:
    """The letter beside advertisements; those that stand in its text or title; whether the page is flagged."""
    doc = read(injected.html, letter.file)
    out = comparable(doc.text + "\n" + doc.title)
    return shape(doc, letter), [s for s in injected.strings if comparable(s) in out], "spam" in doc.flags


def try_damaged(letter: Letter, seed: int) -> Repaired:
    """The letter as a plain text with characters lost."""
    sample = damaged(letter, seed)
    doc = read(sample.text, letter.file.replace(".html", ".txt"))
    out, lines = Repaired(flagged="damaged" in doc.flags), whole_lines(sample)
    for r in doc.repairs:
        if is_right(r, doc.text, lines):
            out.right[r.rule] += 1
        else:
            out.wrong.append((r.rule, r.before, r.after))
    for loss in losses(doc, sample):
        out.lost[loss.rule] += 1
        out.found[loss.rule] += loss.found
        out.missed += [] if loss.found else [(loss.rule, loss.value)]
    gold = (letter.gold.fields or {}).get("issue_date", ())
    if gold:
        out.issue_date = bool({m.value for m in doc.values("issue_date")} & set(gold))
    return out
