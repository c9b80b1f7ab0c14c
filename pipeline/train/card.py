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
| digest of the texts (SHA-256) | `{digest}` |
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

* The texts were written for training: short, one request each, places and persons invented. Letters with several
  requests, and letters whose title and opening say little, are classified less well than these figures say.
* The label is that of the request. What a reply boasts of beyond it should not decide, but can.
* Probabilities are honest on texts like these; on long letters they are a little too low or too high.
* Topics at a border (see the precision above) are often both right: read the second label too.
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
        table="\n".join(map(_line, scores.by_label)),
    )
    path.write_text(text, "utf-8")


def _versions() -> str:
    from importlib.metadata import version

    return "\n".join(f"| {name} | {version(name)} |" for name in ("scikit-learn", "skops", "numpy"))


def _line(row: LabelScore) -> str:
    label = r22().get(row.label)
    return (
        f"| {row.label} | {label.name if label else ''} | {row.rows} | {row.precision:.2f} | {row.recall:.2f} "
        f"| {row.accepted:.2f} | {row.most_confused} |"
    )
