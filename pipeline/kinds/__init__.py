"""Kinds: which of the fifteen kinds of page this is, by weighted cues (data/kinds.toml) and its shape."""

from pipeline.kinds.recognise import recognise

__all__ = ["recognise"]
