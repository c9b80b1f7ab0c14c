"""A record as rows of three tables: one per page (`replies`), per field value, per measure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

Record = dict[str, Any]
Rows = Callable[[Record], Iterable[dict[str, Any]]]

BETWEEN = " | "
_FIELDS = (
    *("proposal_number", "proposal_kind", "body", "level", "region", "term", "session", "proposal_title"),
    *(
        "sponsor",
        "sponsor_count",
        "lead_agency",
        "co_agency",
        "document_number",
        "issue_date",
        "publish_date",
    ),
    *(
        "result_mark",
        "result",
        "disclosure",
        "cited_law",
        "cited_document",
        "contact_person",
        "contact_phone",
    ),
)
_REPLY = (
    *(("id", "text"), ("path", "text"), ("url", "text"), ("fetched_at", "text"), ("kind", "text")),
    *(("kind_confidence", "float"), ("flags", "text"), ("title", "text"), ("topic", "text")),
    *(("topic_name", "text"), ("topic_score", "float"), ("state_council", "text"), ("other_topics", "text")),
    *((name, "text") for name in _FIELDS),
    *(("measures", "int"), ("repairs", "int"), ("removed", "int"), ("text", "text"), ("cluster", "text")),
)
_FIELD = (
    *(
        ("id", "text"),
        ("path", "text"),
        ("field", "text"),
        ("seq", "int"),
        ("value", "text"),
        ("number", "float"),
    ),
    *(("raw", "text"), ("start", "int"), ("end", "int"), ("where", "text"), ("rule", "text")),
    *(("confidence", "float"), ("repaired", "bool"), ("agency_id", "text"), ("scheme", "text")),
    *(
        ("kind", "text"),
        ("bound", "text"),
        ("unit", "text"),
        ("of", "text"),
        ("per", "text"),
        ("more", "text"),
    ),
)
_MEASURE = (
    *(("id", "text"), ("path", "text"), ("seq", "int"), ("text", "text"), ("start", "int"), ("end", "int")),
    *(("status", "text"), ("heading", "text"), ("action", "text"), ("agency", "text"), ("deadline", "text")),
    *(("money", "text"), ("money_bound", "text"), ("quantities", "text"), ("documents", "text")),
    ("confidence", "float"),
)
TABLES: dict[str, tuple[tuple[str, str], ...]] = {"replies": _REPLY, "fields": _FIELD, "measures": _MEASURE}


def _joined(values: Iterable[object]) -> str | None:
    return BETWEEN.join(map(str, values)) or None


def reply_rows(record: Record) -> Iterator[dict[str, Any]]:
    """The page in one row; several values of a field are parted by ` | `.

    `cluster` is the id of the trusted one among pages with the same answer, its own id for a page without copies.
    """
    best = record["topics"][0] if record["topics"] else {}
    row = {
        "id": record["id"],
        **{name: record["source"][name] for name in ("path", "url", "fetched_at")},
        **{name: record[name] for name in ("kind", "kind_confidence", "title", "text")},
        "flags": _joined(record["flags"]),
        "topic": best.get("label"),
        "topic_name": best.get("name"),
        "topic_score": best.get("score"),
        "state_council": best.get("state_council"),
        "other_topics": _joined(topic["label"] for topic in record["topics"][1:]),
        **{name: len(record[name]) for name in ("measures", "repairs", "removed")},
        "cluster": record.get("cluster", record["id"]),
    }
    for name in _FIELDS:
        row[name] = _joined(item["value"] for item in record["fields"].get(name, ()))
    yield row


def field_rows(record: Record) -> Iterator[dict[str, Any]]:
    """Every value with its evidence, in one row each; numbers beside the text of the value."""
    columns = {name for name, _ in _FIELD}
    for field, items in record["fields"].items():
        for seq, item in enumerate(items):
            value = item["value"]
            more = {key: extra for key, extra in item.items() if key not in columns}
            yield {
                "id": record["id"],
                "path": record["source"]["path"],
                "field": field,
                "seq": seq,
                **{key: extra for key, extra in item.items() if key in columns},
                "value": str(value),
                "number": float(value) if isinstance(value, int | float) else None,
                "more": json.dumps(more, ensure_ascii=False) if more else None,
            }


def measure_rows(record: Record) -> Iterator[dict[str, Any]]:
    """Every measure in one row; several amounts, quantities or documents are parted by ` | `."""
    for row in nested_measures(record):
        yield {
            **row,
            "heading": " / ".join(row["heading"]) or None,
            "money": _joined(amount["value"] for amount in row["money"]),
            "money_bound": _joined(amount["bound"] for amount in row["money"]),
            "quantities": _joined(f"{q['value']}{q['unit']}{q['of'] or ''}" for q in row["quantities"]),
            "documents": _joined(row["documents"]),
        }


def nested_fields(record: Record) -> Iterator[dict[str, Any]]:
    """Every value as the record has it, with the page it stands on."""
    place = {"id": record["id"], "path": record["source"]["path"]}
    for field, items in record["fields"].items():
        for seq, item in enumerate(items):
            yield {**place, "field": field, "seq": seq, **item}


def nested_measures(record: Record) -> Iterator[dict[str, Any]]:
    """Every measure as the record has it, with the page it stands on."""
    place = {"id": record["id"], "path": record["source"]["path"]}
    for seq, measure in enumerate(record["measures"]):
        yield {**place, "seq": seq, **measure}


FLAT: dict[str, Rows] = {"replies": reply_rows, "fields": field_rows, "measures": measure_rows}
NESTED: dict[str, Rows] = {
    "replies": lambda record: (record,),
    "fields": nested_fields,
    "measures": nested_measures,
}
