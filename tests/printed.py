"""The letter that the tests of strip print in different furniture, and how a page of it is read."""

from __future__ import annotations

from pipeline.document import Document, Source
from pipeline.strip import strip

TITLE = "关于县政协九届三次会议第27号提案的答复"
LINES = [
    "赵一鸣委员：",
    "您提出的《关于修缮青石巷老街的提案》收悉，我局会同县文旅局办理，现答复如下：",
    "一、已完成青石巷12处危房排险，投入资金86万元。",
    "二、排水管网改造列入明年计划，预计2025年6月底前完工。",
    "感谢您对古城保护工作的关心。",
    "望川县住房和城乡建设局",
    "2024年9月3日",
]
TEXT = "\n".join([TITLE, *LINES])
LETTER = "".join(f"<p>{line}</p>" for line in LINES)
NAV = "<ul><li><a href='/'>首页</a></li><li><a href='/zwgk'>政务公开</a></li></ul>"
FOOT = "<p>主办：望川县人民政府办公室</p><p>鄂ICP备05000001号 网站标识码：4212000001</p>"


def read(markup: str | bytes, path: str = "a.html") -> Document:
    """Strip a page given as its markup."""
    data = markup.encode() if isinstance(markup, str) else markup
    return strip(data, Source(path, "0" * 64, len(data)))


def removed(doc: Document, kind: str) -> str:
    """The blocks of one kind that were taken out, one a line."""
    return "\n".join(r.text for r in doc.removed if r.kind == kind)
