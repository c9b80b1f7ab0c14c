"""Topic report (主题报告) over records: figures, a written summary with quotes, as Markdown, HTML or JSON."""

from pipeline.summarise.build import summarise
from pipeline.summarise.markdown import to_markdown
from pipeline.summarise.page import to_html
from pipeline.summarise.report import TopicReport, to_json

__all__ = ["TopicReport", "summarise", "to_html", "to_json", "to_markdown"]
