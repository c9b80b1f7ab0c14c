"""What every extractor reads: the document, its folded text and the places where rules may look."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pipeline.agencies import Places, find_places
from pipeline.document import Document, Metadata, Repair
from pipeline.text import fold

# Where a portal's table prints the congress and its session.
SESSION_LABELS = ("届次", "会议届次", "会议名称", "所属届次", "届别")


@dataclass(frozen=True)
class Context:
    """A document with its folded text (same length) and zones as [start, end) ranges."""

    doc: Document

    @cached_property
    def folded(self) -> str:
        """The text folded code point by code point."""
        return fold(self.doc.text)

    @cached_property
    def zones(self) -> dict[str, list[tuple[int, int]]]:
        """Ranges by section kind; `title` is the first line if it is the title, `all` the whole text."""
        zones: dict[str, list[tuple[int, int]]] = {"all": [(0, len(self.doc.text))]}
        for section in self.doc.sections:
            zones.setdefault(section.kind, []).append((section.start, section.end))
        zones["title"] = [(0, self.title_end)] if self.title_end else []
        if "head" in zones and self.title_end:
            zones["head"] = [(max(a, self.title_end), b) for a, b in zones["head"] if b > self.title_end]
        zones["opening"] = sorted(zones.get("salutation", []) + zones.get("opening", []))
        return zones

    @cached_property
    def title_end(self) -> int:
        """End of the title's lines at the top of the text, 0 if the text does not begin with its title."""
        title = fold(self.doc.title).replace(" ", "")
        end = self.folded.find("\n")
        first = self.folded[: end if end >= 0 else len(self.folded)]
        if not title or len(first) > 120 or first.endswith("。"):
            return 0
        if not title.startswith(first.replace(" ", "")[:12]) and first.replace(" ", "") not in title:
            head = self.doc.section("head")
            return len(first) if head and head.start == 0 else 0
        return self._title_lines(title)

    def _title_lines(self, title: str) -> int:
        position, taken = 0, ""
        for line in self.folded.split("\n")[:4]:
            compact = line.replace(" ", "")
            if taken and not title.startswith(taken + compact):
                break
            taken += compact
            position += len(line) + 1
            if len(taken) >= len(title):
                break
        return max(position - 1, 0)

    @cached_property
    def body_start(self) -> int:
        """Where the answer proper begins (code points)."""
        return next(
            (s.start for s in self.doc.sections if s.kind in ("body", "next_steps")), len(self.doc.text)
        )

    @cached_property
    def _by_label(self) -> dict[str, list[Metadata]]:
        by_label: dict[str, list[Metadata]] = {}
        for item in self.doc.metadata:
            if item.value.strip():
                by_label.setdefault(item.label, []).append(item)
        return by_label

    def labelled(self, *labels: str) -> Iterator[tuple[Metadata, str]]:
        """Metadata under one of the labels with the folded value, in the labels' order."""
        if self._by_label.keys().isdisjoint(labels):
            return
        for label in labels:
            for item in self._by_label.get(label, ()):
                yield item, fold(item.value)

    def repair_at(self, start: int, end: int) -> Repair | None:
        """The repair that overlaps [start, end), if any."""
        return next((r for r in self.doc.repairs if r.start < end and start < r.end), None)

    @cached_property
    def places(self) -> Places:
        """The document's own regions, voted from signature, title, congress, site and source."""
        names = [self.folded[a:b] for kind in ("signature", "title") for a, b in self.zones.get(kind, ())]
        names = [line for name in names for line in name.split("\n")]
        metadata = self.doc.metadata
        names += [fold(m.value) for m in metadata if m.label in _PLACE_LABELS]
        names += [fold(m.value).split("-")[0] for m in metadata if m.label in ("title", "breadcrumb")]
        names += [m[1] for r in self.doc.removed if r.kind == "footer" for m in _HOST.finditer(fold(r.text))]
        names += _branch_places(names, self.folded)
        names += _congress_places(self.folded[: self.body_start + 400])
        return find_places(names)


_PLACE_LABELS = (
    "sitename",
    "contentsource",
    "author",
    "发布机构",
    "信息来源",
    "来源",
    "发文机关",
    "发文单位",
    "制发机关",
)


_HOST = re.compile(r"(?:主办|版权所有|承办)(?:单位)?\s*:\s*([一-龥]{3,30})")
_BRANCH = re.compile(r"[局司](?P<stem>[一-龥]{2,4}?)(?P<suffix>[县区市旗])?(?:分局|支局|分公司)$")


def _branch_places(names: list[str], text: str) -> list[str]:
    """The county a branch is named after: 青岭县分局, or 澜江分局 where the congress is a 区's."""
    found = []
    for name in names[:6]:
        match = _BRANCH.search(name.replace(" ", ""))
        if match and match["suffix"]:
            found.append(match["stem"] + match["suffix"])
        elif match:
            stem = match["stem"]
            congress = re.search(r"([县区市旗])(?:第?[一二三四五六七八九十\d]{1,3}届|人大|政协)", text[:200])
            found.append(stem + (congress[1] if congress else "区"))
    return found


# The end of such a place, found far quicker than the place.
_CONGRESS_SIGN = re.compile(
    r"[省市州盟县区旗镇乡](?=人大|政协|人民代表|人民政府|委员会|第?[一二三四五六七八九十\d]{1,3}届)"
)
_LONGEST_PLACE, _LONGEST_SIGN = 9, 5
_CONGRESS_PLACE = re.compile(
    rf"(?:(?<![一-龥])|(?<=[在由届协于的对经向是]))(?P<place>[一-龥]{{2,9}}?{_CONGRESS_SIGN.pattern})"
)


def _congress_places(text: str) -> list[str]:
    """Places that stand in front of 人大, 政协, 人民政府 or a 届."""
    places: list[str] = []
    done = 0
    for sign in _CONGRESS_SIGN.finditer(text):
        first, last = max(done, sign.start() - _LONGEST_PLACE), sign.end() + _LONGEST_SIGN
        match = _CONGRESS_PLACE.search(text, first, last)
        if match:
            places.append(match["place"])
            done = match.end()
    return places
