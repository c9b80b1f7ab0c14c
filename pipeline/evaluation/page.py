"""The score of one page: counts that add up over pages, and the items behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.document import REPLY_KINDS
from pipeline.evaluation.gold import FIELDS, GoldPage
from pipeline.evaluation.matching import (
    Match,
    covered_share,
    lcs_length,
    match_values,
    pair_measures,
)
from pipeline.evaluation.normal import Value, comparable, field_value, same_agency

AGENCY_FIELDS = ("lead_agency", "co_agency")
FLAGS = ("spam", "tampered", "damaged")
NO_PROPOSAL_KINDS = frozenset({"list", "stub", "challenge", "mailbox", "news", "other"})
KEY_FIELDS = ("proposal_number", "proposal_title", "lead_agency", "result_mark")
COVERED = 0.8

Record = Mapping[str, Any]


@dataclass(slots=True)
class PageScore:
    """What one page adds to each measure.

    `counts`: (hits, asked) of a share, (true positives, false positives, false negatives) of a finding.
    `right` and `wrong` are items such as `issue_date=2019-08-23` that the record has.
    """

    file: str
    kind: tuple[str, str | None]
    counts: dict[str, tuple[float, ...]] = field(default_factory=dict)
    right: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def share(self, name: str, hits: float, asked: float = 1) -> None:
        """Count `hits` of `asked` for a measure that is a share."""
        self.counts[name] = (float(hits), float(asked))

    def finding(self, name: str, gold: bool, given: bool) -> None:
        """Count one yes-or-no finding."""
        self.counts[name] = (float(gold and given), float(given and not gold), float(gold and not given))

    def item(self, text: str, right: bool) -> None:
        """Note an item that the record has."""
        (self.right if right else self.wrong).append(text)


def score_page(gold: GoldPage, record: Record) -> PageScore:
    """Score a page's record (personal data shown); an empty or error record scores as nothing found."""
    kind = record.get("kind")
    score = PageScore(gold.file, (gold.kind, kind))
    score.share("kind", kind == gold.kind)
    score.item(f"kind={kind}", kind == gold.kind)
    score.finding("reply", gold.kind in REPLY_KINDS, kind in REPLY_KINDS)
    _score_spans(score, record)
    for flag in FLAGS:
        score.finding(f"flag.{flag}", getattr(gold, flag), flag in record.get("flags", ()))
    if not gold.is_letter:
        _score_stray_values(score, gold, record)
        return score
    text = comparable(record.get("text"))
    _score_text(score, gold, text, comparable(record.get("title")))
    _score_leaks(score, gold, text)
    for name in FIELDS:
        _score_field(score, gold, record, name)
    _score_damaged_date(score, gold, record)
    _score_topic(score, gold, record)
    if gold.measures:
        _score_measures(score, gold, record)
    return score


def _score_spans(score: PageScore, record: Record) -> None:
    text = record.get("text", "")
    spans = [
        item
        for items in record.get("fields", {}).values()
        for item in items
        if isinstance(item.get("start"), int) and isinstance(item.get("end"), int)
    ]
    exact = sum(i["start"] >= 0 and text[i["start"] : i["end"]] == i["raw"] for i in spans)
    score.share("spans", exact, len(spans))


def _score_stray_values(score: PageScore, gold: GoldPage, record: Record) -> None:
    """Key values on pages that answer no proposal are all wrong."""
    if gold.kind not in NO_PROPOSAL_KINDS:
        return
    stray = [(name, value) for name in KEY_FIELDS for value in _values(record, name)]
    score.share("stray_values", len(stray))
    for name, value in stray:
        score.item(f"{name}={value}", right=False)


def _score_text(score: PageScore, gold: GoldPage, text: str, title: str) -> None:
    """Similarity of the clean text; a title given only in `title` is not missed in the text."""
    body = comparable(gold.body_text)
    common = lcs_length(body, text)
    alike = _alike(body, text, common)
    head, _, rest = gold.body_text.partition("\n")
    head = comparable(head)
    if rest and text and title and head not in text:
        body = body[len(head) :]
        common = lcs_length(body, text)
        alike = max(alike, _alike(body, text, common))
    score.share("text", alike)
    score.share(f"text.{gold.file.rpartition('.')[2]}", alike)
    score.share("characters_lost", len(body) - common, len(body))


