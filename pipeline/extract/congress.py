"""Which congress received the proposal: body, level, region, kind of proposal."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.agencies.places import level_of, region_names
from pipeline.agencies.regions import region_prefix
from pipeline.document import Mention, Where
from pipeline.extract.context import SESSION_LABELS, Context

_BODY = re.compile(r"(?P<npc>人大|人民代表大会)|(?P<cppcc>政协|政治协商)")
_ROLE = re.compile(r"(?P<npc>(?<!党)代表(?!大会|团建))|(?P<cppcc>(?<!市|县|区|省|党|常)委员(?!会))")
_NPC_MEMBER = re.compile(r"人大常委会[^,。]{0,12}委员")
_LEVEL_WORD = re.compile(r"(?P<s>[市县区省州镇乡旗])(?:人大|政协|人民代表大会)")
_WORD_BEFORE = re.compile(r"[一-龥]+$")
_LONGEST_PLACE = 15  # 双江拉祜族佤族布朗族傣族自治县
_KIND = re.compile(r"社情民意|书面意见|议案|提案|建议")
_SESSION = re.compile(
    r"第?\s*[〇零一二三四五六七八九十百\d]{1,4}\s*届[^,。;:《》\n]{0,24}?第?\s*[〇零一二三四五六七八九十百\d]{1,3}\s*次"
)
_PLACE = re.compile(
    r"(?P<country>全国|国务院|中国人民政治协商会议全国)|(?P<region>[一-龥]{0,8}?(?P<suffix>自治区|自治州|自治县|自治旗|地区|省|市|州|盟|县|区|旗|乡|镇))"
    r"(?=\s*(?:第?\s*[〇零一二三四五六七八九十\d]{1,4}\s*届|人大|政协|人民代表大会|委员会|第[一-龥]{1,3}届|代表|$|[一二三四五六七八九十]{1,3}届))"
)
_SUFFIX_LEVEL = {
    "省": "省", "自治区": "省", "市": "市", "州": "市", "自治州": "市", "盟": "市", "地区": "市",
    "县": "县", "自治县": "县", "区": "县", "旗": "县", "自治旗": "县", "乡": "乡", "镇": "乡",
}  # fmt: skip


def find_congress(ctx: Context) -> Iterator[Mention]:
    """Candidates for `body`, `level`, `region`, `proposal_kind` from title, opening, form and column.

    Where no congress is named its level is that of the unit that signs.
    """
    found = list(_named(ctx))
    yield from found
    if not any(mention.name == "level" for mention in found):
        yield from _signed_level(ctx)


def _signed_level(ctx: Context) -> Iterator[Mention]:
    for start, end in ctx.zones.get("signature", ()):
        names = region_names(ctx.folded[start:end].split("\n")[0].strip())
        level = level_of(names[-1]) if names else ""
        if level:
            at = ctx.folded.find(names[-1], start, end)
            yield _value(ctx, "level", level, (at, at + len(names[-1])), "level-signature", 0.4)


def _named(ctx: Context) -> Iterator[Mention]:
    for zone, confidence in (("title", 0.95), ("opening", 0.9), ("proposal", 0.9), ("head", 0.8)):
        for start, end in ctx.zones.get(zone, ()):
            yield from _sessions(ctx, start, end, zone, confidence)
            yield from _words(ctx, start, end, zone, confidence - 0.05)
    for item, folded in ctx.labelled("breadcrumb", "columnname", *SESSION_LABELS, "title"):
        yield from _column(folded, item.value, item.where)
    for item, folded in ctx.labelled(*SESSION_LABELS):
        place = _PLACE.search(folded)
        if place and place["region"]:
            level, _ = _resolved(ctx, place["region"], place["suffix"])
            yield Mention("level", level, item.value, None, None, item.where, "level-meta", 0.75)


def _sessions(ctx: Context, start: int, end: int, zone: str, confidence: float) -> Iterator[Mention]:
    for match in _SESSION.finditer(ctx.folded, start, end):
        left = max(start, match.start() - 16, ctx.folded.rfind("\n", start, match.start()) + 1)
        window = ctx.folded[left : match.end()]
        yield from _place(ctx, left, window, match.start() - left, zone, confidence)
        body = _BODY.search(window) or _BODY.search(ctx.folded, match.end(), min(end, match.end() + 12))
        if body:
            yield _value(
                ctx, "body", "人大" if body["npc"] else "政协", match.span(), f"body-{zone}", confidence
            )


def _place(ctx: Context, left: int, window: str, at: int, zone: str, confidence: float) -> Iterator[Mention]:
    found = None
    for match in _PLACE.finditer(window):
        if match.start() <= at + 14:
            found = match
    if found is None:
        return
    span = (left + found.start(), left + found.end())
    if found["country"]:
        yield _value(ctx, "level", "全国", span, f"level-{zone}", confidence)
        yield _value(ctx, "region", "全国", span, f"region-{zone}", confidence)
        return
    level, region = _resolved(ctx, _words_before(window, found.end("region")), found["suffix"])
    suffix = (left + found.end("region") - len(found["suffix"]), left + found.end("region"))
    yield _value(ctx, "level", level, suffix, f"level-{zone}", confidence)
    if region.endswith(found["suffix"]):
        yield _value(ctx, "region", region, suffix, f"region-{zone}", confidence)


def _words_before(text: str, end: int) -> str:
    """The run of characters that ends at a place's suffix."""
    run = _WORD_BEFORE.search(text, max(0, end - _LONGEST_PLACE), end)
    return run.group() if run else ""


