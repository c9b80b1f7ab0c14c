"""承办单位: the unit that signs (lead) and the units that took part before the reply cue (co)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.agencies import AgencyName, agency_id, find_agencies, full_name, is_agency
from pipeline.agencies.places import region_names
from pipeline.document import Mention
from pipeline.extract.context import Context
from pipeline.rules import load_toml

_DATA = load_toml("pipeline.extract", "data/units.toml")
_NAMES = _DATA["names"]
_CUE = re.compile(_DATA["co"]["cue"])
_ASSIGN = re.compile(_DATA["co"]["assign"])
_LEAD_WORDS = re.compile(_DATA["co"]["lead"])
_OWN = re.compile(_DATA["co"]["own"])
_TAIL = re.compile(_DATA["co"]["tail"])
_LABELS = tuple(_DATA["lead"]["labels"])
_UPLOADER = re.compile(_DATA["lead"]["uploader"])
_LONGEST_NAME = 16
_LINE = re.compile(r"[^\n]+")
_SENTENCE = re.compile(r"[^。\n]+")
_DATED = re.compile(r"\d|年.{1,6}月")
_PIECE = re.compile(r"[^、,;:。\n()《》“”]+")
_AND = re.compile(_NAMES["and"])
_TWO_UNITS = re.compile(_NAMES["two_units"])
_BRANCH = re.compile(_NAMES["branch"])
_ASSIGNED = re.compile(_NAMES["assigned"])
_OWN_PREFIX = re.compile(_NAMES["own_prefix"])
_TITLE = re.compile(r"《[^《》]*》|“[^“”]*”")
_PROPER = re.compile(_NAMES["proper"])
_MORE_NAME = re.compile(_NAMES["more"])
_LAST_UNIT = re.compile(_NAMES["unit"])
_TITLE_UNIT = re.compile(r"^(?P<value>[一-龥]{3,30}?)(?=(?:关于|对)[^\n]{0,60}(?:建议|提案|议案|号|届))")
_SPLIT_SIGNATURE = re.compile(r"[^\s、,;]+")
_FORM = re.compile(r"(?:会\s*办|协\s*办|参\s*办)\s*单\s*位\s*[:\s]\s*(?P<value>[^\n]{2,120})")
_GENERIC_UNITS = re.compile(_NAMES["generic"])


def find_units(ctx: Context) -> Iterator[Mention]:
    """Candidates for `lead_agency` and `co_agency`, values with the region in front, `agency_id` beside."""
    yield from _signatures(ctx)
    yield from _title(ctx)
    yield from _labels(ctx)
    yield from _co_agencies(ctx)


def _unit(ctx: Context, name: str, span: tuple[int, int], rule: str, confidence: float) -> Mention:
    start, end = span
    value = full_name(ctx.folded[start:end], ctx.places)
    extra = (("agency_id", agency_id(value) or None),)
    return Mention(name, value, ctx.doc.text[start:end], start, end, "text", rule, confidence, extra=extra)


def _signatures(ctx: Context) -> Iterator[Mention]:
    for start, end in ctx.zones.get("signature", ()):
        for line in _LINE.finditer(ctx.folded[start:end]):
            yield from _signed(ctx, start + line.start(), line.group())


def _signed(ctx: Context, offset: int, line: str) -> Iterator[Mention]:
    whole = "".join(line.split())
    bare = line.strip()
    if _DATED.search(whole) and not is_agency(whole):
        pieces = [m for m in _SPLIT_SIGNATURE.finditer(line) if is_agency(m.group())]
    elif " " in bare and all(is_agency(part) for part in bare.split()):
        pieces = list(_SPLIT_SIGNATURE.finditer(line))
    elif is_agency(whole):
        start = offset + len(line) - len(line.lstrip())
        yield _unit(ctx, "lead_agency", (start, start + len(bare)), "lead-signature", 0.97)
        return
    else:
        pieces = [m for m in _SPLIT_SIGNATURE.finditer(line) if is_agency(m.group())]
    for match in pieces:
        yield _unit(
            ctx, "lead_agency", (offset + match.start(), offset + match.end()), "lead-signature", 0.95
        )


def _title(ctx: Context) -> Iterator[Mention]:
    for start, end in ctx.zones.get("title", ()):
        title = ctx.folded[start:end].split("\n")[0]
        match = _TITLE_UNIT.match(title)
        if match and is_agency(match["value"].replace(" ", "")):
            yield _unit(ctx, "lead_agency", (start, start + match.end("value")), "lead-title", 0.85)


def _labels(ctx: Context) -> Iterator[Mention]:
    for item, folded in ctx.labelled(*_LABELS):
        name = "".join(folded.split())
        if is_agency(name) and not _UPLOADER.search(name) and agency_id(name):
            value = full_name(name, ctx.places)
            extra = (("agency_id", agency_id(value) or None),)
            yield Mention(
                "lead_agency",
                value,
                item.value,
                None,
                None,
                item.where,
                f"lead-{item.label}",
                0.7,
                extra=extra,
            )


def _co_agencies(ctx: Context) -> Iterator[Mention]:
    for start, end in ctx.zones.get("opening", ()):
        for sentence in _SENTENCE.finditer(ctx.folded[start:end]):
            yield from _in_sentence(ctx, start + sentence.start(), sentence.group())
    for start, end in ctx.zones.get("proposal", ()):
        for form in _FORM.finditer(ctx.folded, start, end):
            yield from _pieces(ctx, form.start("value"), form["value"], "co-form")
    for item, folded in ctx.labelled("会办单位", "协办单位"):
        for name in re.split(r"[、,;\s]+", folded):
            if is_agency(name):
                value = full_name(name, ctx.places)
                extra = (("agency_id", agency_id(value) or None),)
                yield Mention(
                    "co_agency", value, item.value, None, None, item.where, "co-meta", 0.75, extra=extra
                )


def _in_sentence(ctx: Context, offset: int, sentence: str) -> Iterator[Mention]:
    """The runs of clauses that hold a co-handling cue; a list of units may span several commas."""
    sentence = _TITLE.sub(lambda m: " " * len(m.group()), sentence)
    cue = _CUE.search(sentence)
    if not cue:
        return
    first = sentence.rfind(",", 0, cue.start()) + 1
    while first > 0 and _is_list_part(sentence, first):
        first = sentence.rfind(",", 0, first - 1) + 1
    yield from _pieces(ctx, offset + first, sentence[first:], "co-opening")


def _is_list_part(sentence: str, first: int) -> bool:
    """Whether the clause before `first` is still part of the same list of units (A、B,C协办)."""
    previous = sentence[sentence.rfind(",", 0, first - 1) + 1 : first - 1]
    return bool(_LAST_UNIT.fullmatch(previous.split("、")[-1])) and not _ASSIGN.search(previous)


def _pieces(ctx: Context, offset: int, text: str, rule: str) -> Iterator[Mention]:
    for piece in _PIECE.finditer(_AND.sub("、", text)):
        if _ASSIGN.search(piece.group()) and not _CUE.search(piece.group()):
            continue
        base = offset + piece.start()
        stems = ctx.places.stems()
        spans = list(_known_units(piece.group(), stems)) or list(_other_units(piece.group()))
        for start, end in spans:
            if not _GENERIC_UNITS.search(piece.group()[start:end]) and end - start >= 3:
                yield _unit(ctx, "co_agency", (base + start, base + end), rule, 0.85)


def _known_units(piece: str, stems: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Units of the table in one piece of a list, each with a branch printed behind it."""
    done = 0
    for found in _whole_names(find_agencies(piece)):
        if (
            found.start < done
            or _ASSIGNED.match(piece, found.end)
            or _OWN_PREFIX.search(piece, 0, found.start)
        ):
            continue
        branch = _BRANCH.match(piece, found.end)
        done = branch.end() if branch else found.end
        if not _MORE_NAME.match(piece, done):
            start = _whole_start(piece, _named_start(piece, found.start, done), done)
            stem = next((s for s in stems if piece.endswith(s, 0, start)), "")
            yield start - len(stem), done


