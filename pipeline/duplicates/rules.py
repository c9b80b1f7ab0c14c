"""The thresholds of `data/duplicates.toml`, read once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline.rules import load_toml


@dataclass(frozen=True, slots=True)
class Limits:
    """How far two copies may differ: shares of the shorter core, but `similarity` of all shingles."""

    similarity: float
    replaced: float
    digits: bool
    extra: float


@dataclass(frozen=True, slots=True)
class Rules:
    """The data file as values."""

    version: str
    parts: frozenset[str]
    instead: frozenset[str]
    least: int
    most: int
    slots: int
    rows: int
    seed: int
    slack: float
    same: Limits
    titled: Limits
    other: Limits
    title_part: float
    damaged: frozenset[str]
    incomplete: frozenset[str]
    complete: float
    digests: frozenset[str]
    site: frozenset[str]
    rule: str
    confidence: float
    around: int
    fields: tuple[str, ...]


@cache
def rules() -> Rules:
    """The thresholds in force."""
    data = load_toml("pipeline.duplicates", "data/duplicates.toml")
    sets: dict[str, Any] = {}
    for part in ("core", "signature", "trust", "complete"):
        sets |= {key: frozenset(v) if isinstance(v, list) else v for key, v in data[part].items()}
    return Rules(
        f"{data['version']}.{hashlib.sha256(repr(data).encode()).hexdigest()[:8]}",
        same=Limits(**data["same"]),
        titled=Limits(**data["titled"]),
        other=Limits(**data["other"]),
        title_part=data["title"]["part"],
        **{**sets, "fields": tuple(data["complete"]["fields"])},
    )
