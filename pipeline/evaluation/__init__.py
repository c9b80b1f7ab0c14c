"""Scores of records against gold pages: the measures, their intervals and the items behind them."""

from pipeline.evaluation.gold import FIELDS, GoldMeasure, GoldPage, load_gold
from pipeline.evaluation.page import PageScore, score_page
from pipeline.evaluation.report import LOWER_IS_BETTER, Figure, Report, build_report

__all__ = [
    "FIELDS",
    "LOWER_IS_BETTER",
    "Figure",
    "GoldMeasure",
    "GoldPage",
    "PageScore",
    "Report",
    "build_report",
    "load_gold",
    "score_page",
]
