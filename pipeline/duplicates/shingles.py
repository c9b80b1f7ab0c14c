"""Runs of four letters as numbers, MinHash signatures over them, and the buckets in which similar ones meet.

Code units are of 16 bits, so a run of four is one number of 64 bits, without a hash and its collisions. The
signatures are R-MinHash by rensa: a few microseconds a letter, where datasketch takes more than a millisecond.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from pipeline.duplicates.rules import rules
from pipeline.text import fold

LENGTH = 4
_FACTORS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F], dtype=np.uint64)
_HALF, _SIGN = np.uint64(32), np.uint64(1)

Numbers = NDArray[np.uint64]


@cache
def _folding() -> NDArray[np.uint16]:
    """For each code unit the letter or digit it is compared as, 0 for all else."""
    units = np.arange(0x10000, dtype=np.uint16)
    units[[0x130, *range(0xD800, 0xE000)]] = 0  # one that grows when lowered, and the halves of higher ones
    plain = units.tobytes().decode("utf-16-le")
    kept = re.sub(r"[\W_]", "\0", fold(plain)).lower()
    return np.frombuffer(kept.encode("utf-16-le"), dtype=np.uint16)


def letters(text: str) -> str:
    """Letters and digits of the basic plane, width and case folded; what portals set differently is dropped."""
    units = _folding()[np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype=np.uint16)]
    kept: bytes = units[units != 0].tobytes()
    return kept.decode("utf-16-le")


def placed(text: str) -> tuple[str, NDArray[np.intp]]:
    """The letters of a text and the offset of each in code points."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    units = np.where(points < 0x10000, _folding()[points & 0xFFFF], np.uint16(0))
    kept = np.flatnonzero(units)
    return units[kept].tobytes().decode("utf-16-le"), kept


def runs(core: str) -> Numbers:
    """Each run of LENGTH letters in order, as a number; empty for a shorter core."""
    units = np.frombuffer(core.encode("utf-16-le"), dtype=np.uint16).astype(np.uint64)
    if len(units) < LENGTH:
        return units[:0]
    packed = units[: len(units) - LENGTH + 1].copy()
    for place in range(1, LENGTH):
        packed |= units[place : len(units) - LENGTH + 1 + place] << np.uint64(16 * place)
    return packed


def signatures(cores: Sequence[str]) -> list[bytes]:
    """The MinHash signature of each core: `slots` numbers of 32 bits, little-endian."""
    limits = rules()
    sets = [_mixed(runs(core)) for core in cores]
    if not sets:
        return []
    ends = np.cumsum([0, *map(len, sets)]).astype(np.uint64)
    flat = np.concatenate(sets)
    rows = RMinHash.digest_matrix_from_flat_token_hashes(flat, ends, limits.slots, limits.seed).to_rows()
    return [np.array(row, dtype="<u4").tobytes() for row in rows]


def _mixed(numbers: Numbers) -> Numbers:
    """Numbers spread over all bits."""
    spread: Numbers = numbers * _FACTORS[0]
    spread ^= spread >> _HALF
    spread *= _FACTORS[1]
    spread ^= spread >> _HALF
    return spread


def buckets(signed: Sequence[bytes]) -> list[list[int]]:
    """For each signature one number of 63 bits a band; letters that share one are candidates."""
    limits = rules()
    count = limits.slots // limits.rows
    bands = np.frombuffer(b"".join(signed), dtype="<u4").reshape(-1, count, limits.rows).astype(np.uint64)
    numbers = np.tile(np.arange(1, count + 1, dtype=np.uint64), (len(bands), 1))
    for column in range(limits.rows):
        numbers = _mixed(numbers ^ bands[:, :, column])
    listed: list[list[int]] = (numbers >> _SIGN).tolist()
    return listed


def estimate(one: bytes, other: bytes) -> float:
    """The similarity of two letters as their signatures tell it."""
    return float(np.mean(np.frombuffer(one, dtype="<u4") == np.frombuffer(other, dtype="<u4")))


def version() -> str:
    """Signatures of another version cannot be compared with those made now."""
    return f"{rules().version}.{RMinHash.ALGORITHM_VERSION}"
