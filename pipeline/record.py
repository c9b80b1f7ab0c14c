"""The only serialiser: Document → the published JSON record (schema 1), personal data masked on demand."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from importlib import resources
from itertools import accumulate, pairwise
from typing import Any

import orjson

from pipeline.document import Amount, Document, Measure, Mention, Removed, Source

SCHEMA = 1
PERSONAL = frozenset({"contact_person", "contact_phone", "contact_email"})


def to_record(doc: Document, *, show_personal: bool = False, tokens: bool = False) -> dict[str, Any]:
    """The record of a page as plain JSON values; offsets are code points of `text`."""
    record: dict[str, Any] = {
        "schema": SCHEMA,
        "id": doc.source.sha256,
        "source": _source(doc.source),
        "kind": doc.kind,
        "kind_confidence": round(doc.kind_confidence, 3),
        "title": doc.title,
        "text": doc.text,
        "sections": [{"kind": s.kind, "start": s.start, "end": s.end} for s in doc.sections],
        "flags": list(doc.flags),
        "removed": list(map(_removed, doc.removed)),
        "repairs": [_repair(r) for r in doc.repairs],
        "fields": _fields(doc.fields),
        "conflicts": _fields(doc.conflicts),
        "measures": [_measure(m) for m in doc.measures],
        "topics": [
            {"label": t.label, "name": t.name, "score": round(t.score, 3), "state_council": t.state_council}
            for t in doc.topics
        ],
    }
    if tokens:
        record["tokens"] = list(_tokens(doc))
    return record if show_personal else mask(record)


def error_record(source: Source, error: Exception) -> dict[str, Any]:
    """The record in the place of a file that cannot be read as a page."""
    return {
        "schema": SCHEMA,
        "id": source.sha256,
        "source": _source(source),
        "error": {"type": type(error).__name__, "message": str(error).splitlines()[0] if str(error) else ""},
    }


def to_line(record: dict[str, Any]) -> str:
    """One JSON line, Chinese as such."""
    try:
        return orjson.dumps(record).decode()
    except TypeError:  # a number beyond 64 bits
        return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def schema() -> dict[str, Any]:
    """The JSON Schema of the record."""
    loaded: dict[str, Any] = json.loads(
        resources.files("pipeline").joinpath("record.schema.json").read_text("utf-8")
    )
    return loaded


def mask(record: dict[str, Any]) -> dict[str, Any]:
    """The record with contact persons, phones and e-mails starred, each at its length, wherever they stand."""
    secrets = sorted(
        {
            text
            for name in PERSONAL
            for part in ("fields", "conflicts")
            for item in record.get(part, {}).get(name, [])
            for text in (str(item["raw"]), str(item["value"]))
            if text.strip("* ")
        },
        key=lambda text: (-len(text), text),
    )
    if not secrets:
        return record
    masked: dict[str, Any] = _mask_all(record, secrets)
    if "tokens" in record:
        masked["tokens"] = _retokenised(masked["text"], record["tokens"])
    return masked


def _retokenised(text: str, tokens: list[str]) -> list[str]:
    """The tokens' places in the masked text: a secret may be parted over several tokens."""
    ends = [0, *accumulate(map(len, tokens))]
    return [text[a:b] for a, b in pairwise(ends)]


_PLAIN = frozenset({int, float, bool, type(None)})


def _mask_all(value: Any, secrets: list[str]) -> Any:
    kind = type(value)
    if kind is str:
        for secret in secrets:
            if secret in value:
                value = value.replace(secret, "*" * len(secret))
        return value
    if kind is dict:
        return {k: v if type(v) in _PLAIN else _mask_all(v, secrets) for k, v in value.items()}
    if kind is list:
        return [_mask_all(item, secrets) for item in value]
    return value


def _source(source: Source) -> dict[str, Any]:
    return {
        "path": source.path,
        "url": source.url,
        "fetched_at": source.fetched_at,
        "encoding": source.encoding,
        "replaced": source.replaced,
        "bytes": source.bytes,
    }


def _removed(block: Removed) -> dict[str, Any]:
    """A removed block; of spam with its evidence: the same advertisement has the same hash on every page."""
    record = {"kind": block.kind, "text": block.text}
    if block.kind != "spam":
        return record
    bare = "".join(block.text.split())
    return record | {
        "place": block.place,
        "trick": block.trick,
        "hash": hashlib.sha256(bare.encode()).hexdigest()[:16],
    }


def _repair(repair: Any) -> dict[str, Any]:
    return {
        "rule": repair.rule,
        "start": repair.start,
        "end": repair.end,
        "before": repair.before,
        "after": repair.after,
        "confidence": round(repair.confidence, 3),
    }


def _fields(mentions: tuple[Mention, ...]) -> dict[str, list[dict[str, Any]]]:
    fields: dict[str, list[dict[str, Any]]] = {}
    for m in mentions:
        fields.setdefault(m.name, []).append(
            {
                "value": plain(m.value),
                "raw": m.raw,
                "start": m.start,
                "end": m.end,
                "where": m.where,
                "rule": m.rule,
                "confidence": round(m.confidence, 3),
                "repaired": m.repaired,
                **{key: plain(value) for key, value in m.extra},
            }
        )
    return fields


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "text": measure.text,
        "start": measure.start,
        "end": measure.end,
        "status": measure.status,
        "heading": list(measure.heading),
        "action": measure.action,
        "agency": measure.agency,
        "deadline": measure.deadline,
        "money": [{"value": plain(a.value), "bound": a.bound, "per": a.per} for a in measure.money],
        "quantities": [_quantity(a) for a in measure.quantities],
        "documents": list(measure.documents),
        "confidence": round(measure.confidence, 3),
    }


def _quantity(amount: Amount) -> dict[str, Any]:
    return {"value": plain(amount.value), "unit": amount.unit, "of": amount.of, "bound": amount.bound}


def plain(value: object) -> object:
    """A Decimal as int where it is whole, else float; all else as it is."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _tokens(doc: Document) -> list[str]:
    return [doc.text[a:b] for a, b in pairwise((0, *doc.tokens))]