def _resolved(ctx: Context, words: str, suffix: str) -> tuple[str, str]:
    """Level and name of the place that `words` end in; a bare 市 is the document's own (义乌市 is 县)."""
    names = region_names(words) or region_names(_tail(words))
    name = names[-1] if names and words.endswith(names[-1]) else ""
    name = _known_end(words, len(name)) or name
    if name:
        return level_of(name), name
    if suffix == "市" and ctx.places.bare_city:
        return level_of(ctx.places.bare_city), ctx.places.bare_city
    return _SUFFIX_LEVEL[suffix], ctx.places.at(_SUFFIX_LEVEL[suffix])


def _known_end(words: str, longer_than: int) -> str:
    """The longest region of the table that `words` end in, if of three characters and longer than another."""
    ends = (words[start:] for start in range(max(0, len(words) - max(longer_than, 2))))
    return next((end for end in ends if region_prefix(end) == end), "")


def _tail(text: str) -> str:
    """The part after words that stand before a place (对, 关于, 在 …)."""
    return re.split(r"关于|对|在|的|于|届|政协|人大", text)[-1]


def _words(ctx: Context, start: int, end: int, zone: str, confidence: float) -> Iterator[Mention]:
    text = ctx.folded[start:end]
    if match := _BODY.search(text):
        value = "人大" if match["npc"] else "政协"
        yield _value(
            ctx,
            "body",
            value,
            (start + match.start(), start + match.end()),
            f"body-word-{zone}",
            confidence - 0.1,
        )
    role = None if _NPC_MEMBER.search(text) else _ROLE.search(text)
    if role:
        value = "人大" if role["npc"] else "政协"
        yield _value(
            ctx,
            "body",
            value,
            (start + role.start(), start + role.end()),
            f"body-role-{zone}",
            confidence - 0.15,
        )
    for match in _KIND.finditer(text):
        span = (start + match.start(), start + match.end())
        yield _value(ctx, "proposal_kind", match.group(), span, f"kind-{zone}", confidence - 0.1)
    for match in _LEVEL_WORD.finditer(text):
        span = (start + match.start("s"), start + match.end("s"))
        level, _ = _resolved(ctx, _words_before(text, match.end("s")), match["s"])
        yield _value(ctx, "level", level, span, f"level-word-{zone}", confidence - 0.15)


def _column(folded: str, raw: str, where: Where) -> Iterator[Mention]:
    bodies = {("人大" if m["npc"] else "政协") for m in _BODY.finditer(folded)}
    if len(bodies) == 1:
        yield Mention("body", bodies.pop(), raw, None, None, where, "body-column", 0.7)
    kinds = {k for k in ("提案", "建议", "议案") if k in folded}
    if len(kinds) == 1:
        yield Mention("proposal_kind", kinds.pop(), raw, None, None, where, "kind-column", 0.6)


def _value(
    ctx: Context, name: str, value: str, span: tuple[int, int], rule: str, confidence: float
) -> Mention:
    start, end = span
    return Mention(name, value, ctx.doc.text[start:end], start, end, "text", rule, round(confidence, 2))
