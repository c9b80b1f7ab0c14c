"""Records to lean replies: what the report needs of each letter, without its text."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pipeline.document import REPLY_KINDS, STATUSES, Amount
from pipeline.record import mask
from pipeline.rules import load_toml
from pipeline.summarise.reasons import REFUSED, Reason, reason_of
from pipeline.summarise.terms import Words, words_of

WORDS: dict[str, Any] = load_toml("pipeline.summarise", "data/words.toml")
UNCLASSED = "R00"
_DATE = re.compile(WORDS["date"]["pattern"])
# Letters with fewer characters of measures are too short to be called copies of each other.
_COPY_LEAST = 60


@dataclass(frozen=True, slots=True)
class Act:
    """One measure with the marks of concreteness that the choice and the figures use."""

    text: str
    start: int
    end: int
    status: str
    confidence: float
    deadline: str
    dated: bool
    counted: bool
    documented: bool
    named: bool
    money: tuple[Amount, ...]
    reason: Reason

    @property
    def concrete(self) -> bool:
        """Whether it holds a date, a sum or a quantity."""
        return self.dated or self.counted or bool(self.money)


@dataclass(frozen=True, slots=True)
class Reply:
    """One letter; `fingerprint` is equal for letters whose measures are word for word the same."""

    sha256: str
    path: str
    url: str
    title: str
    request: str
    topic: str
    topic_name: str
    state_council: str
    topic_score: float
    agencies: tuple[str, ...]
    co_agencies: tuple[str, ...]
    body: str
    level: str
    region: str
    issued: str
    published: str
    result: str
    flags: tuple[str, ...]
    acts: tuple[Act, ...] = field(repr=False)
    fingerprint: str

    @property
    def date(self) -> str:
        """The date of issue, else that of publication, '' without either."""
        return self.issued or self.published

    @property
    def year(self) -> str:
        """The year of `date`."""
        return self.date[:4]


@dataclass(frozen=True, slots=True)
class Collected:
    """The replies in order of date, what was left out by kind, and the words per topic and of all."""

    replies: tuple[Reply, ...]
    left_out: Counter[str]
    words: dict[str, Words]
    every: Words


def collect(records: Iterable[Mapping[str, Any]]) -> Collected:
    """Read all records once; a page that comes twice counts once, error records are 'unreadable'."""
    replies: dict[str, Reply] = {}
    seen: set[str] = set()
    left_out: Counter[str] = Counter()
    words: dict[str, Words] = {}
    every = Words()
    for raw in records:
        if raw["id"] in seen:
            continue
        seen.add(raw["id"])
        kind = "unreadable" if "error" in raw else str(raw.get("kind", "other"))
        if kind not in REPLY_KINDS:
            left_out[kind] += 1
            continue
        record = mask(dict(raw))
        reply = read_reply(record)
        replies[reply.sha256] = reply
        found = words_of(record)
        for part in (every, words.setdefault(reply.topic, Words())):
            part.add(found)
    ordered = sorted(replies.values(), key=lambda reply: (reply.date, reply.sha256))
    return Collected(tuple(ordered), left_out, words, every)


def read_reply(record: Mapping[str, Any]) -> Reply:
    """The lean form of a record of a reply (personal data must be masked already)."""
    text = str(record.get("text", ""))
    source, topics = record.get("source", {}), record.get("topics") or [{}]
    issued = _first(record, "issue_date")
    acts = tuple(
        _act(row, text, issued) for row in record.get("measures", ()) if row.get("status") in STATUSES
    )
    return Reply(
        sha256=str(record["id"]),
        path=str(source.get("path") or ""),
        url=str(source.get("url") or ""),
        title=str(record.get("title") or ""),
        request=_first(record, "proposal_title"),
        topic=str(topics[0].get("label", UNCLASSED)),
        topic_name=str(topics[0].get("name", WORDS["topic"]["unclassed"])),
        state_council=str(topics[0].get("state_council", "")),
        topic_score=float(topics[0].get("score", 0.0)),
        agencies=_all(record, "lead_agency"),
        co_agencies=_all(record, "co_agency"),
        body=_first(record, "body"),
        level=_first(record, "level"),
        region=_first(record, "region"),
        issued=issued,
        published=_first(record, "publish_date"),
        result=_result(record),
        flags=tuple(record.get("flags", ())),
        acts=acts,
        fingerprint=_fingerprint(acts, str(record["id"])),
    )


def _all(record: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(item["value"]) for item in record.get("fields", {}).get(name, ())))


def _first(record: Mapping[str, Any], name: str) -> str:
    return next(iter(_all(record, name)), "")


def _result(record: Mapping[str, Any]) -> str:
    """The normalised result, 'unknown' for a mark whose scheme is not known, 'none' without a mark."""
    fields = record.get("fields", {})
    marks = fields.get("result_mark", ())
    stated = _first(record, "result") or next((str(m["result"]) for m in marks if m.get("result")), "")
    return stated if stated in WORDS["results"] else "unknown" if marks else "none"


def _act(row: Mapping[str, Any], text: str, issued: str) -> Act:
    words, start, end = str(row["text"]), int(row["start"]), int(row["end"])
    deadline = _due(str(row.get("deadline") or ""), issued)
    return Act(
        text=words,
        start=start,
        end=end,
        status=row["status"],
        confidence=float(row.get("confidence", 0.5)),
        deadline=deadline,
        dated=bool(deadline or _DATE.search(words)),
        counted=bool(row.get("quantities")),
        documented=bool(row.get("documents")) or "《" in words,
        named=bool(row.get("agency")),
        money=tuple(
            Amount(Decimal(str(m["value"])), m.get("bound") or "exact", "元", None, m.get("per"))
            for m in row.get("money", ())
        ),
        reason=reason_of(text, start, end) if row["status"] in REFUSED else Reason(),
    )


def _due(deadline: str, issued: str) -> str:
    """The deadline, '' if it lay in the past when the letter was signed: then it is a date of something done."""
    known = deadline[:4] if "H" in deadline or "Q" in deadline else deadline
    return "" if known < issued[: len(known)] else deadline


def _fingerprint(acts: tuple[Act, ...], fallback: str) -> str:
    joined = "\n".join(act.text for act in acts)
    return hashlib.sha256(joined.encode()).hexdigest() if len(joined) >= _COPY_LEAST else fallback
