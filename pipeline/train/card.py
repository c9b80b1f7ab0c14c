"""The model card, written from what was measured, so that it is true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.classify.taxonomy import r22
from pipeline.train.score import LabelScore, Scores

_CARD = """\
# Topic model

Written by `fuwen train`; do not edit.

A linear model of what a proposal asks for: tf-idf over single characters, pairs of characters and long words of
the title, the opening and the first part of the letter, one logistic regression per topic, probabilities scaled
to one. The lead agency's usual topic raises that topic's log odds by {prior:g}. The file holds arrays and
scikit-learn's own types only; nothing in it is executed when it is read.

| | |
|---|---|
| texts | {rows} in {groups} groups of near-duplicates |
| seed terms | {seeds}, each a small training example of its topic |
| terms in the model | {terms} |
| digest of texts and seeds (SHA-256) | `{digest}` |
| penalty | L2, C = {c:g} |
{versions}

## Measured

{folds}-fold cross-validation. A group of near-duplicates is never parted between training and test.

| | |
|---|---|
| accuracy | {top1:.3f} |
| accuracy, an accepted second label counted as right | {accepted:.3f} |
| right label among the first two | {top2:.3f} |
| mean probability of the first label | {confidence:.3f} |
| log loss | {log_loss:.3f} |

| label | name | texts | precision | recall | with accepted second | most confused with |
|---|---|--:|--:|--:|--:|---|
{table}

## Limits

* Half of the texts have {median_length} characters or fewer. The figures hold for requests like these; for longer letters,
  other writers and several requests on one page expect less.
* Only the title and the first {read} characters of the letter are read. A request that comes later is not seen.
* The label is that of the request. What a reply tells beyond it should not decide, but can.
* Weakest: {weakest}. There the second label is worth reading too.
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the card tells beside the scores."""

    numbers: Mapping[str, object]
    scores: Scores


def write_card(facts: Facts, path: Path) -> None:
    """Write the card to `path`."""
    scores = facts.scores
    path.parent.mkdir(parents=True, exist_ok=True)
    text = _CARD.format(
        **facts.numbers,
        versions=_versions(),
        top1=scores.top1,
        accepted=scores.accepted,
        top2=scores.top2,
        confidence=scores.confidence,
        log_loss=scores.log_loss,
        weakest=", ".join(_weakest(scores)),
        table="\n".join(map(_line, scores.by_label)),
    )
    path.write_text(text, "utf-8")


def _weakest(scores: Scores) -> list[str]:
    """The labels with the least of precision and recall."""
    order = sorted(scores.by_label, key=lambda row: (min(row.precision, row.recall), row.label))
    return [f"{row.label} ({min(row.precision, row.recall):.2f})" for row in order[:3]]


def _versions() -> str:
    from importlib.metadata import version

    return "\n".join(f"| {name} | {version(name)} |" for name in ("scikit-learn", "skops", "numpy"))


def _line(row: LabelScore) -> str:
    label = r22().get(row.label)
    return (
        f"| {row.label} | {label.name if label else ''} | {row.rows} | {row.precision:.2f} | {row.recall:.2f} "
        f"| {row.accepted:.2f} | {row.most_confused} |"
    )
