"""Full text and fields together: a small query language over the store, exact on every substring."""

from pipeline.search.engine import SORTS, matching, search
from pipeline.search.hits import Count, Hit, Result, Snippet
from pipeline.search.output import write_result
from pipeline.search.query import parse

__all__ = ["SORTS", "Count", "Hit", "Result", "Snippet", "matching", "parse", "search", "write_result"]
