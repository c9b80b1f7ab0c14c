"""Classify: the topics of what the proposal asks for, from a saved linear model, with the terms that decided."""

from pipeline.classify.model import TopicModel, default_path, load_model
from pipeline.classify.stage import explain, make_classifier
from pipeline.classify.taxonomy import Label, r22, state_council

__all__ = [
    "Label",
    "TopicModel",
    "default_path",
    "explain",
    "load_model",
    "make_classifier",
    "r22",
    "state_council",
]
