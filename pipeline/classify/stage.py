"""The stage: topics of a letter, a proposal or a mailbox answer, and why."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.classify.features import document_blocks, request_title
from pipeline.classify.model import TopicModel, default_path, load_model
from pipeline.classify.prior import lead_topic, with_prior
from pipeline.classify.taxonomy import NOTHING, Label, r22, state_council
from pipeline.document import LETTER_KINDS, Document, Topic

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CLASSIFIED_KINDS = LETTER_KINDS | {"proposal_text", "mailbox"}
MOST = 3
# A further topic needs this probability; below NOTHING_FITS even the first does not fit.
FURTHER = 0.1
NOTHING_FITS = 0.2


def make_classifier(model_path: Path | None = None) -> Callable[[Document], Document]:
    """A stage that adds `topics` with a model, the project's own if no path is given.

    Pages that are no reply, proposal, opinion or mailbox answer stay without topics. UsageError if the model
    cannot be read: here, not at the first page.
    """
    model = _model(model_path or default_path())

    def classify(doc: Document) -> Document:
        return doc.adding(topics=_topics(doc, model)) if doc.kind in CLASSIFIED_KINDS else doc

    return classify


def explain(doc: Document, label: str, model_path: Path | None = None) -> list[tuple[str, float]]:
    """Terms of the document with what each adds to the log odds of `label`, largest first.

    The lead agency's part, if it has one, stands under `lead_agency=` and its topic. ValueError if the model
    does not know the label.
    """
    model = _model(model_path or default_path())
    parts = model.contributions(document_blocks(doc), label)
    topic = lead_topic(doc)
    if topic == label:
        parts.append((f"lead_agency={topic}", model.prior))
    return sorted(parts, key=lambda part: (-part[1], part[0]))


@cache
def _model(path: Path) -> TopicModel:
    return load_model(path)


def _topics(doc: Document, model: TopicModel) -> tuple[Topic, ...]:
    parts = document_blocks(doc)
    if not any(part.text for part in parts):
        return (_topic(NOTHING, 1.0, ""),)
    probabilities = with_prior(model.probabilities(parts), model.labels, lead_topic(doc), model.prior)
    return _best(probabilities, model.labels, request_title(doc) or parts[1].text)


def _best(probabilities: NDArray[np.float64], labels: tuple[str, ...], request: str) -> tuple[Topic, ...]:
    order = (-probabilities).argsort(kind="stable")[:MOST].tolist()
    best = float(probabilities[order[0]])
    if best < NOTHING_FITS:
        return (_topic(NOTHING, 1 - best, request),)
    chosen = [i for rank, i in enumerate(order) if rank == 0 or probabilities[i] >= FURTHER]
    return tuple(_topic(labels[i], float(probabilities[i]), request) for i in chosen)


def _topic(label: str, score: float, request: str) -> Topic:
    known = r22().get(label, Label(label, label, ""))
    return Topic(label, known.name, round(score, 4), state_council(label, request))
