"""The shape of a letter's body: paragraphs, headings (a stack of marker classes), sentences and clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.measures.cues import PATTERNS, Token, lex

_MARKS = (
    re.compile(r"[一二三四五六七八九十]{1,3}[、.] ?"),
    re.compile(r"\([一二三四五六七八九十]{1,3}\)[、.,]? ?|[㈠-㈩]"),
    re.compile(r"[0-9]{1,2}[.、](?![0-9]) ?"),
    re.compile(r"\([0-9]{1,2}\)[、.]? ?|[⑴-⒇]"),
    re.compile(r"[①-⑳]"),
    re.compile(
        r"(?:[一二三四五六七八九十]{1,2}是(?:要)?|第[一二三四五六七八九十],|首先,|其[一二三四五六],?)"
    ),
)
_MARK_START = frozenset(
    "一二三四五六七八九十(㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩0123456789①②③④⑤⑥⑦⑧⑨⑩⑪⑫第首其" + "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽"
)
RUN_IN = len(_MARKS)
_MASKED = re.compile(
    r"《[^《》\n]{1,90}》|“[^“”\n]{1,400}”|\((?![一二三四五六七八九十0-9]{1,3}\))[^()\n]{1,200}\)"
)
_SENTENCE = re.compile(r"[^。!?\n]+[。!?]*")
_CLAUSE = re.compile(r"[^,;:]+[,;:]?")
_FILL = "□"
_EMPTY = frozenset({"其中", "一是", "即"})
_FIGURES = frozenset("0123456789")
_HEADING_LENGTH = 34


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause [start, end) of the text without its mark; `masked` hides quotations, titles and brackets."""

    start: int
    end: int
    masked: str
    stop: str
    tokens: tuple[Token, ...]
    tags: frozenset[str]
    marked: bool = False
    joint: str = ""

    @property
    def figures(self) -> bool:
        """Whether an Arabic figure occurs outside quotations."""
        return not _FIGURES.isdisjoint(self.masked)

    @property
    def names(self) -> bool:
        """Whether it holds a title or a quoted name."""
        return "《" in self.masked or "“" in self.masked

    def has(self, *tags: str) -> bool:
        """Whether a cue word with one of the tags occurs."""
        return not self.tags.isdisjoint(tags)

    def first(self, tag: str) -> Token | None:
        """The first cue word with the tag."""
        if tag not in self.tags:
            return None
        return next((token for token in self.tokens if tag in token.tags), None)

    def words(self, tag: str) -> list[str]:
        """The cue words with the tag, in order."""
        return [token.word for token in self.tokens if tag in token.tags]


@dataclass(slots=True)
class Headings:
    """The open headings by marker class; a heading closes those of its class and below."""

    open: list[tuple[int, str]] = field(default_factory=list)

    def push(self, level: int, text: str) -> None:
        """Open a heading."""
        self.open = [h for h in self.open if h[0] < level]
        self.open.append((level, text))

    def end_paragraph(self) -> None:
        """A run-in heading without a marker ends with its paragraph."""
        self.open = [h for h in self.open if h[0] < RUN_IN]

    def texts(self) -> tuple[str, ...]:
        """The whole heading sentences, outermost first."""
        return tuple(text for _, text in self.open)


@dataclass(frozen=True, slots=True)
class Sentence:
    """The clauses of one sentence with the headings above it; `first` of its paragraph."""

    clauses: tuple[Clause, ...]
    headings: tuple[str, ...]
    paragraph: int
    first: bool


def mask(text: str) -> str:
    """Quotations, titles and brackets filled with one neutral character, length kept."""
    return _MASKED.sub(lambda m: m[0][0] + _FILL * (len(m[0]) - 2) + m[0][-1], text)


def marker(masked: str, start: int, end: int) -> tuple[int, int] | None:
    """(marker class, end of the marker) if a heading or list marker stands at `start`."""
    if start >= end or masked[start] not in _MARK_START:
        return None
    for level, pattern in enumerate(_MARKS):
        match = pattern.match(masked, start, end)
        if match:
            return level, match.end()
    return None