def _alike(body: str, text: str, common: int) -> float:
    return 2 * common / (len(body) + len(text)) if text else 0.0


def _score_leaks(score: PageScore, gold: GoldPage, text: str) -> None:
    """Whether page furniture or injected spam is left in the text; a page without text is not clean."""
    spam = [words for words in gold.must_not_spam if comparable(words) in text]
    rest = [w for w in gold.must_not if w not in gold.must_not_spam and comparable(w) in text]
    score.share("clean", not spam and not rest and bool(text))
    score.share("no_navigation", not rest and bool(text))
    if gold.must_not_spam:
        score.share("no_spam", not spam and bool(text))
    for words in spam + rest:
        score.item(f"left:{words}", right=False)


def _score_field(score: PageScore, gold: GoldPage, record: Record, name: str) -> None:
    strict = _match(gold, record, name)
    score.counts[f"field.{name}"] = tuple(map(float, strict.counts))
    if name in AGENCY_FIELDS:
        score.counts[f"lenient.{name}"] = tuple(map(float, _match(gold, record, name, lenient=True).counts))
    for value in strict.right:
        score.item(f"{name}={value}", right=True)
    for value in strict.extra:
        score.item(f"{name}={value}", right=False)


def _match(gold: GoldPage, record: Record, name: str, *, lenient: bool = False) -> Match:
    alternatives = (gold.alt or {}).get(name, {})
    return match_values(
        [field_value(name, value) for value in _gold_values(gold, name)],
        _values(record, name),
        {field_value(name, v): {field_value(name, o) for o in forms} for v, forms in alternatives.items()},
        {field_value(name, value) for value in (gold.optional or {}).get(name, ())},
        same_agency if lenient else None,
    )


def _gold_values(gold: GoldPage, name: str) -> tuple[str | int | float, ...]:
    return (gold.fields or {}).get(name, ())


def _values(record: Record, name: str) -> list[Value]:
    forms = (field_value(name, item["value"]) for item in record.get("fields", {}).get(name, ()))
    return [form for form in forms if form not in (None, "")]


def _score_damaged_date(score: PageScore, gold: GoldPage, record: Record) -> None:
    wanted = [field_value("issue_date", value) for value in _gold_values(gold, "issue_date")]
    if gold.damaged and wanted:
        given = _values(record, "issue_date")
        score.share("damaged_date", given[:1] == wanted[:1])


def _score_topic(score: PageScore, gold: GoldPage, record: Record) -> None:
    if not gold.topic or gold.topic[0] == "R00":
        return
    ranked = sorted(record.get("topics", ()), key=lambda topic: -float(topic.get("score") or 0))
    labels = [str(topic["label"])[:3] for topic in ranked]
    score.share("topic", labels[:1] == [gold.topic[0]])
    score.share("topic.accepted", bool(labels) and labels[0] in gold.topic)
    score.share("topic.top2", gold.topic[0] in labels[:2])
    if labels:
        score.item(f"topic={labels[0]}", labels[0] in gold.topic)


def _score_measures(score: PageScore, gold: GoldPage, record: Record) -> None:
    """Measures one to one; unmatched `explained` ones of the record are not punished (scored apart)."""
    given = record.get("measures", ())
    wanted, texts = [comparable(m.text) for m in gold.measures], [comparable(m["text"]) for m in given]
    pairs = pair_measures(wanted, texts)
    used = {j for _, j in pairs}
    extra = [j for j, measure in enumerate(given) if j not in used and measure.get("status") != "explained"]
    score.counts["measures"] = (len(pairs), len(extra), len(wanted) - len(pairs))
    right = [given[j].get("status") in gold.measures[i].statuses for i, j in pairs]
    score.share("status", sum(right), len(pairs))
    covered = sum(covered_share(text, texts) >= COVERED for text in wanted)
    score.share("measures.covered", covered, len(wanted))
    for (i, j), is_right in zip(pairs, right, strict=True):
        score.item(f"measure {i} {wanted[i][:16]}", right=True)
        score.item(f"status {i} {wanted[i][:16]}={given[j].get('status')}", is_right)
    for j in extra:
        score.item(f"measure {texts[j][:24]}", right=False)
