"""Measures (措施) of a letter with their status and slots."""

from pipeline.measures.find import find_measures

__all__ = ["find_measures"]