def read_body(folded: str, zones: list[tuple[int, int]]) -> Iterator[Sentence]:
    """The sentences of the zones in order, headings taken out and kept as a stack."""
    masked = mask(folded)
    headings = Headings()
    for number, (start, end) in enumerate(_paragraphs(masked, zones)):
        spans = [(m.start(), m.end()) for m in _SENTENCE.finditer(masked, start, end)]
        first = True
        for i, (a, b) in enumerate(spans):
            level = _heading_level(masked, a, b, i == 0, _followed(masked, spans, i))
            if level is not None:
                headings.push(level, folded[a:b].strip().rstrip("。:;!"))
                continue
            clauses = _clauses(masked, a, b)
            if clauses:
                yield Sentence(clauses, headings.texts(), number, first)
                first = False
        headings.end_paragraph()


def _paragraphs(masked: str, zones: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for start, end in zones:
        position = start
        for line in masked[start:end].split("\n"):
            if line.strip() and not _is_row(line):
                yield position, position + len(line)
            position += len(line) + 1


def _is_row(line: str) -> bool:
    """A row of a table: cells parted by blanks, no sentence."""
    return line.count(" ") >= 3 and not any(c in line for c in "。,;")


def _followed(masked: str, spans: list[tuple[int, int]], i: int) -> bool:
    """Whether the next sentence belongs under this one: it exists and is no marker of the same class."""
    if i + 1 >= len(spans):
        return False
    own, following = marker(masked, *spans[i]), marker(masked, *spans[i + 1])
    return following is None or own is None or following[0] > own[0]


def _heading_level(masked: str, start: int, end: int, leads: bool, followed: bool) -> int | None:
    """The class of a heading sentence, None if the sentence is text."""
    mark = marker(masked, start, end)
    body = masked[mark[1] if mark else start : end].strip()
    closed = body.endswith(("。", "!", "?", ";", ":"))
    plain = body.rstrip("。!?:")
    if not plain or len(plain) > _HEADING_LENGTH or body.endswith(";"):
        return None
    if not closed and leads and not followed:
        return (
            (mark[0] if mark else 0) if len(plain) <= _HEADING_LENGTH and (mark or "," not in plain) else None
        )
    if body.endswith(":") or not (followed or (leads and plain.startswith("关于"))):
        return None
    if not (mark or leads) or not _is_slogan(plain, mark is not None and mark[0] <= 1):
        return None
    return (
        mark[0]
        if mark
        else (RUN_IN if len(plain) <= 14 or plain.startswith("关于") or plain.endswith("问题") else None)
    )


def _is_slogan(plain: str, top: bool) -> bool:
    """A run-in heading tells no figures and no finished act."""
    if plain.startswith(("关于", "对", "将", "给", "每")):
        return True
    return not any(c.isdigit() for c in plain) and "《" not in plain and (top or "已" not in plain)


def _clauses(masked: str, start: int, end: int) -> tuple[Clause, ...]:
    found = []
    for match in _CLAUSE.finditer(masked, start, end):
        a, b = match.span()
        stop = masked[b - 1] if masked[b - 1] in ",;:" else "。"
        clause = _clause(masked, a, b, stop)
        if clause:
            found.append(clause)
    return tuple(found)


def _clause(masked: str, start: int, end: int, stop: str) -> Clause | None:
    while end > start and masked[end - 1] in ",;:。!? ":
        end -= 1
    while start < end and masked[start] in " ,;:、":
        start += 1
    mark = marker(masked, start, end)
    if mark and mark[1] < end:
        start = mark[1]
    joint = PATTERNS["connective"].match(masked, start, end)
    if joint and joint.end() < end:
        start = joint.end()
    else:
        joint = None
    piece = masked[start:end]
    if not piece or piece in _EMPTY:
        return None
    tokens = tuple(lex(piece))
    tags = frozenset().union(*[token.tags for token in tokens])
    return Clause(start, end, piece, stop, tokens, tags, mark is not None, joint.group() if joint else "")
