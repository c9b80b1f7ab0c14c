"""办理结果 marks with their scheme, 公开属性, kind, body and level of the proposal."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.document import Mention
from pipeline.extract.context import Context
from pipeline.rules import Rule, load_rules, load_toml

RULES = load_rules("pipeline.extract", "data/marks.toml")
_ZONES = {rule.id: sorted(rule.zones) for rule in RULES}
_SCHEMES = load_toml("pipeline.extract", "data/schemes.toml")
_RESULT_LABELS = tuple(_SCHEMES["labels"]["result"])
_DISCLOSURE_LABELS = tuple(_SCHEMES["labels"]["disclosure"])
_WORDS: dict[str, str] = _SCHEMES["words"]


def find_marks(ctx: Context) -> Iterator[Mention]:
    """Candidates for `result_mark` and `disclosure`."""
    for rule in RULES:
        if not rule.may_match(ctx.folded):
            continue
        for zone in _ZONES[rule.id]:
            for start, end in ctx.zones.get(zone, ()):
                for match in rule.find(ctx.folded, start, end):
                    yield _from_text(ctx, rule, match.span("value"))
    yield from _from_metadata(ctx)


def _from_text(ctx: Context, rule: Rule, span: tuple[int, int]) -> Mention:
    start, end = span
    raw = ctx.doc.text[start:end]
    value = rule.mark or ctx.folded[start:end].replace(" ", "")
    extra = () if rule.field == "disclosure" else _result(value)
    return Mention(rule.field, value, raw, start, end, "text", rule.id, rule.confidence, extra=extra)


def _result(mark: str) -> tuple[tuple[str, object], ...]:
    """Scheme and result where the scheme is known or the mark means the same in all of them."""
    if mark in _WORDS:
        return (("scheme", "words"), ("result", _WORDS[mark]))
    scheme = "甲乙丙" if mark in "甲乙丙丁" else "letters"
    if mark in ("A", "甲"):
        return (("scheme", scheme), ("result", "solved"))
    return (("scheme", scheme), ("result", None))


def _from_metadata(ctx: Context) -> Iterator[Mention]:
    for item, folded in ctx.labelled(*_RESULT_LABELS):
        value = _bare_mark(folded)
        if value in _WORDS or (0 < len(value) <= 2 and value[0] in "ABCDEF甲乙丙丁"):
            yield Mention(
                "result_mark",
                value,
                item.value,
                None,
                None,
                item.where,
                "mark-meta",
                0.85,
                extra=_result(value),
            )
    for item, folded in ctx.labelled(*_DISCLOSURE_LABELS):
        for rule in RULES:
            if rule.field == "disclosure" and (rule.pattern.search(folded) or _plain_yes(folded, rule)):
                yield Mention("disclosure", rule.mark, item.value, None, None, item.where, rule.id, 0.85)
                break


def _bare_mark(value: str) -> str:
    """The mark without its class word and what explains it: B类(正在解决)."""
    value = value.strip().strip("()[]")
    return value.partition("(")[0].strip().removesuffix("类").strip()


def _plain_yes(value: str, rule: Rule) -> bool:
    return rule.mark == "主动公开" and value.strip() in ("公开", "是", "全文公开", "全部公开", "全文")
