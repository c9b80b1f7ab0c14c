"""The agency prior: the unit that answers usually answers for one topic."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pipeline.agencies import agency_id, agency_topic
from pipeline.document import Document
from pipeline.rules import load_toml

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@cache
def _general() -> frozenset[str]:
    return frozenset(load_toml("pipeline.classify", "data/prior.toml")["general"])


def unit_topic(identifier: str) -> str:
    """The topic a functional unit usually answers for, '' for one without or with a general task."""
    return "" if identifier in _general() else agency_topic(identifier)


def lead_topic(doc: Document) -> str:
    """The usual topic of the first lead agency that has one, '' if none.

    A co-handler's opinion is signed by a unit whose field is not that of the request.
    """
    if doc.kind == "co_opinion":
        return ""
    for mention in doc.values("lead_agency"):
        topic = unit_topic(str(mention.get("agency_id") or "") or agency_id(str(mention.value)))
        if topic:
            return topic
    return ""


def with_prior(probabilities: Floats, labels: tuple[str, ...], topic: str, weight: float) -> Floats:
    """The probabilities with the log odds of `topic` raised by `weight`."""
    import numpy as np

    if topic not in labels or not weight:
        return probabilities
    raised = np.array(probabilities)
    raised[labels.index(topic)] *= np.exp(weight)
    return np.asarray(raised / raised.sum())
