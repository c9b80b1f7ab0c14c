"""Join the clauses of a sentence into measures: one act with its date, condition, cost and results."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.measures.cues import PATTERNS, Token
from pipeline.measures.judge import Kind, Verdict
from pipeline.measures.layout import Clause

_SUBJECT_GAP = 4
_LONGEST = 150
_PENDING_OBJECT = ("对", "与", "在", "为", "向", "会同", "把", "将", "给")


@dataclass(slots=True)
class Group:
    """The clauses of one measure so far."""

    clauses: list[Clause]
    status: str
    own: bool
    verb: Token | None
    anchor: Clause
    acts: list[Clause] = field(default_factory=list)

    @property
    def start(self) -> int:
        """Start of the measure in the text."""
        return self.clauses[0].start

    @property
    def end(self) -> int:
        """End of the measure in the text."""
        return self.clauses[-1].end


def group(judged: list[tuple[Clause, Verdict]]) -> list[Group]:
    """The measures of one sentence in order; a semicolon always parts them."""
    groups: list[Group] = []
    current: Group | None = None
    pending: list[tuple[Clause, Verdict]] = []
    for clause, verdict in judged:
        if clause.marked:
            current, pending = None, []
        if verdict.kind is Kind.DROP:
            current, pending = None, []
        elif verdict.kind is Kind.ACT:
            if current and _joins(current, clause, verdict, pending):
                _extend(current, [c for c, _ in pending], clause, verdict)
            else:
                current = _open(groups, current, pending, clause, verdict)
                groups.append(current)
            pending = []
        elif verdict.kind is Kind.FOLLOW and current and not pending:
            _follow(current, clause)
        elif verdict.kind is Kind.STATE and current and not pending and _slight(current, clause):
            current.clauses.append(clause)
        else:
            pending.append((clause, verdict))
        if clause.stop == ";" or clause.stop == ":":
            current, pending = None, []
    return groups


def _slight(current: Group, clause: Clause) -> bool:
    return 2 * len(clause.masked) <= current.end - current.start


def _follow(current: Group, clause: Clause) -> None:
    if clause.end - current.start <= _LONGEST:
        current.clauses.append(clause)


def _extend(current: Group, leads: list[Clause], clause: Clause, verdict: Verdict) -> None:
    current.clauses += [*leads, clause]
    current.acts.append(clause)
    if verdict.own and verdict.status != current.status:
        current.status = _joined_status(current.status, verdict.status)
    current.own = current.own or verdict.own


def _joined_status(before: str, after: str) -> str:
    """Done and under way together is ongoing; a refusal or condition decides."""
    if {before, after} == {"completed", "ongoing"}:
        return "ongoing"
    if before == "completed" and after in ("declined", "deferred") :
        return after
    if "conditional" in (before, after):
        return "conditional"
    return after if before in ("completed", "intended") else before


def _open(
    groups: list[Group], current: Group | None, pending: list[tuple[Clause, Verdict]], clause: Clause, verdict: Verdict
) -> Group:
    leads = _leading(pending, verdict)
    if verdict.status in ("declined", "deferred") and current and not current.own and groups and len(current.clauses) == 1:
        groups.pop()
        leads = [*current.clauses, *[c for c, _ in pending]]
    return Group([*leads, clause], verdict.status, verdict.own, verdict.verb, clause, [clause])


def _leading(pending: list[tuple[Clause, Verdict]], verdict: Verdict) -> list[Clause]:
    """The waiting clauses that belong to the act: all reasons of a refusal, else dates, conditions and topics."""
    clauses = [c for c, _ in pending]
    if verdict.status in ("declined", "deferred"):
        return clauses
    kept: list[Clause] = []
    for clause, judged in reversed(pending):
        if judged.kind is not Kind.LEAD and not _is_topic(clause):
            break
        if clause.masked.startswith(("针对", "为了", "为防", "为确", "为解", "为进", "为此")):
            break
        kept.insert(0, clause)
    return kept


def _is_topic(clause: Clause) -> bool:
    """A bare noun group that names what the act is about: 需要拓宽的9处路段, …."""
    return not clause.tokens or (len(clause.masked) <= 26 and not clause.has("problem", "act", "done", "goal"))


def _joins(current: Group, clause: Clause, verdict: Verdict, pending: list[tuple[Clause, Verdict]]) -> bool:
    """Whether an act continues the measure before it."""
    if clause.end - current.start > _LONGEST:
        return False
    refusals = ("declined", "deferred")
    if verdict.status in refusals or current.status in refusals:
        return verdict.status in refusals and current.status in refusals
    if verdict.status == "referred" or current.status == "referred":
        return verdict.status == current.status and verdict.own and current.own
    if verdict.own and verdict.status != current.status:
        return _change_joins(current, clause, verdict)
    return _same_joins(current, clause, pending)


def _change_joins(current: Group, clause: Clause, verdict: Verdict) -> bool:
    pair = (current.status, verdict.status)
    if verdict.status == "conditional":
        return any(c.has("conditional") or "申报" in c.masked or "登记造册" in c.masked for c in current.clauses)
    if pair == ("completed", "ongoing"):
        return len(current.acts) == 1 and _bare(clause) and "《" not in current.anchor.masked
    if pair == ("ongoing", "completed"):
        return _bare(clause)
    if pair in (("completed", "planned"), ("intended", "planned"), ("planned", "intended"), ("planned", "completed")):
        return _bare(clause) and not any(c.isdigit() for c in current.anchor.masked) and len(current.clauses) == 1
    return pair == ("conditional", "intended")


def _bare(clause: Clause) -> bool:
    """The clause names no subject of its own: its first cue stands at its start."""
    first = clause.tokens[0] if clause.tokens else None
    return first is not None and first.start <= 1 and "actor" not in first.tags


def _same_joins(current: Group, clause: Clause, pending: list[tuple[Clause, Verdict]]) -> bool:
    if PATTERNS["funding"].match(current.anchor.masked) and len(current.acts) == 1:
        return True
    if clause.masked.startswith(("由", "让", "使", "帮", "供")):
        return True
    if not _bare(clause) and clause.has("actor") and not clause.masked.startswith(_PENDING_OBJECT):
        return False
    if PATTERNS["detail"].match(clause.masked):
        return True
    if current.status in ("intended", "planned", "conditional"):
        return not pending or current.status == "conditional"
    figures = any(c.isdigit() for c in clause.masked)
    if PATTERNS["campaign"].search(current.anchor.masked):
        return figures and not clause.masked.startswith(_PENDING_OBJECT)
    if clause.masked.startswith(_PENDING_OBJECT):
        return False
    return not figures and _bare(clause) and "《" not in clause.masked and len(clause.masked) <= 12
