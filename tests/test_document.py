"""The record refuses wrong spans; its JSON follows the published schema and hides personal data."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError, replace
from decimal import Decimal

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document import Amount, Document, Measure, Mention, Removed, Repair, Section, Source, Topic
from pipeline.errors import UnreadablePage
from pipeline.record import error_record, mask, schema, to_line, to_record

SOURCE = Source("a.html", "ab" * 32, 10)
TEXT = "联系人:韩磊 电话:0536-5871206\n新建车站3座"


def mention(name: str, raw: str, **more: object) -> Mention:
    start = TEXT.find(raw)
    return Mention(name, raw, raw, start, start + len(raw), "text", "r", **more)  # type: ignore[arg-type]


def document() -> Document:
    return Document(
        SOURCE,
        text=TEXT,
        title="题",
        sections=(Section("contact", 0, 10),),
        removed=(Removed("footer", "韩磊 值班"),),
        repairs=(Repair("D3", 0, 3, "联系人", "联系人", 0.5),),
        tokens=(3, len(TEXT)),
        kind="reply",
        kind_confidence=0.91234,
        fields=(mention("contact_person", "韩磊"), mention("contact_phone", "0536-5871206")),
        measures=(
            Measure(
                "新建车站3座",
                len(TEXT) - 6,
                len(TEXT),
                "completed",
                quantities=(Amount(Decimal(3), unit="座", of="车站"),),
            ),
        ),
        topics=(Topic("R09", "交通运输与道路交通", 0.9, "工业、交通"),),
    )


def test_record_follows_the_schema() -> None:
    for personal in (True, False):
        record = to_record(document(), show_personal=personal, tokens=True)
        jsonschema.validate(record, schema())
    jsonschema.validate(error_record(SOURCE, UnreadablePage("binary")), schema())


def test_schema_refuses_strangers() -> None:
    record = to_record(document())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(record | {"kind": "letter"}, schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(record | {"flags": ["odd"]}, schema())


def test_personal_data_is_starred_everywhere_at_its_length() -> None:
    record = to_record(document())
    line = to_line(record)
    assert "韩磊" not in line
    assert "5871206" not in line
    assert len(record["text"]) == len(TEXT)
    for items in record["fields"].values():
        for item in items:
            assert record["text"][item["start"] : item["end"]] == item["raw"]
    assert record["removed"][0]["text"] == "** 值班"
    assert mask(record) == record


def test_shown_on_demand_and_numbers_are_plain() -> None:
    record = json.loads(to_line(to_record(document(), show_personal=True)))
    assert record["fields"]["contact_person"][0]["value"] == "韩磊"
    assert record["measures"][0]["quantities"] == [{"value": 3, "unit": "座", "of": "车站", "bound": "exact"}]
    assert record["kind_confidence"] == 0.912


@pytest.mark.parametrize(
    "layer",
    [
        {"fields": (Mention("x", "v", "电话", 0, 2, "text", "r"),)},
        {"mentions": (Mention("x", "v", "联系", None, None, "text", "r"),)},
        {"repairs": (Repair("D1", 0, 1, "电", "x", 0.5),)},
        {"measures": (Measure("电话", 0, 2, "planned"),)},
        {"tokens": (3,)},
    ],
)
def test_a_wrong_span_cannot_exist(layer: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"cover|tile"):
        Document(SOURCE, text=TEXT, **layer)  # type: ignore[arg-type]


def test_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        document().text = "x"  # type: ignore[misc]


@settings(deadline=None)
@given(st.text(min_size=1, max_size=60), st.data())
def test_any_true_span_is_accepted_and_kept(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start, len(text)))
    found = Mention("place", "v", text[start:end], start, end, "text", "r")
    doc = Document(SOURCE, text=text, fields=(found,), tokens=(len(text),))
    item = to_record(doc, show_personal=True)["fields"]["place"][0]
    assert text[item["start"] : item["end"]] == item["raw"]


def test_adding_checks_what_is_added_and_refuses_what_is_no_layer() -> None:
    doc = Document(SOURCE, text="修路3公里")
    found = Mention("money", 3, "3", 2, 3, "text", "rule", 0.9)
    assert doc.adding(mentions=(found,)) == replace(doc, mentions=(found,))
    with pytest.raises(ValueError, match="money"):
        doc.adding(mentions=(replace(found, start=0, end=1),))
    with pytest.raises(TypeError, match="text"):
        doc.adding(text="修桥")