def _whole_names(found: list[AgencyName]) -> list[AgencyName]:
    """Names without anything between them are one: 国家税务总局望川县税务局."""
    whole: list[AgencyName] = []
    for agency in found:
        if whole and whole[-1].end == agency.start and whole[-1].raw.startswith("国家"):
            whole[-1] = replace(agency, start=whole[-1].start, raw=whole[-1].raw + agency.raw)
        else:
            whole.append(agency)
    return whole


def _whole_start(piece: str, start: int, end: int) -> int:
    """A longer name than the table's that begins with its region (县文化广播电视局) is taken whole."""
    lead = _LEAD_WORDS.match(piece, 0, start)
    base = lead.end() if lead else 0
    whole = piece[base:end]
    short = base < start and len(whole) <= _LONGEST_NAME and piece[start - 1] not in "和及与"
    short = short and not _TWO_UNITS.search(whole)
    return base if short and (whole[0] in "市县区省州" or region_names(whole)) else start


def _named_start(piece: str, start: int, end: int) -> int:
    """Companies, towns and zones carry a proper name in front: back to the words of the list's lead."""
    if not _PROPER.search(piece, start, end) or piece[start:end] != find_agencies(piece[start:end])[0].raw:
        return start
    lead = _LEAD_WORDS.match(piece, 0, start)
    return lead.end() if lead else 0


def _other_units(piece: str) -> Iterator[tuple[int, int]]:
    """A unit the table does not know: from after the words of the list's lead to its last suffix."""
    lead = _LEAD_WORDS.match(piece)
    start = lead.end() if lead and lead.end() < len(piece) else 0
    own = _OWN.match(piece, start)
    start = own.end() if own else start
    name = _LAST_UNIT.match(piece[start:])
    if name and piece[start + name.end() :].startswith(("门", "员", "长")):
        return  # 部门, 委员, 局长
    if name and is_agency(name.group()) and _TAIL.match(piece, start + name.end()):
        yield start, start + name.end()
