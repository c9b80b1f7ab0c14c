"""Sum the weights of the cues found, add what the page's shape says, take the highest."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from pipeline.document import Document
from pipeline.errors import RuleError
from pipeline.kinds.shape import Shape, measure_shape, shape_scores
from pipeline.rules import load_toml
from pipeline.text import fold

_ZONES = ("title", "first", "opening", "text", "last", "path")
_TEXT_LIMIT = 4000
_LINE_LIMIT = 240


@dataclass(frozen=True, slots=True)
class Cue:
    """One piece of evidence for a kind, with the strings that prove the rule."""

    id: str
    kind: str
    zone: str
    weight: float
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    needs: tuple[str, ...]
    longest: int
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]

    def fires(self, zone: str) -> bool:
        """Whether the cue is present in the zone's folded text and not vetoed."""
        if self.longest and len(zone) > self.longest:
            return False
        if self.needs and not any(word in zone for word in self.needs):
            return False
        if self.unless is not None and self.unless.search(zone):
            return False  # the veto first: in letters it stands near the top
        return self.pattern.search(zone) is not None


def load_cues() -> tuple[Cue, ...]:
    """The cues of the data file; RuleError for an unknown zone or missing examples."""
    return tuple(_cue(row) for row in load_toml("pipeline.kinds", "data/kinds.toml")["cue"])


def _cue(row: dict[str, object]) -> Cue:
    if row["zone"] not in _ZONES or not row.get("examples") or not row.get("counter_examples"):
        raise RuleError(f"kinds.toml: cue {row['id']}: unknown zone or no examples")
    unless = row.get("unless")
    return Cue(
        id=str(row["id"]),
        kind=str(row["kind"]),
        zone=str(row["zone"]),
        weight=float(str(row["weight"])),
        pattern=re.compile(str(row["pattern"]), re.MULTILINE),
        unless=re.compile(str(unless)) if unless else None,
        needs=tuple(row.get("needs", ())),  # type: ignore[arg-type]
        longest=int(str(row.get("longest", 0))),
        examples=tuple(row["examples"]),  # type: ignore[arg-type]
        counter_examples=tuple(row["counter_examples"]),  # type: ignore[arg-type]
    )


_CUES = load_cues()
_PRIOR: dict[str, float] = load_toml("pipeline.kinds", "data/kinds.toml")["prior"]


def recognise(doc: Document) -> Document:
    """Add `kind` and `kind_confidence` (share of the winner against the runner-up, 0.5 to 0.99)."""
    shape = measure_shape(doc)
    scores = _cue_scores(doc)
    for kind, score in shape_scores(shape, scores).items():
        scores[kind] += score
    kind, confidence = _best(scores)
    return doc.adding(kind=kind, kind_confidence=confidence, flags=_flags(doc, shape))


def _cue_scores(doc: Document) -> defaultdict[str, float]:
    zones = _zone_texts(doc)
    scores: defaultdict[str, float] = defaultdict(float, _PRIOR)
    for cue in _CUES:
        if cue.fires(zones[cue.zone]):
            scores[cue.kind] += cue.weight
    return scores


def _zone_texts(doc: Document) -> dict[str, str]:
    whole = fold(doc.text)
    text = whole[:_TEXT_LIMIT]
    lines = text.split("\n")
    title = fold(doc.title)
    body_start = next((s.start for s in doc.sections if s.kind in ("body", "next_steps")), len(text))
    path = " ".join(m.value for m in doc.metadata if m.label in ("breadcrumb", "columnname", "title"))
    tail = whole[-600:].split("\n")
    return {
        "title": title or (lines[0] if lines else ""),
        "first": "\n".join(line[:_LINE_LIMIT] for line in lines[:12]),
        "opening": text[: min(body_start, 1500)],
        "text": "\n".join((title, text)),
        "last": "\n".join(tail[-8:]),
        "path": fold(path),
    }


def _best(scores: dict[str, float]) -> tuple[str, float]:
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    (kind, top), second = ranked[0], ranked[1][1] if len(ranked) > 1 else 0.0
    margin = (top - second) / (abs(top) + 1.0)
    return kind, round(min(0.99, 0.5 + max(margin, 0.0) * 0.55), 3)


def _flags(doc: Document, shape: Shape) -> tuple[str, ...]:
    if not shape.characters and "empty" not in doc.flags:
        return (*doc.flags, "empty")
    return doc.flags
