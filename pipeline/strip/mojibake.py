"""Characters that were decoded wrongly before the page was stored, turned back where nothing is lost.

Two scrambles are common: UTF-8 read as GBK (鍙戞枃) and GBK read as Latin-1 (·¢ÎÄ). A line is turned back only if
it decodes wholly and its characters become common ones; what was lost on the way (锟斤拷, ?) stays as it is.
"""

from __future__ import annotations

import re

# What the marks ，and 。 and the word 的 become: no page of Chinese prose is without the first.
_AS_GBK = ("锛", "銆", "鐨")
_AS_LATIN = ("£¬", "¡£", "µÄ")
_LEAST_SIGNS = 3
_LEAST_COMMON, _STRANGE = 0.8, 0.5
_SHORT, _READ = 40, 20_000
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[\xa1-\xfe]")


def unscramble(text: str) -> tuple[str, bool]:
    """The text with scrambled lines turned back, and whether it was scrambled at all."""
    for signs, written, read in ((_AS_GBK, "gb18030", "utf-8"), (_AS_LATIN, "latin-1", "gb18030")):
        if signs[0] in text and sum(map(text.count, signs)) >= _LEAST_SIGNS:
            lines = text.split("\n")
            turned = [_turned(line, written, read) for line in lines]
            if turned != lines:
                return "\n".join(turned), True
            return text, len(text) > _SHORT and _common(text[:_READ]) < _STRANGE
    return text, False


def _turned(line: str, written: str, read: str) -> str:
    """A line decoded as it should have been; the line itself if a byte is missing or it reads no better."""
    if line.isascii():
        return line
    try:
        turned = _bytes(line, written).decode(read)
    except UnicodeError:
        return line
    return turned if _common(turned) >= max(_LEAST_COMMON, _common(line) + 0.2) else line


def _bytes(line: str, written: str) -> bytes:
    """The bytes a line was decoded from; browsers show the GBK byte 80 as the euro sign."""
    if written == "latin-1":
        return line.encode(written)
    return b"\x80".join(part.encode(written) for part in line.split("€"))


def _common(text: str) -> float:
    """The share of characters of level 1 of GB 2312-80 (the 3,755 most common) among Han and accented ones."""
    han = _HAN.findall(text)
    strange = len(_LATIN.findall(text))
    common = sum(0xB0 <= c.encode("gb2312", "replace")[0] <= 0xD7 for c in han)
    return common / (len(han) + strange) if han or strange else 0.0
