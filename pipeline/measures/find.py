"""Find the measures (措施) of a letter: what public bodies did, do, will do or will not do."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from pipeline.document import LETTER_KINDS, Document, Measure
from pipeline.measures.action import action
from pipeline.measures.cues import NEEDS, PATTERNS, TAGS
from pipeline.measures.dates import Calendar
from pipeline.measures.group import group
from pipeline.measures.joins import Group
from pipeline.measures.judge import DROP, Verdict, judge
from pipeline.measures.layout import Clause, Sentence, read_body
from pipeline.measures.slots import Slots
from pipeline.measures.status import Mood
from pipeline.measures.zones import zones
from pipeline.text import fold

_UNIT, _COUNTED = NEEDS["unit"], TAGS["count"]
_TIMED = NEEDS["date"] | TAGS["name"]
_TURNS = NEEDS["future_head"] | NEEDS["future_inside"] | NEEDS["rule_intro"]
_LOST_STOP = "D7"
_SHORTEST = 5


def find_measures(doc: Document) -> Document:
    """Add the measures of a letter; other kinds of pages pass unchanged."""
    if doc.kind not in LETTER_KINDS or not doc.text:
        return doc
    folded = fold(doc.text)
    calendar = _calendar(doc)
    parts = zones(folded, doc.sections)
    slots = Slots(folded, calendar, parts)
    lost = [r.start + 1 for r in doc.repairs if r.rule == _LOST_STOP]
    found = [
        _measure(doc.text, sentence, part, slots)
        for sentence, part in _groups(folded, parts, lost, calendar)
        if part.end - part.start >= _SHORTEST
    ]
    return doc.adding(measures=tuple(found))


def _calendar(doc: Document) -> Calendar:
    for name in ("issue_date", "publish_date"):
        for mention in doc.values(name):
            return Calendar.of(str(mention.value))
    return Calendar()


def _groups(
    folded: str, parts: list[tuple[int, int]], lost: list[int], calendar: Calendar
) -> Iterator[tuple[Sentence, Group]]:
    plain = len(parts) > 1 or any("\n" in folded[a:b].strip() for a, b in parts)
    sentences = list(read_body(folded, parts, lost))
    reader = _Reader(calendar, plain and any(sentence.headings for sentence in sentences))
    for sentence in sentences:
        for part in group(reader.judged(sentence)):
            yield sentence, part


class _Reader:
    """Judges the clauses of one sentence after the other and keeps what carries over between them."""

    def __init__(self, calendar: Calendar, plain: bool) -> None:
        self._calendar = calendar
        self._plain = plain
        self._paragraph = -1
        self._mood: str = Mood.NEUTRAL
        self._background = False

    def judged(self, sentence: Sentence) -> list[tuple[Clause, Verdict]]:
        """The clauses with their verdicts."""
        if sentence.paragraph != self._paragraph:
            self._mood, self._paragraph = Mood.NEUTRAL, sentence.paragraph
            self._background = _is_background(sentence, self._plain)
            self._plain = self._plain and not sentence.headings
        head = _head_mood(sentence.headings)
        opening = sentence.clauses[0].masked
        strict = self._background or (opening[0] in "经据" and bool(PATTERNS["inquiry"].match(opening)))
        found: list[tuple[Clause, Verdict]] = []
        for clause in sentence.clauses:
            own = _intro_mood(clause) if clause.bits & _TURNS or clause.stop == ":" else None
            if own is not None:
                self._mood = own
                found.append((clause, DROP))
                continue
            mood = head if self._mood is Mood.NEUTRAL else self._mood
            found.append((clause, judge(clause, mood, self._calendar, strict)))
            if clause.bits & _TURNS:
                strict = strict or _opens_rule(clause)
                self._mood = _turned(clause, self._mood)
        return found


def _turned(clause: Clause, mood: str) -> str:
    """FUTURE behind 我局下一步将…, else unchanged."""
    ahead = clause.bits & NEEDS["future_inside"] and PATTERNS["future_inside"].match(clause.masked)
    return Mood.FUTURE if ahead else mood


def _is_background(sentence: Sentence, plain: bool) -> bool:
    """The paragraph between reply cue and first heading, and what stands under 现状, 存在问题."""
    if sentence.headings:
        return bool(PATTERNS["background_head"].search(sentence.headings[-1]))
    return plain and sentence.paragraph == 0


def _opens_rule(clause: Clause) -> bool:
    """第…条规定, …: the rest of the sentence tells the rule."""
    if not clause.bits & NEEDS["rule_intro"]:
        return False
    quoted = clause.stop == ":" and PATTERNS["rule_quoted"].search(clause.masked)
    return bool(quoted or PATTERNS["rule_intro"].search(clause.masked))


@lru_cache(maxsize=64)
def _head_mood(headings: tuple[str, ...]) -> str:
    """The tense the deepest telling heading gives."""
    for heading in reversed(headings):
        if PATTERNS["future_head"].search(heading):
            return Mood.FUTURE
        if PATTERNS["past_head"].search(heading):
            return Mood.PAST
    return Mood.NEUTRAL


def _intro_mood(clause: Clause) -> str | None:
    """The tense that an introduction (接下来, …; 我们还要做三件事:) gives to the rest, None if it is none."""
    text = clause.masked
    future = PATTERNS["future_head"].match(text)
    if future and (clause.stop == ":" or (clause.stop == "," and len(text) - future.end() <= 6)):
        return Mood.FUTURE
    if clause.stop == ":" and len(text) <= 30 and PATTERNS["intro"].search(text):
        return (
            Mood.FUTURE
            if PATTERNS["future_head"].search(text) or "要" in text or "将" in text
            else Mood.NEUTRAL
        )
    return None


def _measure(text: str, sentence: Sentence, part: Group, slots: Slots) -> Measure:
    clauses = part.clauses
    start, end = clauses[0].start, clauses[-1].end
    bits = 0
    for clause in clauses:
        bits |= clause.bits
    return Measure(
        text=text[start:end],
        start=start,
        end=end,
        status=part.status,
        heading=sentence.headings,
        action=action(part.anchor, part.verb, part.status),
        agency=slots.agency(start, end) if bits & _UNIT else None,
        deadline=slots.deadline(start, end, part.status) if bits & _TIMED else None,
        money=slots.money(start, end) if bits & _COUNTED else (),
        quantities=slots.counts(start, end) if bits & _COUNTED else (),
        documents=slots.documents(start, end),
        confidence=0.8 if part.own else 0.65,
    )
