"""The one record that passes through all stages: frozen, self-checking, spans in Unicode code points."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

Where = Literal["text", "title", "meta", "breadcrumb", "url"]

KINDS = (
    "reply",
    "reply_digest",
    "co_opinion",
    "merged_page",
    "proposal_text",
    "table_notice",
    "summary",
    "assignment",
    "news",
    "mailbox",
    "party_congress",
    "list",
    "stub",
    "challenge",
    "other",
)
REPLY_KINDS = frozenset({"reply", "reply_digest", "merged_page"})
LETTER_KINDS = REPLY_KINDS | {"co_opinion"}

FLAGS = (
    "damaged",
    "spam",
    "tampered",
    "traditional",
    "mojibake",
    "truncated",
    "ocr",
    "attachment_only",
    "empty",
)
REMOVED_KINDS = (
    "spam",
    "navigation",
    "breadcrumb",
    "metadata",
    "widget",
    "pager",
    "related",
    "footer",
    "duplicate",
    "script",
)
SECTION_KINDS = (
    "proposal",
    "reply",
    "metadata",
    "head",
    "salutation",
    "opening",
    "body",
    "next_steps",
    "closing",
    "signature",
    "contact",
    "cc",
)
STATUSES = (
    "declined",
    "deferred",
    "conditional",
    "partial",
    "referred",
    "completed",
    "ongoing",
    "planned",
    "intended",
    "explained",
)
BOUNDS = ("exact", "about", "at_least", "at_most")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a page came from; `sha256` is that of its bytes and the record's id.

    `encoding` is what it was read as, `replaced` how many bytes or runs of bytes that gave no character (U+FFFD).
    """

    path: str
    sha256: str
    bytes: int
    url: str | None = None
    fetched_at: str | None = None
    encoding: str | None = None
    replaced: int = 0


@dataclass(frozen=True, slots=True)
class Metadata:
    """One labelled value printed beside the document: a meta tag (name in lower case) or a portal label."""

    label: str
    value: str
    where: Where


@dataclass(frozen=True, slots=True)
class Removed:
    """A block taken out of the page, with the reason.

    Of spam also the evidence: `place` in the page (ids, classes, tag), `trick` by which it is hidden, '' if visible.
    """

    kind: str
    text: str
    place: str = ""
    trick: str = ""


@dataclass(frozen=True, slots=True)
class Repair:
    """What lost characters most probably were (`after`); the text itself keeps `before`."""

    rule: str
    start: int
    end: int
    before: str
    after: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Section:
    """A part (部分) of the letter, [start, end)."""

    kind: str
    start: int
    end: int


Extra = tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A candidate value (提及) with its evidence; `start`/`end` are None outside the text.

    `value` is in the field's normal form; `extra` holds further keys of the record (bound, agency_id …).
    """

    name: str
    value: str | int | Decimal
    raw: str
    start: int | None
    end: int | None
    where: Where
    rule: str
    confidence: float = 0.9
    repaired: bool = False
    extra: Extra = ()

    def get(self, key: str) -> object:
        """The extra value under `key`, None if absent."""
        for name, value in self.extra:
            if name == key:
                return value
        return None


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money in yuan or a counted quantity, with the exactness the text gives it."""

    value: Decimal
    bound: str = "exact"
    unit: str = "元"
    of: str | None = None
    per: str | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """One act (措施) with its object; [start, end) of the text."""

    text: str
    start: int
    end: int
    status: str
    heading: tuple[str, ...] = ()
    action: str | None = None
    agency: str | None = None
    deadline: str | None = None
    money: tuple[Amount, ...] = ()
    quantities: tuple[Amount, ...] = ()
    documents: tuple[str, ...] = ()
    confidence: float = 0.7


@dataclass(frozen=True, slots=True)
class Topic:
    """An R22 label with its score in [0, 1]."""

    label: str
    name: str
    score: float
    state_council: str


@dataclass(frozen=True, slots=True)
class Document:
    """A page on its way through the pipeline: each stage adds one layer, none changes `text`.

    `tokens` are the end offsets of consecutive tokens that tile the text. `mentions` are all candidates,
    `fields` those chosen, `conflicts` the candidates that contradicted a chosen value and lost.
    """

    source: Source
    text: str = ""
    title: str = ""
    metadata: tuple[Metadata, ...] = ()
    removed: tuple[Removed, ...] = ()
    flags: tuple[str, ...] = ()
    repairs: tuple[Repair, ...] = ()
    sections: tuple[Section, ...] = ()
    tokens: tuple[int, ...] = field(default=(), repr=False)
    kind: str = "other"
    kind_confidence: float = 0.0
    mentions: tuple[Mention, ...] = field(default=(), repr=False)
    fields: tuple[Mention, ...] = ()
    conflicts: tuple[Mention, ...] = ()
    measures: tuple[Measure, ...] = ()
    topics: tuple[Topic, ...] = ()

    def __post_init__(self) -> None:
        """Refuse spans that do not cover what they claim (ValueError): a wrong span cannot exist."""
        for name in _CHECKED:
            self._check(name)

    def adding(self, **layers: Any) -> Document:
        """The document with some layers set; only they are checked, the others were when they came.

        Like `dataclasses.replace`, in a tenth of the time. TypeError for `text` or a name that is no layer.
        """
        if not _LAYERS.issuperset(layers):
            raise TypeError(f"no layers: {', '.join(sorted(layers.keys() - _LAYERS))}")
        new = object.__new__(Document)
        for name in _NAMES:
            object.__setattr__(new, name, layers[name] if name in layers else getattr(self, name))
        for name in _CHECKED.intersection(layers):
            new._check(name)
        return new

    def _check(self, name: str) -> None:
        text = self.text
        if name == "repairs":
            wrong = [r.rule for r in self.repairs if text[r.start : r.end] != r.before]
        elif name == "measures":
            wrong = [m.text for m in self.measures if text[m.start : m.end] != m.text]
        elif name == "tokens":
            wrong = ["tokens"] if self.tokens and self.tokens[-1] != len(text) else []
        else:
            mentions: tuple[Mention, ...] = getattr(self, name)
            wrong = [
                m.name
                for m in mentions
                if m.where == "text" and (m.start is None or text[m.start : m.end] != m.raw)
            ]
        if wrong:
            raise ValueError(f"{name}: the span of {wrong[0]!r} does not cover it")

    def values(self, name: str) -> tuple[Mention, ...]:
        """The chosen values of a field, best first."""
        return tuple(m for m in self.fields if m.name == name)

    def section(self, kind: str) -> Section | None:
        """The first section of a kind."""
        return next((s for s in self.sections if s.kind == kind), None)

    def meta(self, *labels: str) -> str:
        """The first non-empty metadata value under one of the labels, '' if none."""
        for label in labels:
            for item in self.metadata:
                if item.label == label and item.value:
                    return item.value
        return ""


_NAMES = tuple(Document.__dataclass_fields__)
_LAYERS = frozenset(_NAMES) - {"text"}
_CHECKED = frozenset({"mentions", "fields", "conflicts", "repairs", "measures", "tokens"})
