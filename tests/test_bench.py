"""The bench counts right; one page passes through the chain of ready parts."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests import bench

PAGE = (
    '<html><head><title>路灯答复</title><meta name="PubDate" content="2024-05-30"></head><body><article>'
    + "<p>关于第12号建议的答复,县城管局已安装路灯20盏,投资80万元,于2024年5月20日投用。</p>" * 5
    + "</article></body></html>"
)


def run(rate: float, memory: float = 100.0) -> bench.Run:
    return bench.Run(pages=100, seconds=100 / rate, loading=0.5, memory=memory)


def test_spread_repeats_pages_with_bytes_of_their_own(tmp_path: Path) -> None:
    source, target = tmp_path / "pages", tmp_path / "spread"
    source.mkdir()
    target.mkdir()
    (source / "a.html").write_text("<p>甲</p>", "utf-8")
    (source / "b.txt").write_text("乙", "utf-8")
    (source / "a.html.headers").write_text("Content-Type: text/html", "utf-8")
    written = bench.spread(source, target, 5)
    assert [path.name for path in written] == [
        f"{i:05d}_{'ab'[i % 2]}.{('html', 'txt')[i % 2]}" for i in range(5)
    ]
    assert len({path.read_bytes() for path in written}) == 5
    assert all(path.read_text("utf-8").startswith(("<p>甲</p>", "乙")) for path in written)
    assert (target / "00002_a.html.headers").is_file()


def test_ratios_are_taken_within_a_round() -> None:
    runs = {"ingest": [run(200), run(100), run(300)], "chain": [run(50), run(50), run(50)]}
    expected = {"median": 4, "min": 2, "max": 6}
    assert bench.ratios(runs, "ingest", "chain") == pytest.approx(expected)


def test_result_and_table() -> None:
    runs = {"ingest": [run(200, 150), run(100, 180)], "chain": [run(50), run(50)]}
    result = bench.result_of(runs, {"strip": 3.0, "extract": 1.0})
    assert result["pages_per_second"]["ingest"] == pytest.approx({"median": 150, "min": 100, "max": 200})
    assert result["peak_memory_mb"] == {"ingest": 180, "chain": 100}
    assert result["ratios"].keys() == {"ingest / chain"}
    assert result["stage_shares"] == {"strip": 0.75, "extract": 0.25}
    assert "180 MB" in bench.table(result)
    assert "75.0%" in bench.table(result)
    assert json.loads(json.dumps(result)) == result


@pytest.mark.filterwarnings("ignore")
def test_a_page_passes_through_the_chain(tmp_path: Path) -> None:
    pytest.importorskip("trafilatura", reason="needs the extra bench")
    from tests.chain import Chain

    page = tmp_path / "a.html"
    page.write_text(PAGE, "utf-8")
    with Chain(tmp_path / "chain.db", times_and_money=False) as chain:
        assert chain.run([page]) == 1
        record = chain.read(page)
    assert record["meta"]["pubdate"] == "2024-05-30"
    assert record["fields"]["proposal_number"][0] == "12"
    assert "路灯" in record["words"]
    rows = sqlite3.connect(tmp_path / "chain.db").execute("SELECT title, words FROM replies").fetchall()
    assert rows[0][0] == "路灯答复"
    assert "路灯" in rows[0][1].split()
