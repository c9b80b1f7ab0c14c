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
GOLD = ROOT / "corpus" / "gold"


def second_records(folder: Path) -> Iterator[dict[str, Any]]:
    """The second annotation in the form of records."""
    for path in sorted(folder.glob("*.jsonl")):
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
    """Score the second annotation against the first, on the pages that have both."""
    records = list(second_records(GOLD / "second"))
    files = {record["source"]["path"] for record in records}
    gold = [page for page in load_gold(sorted(GOLD.glob("*.jsonl"))) if page.file in files]
    print(evaluate(records, gold).table())


if __name__ == "__main__":
    main()
