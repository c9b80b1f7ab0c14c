"""The query language: text → tree, by recursive descent; every fault is named with its column.

query   = both { "OR" both }            both = unary { ["AND"] unary }
unary   = "NOT" unary | "(" query ")" | "measure(" query ")" | name ":" value | phrase | word | "*"
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from pipeline.errors import UsageError
from pipeline.search.names import fields, limits
from pipeline.search.values import Value, parse_value
from pipeline.text import fold


@dataclass(frozen=True, slots=True)
class Text:
    """Title or text contains this phrase."""

    phrase: str


@dataclass(frozen=True, slots=True)
class Test:
    """A field has a value; `name` is one of the language's own names."""

    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class Everything:
    """Every page."""


@dataclass(frozen=True, slots=True)
class Not:
    """The inner query does not hold."""

    inner: Node


@dataclass(frozen=True, slots=True)
class Both:
    """All parts hold."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """One measure for which the inner query holds."""

    inner: Node


Node = Text | Test | Everything | Not | Both | Either | Group

_NAME = r"(?P<name>[A-Za-z_]+|[\u4e00-\u9fff]{1,6}):"
_PHRASE = r"\"(?P<straight>[^\"]*)\"|“(?P<curly>[^”]*)”"
_TOKEN = re.compile(rf"(?P<mark>[()])|{_NAME}|{_PHRASE}|(?P<broken>[\"“”])|(?P<word>[^\s()\"“”]+)")
_SURROGATES = re.compile("[\ud800-\udfff]")  # bytes of an argument in another encoding
_BLANKS = re.compile(r"\s*")
_GROUPS = frozenset({"measure", "措施"})
_WORDS = frozenset({"AND", "OR", "NOT"})


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


def parse(query: str) -> Node:
    """The tree of a query; UsageError names the column (from 1) of the first fault."""
    if len(query) > limits().length:
        raise UsageError(f"the query is longer than {limits().length} characters")
    tokens = _tokens(fold(_SURROGATES.sub("\ufffd", query)))
    if not tokens:
        raise UsageError("the query is empty; * finds every page")
    return _Parser(tokens, len(query)).whole()


def _tokens(text: str) -> list[_Token]:
    found, at = [], _skip(text, 0)
    while at < len(text):
        match = _TOKEN.match(text, at)
        assert match is not None
        kind = match.lastgroup or ""
        if kind == "broken":
            raise _fault(at, "a quotation mark is not closed")
        found.append(_Token(*_kind(kind, match[kind]), at, match.end()))
        at = _skip(text, match.end())
    return found


def _skip(text: str, at: int) -> int:
    match = _BLANKS.match(text, at)
    return match.end() if match else at


def _kind(kind: str, text: str) -> tuple[str, str]:
    if kind in {"straight", "curly"}:
        return "phrase", text
    if kind == "mark" or (kind == "word" and text in _WORDS):
        return text, text
    return kind, text


def _fault(at: int, message: str) -> UsageError:
    return UsageError(f"query, column {at + 1}: {message}")


class _Parser:
    """One walk over the tokens."""

    def __init__(self, tokens: list[_Token], length: int) -> None:
        self._tokens = tokens
        self._end = _Token("end", "", length, length)
        self._at = 0
        self._terms = 0

    def whole(self) -> Node:
        """The tree of all tokens."""
        node = self._either(0, inside=False)
        if self._next.kind != "end":
            raise _fault(self._next.start, "a bracket is closed that was not opened")
        return node

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else self._end

    def _take(self) -> _Token:
        token = self._next
        self._at += 1
        return token

    def _either(self, depth: int, *, inside: bool) -> Node:
        parts = [self._both(depth, inside=inside)]
        while self._next.kind == "OR":
            self._take()
            parts.append(self._both(depth, inside=inside))
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _both(self, depth: int, *, inside: bool) -> Node:
        parts = [self._unary(depth, inside=inside)]
        while self._next.kind not in {"OR", ")", "end"}:
            if self._next.kind == "AND":
                self._take()
            parts.append(self._unary(depth, inside=inside))
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def _unary(self, depth: int, *, inside: bool) -> Node:
        token = self._take()
        if depth > limits().depth:
            raise _fault(token.start, f"nested deeper than {limits().depth}")
        if token.kind == "NOT":
            return Not(self._unary(depth + 1, inside=inside))
        if token.kind == "(":
            return self._bracket(token, depth, inside=inside)
        if token.kind == "word" and token.text.lower() in _GROUPS and self._opens(token):
            if inside:
                raise _fault(token.start, "a measure( ) inside a measure( )")
            return Group(self._bracket(self._take(), depth, inside=True))
        return self._term(token, inside=inside)

    def _opens(self, token: _Token) -> bool:
        return self._next.kind == "(" and self._next.start == token.end

    def _bracket(self, opening: _Token, depth: int, *, inside: bool) -> Node:
        node = self._either(depth + 1, inside=inside)
        if self._take().kind != ")":
            raise _fault(opening.start, "this bracket is not closed")
        return node

    def _term(self, token: _Token, *, inside: bool) -> Node:
        self._terms += 1
        if self._terms > limits().terms:
            raise _fault(token.start, f"more than {limits().terms} terms")
        if token.kind == "name":
            return self._test(token, inside=inside)
        if token.kind == "word" and token.text == "*":
            return Everything()
        if token.kind in {"word", "phrase"}:
            if not token.text:
                raise _fault(token.start, "an empty phrase")
            return Text(token.text)
        place = "at the end" if token.kind == "end" else f"before {token.text}"
        raise _fault(token.start, f"a term is missing {place}")

    def _test(self, token: _Token, *, inside: bool) -> Node:
        field = fields().get(token.text.lower())
        if field is None:
            raise _fault(token.start, _unknown(token.text))
        if inside and not field.group:
            raise _fault(token.start, f"{field.name}: does not speak of one measure")
        try:
            return Test(field.name, parse_value(field, self._value(token.end)))
        except UsageError as error:
            raise _fault(token.start, str(error)) from None

    def _value(self, at: int) -> str:
        """The text of the word or phrase that stands right at `at`, '' if none does."""
        value = ""
        while self._next.start == at and self._next.kind in {"word", "phrase", "name"}:
            token = self._take()
            value += token.text + (":" if token.kind == "name" else "")
            at = token.end
        return value


def _unknown(name: str) -> str:
    close = difflib.get_close_matches(name.lower(), fields(), 1)
    hint = f"did you mean {close[0]}:? " if close else ""
    return f'no field {name}: {hint}— to search for the words, put them in "quotation marks"'
