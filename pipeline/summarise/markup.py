"""HTML by composition: every text and every attribute is escaped unless it is markup made here."""

from __future__ import annotations

from html import escape
from typing import NewType

Html = NewType("Html", str)
_VOID = frozenset({"meta", "br"})


def text(value: str) -> Html:
    """Text as markup."""
    return Html(escape(value))


def tag(name: str, /, *children: Html | str, **attributes: str | int | None) -> Html:
    """An element; children are markup made by this module (see `text`), attributes are escaped.

    `class_` and `for_` lose their underscore, other underscores become hyphens, None leaves one out.
    """
    shown = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Html(f"<{name}{shown}>")
    return Html(f"<{name}{shown}>{''.join(children)}</{name}>")


def join(*children: Html | str) -> Html:
    """Markup one after the other."""
    return Html("".join(children))
