"""Query tree → SQL with parameters; every user's word is a parameter, none becomes part of the statement."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from pipeline import grams
from pipeline.search.names import Field, fields
from pipeline.search.query import Both, Either, Everything, Group, Node, Not, Test, Text
from pipeline.search.values import Range, Value

Table = Literal["pages", "fields", "measures", "index"]
_LABEL = re.compile(r"[Rr][0-9]{2}")
_BRACKETS = str.maketrans("()", "[]")


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold of a row of `table` (alias p, f, m; the index is asked by its own query)."""

    table: Table
    sql: str
    parameters: tuple[object, ...] = ()


_PICKS: dict[Table, str] = {
    "pages": "({}) IS TRUE",
    "fields": "p.page IN (SELECT f.page FROM fields f WHERE {})",
    "measures": "p.page IN (SELECT m.page FROM measures m WHERE {})",
    "index": "p.page IN (SELECT rowid FROM pages_fts WHERE {})",
}


def compile_query(node: Node) -> Condition:
    """The condition on a row of `pages p` for which the query holds."""
    if isinstance(node, Not):
        return _joined("pages", "NOT ({})", "", [compile_query(node.inner)])
    if isinstance(node, Both | Either):
        link = " AND " if isinstance(node, Both) else " OR "
        return _joined("pages", "({})", link, [compile_query(part) for part in node.parts])
    conditions = leaf(node)
    return _joined("pages", "({})", " OR ", [_of_page(condition) for condition in conditions])


def leaf(node: Text | Test | Everything | Group) -> tuple[Condition, ...]:
    """The conditions of which one must hold somewhere in the page."""
    if isinstance(node, Text):
        return (_indexed("{title text}", node.phrase),)
    if isinstance(node, Group):
        return (_of_measure(node.inner),)
    if isinstance(node, Test):
        field = fields()[node.name]
        return _TESTS[field.match](field, node.value)
    return (Condition("pages", "1"),)


def _of_page(condition: Condition) -> Condition:
    return Condition("pages", _PICKS[condition.table].format(condition.sql), condition.parameters)


def _of_measure(node: Node) -> Condition:
    """The condition on one row of `measures m`."""
    if isinstance(node, Not):
        return _joined("measures", "NOT ({})", "", [_of_measure(node.inner)])
    if isinstance(node, Both | Either):
        link = " AND " if isinstance(node, Both) else " OR "
        return _joined("measures", "({})", link, [_of_measure(part) for part in node.parts])
    if isinstance(node, Text):
        return Condition("measures", "instr(m.form, ?) > 0", (grams.form(node.phrase),))
    if isinstance(node, Test):
        inner = _measure_test(fields()[node.name], node.value)
        return Condition("measures", f"({inner.sql}) IS TRUE", inner.parameters)
    return Condition("measures", "1")


def _measure_test(field: Field, value: Value) -> Condition:
    if field.match == "agency":
        return Condition("measures", "instr(m.agency, ?) > 0", (str(value),))
    return next(c for c in _TESTS[field.match](field, value) if c.table == "measures")


def _joined(table: Table, frame: str, link: str, parts: list[Condition]) -> Condition:
    sql = frame.format(link.join(part.sql for part in parts))
    return Condition(table, sql, tuple(value for part in parts for value in part.parameters))


def _indexed(columns: str, phrase: str) -> Condition:
    return Condition("index", "pages_fts MATCH ?", (f"{columns} : {grams.phrase(phrase)}",))


def _bounded(column: str, value: Value) -> tuple[str, tuple[object, ...]]:
    assert isinstance(value, Range)
    less, more = ("<", ">") if value.strict else ("<=", ">=")
    ends = [(more, value.low), (less, value.high)]
    held = [(f"{column} {sign} ?", end) for sign, end in ends if end is not None]
    return " AND ".join(sql for sql, _ in held), tuple(end for _, end in held)


def _named(field: Field, sql: str, *parameters: object) -> Condition:
    """A condition on a stored value of one of the field's names."""
    marks = ", ".join("?" * len(field.of))
    return Condition("fields", f"f.name IN ({marks}) AND {sql}", (*field.of, *parameters))


