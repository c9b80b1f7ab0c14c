"""Accuracy of held-out predictions, as a whole and by label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.train.labels import Row

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class LabelScore:
    """Shares of one label's rows found (`recall`) and of its predictions right (`precision`)."""

    label: str
    rows: int
    precision: float
    recall: float
    accepted: float
    most_confused: str


@dataclass(frozen=True, slots=True)
class Scores:
    """Top-1 accuracy, the same with accepted second labels, mean probability of the first, log loss."""

    top1: float
    accepted: float
    top2: float
    confidence: float
    log_loss: float
    by_label: tuple[LabelScore, ...]


def score(rows: Sequence[Row], probabilities: NDArray[np.float64], labels: tuple[str, ...]) -> Scores:
    """The scores of held-out probabilities, a row per text, a column per label."""
    import numpy as np

    order = np.argsort(-probabilities, axis=1, kind="stable")
    first = [labels[i] for i in order[:, 0]]
    truth = [labels.index(row.label) for row in rows]
    chance = probabilities[np.arange(len(rows)), truth]
    return Scores(
        top1=_share(row.label == found for row, found in zip(rows, first, strict=True)),
        accepted=_share(found in (row.label, row.second) for row, found in zip(rows, first, strict=True)),
        top2=_share(t in best for t, best in zip(truth, order[:, :2].tolist(), strict=True)),
        confidence=float(probabilities.max(axis=1).mean()),
        log_loss=-float(np.log(np.maximum(chance, 1e-9)).mean()),
        by_label=tuple(_label_score(label, rows, first) for label in labels),
    )


def _label_score(label: str, rows: Sequence[Row], first: Sequence[str]) -> LabelScore:
    found = [f for row, f in zip(rows, first, strict=True) if row.label == label]
    accepted = [f in (r.label, r.second) for r, f in zip(rows, first, strict=True) if r.label == label]
    wrong = Counter(f for f in found if f != label)
    return LabelScore(
        label=label,
        rows=len(found),
        precision=_share(r.label == label for r, f in zip(rows, first, strict=True) if f == label),
        recall=_share(f == label for f in found),
        accepted=_share(accepted),
        most_confused=min(wrong, key=lambda f: (-wrong[f], f)) if wrong else "",
    )


def _share(hits: Iterable[bool]) -> float:
    values = list(hits)
    return sum(values) / len(values) if values else 0.0
