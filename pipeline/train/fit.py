"""Fit, measure and save a topic model; the same labelled texts give the same file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from pipeline.classify.features import BODY_END, blocks, features, long_words
from pipeline.classify.prior import unit_topic, with_prior
from pipeline.classify.taxonomy import r22
from pipeline.train.card import Facts, write_card
from pipeline.train.labels import Row, digest, folds, near_duplicates, read_rows
from pipeline.train.save import save
from pipeline.train.score import Scores, score
from pipeline.train.vocabulary import place_stems, vocabulary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FOLDS = 5
# Inverse strength of the L2 penalty: high, for many terms occur in few rows; chosen for honest probabilities.
C = 100.0
# No heavier: units in texts written for training keep to their field more than real ones do.
PRIORS = (0.0, 0.5, 1.0, 1.5)
# Fewer rows that name their agency do not settle the weight of the prior.
FEWEST_SIGNED = 30
SIGNATURE = 60


@dataclass(frozen=True, slots=True)
class TrainReport:
    """What was trained and how well it does on rows that it had not seen."""

    rows: int
    groups: int
    terms: int
    seeds: int
    digest: str
    median_length: int
    prior: float
    scores: Scores
    out: Path

    def __str__(self) -> str:
        return (
            f"{self.rows} texts in {self.groups} groups, {self.terms} terms; {FOLDS}-fold accuracy "
            f"{self.scores.top1:.3f} (or an accepted second label {self.scores.accepted:.3f})\n{self.out}"
        )


@dataclass(frozen=True, slots=True)
class _Prepared:
    """Rows as features; `topics` is the usual topic of the agency that signed, '' if none."""

    rows: Sequence[Row]
    features: list[dict[str, float]]
    seeds: list[dict[str, float]]
    seed_terms: list[str]
    seed_labels: list[str]
    topics: list[str]
    places: frozenset[str]


def train(paths: Sequence[Path], out: Path, card: Path | None = None) -> TrainReport:
    """Fit a model on jsonl/csv texts (text, label, optional title and second), save it to `out`, card beside it.

    UsageError if the files cannot be read or hold fewer than two labels.
    """
    rows = read_rows(paths)
    prepared = _prepare(rows)
    groups = near_duplicates(rows)
    held_out = _held_out(prepared, folds(rows, groups, FOLDS))
    prior = _best_prior(prepared, *held_out)
    pipeline, terms = _fit(prepared, range(len(rows)))
    save({"terms": terms, "pipeline": pipeline, "prior": prior}, out)
    report = TrainReport(
        rows=len(rows),
        groups=len(set(groups)),
        terms=len(terms),
        seeds=len(prepared.seeds),
        digest=digest(rows, prepared.seed_terms),
        median_length=int(median(len(row.text) for row in rows)),
        prior=prior,
        scores=score(rows, *_with_priors(prepared, *held_out, prior)),
        out=out,
    )
    write_card(_facts(report), card or out.with_name("README.md"))
    return report


def _facts(report: TrainReport) -> Facts:
    names = ("rows", "groups", "terms", "seeds", "digest", "prior", "median_length")
    numbers = {name: getattr(report, name) for name in names}
    return Facts(numbers | {"c": C, "folds": FOLDS, "read": BODY_END}, report.scores)


def _prepare(rows: Sequence[Row]) -> _Prepared:
    from pipeline.segment.tokens import make_tokenizer

    tokenize = make_tokenizer()
    labels = {row.label for row in rows}
    seeds = [(seed, code) for code, label in r22().items() if code in labels for seed in label.seeds]

    def term_weights(title: str, text: str) -> dict[str, float]:
        words = long_words(title, tokenize(title), 0, len(title))
        return features(blocks(title, words, text, tokenize(text)))

    return _Prepared(
        rows=rows,
        features=[term_weights(row.title, row.text) for row in rows],
        seeds=[term_weights(seed, "") for seed, _ in seeds],
        seed_terms=[seed for seed, _ in seeds],
        seed_labels=[code for _, code in seeds],
        topics=[_signed_topic(row.text) for row in rows],
        places=place_stems(row.text for row in rows),
    )


def _signed_topic(text: str) -> str:
    from pipeline.agencies import find_agencies
    from pipeline.text import fold

    units = find_agencies(fold(text[-SIGNATURE:]))
    return unit_topic(units[-1].id) if units else ""


def _fit(prepared: _Prepared, chosen: Sequence[int]) -> tuple[Any, list[str]]:
    """The pipeline fitted on the chosen rows and all seeds, and its terms."""
    from sklearn.feature_extraction.text import TfidfTransformer
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.pipeline import make_pipeline

    rows = [prepared.features[i] for i in chosen]
    terms = vocabulary(rows, prepared.seeds, prepared.places)
    labels = [prepared.rows[i].label for i in chosen] + prepared.seed_labels
    pipeline = make_pipeline(
        TfidfTransformer(), OneVsRestClassifier(LogisticRegression(C=C, solver="liblinear", random_state=0))
    )
    pipeline.fit(matrix([*rows, *prepared.seeds], terms), labels)
    return pipeline, terms


def matrix(rows: Sequence[dict[str, float]], terms: Sequence[str]) -> Any:
    """The sparse matrix of weights, a row per text, a column per term."""
    import numpy as np
    from scipy.sparse import csr_matrix

    columns = {term: i for i, term in enumerate(terms)}
    cells = [(i, columns[t], w) for i, row in enumerate(rows) for t, w in row.items() if t in columns]
    where = np.array([(i, j) for i, j, _ in cells], dtype=np.int64).reshape(-1, 2).T
    return csr_matrix(([w for *_, w in cells], (where[0], where[1])), shape=(len(rows), len(terms)))


def _held_out(prepared: _Prepared, fold_of: Sequence[int]) -> tuple[Floats, tuple[str, ...]]:
    """Probabilities of each row from a model that saw neither it nor a near-duplicate, and their labels."""
    import numpy as np

    labels = tuple(sorted({row.label for row in prepared.rows}))
    result = np.zeros((len(prepared.rows), len(labels)))
    for fold in sorted(set(fold_of)):
        seen = [i for i, f in enumerate(fold_of) if f != fold]
        held = [i for i, f in enumerate(fold_of) if f == fold]
        known = {prepared.rows[i].label for i in seen}
        if len(known) == 1:
            result[held, labels.index(known.pop())] = 1.0
            continue
        pipeline, terms = _fit(prepared, seen)
        places = [labels.index(label) for label in pipeline.classes_]
        tested = matrix([prepared.features[i] for i in held], terms)
        result[np.ix_(held, places)] = pipeline.predict_proba(tested)
    return result, labels


def _best_prior(prepared: _Prepared, probabilities: Floats, labels: tuple[str, ...]) -> float:
    """The weight with the least log loss on signed rows, 0 if too few are signed."""
    import numpy as np

    signed = [i for i, topic in enumerate(prepared.topics) if topic in labels]
    if len(signed) < FEWEST_SIGNED:
        return 0.0

    def loss(weight: float) -> float:
        raised, _ = _with_priors(prepared, probabilities, labels, weight)
        chance = [raised[i, labels.index(prepared.rows[i].label)] for i in signed]
        return -float(np.log(np.maximum(chance, 1e-9)).mean())

    return min(PRIORS, key=loss)


def _with_priors(
    prepared: _Prepared, probabilities: Floats, labels: tuple[str, ...], weight: float
) -> tuple[Floats, tuple[str, ...]]:
    import numpy as np

    pairs = zip(probabilities, prepared.topics, strict=True)
    return np.array([with_prior(row, labels, topic, weight) for row, topic in pairs]), labels
