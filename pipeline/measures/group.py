"""Join the clauses of a sentence into measures: one act with its date, condition, cost and results."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.measures.cues import PATTERNS, Token
from pipeline.measures.judge import Kind, Verdict, is_finished
from pipeline.measures.layout import Clause

Judged = tuple[Clause, Verdict]

_LONGEST = 150
_ROOM = 28
_TO_OBJECT = ("对", "与", "在", "为", "向", "会同", "把", "将", "给")
_BY_OTHERS = ("由", "让", "使", "帮", "再由")
_THIS_YEAR = ("今年", "全年", "本年", "年内")
_PURPOSE = ("针对", "为了", "为防", "为确", "为解", "为进", "为此", "为切", "为保", "为加", "为提")
_BASIS = ("按照", "根据", "依据", "依照", "参照", "围绕", "通过")
_NO = frozenset({"declined", "deferred"})
_NOT_OURS = frozenset({"不归", "不属于", "不在", "超出"})
_WEAK_REASON = frozenset({"取消", "停止", "明确", "规定", "执行", "实行", "制定", "拥有"})


@dataclass(slots=True)
class Group:
    """The clauses of one measure so far; `acts` are those that act, the others only tell about them."""

    clauses: list[Clause]
    status: str
    own: bool
    verb: Token | None
    acts: list[Clause] = field(default_factory=list)

    @property
    def anchor(self) -> Clause:
        """The clause of the first act."""
        return self.acts[0]

    @property
    def start(self) -> int:
        """Start of the measure in the text."""
        return self.clauses[0].start

    @property
    def end(self) -> int:
        """End of the measure in the text."""
        return self.clauses[-1].end

    def told(self) -> int:
        """Characters of clauses that do not act."""
        return sum(len(c.masked) for c in self.clauses) - sum(len(c.masked) for c in self.acts)


class Grouper:
    """Reads the judged clauses of one sentence from left to right."""

    def __init__(self, itemised: bool = False) -> None:
        self._itemised = itemised
        self.groups: list[Group] = []
        self._current: Group | None = None
        self._pending: list[Judged] = []

    def read(self, clause: Clause, verdict: Verdict) -> None:
        """Take one more clause; a list mark in front of it and a semicolon or colon behind it part measures."""
        if clause.marked:
            self._close()
        if verdict.kind is Kind.DROP:
            self._close()
        elif verdict.kind is Kind.ACT:
            self._act(clause, verdict)
        elif verdict.kind is Kind.LEAD:
            self._pending.append((clause, verdict))
        elif self._current is None or self._pending:
            self._wait(clause, verdict)
        else:
            self._tell(self._current, clause, verdict)
        if clause.stop in ";:":
            self._close()

    def _wait(self, clause: Clause, verdict: Verdict) -> None:
        """A clause that tells about no act yet: behind a condition or a topic it is the act itself."""
        led = any(v.kind is Kind.LEAD for _, v in self._pending)
        conditional = any(v.status == "conditional" for _, v in self._pending)
        tells = verdict.verb is not None or verdict.own
        acts = verdict.kind is Kind.FOLLOW and tells and self._current is None
        if conditional or (acts and (led or not self._pending)):
            self._act(clause, verdict._replace(kind=Kind.ACT, status=verdict.status or "completed"))
        else:
            self._pending.append((clause, verdict))

    def _close(self) -> None:
        self._current, self._pending = None, []

    def _act(self, clause: Clause, verdict: Verdict) -> None:
        current, pending, self._pending = self._current, self._pending, []
        if pending and pending[0][1].kind is Kind.DETAIL and not verdict.own:
            self._pending = [*pending, (clause, verdict)]
            return
        verdict = _conditioned(clause, verdict, pending)
        if current and self._joins(clause, verdict, pending):
            _extend(current, [c for c, _ in pending], clause, verdict)
            return
        leads = _leading(pending, verdict)
        if current and verdict.status in _NO and _is_reason(current):
            self.groups.pop()
            leads = [*current.clauses, *[c for c, _ in pending]]
        elif current and verdict.status == "referred" and _is_incompetence(current):
            self.groups.pop()
        self._current = Group([*leads, clause], verdict.status, verdict.own, verdict.verb, [clause])
        self.groups.append(self._current)

    def _joins(self, clause: Clause, verdict: Verdict, pending: list[Judged]) -> bool:
        current = self._current
        if current is None or not _joins(current, clause, verdict, pending):
            return False
        return self._itemised or not _is_item(current, clause)

    def _tell(self, current: Group, clause: Clause, verdict: Verdict) -> None:
        """A clause that does not act: kept as long as the act outweighs what is told about it."""
        if verdict.kind is Kind.STATE and current.status in _NO and not clause.joint.startswith("但"):
            self._pending.append((clause, verdict))
            return
        length = len(clause.masked)
        room = max(_ROOM, sum(len(c.masked) for c in current.acts))
        if verdict.kind is Kind.STATE:
            room = 0 if current.status in _NO or clause.joint else room // 2
        elif verdict.kind is Kind.DETAIL:
            room = room * 3 // 5
        if current.told() + length > room or clause.end - current.start > _LONGEST:
            self._close()
            return
        current.clauses.append(clause)


def group(judged: list[Judged]) -> list[Group]:
    """The measures of one sentence in order."""
    grouper = Grouper(any(c.stop == ";" or c.marked for c, _ in judged))
    for clause, verdict in judged:
        grouper.read(clause, verdict)
    for found in grouper.groups:
        _drop_long_basis(found)
    return grouper.groups


def _drop_long_basis(found: Group) -> None:
    """A basis (按照《…》) that outweighs its act is left out."""
    first = found.clauses[0]
    rest = found.end - found.clauses[-1 if len(found.clauses) == 1 else 1].start
    if len(found.clauses) > 1 and first.masked.startswith(_BASIS) and 4 * len(first.masked) > 5 * rest:
        del found.clauses[0]


def _conditioned(clause: Clause, verdict: Verdict, pending: list[Judged]) -> Verdict:
    """An act behind a condition is conditional, behind a coming date planned, unless refused, referred or done."""
    if verdict.status in _NO or verdict.status == "referred" or is_finished(clause):
        return verdict
    statuses = {v.status for _, v in pending}
    if "conditional" in statuses:
        return verdict._replace(status="conditional", own=True)
    if "planned" in statuses and verdict.status != "conditional":
        return verdict._replace(status="planned", own=True)
    return verdict


def _extend(current: Group, leads: list[Clause], clause: Clause, verdict: Verdict) -> None:
    current.clauses += [*leads, clause]
    current.acts.append(clause)
    if verdict.own and verdict.status != current.status:
        current.status = _joined_status(current, clause, verdict.status)
    elif (
        not verdict.own
        and PATTERNS["settled"].search(current.anchor.masked)
        and current.status == "completed"
    ):
        current.status = "planned"
    current.own = current.own or verdict.own


def _joined_status(current: Group, clause: Clause, after: str) -> str:
    """Done and under way together is ongoing; a part met and a part refused is partial."""
    before = current.status
    if after in _NO:
        return "partial" if PATTERNS["open_partial"].search(clause.masked) else after
    if {before, after} == {"completed", "ongoing"}:
        return "ongoing"
    if "conditional" in (before, after):
        return "conditional"
    return after if before in ("completed", "intended") else before


def _is_item(current: Group, clause: Clause) -> bool:
    """In a list parted by commas alone each plan with its own verb is a measure."""
    first = clause.tokens[0] if clause.tokens else None
    heads = first is not None and first.start <= 2
    return (
        heads
        and min(len(clause.masked), len(current.anchor.masked)) >= 8
        and current.status in ("intended", "planned")
    )


def _is_reason(current: Group) -> bool:
    """A fact in front of a refusal in one sentence is its reason, not an act of its own."""
    word = current.verb.word if current.verb else ""
    return not current.own or word in _WEAK_REASON


def _is_incompetence(current: Group) -> bool:
    """不归我局管, 已转交…: the referral is the answer."""
    words = set(current.anchor.words("declined"))
    return current.status == "declined" and len(current.clauses) == 1 and not words.isdisjoint(_NOT_OURS)


def _leading(pending: list[Judged], verdict: Verdict) -> list[Clause]:
    """The waiting clauses that belong to the act: all reasons of a refusal, else dates, conditions and topics."""
    if verdict.status in _NO:
        return [c for c, _ in pending]
    kept: list[Clause] = []
    for clause, judged in reversed(pending):
        text = clause.masked
        if text.startswith(_PURPOSE):
            break
        if judged.kind is not Kind.LEAD:
            return [clause, *kept] if _is_topic(clause) else kept
        kept.insert(0, clause)
    return kept


def _is_topic(clause: Clause) -> bool:
    """A bare noun group that names what the act is about: 需要拓宽的9处路段, …小区共1380套."""
    text = clause.masked
    return len(text) <= 26 and not clause.has("done", "goal") and bool(PATTERNS["topic"].search(text))


def _joins(current: Group, clause: Clause, verdict: Verdict, pending: list[Judged]) -> bool:
    """Whether an act continues the measure before it."""
    if clause.end - current.start > _LONGEST:
        return False
    if verdict.status in _NO or current.status in _NO:
        both = verdict.status in _NO and current.status in _NO
        return both or (verdict.status in _NO and _is_partial(current, clause))
    if verdict.status == "referred" or current.status == "referred":
        return verdict.status == current.status
    if verdict.own and verdict.status != current.status:
        return _change_joins(current, clause, verdict, pending)
    return _same_joins(current, clause, pending)


def _is_partial(current: Group, clause: Clause) -> bool:
    return (
        current.status == "completed" and current.own and bool(PATTERNS["open_partial"].search(clause.masked))
    )


def _change_joins(current: Group, clause: Clause, verdict: Verdict, pending: list[Judged]) -> bool:
    pair = (current.status, verdict.status)
    single = len(current.clauses) == 1
    if verdict.status == "conditional":
        asked = any(w in current.anchor.masked for w in ("申报", "争取", "登记造册", "报"))
        return asked and current.status in ("intended", "conditional", "completed", "planned")
    if pair == ("completed", "ongoing"):
        habit = clause.masked.startswith("每")
        return single and not habit and _bare(clause) and not pending and "《" not in current.anchor.masked
    if pair == ("ongoing", "completed"):
        return not pending and (_bare(clause) or (_has_figure(clause) and not clause.has("actor")))
    if pair == ("completed", "planned") and not current.own and current.anchor.masked.startswith(_THIS_YEAR):
        return True
    if verdict.status in ("planned", "intended") or current.status == "planned":
        settled = bool(PATTERNS["settled"].search(current.anchor.masked)) or current.status != "completed"
        return single and settled and current.status != "ongoing" and (bool(pending) or _bare(clause))
    return False


def _has_figure(clause: Clause) -> bool:
    return any(c.isdigit() for c in clause.masked)


def _bare(clause: Clause) -> bool:
    """The clause names no subject of its own: its first cue stands at its start."""
    first = clause.tokens[0] if clause.tokens else None
    return first is not None and first.start <= 1 and "actor" not in first.tags


def _same_joins(current: Group, clause: Clause, pending: list[Judged]) -> bool:
    text, anchor = clause.masked, current.anchor
    if PATTERNS["change"].search(text):
        return False
    if "已" in anchor.masked and len(anchor.masked) <= 14 and PATTERNS["settled"].search(anchor.masked):
        return True
    if PATTERNS["funding"].match(anchor.masked) and len(current.acts) == 1:
        return True
    if text.startswith(_BY_OTHERS):
        return True
    to_object = text.startswith(_TO_OBJECT)
    if not to_object and not _bare(clause) and clause.has("actor"):
        return False
    if current.status in ("intended", "planned", "conditional"):
        return not pending and clause.joint not in ("同时", "此外", "同时,")
    figures = _has_figure(clause)
    if _chains(current, clause):
        return figures and not to_object
    weak = len(anchor.masked) <= 14 and not _has_figure(anchor) and not set("《“") & set(anchor.masked)
    if weak and len(current.acts) == 1 and not set("《“") & set(text):
        return not pending
    plain = not figures and not set("《“") & set(text)
    return plain and not to_object and not pending and _bare(clause) and len(text) <= 12


def _chains(current: Group, clause: Clause) -> bool:
    """Results of one campaign: 检查…家, 查处…起, 罚款…."""
    if PATTERNS["campaign"].search(current.anchor.masked):
        return True
    first = clause.tokens[0] if clause.tokens else None
    results = first is not None and first.start <= 1 and "result" in first.tags
    return results and current.anchor.has("result")
