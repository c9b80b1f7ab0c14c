"""A saved topic model: scikit-learn's fitted pipeline, scored without scikit-learn's cost per call.

The file holds the terms (one per column), the pipeline over the matrix of their weights, and the weight of the
agency prior. The probabilities equal those of the pipeline; a test compares them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.classify.features import Block
from pipeline.classify.lookup import Vocabulary
from pipeline.classify.skopsfile import read_state
from pipeline.errors import UsageError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TopicModel:
    """Column per term, idf per column, coefficient per column and label, intercept per label."""

    labels: tuple[str, ...]
    columns: dict[str, int]
    vocabulary: Vocabulary
    idf: Floats
    weights: Floats
    intercept: Floats
    prior: float

    def probabilities(self, parts: Sequence[Block]) -> Floats:
        """Probability per label, in the order of `labels`; terms that the model does not know count nothing."""
        import numpy as np

        columns, values = self._vector(parts)
        decision = self.intercept + values @ self.weights.take(columns, axis=0)
        chance = 1 / (1 + np.exp(-decision))
        return np.asarray(chance / chance.sum())

    def contributions(self, parts: Sequence[Block], label: str) -> list[tuple[str, float]]:
        """What each term adds to the log odds of a label, largest first; ValueError if the label is unknown."""
        if label not in self.labels:
            raise ValueError(f"the model knows no label {label}")
        columns, values = self._vector(parts)
        terms = list(self.columns)
        shares = (values * self.weights[columns, self.labels.index(label)]).tolist()
        pairs = [(terms[i], share) for i, share in zip(columns.tolist(), shares, strict=True)]
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))

    def _vector(self, parts: Sequence[Block]) -> tuple[NDArray[np.intp], Floats]:
        """The columns of the known terms and their idf-weighted values, scaled to unit length."""
        import numpy as np

        columns, weights = self.vocabulary.weigh(parts)
        values = weights * self.idf[columns]
        length = float(np.sqrt(values @ values))
        return columns, values / length if length else values


def default_path() -> Path:
    """Where the project keeps its own model."""
    return Path(__file__).resolve().parents[2] / "models" / "topics.skops"


def load_model(path: Path) -> TopicModel:
    """A model from its file; UsageError if it is missing, damaged or holds a type that is not trusted."""
    state = read_state(path)
    try:
        (_, tfidf), (_, classifier) = state["pipeline"]["steps"]
        regressions = [(one["coef_"], one["intercept_"]) for one in classifier["estimators_"]]
        labels = classifier["label_binarizer_"]["classes_"]
        return assemble(labels, state["terms"], tfidf["idf_"], regressions, float(state["prior"]))
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(f"{path} is no topic model of this project: {error!r}") from error


def assemble(
    labels: Iterable[object],
    terms: Iterable[object],
    idf: Any,
    regressions: Sequence[tuple[Any, Any]],
    prior: float,
) -> TopicModel:
    """A model from its arrays; each regression gives the coefficients and the intercept of a label."""
    import numpy as np

    weights = np.vstack([coefficients for coefficients, _ in regressions]).T
    intercept = np.concatenate([constant for _, constant in regressions])
    if weights.shape[1] == 1:  # two labels share one regression
        weights, intercept = np.hstack([-weights, weights]), np.concatenate([-intercept, intercept])
    columns = {str(term): i for i, term in enumerate(terms)}
    return TopicModel(
        labels=tuple(map(str, labels)),
        columns=columns,
        vocabulary=Vocabulary(columns),
        idf=np.asarray(idf, dtype=np.float64),
        weights=np.ascontiguousarray(weights, dtype=np.float64),
        intercept=np.asarray(intercept, dtype=np.float64),
        prior=prior,
    )
