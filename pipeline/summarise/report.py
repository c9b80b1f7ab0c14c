"""The topic report (主题报告) as frozen values: what is counted, what is quoted and from which page."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from decimal import Decimal

from pipeline.record import plain


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `of` with the 95 % interval of Wilson (1927), all as fractions of one."""

    count: int
    of: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The plain fraction, 0 where nothing was counted."""
        return self.count / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a category (`key`, shown as `name`) occurs."""

    key: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Cross:
    """A cross table (交叉表): `cells[row][column]` counts."""

    rows: tuple[Tally, ...]
    columns: tuple[Tally, ...]
    cells: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Days:
    """Days from issue to publication: median and quartiles over `of` letters; None where `of` is 0."""

    median: float | None
    lower: float | None
    upper: float | None
    of: int


@dataclass(frozen=True, slots=True)
class Sum:
    """A total in yuan over `amounts` sums; `exact` is False where one of them is about or a limit."""

    yuan: Decimal
    amounts: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Money:
    """Money of measures by what became of them; `left_out` counts rates, parts, repeats and fines."""

    done: Sum
    promised: Sum
    conditional: Sum
    left_out: int


@dataclass(frozen=True, slots=True)
class Term:
    """A word over-represented in a topic: signed root of G² and number of letters that hold it."""

    word: str
    score: float
    letters: int


@dataclass(frozen=True, slots=True)
class Source:
    """A cited page; `id` is the shortest distinct beginning (six digits or more) of its SHA-256."""

    id: str
    sha256: str
    title: str
    agency: str
    date: str
    path: str
    url: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A measure word for word: [start, end) code points of the text of page `source`."""

    text: str
    start: int
    end: int
    status: str
    source: str
    agency: str
    year: str
    deadline: str = ""
    yuan: Decimal | None = None
    reason: str = ""
    phrase: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a sentence, followed by the short id of the page it was taken from, if it was."""

    text: str
    source: str = ""


Sentence = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """One answer of the summary: a few counted sentences, then the quotes that show them."""

    key: str
    head: str
    lead: tuple[Sentence, ...]
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicSummary:
    """Everything about the letters whose first topic is `label`."""

    label: str
    name: str
    state_council: str
    replies: Share
    years: tuple[Tally, ...]
    agencies: tuple[Tally, ...]
    co_agencies: tuple[Tally, ...]
    statuses: tuple[Tally, ...]
    reasons: tuple[Tally, ...]
    results: Cross
    mismatches: tuple[str, ...]
    days: Days
    money: Money
    specific: Share
    deadlines: int
    terms: tuple[Term, ...]
    abstract: tuple[Sentence, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Sureness:
    """How sure (可靠程度): mean scores in [0, 1] and the letters for which a figure has no ground."""

    topic_score: float
    weak_topics: Share
    measure_confidence: float
    undated: Share
    unmeasured: Share
    copies: int


@dataclass(frozen=True, slots=True)
class TopicReport:
    """The whole report; topics by number of replies, largest first."""

    pages: int
    replies: int
    measures: int
    left_out: tuple[Tally, ...]
    years: tuple[Tally, ...]
    levels: tuple[Tally, ...]
    bodies: tuple[Tally, ...]
    regions: tuple[Tally, ...]
    flags: tuple[Tally, ...]
    sure: Sureness
    topics: tuple[TopicSummary, ...]
    by_status: Cross
    by_agency: Cross
    by_reason: Cross
    by_result: Cross
    sources: tuple[Source, ...]


def to_json(report: TopicReport) -> str:
    """The report as one JSON object, keys as the fields above, sums in yuan, fractions to four places."""
    return (
        json.dumps(
            {"schema": 1, **{key: _plain(item) for key, item in asdict(report).items()}},
            ensure_ascii=False,
            indent=1,
        )
        + "\n"
    )


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return round(value, 4) if isinstance(value, float) else plain(value)