def _equals(field: Field, value: Value) -> tuple[Condition, ...]:
    return (_named(field, "f.form = ?", grams.form(str(value))),)


def _contains(field: Field, value: Value) -> tuple[Condition, ...]:
    return (_named(field, "instr(f.form, ?) > 0", grams.form(str(value))),)


def _number(field: Field, value: Value) -> tuple[Condition, ...]:
    return (_named(field, "ltrim(f.form, '0') = ltrim(?, '0')", grams.form(str(value))),)


def _document(field: Field, value: Value) -> tuple[Condition, ...]:
    return _contains(field, str(value).translate(_BRACKETS))


def _agency(field: Field, value: Value) -> tuple[Condition, ...]:
    raw = str(value)
    return (_named(field, "(instr(f.form, ?) > 0 OR f.agency_id = ?)", grams.form(raw), raw),)


def _topic(_: Field, value: Value) -> tuple[Condition, ...]:
    raw = str(value)
    if _LABEL.fullmatch(raw):
        return (Condition("pages", "p.topic = ?", (raw.upper(),)),)
    return (Condition("pages", "p.topic = ? OR instr(p.topic_name, ?) > 0", (raw, raw)),)


def _title(_: Field, value: Value) -> tuple[Condition, ...]:
    return (_indexed("title", str(value)),)


def _year(_: Field, value: Value) -> tuple[Condition, ...]:
    return (Condition("pages", *_bounded("p.year", value)),)


def _date(_: Field, value: Value) -> tuple[Condition, ...]:
    return (Condition("pages", *_bounded("p.date", value)),)


def _kind(_: Field, value: Value) -> tuple[Condition, ...]:
    return (Condition("pages", "p.kind = ?", (value,)),)


def _flag(_: Field, value: Value) -> tuple[Condition, ...]:
    return (Condition("pages", "instr(p.flags, ?) > 0", (f" {value} ",)),)


def _status(_: Field, value: Value) -> tuple[Condition, ...]:
    return (Condition("measures", "m.status = ?", (value,)),)


def _action(_: Field, value: Value) -> tuple[Condition, ...]:
    return (Condition("measures", "instr(m.action, ?) > 0", (str(value),)),)


def _money(field: Field, value: Value) -> tuple[Condition, ...]:
    sql, parameters = _bounded("a.num", value)
    inner = f"EXISTS (SELECT 1 FROM measure_money a WHERE a.page = m.page AND a.seq = m.seq AND {sql})"
    own, of_field = _bounded("f.num", value)
    return _named(field, own, *of_field), Condition("measures", inner, parameters)


def _deadline(field: Field, value: Value) -> tuple[Condition, ...]:
    own, parameters = _bounded("f.form", value)
    dated = _named(field, f"f.form GLOB '[0-9][0-9][0-9][0-9]-*' AND {own}", *parameters)
    return dated, Condition("measures", *_bounded("m.due", value))


def _has(_: Field, value: Value) -> tuple[Condition, ...]:
    parts = {
        "repair": Condition("pages", "p.repairs > 0"),
        "conflict": Condition("pages", "p.conflicts > 0"),
        "removed": Condition("pages", "p.removed > 0"),
        "topic": Condition("pages", "p.topic IS NOT NULL"),
        "url": Condition("pages", "p.url IS NOT NULL"),
        "measure": Condition("measures", "1"),
    }
    return (parts.get(str(value), Condition("fields", "f.name = ?", (value,))),)


_TESTS: dict[str, Callable[[Field, Value], tuple[Condition, ...]]] = {
    "action": _action,
    "agency": _agency,
    "choice": _equals,
    "contains": _contains,
    "date": _date,
    "deadline": _deadline,
    "doc": _document,
    "equals": _equals,
    "flag": _flag,
    "has": _has,
    "kind": _kind,
    "money": _money,
    "number": _number,
    "status": _status,
    "title": _title,
    "topic": _topic,
    "year": _year,
}
