"""Page scores added up into figures, with bootstrap intervals over pages, as a table or JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.evaluation.gold import FIELDS
from pipeline.evaluation.page import AGENCY_FIELDS, PageScore

RESAMPLES = 1000
SEED = 20190823
LOWER_IS_BETTER = frozenset({"characters_lost", "stray_values"})

Array = npt.NDArray[np.float64]

_PARTS = ("precision", "recall", "f1")


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure with its 95 % interval; None where nothing was asked. `asked` is what it is a share of."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    asked: float


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of a run in a fixed order, and the pages' scores they are made of."""

    figures: dict[str, Figure]
    pages: tuple[PageScore, ...]
    missing: int

    def as_json(self) -> dict[str, object]:
        """Plain values: pages, figures, confusions of kinds; no items of the pages."""
        return {
            "pages": len(self.pages),
            "missing": self.missing,
            "figures": {
                f.name: {"value": _rounded(f.value), "low": _rounded(f.low), "high": _rounded(f.high)}
                | {"asked": f.asked}
                for f in self.figures.values()
            },
            "confusions": self.confusions(),
        }

    def confusions(self) -> dict[str, int]:
        """Kinds taken for others, `gold->given`, most frequent first."""
        wrong = Counter(f"{gold}->{given}" for gold, given in (p.kind for p in self.pages) if gold != given)
        return dict(wrong.most_common())

    def table(self) -> str:
        """One line a measure: name, value (of findings F1), its interval, size, precision and recall."""
        lines = [f"pages {len(self.pages)}, without a record {self.missing}"]
        lines += [self.line(name) for name in self.headline()]
        lines += [f"kind {pair}: {count}" for pair, count in self.confusions().items()]
        return "\n".join(lines)

    def headline(self) -> list[str]:
        """The names of the figures that stand for a measure: all shares and F1s that have a value."""
        parts = (".precision", ".recall")
        return [n for n, f in self.figures.items() if f.value is not None and not n.endswith(parts)]

    def line(self, name: str) -> str:
        """One figure for a person, with the precision and recall that it is made of."""
        figure = self.figures[name]
        group = name.removesuffix(".f1")
        parts = [self.figures.get(f"{group}.{part}") for part in ("precision", "recall")]
        text = f"{name:<28} {_text(figure.value)} [{_text(figure.low)}, {_text(figure.high)}] of {figure.asked:<5g}"
        return text + "".join(f" {f.name[len(group) + 1]} {_text(f.value)}" for f in parts if f)


def build_report(pages: Sequence[PageScore], missing: int = 0, *, seed: int = SEED) -> Report:
    """Figures over pages; intervals from RESAMPLES seeded draws of pages with replacement."""
    drawn = _draws(len(pages), seed)
    values: dict[str, Array] = {}
    asked: dict[str, float] = {}
    for name in _measures(pages):
        width = max(len(page.counts.get(name, ())) for page in pages)
        counts = np.array([page.counts.get(name, (0.0,) * width) for page in pages])
        sums = drawn @ counts
        if width == 2:
            values[name] = _share(sums[:, 0], sums[:, 1])
            asked[name] = float(counts[:, 1].sum())
        else:
            for part, column in zip(_PARTS, _precision_recall_f1(sums), strict=True):
                values[f"{name}.{part}"] = column
                asked[f"{name}.{part}"] = float(counts[:, (0, 2)].sum())
    _add_macro(values, asked)
    return Report({n: _figure(n, column, asked[n]) for n, column in values.items()}, tuple(pages), missing)


def _draws(pages: int, seed: int) -> Array:
    """How often each page counts: row 0 each once, the others resampled."""
    generator = np.random.default_rng(seed)
    resampled = generator.multinomial(pages, np.full(pages, 1 / pages), size=RESAMPLES)
    return np.vstack([np.ones(pages), resampled]).astype(np.float64)


def _measures(pages: Iterable[PageScore]) -> list[str]:
    """Names of all measures: as the page that has most of them mentions them, those of one group together."""
    ordered = sorted(pages, key=lambda page: -len(page.counts))
    names = list(dict.fromkeys(name for page in ordered for name in page.counts))
    groups = list(dict.fromkeys(name.partition(".")[0] for name in names))
    return sorted(names, key=lambda name: groups.index(name.partition(".")[0]))


def _share(hits: Array, asked: Array) -> Array:
    return np.divide(hits, asked, out=np.full_like(hits, np.nan), where=asked > 0)


def _precision_recall_f1(sums: Array) -> tuple[Array, Array, Array]:
    """Precision is 1 if nothing was given and nothing asked, 0 if only asked; recall likewise."""
    right, extra, missed = sums.T
    precision, recall = _share(right, right + extra), _share(right, right + missed)
    precision = np.where(np.isnan(precision), missed == 0, precision)
    recall = np.where(np.isnan(recall), extra == 0, recall)
    f1 = np.nan_to_num(_share(2 * precision * recall, precision + recall))
    return precision, recall, f1


def _add_macro(values: dict[str, Array], asked: dict[str, float]) -> None:
    """Mean F1 of the fields that the gold has, agencies strict and lenient."""
    names = [f"field.{name}" for name in FIELDS if asked.get(f"field.{name}.f1")]
    if not names:
        return
    lenient = {f"field.{name}": f"lenient.{name}" for name in AGENCY_FIELDS}
    values["macro.f1"] = np.mean([values[f"{n}.f1"] for n in names], axis=0)
    values["macro_lenient.f1"] = np.mean([values[f"{lenient.get(n, n)}.f1"] for n in names], axis=0)
    asked["macro.f1"] = asked["macro_lenient.f1"] = float(len(names))


def _figure(name: str, column: Array, asked: float) -> Figure:
    if np.isnan(column[0]):
        return Figure(name, None, None, None, asked)
    low, high = np.nanpercentile(column[1:], (2.5, 97.5))
    return Figure(name, float(column[0]), float(low), float(high), asked)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _text(value: float | None) -> str:
    return "  -  " if value is None else f"{value:.3f}"
