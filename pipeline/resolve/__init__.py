"""Resolve: choose once among all candidates, by a written order of trust; keep the losers."""

from pipeline.resolve.choose import resolve

__all__ = ["resolve"]
