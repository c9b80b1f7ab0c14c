"""Repair: what characters lost at the border of digits and Chinese most probably were, beside the text.

The text never changes. Quantities and negations are never touched: a lost 万 or 不 cannot be known.
"""

from __future__ import annotations

import re
from datetime import date
from itertools import chain

from pipeline.document import Document, Repair
from pipeline.readings import make_date
from pipeline.repair.complete import COMPLETIONS
from pipeline.repair.page import Completion, Page
from pipeline.rules import Rule, load_rules, load_toml
from pipeline.text import fold

__all__ = ["repair"]

_PACKAGE = "pipeline.repair"
_RULES = load_rules(_PACKAGE, "data/rules.toml")
_STRONG = tuple(rule for rule in _RULES if rule.mark == "strong")
_WEAK = tuple(rule for rule in _RULES if rule.mark == "weak")
_SUSPECT = re.compile(load_toml(_PACKAGE, "data/rules.toml")["suspect"]["pattern"])
_WORDS = load_toml(_PACKAGE, "data/words.toml")
_SENTENCE = re.compile(
    rf"(?<![{''.join(w for w in _WORDS['not_after'] if len(w) == 1)}])"
    rf"(?:{'|'.join(_WORDS['nouns'])})(?={'|'.join(_WORDS['openings'])})"
)
_HALF_TITLE = re.compile(_WORDS["half_title"])
_PRINTED_DATE = re.compile(r"(\d{4})\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})")
_WHOLE_NUMBER = re.compile(r"第(\d{1,8})号")
# Proof needed without a strong shape: an extractor makes text files, and it is what loses characters.
_YEAR_BRACKETS = frozenset("[]〔〕［］【】﹝﹞()（）")
_NEEDED_PROOF = {"txt": 2}
_PAGE_PROOF = 3
_SENTENCE_CONFIDENCE = 0.3


def repair(doc: Document) -> Document:
    """The document with `repairs` and the flag `damaged` if it lost characters, else the same document."""
    if not _looks_damaged(doc):
        return doc
    page = Page(folded := fold(doc.text) + "\n", _published(doc), _whole_numbers(doc.title, folded))
    found = [r for rule in _STRONG for r in _apply(rule, page, doc.text)]
    weak = [r for rule in _WEAK for r in _apply(rule, page, doc.text)]
    if not found and _proof(doc, weak) < _NEEDED_PROOF.get(doc.source.path.rpartition(".")[2], _PAGE_PROOF):
        return doc
    repairs = _without_overlaps([*found, *weak, *_lost_stops(page, doc.text)])
    return doc.adding(repairs=(*doc.repairs, *repairs), flags=_with_flag(doc.flags))


def _with_flag(flags: tuple[str, ...]) -> tuple[str, ...]:
    return flags if "damaged" in flags else (*flags, "damaged")


def _looks_damaged(doc: Document) -> bool:
    return _SUSPECT.search(doc.text) is not None or _signs(doc.text) > 0


def _signs(text: str) -> int:
    """Signs that name no place: title marks out of balance, a line that begins with the colon of a lost label."""
    unbalanced = text.count("《") != text.count("》")
    return unbalanced + ("\n:" in text or "\n：" in text)


def _proof(doc: Document, weak: list[Repair]) -> int:
    """How much speaks for lost characters: titles and numbers of letters count double, offices rarely err there."""
    half_title = doc.text.count("《") != doc.text.count("》") and _HALF_TITLE.search(doc.text) is not None
    kinds = {r.rule for r in weak}
    return _signs(doc.text) + half_title + len(kinds) + ("D5" in kinds) + any(map(_has_lost_brackets, weak))


def _has_lost_brackets(r: Repair) -> bool:
    """Whether a 发文字号 lost both its brackets: without 号 alone it may be a slip of the office."""
    return r.rule == "D6" and not _YEAR_BRACKETS.intersection(r.before)


def _apply(rule: Rule, page: Page, text: str) -> list[Repair]:
    complete = COMPLETIONS[rule.field]
    completions = (complete(match, page) for match in rule.find(page.folded))
    return [_repair(rule.id.partition("-")[0], c, rule.confidence * c.trust, text) for c in completions if c]


def _repair(rule: str, c: Completion, confidence: float, text: str) -> Repair:
    return Repair(rule, c.start, c.end, text[c.start : c.end], c.after, round(min(confidence, 0.99), 3))


def _lost_stops(page: Page, text: str) -> list[Repair]:
    """D7: between a noun and the opening of a sentence; only a hint for the segmentation."""
    ends = (match.end() for match in _SENTENCE.finditer(page.folded))
    return [
        _repair("D7", Completion(e - 1, e + 1, f"{text[e - 1]}。{text[e]}"), _SENTENCE_CONFIDENCE, text)
        for e in ends
    ]


def _without_overlaps(repairs: list[Repair]) -> list[Repair]:
    """The longer of two neighbours that overlap, then the more confident, in the order of the text."""
    kept: list[Repair] = []
    for candidate in sorted(repairs, key=lambda r: (r.start, r.start - r.end, -r.confidence)):
        if not kept or kept[-1].end <= candidate.start:
            kept.append(candidate)
        elif candidate.end - candidate.start > kept[-1].end - kept[-1].start:
            kept[-1] = candidate
    return kept


def _published(doc: Document) -> date | None:
    """The publish date printed beside the document."""
    for label in _WORDS["publish_labels"]:
        for item in doc.metadata:
            match = item.label == label and item.where == "meta" and _PRINTED_DATE.search(item.value)
            if match and (found := make_date(*map(int, match.groups()))):
                return found
    return None


def _whole_numbers(*texts: str) -> frozenset[int]:
    return frozenset(int(m) for m in chain.from_iterable(map(_WHOLE_NUMBER.findall, texts)))
