"""A portal's metadata table among the lines of a page: rows, lists, and labels and values on lines of their own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.strip.furniture import Verdict
from pipeline.strip.labels import bare_label, clean_value, glued_label, labels
from pipeline.strip.metadata import Pairs, cell_pairs
from pipeline.strip.page import Line
from pipeline.strip.shapes import shapes

NAME_LABELS = frozenset({"名称", "标题", "信息名称", "文件名称", "信息标题", "公文标题"})

_NUMBER = re.compile(r"\d")
_STRUCTURED = frozenset({"tr", "li", "dt", "dd"})
_LONGEST_ANSWER, _LONGEST_ITEM = 80, 120
_LEAST_HEADS, _LEAST_RUN, _LEAST_RECORDED = 3, 3, 2


def find_table(
    lines: Sequence[Line], keys: Sequence[str], verdicts: Sequence[Verdict | None], values: list[Pairs]
) -> tuple[set[int], dict[int, Pairs]]:
    """The lines that a portal's table takes up, and the values on lines of a proposal's form.

    `values` is completed: lines with labels get their values. Those of a form are taken out of it unless the form
    is part of the portal's table, for a form is text of the document.
    """
    finder = _Finder(lines, keys, verdicts, values)
    return finder.find(), finder.forms


class _Finder:
    def __init__(
        self,
        lines: Sequence[Line],
        keys: Sequence[str],
        verdicts: Sequence[Verdict | None],
        values: list[Pairs],
    ):
        self.lines, self.keys, self.verdicts, self.values = lines, keys, verdicts, values
        self.portal = labels().portal
        self.rows: set[int] = set()
        firsts = labels().firsts
        self.names = [
            bare_label(line.text) if line.text[:1] in firsts and not (line.hidden or line.cells) else ""
            for line in lines
        ]
        self.forms = self._set_forms_apart()

    def find(self) -> set[int]:
        self._glued_runs()
        if self._is_portals():
            self._runs()
            self._whole_lists()
        return self.rows

    def _is_portals(self) -> bool:
        """Whether any line has a label of a portal's table; most pages have none."""
        filled = [held for held in self.values if held]
        if not self.portal.isdisjoint(self.names) or any(_has(held, self.portal) for held in filled):
            return True
        entries = [line for line in self.lines if line.tag == "li" and " " in line.text]
        return any(_has(_spaced(line), self.portal) for line in entries)

    def _runs(self) -> None:
        inside = False
        i = 0
        while i < len(self.lines):
            label, held = self.names[i], self.values[i]
            starts = self._starts(i, label) if label else _has(held, self.portal)
            inside = starts or (inside and bool(label or held))
            i = self._take(i, label, starts) if inside else i + 1

    def _starts(self, i: int, label: str) -> bool:
        """A label without colon may be a heading, unless further labels or values follow it closely."""
        if label not in self.portal:
            return False
        if self.lines[i].tag == "dt" or self.keys[i].endswith((":", "】", "]")):
            return True
        return any(self.names[j] or self.values[j] for j in range(i + 1, min(i + 3, len(self.lines))))

    def _set_forms_apart(self) -> dict[int, Pairs]:
        """A form that belongs to the document has the labels of a proposal's form and none of a portal's table."""
        known, apart = labels(), {}
        portal = known.portal | known.line - known.plain
        filled = [i for i, held in enumerate(self.values) if held]
        records = self._records(filled)
        for i in filled:
            held = self.values[i]
            if self.lines[i].box in records:
                self.rows.add(i)
            elif _has(held, known.form) and not _has(held, portal):
                apart[i] = held
                self.values[i] = []
        return apart

    def _records(self, filled: list[int]) -> set[int]:
        """The tables that record how a proposal was handled; their captions are taken, too."""
        record = labels().record
        counts = Counter(
            self.lines[i].box
            for i in filled
            if self.lines[i].cells
            for label, _ in self.values[i]
            if label in record
        )
        found = {box for box, count in counts.items() if count >= _LEAST_RECORDED}
        for i, line in enumerate(self.lines[1:] if found else []):
            if line.box in found and self.lines[i].tag == "caption":
                self.rows.add(i)
        return found

    def _take(self, i: int, label: str, starts: bool) -> int:
        """Take line `i` of a table and what belongs to it; the line at which to go on."""
        if self._heads(i):
            self._pair(
                i, list(zip(map(bare_label, self.lines[i].cells), self.lines[i + 1].cells, strict=True))
            )
            return i + 2
        if label:
            return self._answered(i, label)
        if starts:
            self.rows.add(i)
        return i + 1

    def _heads(self, i: int) -> bool:
        """A row of labels above a row of as many values; links below such a row are the entries of a list."""
        cells = self.lines[i].cells
        if len(cells) < _LEAST_HEADS or i + 1 >= len(self.lines) or not all(map(bare_label, cells)):
            return False
        below = self.lines[i + 1]
        return not below.links and len(below.cells) == len(cells) and not any(map(bare_label, below.cells))

    def _pair(self, i: int, found: Pairs) -> None:
        self.values[i] = [(label, clean_value(label, value)) for label, value in found]
        self.values[i + 1] = []
        self.rows.update((i, i + 1))

    def _answered(self, i: int, label: str) -> int:
        """A label alone on its line takes the next line, if that can be its value."""
        if self._is_answer(i + 1, label):
            self._pair(i, [(label, self.lines[i + 1].text)])
            return i + 2
        self.values[i] = [(label, "")]
        self.rows.add(i)
        return i + 1

    def _is_answer(self, i: int, label: str) -> bool:
        if i >= len(self.lines) or self.lines[i].hidden:
            return False
        above, line = self.lines[i - 1], self.lines[i]
        if above.tag == "dt":
            return line.tag == "dd" and line.box == above.box
        if self.verdicts[i] or len(line.text) > _LONGEST_ANSWER or bare_label(line.text):
            return False
        if label not in NAME_LABELS and shapes().title.fullmatch(self.keys[i]):
            return False
        return not self.values[i] or self.values[i][0][0] == "date"

    def _whole_lists(self) -> None:
        """Rows and entries of a list or table that also holds rows of the portal's."""
        sure = self.portal - NAME_LABELS
        boxes = {
            self.lines[i].box
            for i in self.rows
            if self.lines[i].tag in _STRUCTURED and _has(self.values[i], sure)
        }
        boxes |= self._spaced_lists(sure)
        if not boxes:
            return
        for i, line in enumerate(self.lines):
            if line.box not in boxes or i in self.rows or line.hidden or line.tag not in _STRUCTURED:
                continue
            self.values[i] = (
                self.values[i] or self.forms.pop(i, []) or _spaced(line) or cell_pairs(line.cells)
            )
            if self.values[i]:
                self.rows.add(i)

    def _glued_runs(self) -> None:
        """Neighbouring lines that begin with a label and go on with its value, one of them a portal's date or number."""
        sure, beginnings = self.portal - NAME_LABELS, labels().beginnings
        if len([key for key in self.keys if key[:2] in beginnings]) < _LEAST_RUN:
            return
        run: Pairs = []
        for i, key in enumerate([*self.keys, ""]):
            pair = self._glued(i, key) if key[:2] in beginnings else None
            if pair:
                run.append(pair)
                continue
            if len(run) >= _LEAST_RUN and any(a in sure and _NUMBER.search(b) for a, b in run):
                for at, found in enumerate(run, i - len(run)):
                    self.values[at] = [found]
                    self.rows.add(at)
            run = []

    def _glued(self, i: int, key: str) -> tuple[str, str] | None:
        """Label and value that nothing parts."""
        line = self.lines[i]
        if len(key) > _LONGEST_ANSWER or line.cells or line.hidden or line.links or self.values[i]:
            return None
        label = glued_label(key)
        if not label or key.endswith(("。", ":")):
            return None
        return label, clean_value(label, key[len(label) :])

    def _spaced_lists(self, sure: frozenset[str]) -> set[int]:
        """Lists of which several entries are a portal's label and a value without a colon."""
        counts = Counter(line.box for line in self.lines if line.tag == "li" and _has(_spaced(line), sure))
        return {box for box, count in counts.items() if count > 1}


def _has(held: Pairs, group: frozenset[str]) -> bool:
    return bool(held) and any(label in group for label, _ in held)


def _spaced(line: Line) -> Pairs:
    """Label and value of a list entry that are parted by a blank only; the label itself where there is no value."""
    if len(line.text) > _LONGEST_ITEM or line.links or line.hidden:
        return []
    head, _, rest = line.text.partition(" ")
    label = bare_label(head)
    return [(label, clean_value(label, rest))] if label else []
