"""Export: three tables in three formats, complete or not at all, safe for spreadsheets, masked."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.columns import FLAT, NESTED, TABLES
from pipeline.errors import PipelineError
from pipeline.export import export
from pipeline.record import mask, to_line
from pipeline.search import matching
from pipeline.store import Store, open_store
from pipeline.tables import cell
from tests.records import letter, record


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with open_store("sqlite:///:memory:", create=True) as opened:
        hostile = record("=1+1\n第二行", '=HYPERLINK("http://x","点")', "b.html", kind="news")
        opened.write([("letter.html", letter(), []), ("b.html", hostile, [])])
        yield opened


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_csv(store: Store, tmp_path: Path) -> None:
    counts = export(store, tmp_path / "new" / "folder")
    out = tmp_path / "new" / "folder"
    assert counts == {out / "replies.csv": 2, out / "fields.csv": 18, out / "measures.csv": 3}
    assert (out / "replies.csv").read_bytes().startswith(b"\xef\xbb\xbfid,path,")
    hostile, reply = rows(out / "replies.csv")
    assert hostile["title"] == '\'=HYPERLINK("http://x","点")'
    assert hostile["text"] == "'=1+1\n第二行"
    assert (hostile["kind"], hostile["topic"], hostile["sponsor"]) == ("news", "", "")
    assert reply["lead_agency"] == "云溪市交通运输局"
    assert (reply["issue_date"], reply["term"], reply["result_mark"]) == ("2024-03-15", "7", "A")
    assert (reply["topic"], reply["topic_name"], reply["measures"]) == ("R09", "交通运输", "3")
    assert (reply["contact_person"], reply["contact_phone"]) == ("***", "************")


def test_spans_of_the_fields_table_point_into_the_text(store: Store, tmp_path: Path) -> None:
    export(store, tmp_path)
    texts = {row["id"]: row["text"] for row in rows(tmp_path / "replies.csv")}
    found = rows(tmp_path / "fields.csv")
    for row in found:
        if row["where"] == "text":
            assert texts[row["id"]][int(row["start"]) : int(row["end"])] == row["raw"]
    money = [row for row in found if row["field"] == "money"]
    assert [(row["number"], row["bound"]) for row in money] == [
        ("3500000.0", "exact"),
        ("1200000.0", "exact"),
    ]
    assert {row["agency_id"] for row in found if row["field"] == "lead_agency"} == {"transport"}
    assert [row["repaired"] for row in found if row["field"] == "issue_date"] == ["True"]


def test_measures_table(store: Store, tmp_path: Path) -> None:
    export(store, tmp_path)
    planned = rows(tmp_path / "measures.csv")[1]
    assert planned["status"] == "planned"
    assert planned["heading"] == "二、下一步打算"
    assert (planned["deadline"], planned["money"], planned["quantities"]) == ("2024-06", "1200000", "8条线路")


def test_jsonl_replies_are_full_records(store: Store, tmp_path: Path) -> None:
    export(store, tmp_path, "jsonl")
    lines = (tmp_path / "replies.jsonl").read_text("utf-8").splitlines()
    assert json.loads(lines[1]) == json.loads(to_line(mask(letter())))
    measures = [json.loads(line) for line in (tmp_path / "measures.jsonl").read_text("utf-8").splitlines()]
    assert measures[1]["money"] == [{"value": 1200000, "bound": "exact", "per": None}]
    fields = [json.loads(line) for line in (tmp_path / "fields.jsonl").read_text("utf-8").splitlines()]
    assert {"field": "term", "value": 7}.items() <= fields[4].items()


@pytest.mark.parametrize("fmt", ["csv", "jsonl"])
def test_personal_data(store: Store, tmp_path: Path, fmt: Any) -> None:
    export(store, tmp_path, fmt)
    assert all("6543210" not in path.read_text("utf-8") for path in tmp_path.iterdir())
    export(store, tmp_path, fmt, show_personal=True)
    assert sum("6543210" in path.read_text("utf-8") for path in tmp_path.iterdir()) == 2


def test_part_of_the_store(store: Store, tmp_path: Path) -> None:
    assert set(export(store, tmp_path, ids=matching(store, "kind:reply")).values()) == {1, 18, 3}
    assert set(export(store, tmp_path, ids=[]).values()) == {0}
    assert rows(tmp_path / "replies.csv") == []


class Breaking:
    def clusters(self) -> dict[str, str]:
        return {}

    def records(self, ids: Any = None) -> Iterator[dict[str, Any]]:
        yield letter()
        raise RuntimeError("broken")


@pytest.mark.parametrize("fmt", ["csv", "jsonl"])
def test_a_broken_export_leaves_the_old_files(store: Store, tmp_path: Path, fmt: Any) -> None:
    export(store, tmp_path, fmt)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(RuntimeError):
        export(Breaking(), tmp_path, fmt)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_folder_that_cannot_be_written(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PipelineError, match="cannot write the export"):
        export(store, tmp_path / "file")


def test_missing_extra_is_named(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(PipelineError, match=r"fuwen-pipeline\[parquet\]"):
        export(store, tmp_path, "parquet")
    assert list(tmp_path.iterdir()) == []


def test_parquet(store: Store, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    export(store, tmp_path, "parquet")
    table = {name: parquet.read_table(tmp_path / f"{name}.parquet") for name in TABLES}
    assert [table[name].num_rows for name in TABLES] == [2, 18, 3]
    assert [table[name].column_names for name in TABLES] == [
        [column for column, _ in TABLES[name]] for name in TABLES
    ]
    reply = table["replies"].to_pylist()[1]
    assert (reply["lead_agency"], reply["measures"], reply["url"]) == ("云溪市交通运输局", 3, None)
    assert table["fields"].to_pylist()[-1]["repaired"] is False


@pytest.mark.parametrize("name", list(TABLES))
def test_rows_have_the_columns_of_their_table(name: str) -> None:
    for row in FLAT[name](letter()):
        assert set(row) <= {column for column, _ in TABLES[name]}
    assert len(list(FLAT[name](letter()))) == len(list(NESTED[name](letter())))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+86", "'+86"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("\t=1", "'\t=1"),
        ("＝1", "'＝1"),
        ("关于=的", "关于=的"),
        ("", ""),
        (-5, -5),
        (None, ""),
        (True, True),
    ],
)
def test_cells(value: object, written: object) -> None:
    assert cell(value) == written
