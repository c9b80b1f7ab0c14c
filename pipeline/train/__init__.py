"""Train: a topic model from labelled texts of any label set, measured by grouped cross-validation."""

from pipeline.train.fit import TrainReport, train

__all__ = ["TrainReport", "train"]
