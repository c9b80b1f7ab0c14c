"""Every rule proves itself: its examples give their values, its counter-examples give nothing."""

from __future__ import annotations

import time

import pytest

from pipeline.errors import RuleError
from pipeline.extract.marks import RULES as MARKS
from pipeline.extract.references import RULES as REFERENCES
from pipeline.kinds.recognise import load_cues
from pipeline.rules import Rule, load_rules, load_toml
from pipeline.text import fold

RULES = {rule.id: rule for rule in (*REFERENCES, *MARKS)}
CUES = {cue.id: cue for cue in load_cues()}
HOSTILE = {
    "digits": "1" * 60_000,
    "brackets": "[(" * 30_000,
    "zeros": "〇" * 60_000,
    "ordinals": "第一" * 30_000,
    "han": "局" * 60_000,
    "quotes": "《" * 60_000,
    "lists": "12、" * 20_000,
    "spaces": "公 开 " * 15_000,
}


def values(rule: Rule, text: str) -> tuple[str, ...]:
    return tuple(m["value"] for m in rule.find(fold(text)))


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_examples_give_their_values(rule: Rule) -> None:
    assert rule.examples
    for example in rule.examples:
        assert values(rule, example.text) == example.values


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_counter_examples_give_nothing(rule: Rule) -> None:
    assert rule.counter_examples
    for text in rule.counter_examples:
        assert values(rule, text) == ()


@pytest.mark.parametrize("cue", CUES.values(), ids=CUES)
def test_cues_of_kinds(cue) -> None:
    for text in cue.examples:
        assert cue.fires(fold(text)), text
    for text in cue.counter_examples:
        assert not cue.fires(fold(text)), text


@pytest.mark.parametrize("name", HOSTILE)
def test_no_pattern_hangs(name: str) -> None:
    text = HOSTILE[name]
    for rule in RULES.values():
        start = time.perf_counter()
        for _ in rule.find(text):
            pass
        assert time.perf_counter() - start < 2.0, rule.id
    for cue in CUES.values():
        start = time.perf_counter()
        cue.fires(text[:6000])
        assert time.perf_counter() - start < 2.0, cue.id


def test_a_rule_without_examples_is_refused(tmp_path, monkeypatch) -> None:
    (tmp_path / "broken_rules").mkdir()
    (tmp_path / "broken_rules" / "__init__.py").write_text("")
    (tmp_path / "broken_rules" / "a.toml").write_text(
        '[[rule]]\nid = "x"\nfield = "f"\nname = "n"\npattern = "a"\n'
    )
    (tmp_path / "broken_rules" / "b.toml").write_text("[[rule")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(RuleError, match="rule x"):
        load_rules("broken_rules", "a.toml")
    with pytest.raises(RuleError, match=r"b\.toml"):
        load_toml("broken_rules", "b.toml")
