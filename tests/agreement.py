"""Agreement of two annotators on the same letters: `python tests/agreement.py` prints the table of corpus/README.md.

Values count as agreed when both give them in normal form (the pipeline's own evaluation compares them); measures
are matched one to one as in the evaluation, status is compared on the matched.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.evaluate import evaluate
from pipeline.evaluation import load_gold

ROOT = Path(__file__).resolve().parent.parent
SECOND = ROOT / "corpus" / "gold" / "second"


def second_records(folder: Path) -> Iterator[dict[str, Any]]:
    """The second annotation in the form of records."""
    for path in sorted(folder.glob("[ab].jsonl")):
        for line in path.read_text("utf-8").splitlines():
            page = json.loads(line)
            yield {
                "source": {"path": page["file"]},
                "kind": page["kind"],
                "title": page["body_text"].split("\n")[0],
                "text": page["body_text"],
                "fields": {
                    name: [{"value": value} for value in values] for name, values in page["fields"].items()
                },
                "measures": page["measures"],
                "topics": [{"label": label, "score": 1.0 - n / 10} for n, label in enumerate(page["topic"])],
                "flags": [],
            }


def main() -> None:
    """Score the second annotation against the first, as both were before their differences were decided."""
    gold = load_gold([SECOND / "first.jsonl"])
    print(evaluate(list(second_records(SECOND)), gold).table())


if __name__ == "__main__":
    main()
