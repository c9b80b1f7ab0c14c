"""Letters with the real damage: one-character runs at font changes, lost by an extractor in main-content mode."""

from __future__ import annotations

import html
import random
import re
from dataclasses import dataclass
from datetime import date, timedelta

from resiliparse.extract.html2text import extract_plain_text

from pipeline.text import clean_line

RUNS = re.compile(r"[0-9]+|[A-Za-z]+|[《》（）〔〕〇]|[^0-9A-Za-z《》（）〔〕〇]+")
WRAPS = (
    "<span>{}</span>",
    "<b>{}</b>",
    '<a name="b"></a>{}<a name="c"></a>',
    "<!-- -->{}<!-- -->",
    "<font>{}</font>",
)
_WIDE = {ord(wide): narrow for wide, narrow in zip("，：；（）", ",:;()", strict=True)}
_UNITS = ("沧口市城市管理局", "望川县住房和城乡建设局", "清湖区教育局", "石岭州财政局", "白河镇人民政府")
_CODES = ("大府办函", "望建函", "清教发", "石财函", "白政发")
_FILLERS = (
    "停车问题关系群众日常出行，我们会同有关单位实地走访了老城区各个路段，情况如下。",
    "全市共有乡镇202个，网格员530人，补助资金110万元，累计建成2016套、20191平方米，投诉拨打12345热线。",
    "工程型号为GB20191231，规划期为2019-2020，联系电话0715-8235530，工期为180日，执行365日值班制度。",
    "下一步，我们将进一步加大工作力度，完善体制机制，目前不具备条件的，待条件成熟后再予以实施。",
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A letter after the loss, with the values that stood in it before (rule → values)."""

    text: str
    truth: dict[str, tuple[str, ...]]
    published: date


def make_sample(seed: int) -> Sample:
    """A damaged letter; the same seed gives the same letter."""
    chance = random.Random(seed)
    signed = date(2010, 1, 1) + timedelta(days=chance.randrange(5500))
    due = signed + timedelta(days=chance.randrange(20, 300))
    met = signed - timedelta(days=chance.randrange(20, 200))
    number = str(chance.randrange(1, 500))
    paper = f"{chance.choice(_CODES)}〔{signed.year}〕{chance.randrange(1, 300)}号"
    since = f"{met.year}年{met.month}月"
    month_day = f"{due.month}月{due.day}日"
    held = _written(met)
    signature = _in_han(signed) if chance.random() < 0.25 else _written(signed)
    paragraphs = [
        f"关于对市第六届人大三次会议第{number}号建议的答复",
        paper,
        "张望川代表：",
        f"您提出的《关于改善老城区停车秩序的建议》（第{number}号）收悉，现答复如下：",
        chance.choice(_FILLERS),
        f"自{since}起，我们在全市范围内开展了专项整治工作，{held}召开了专题会议进行部署。",
        f"有关建设工作按照计划推进，{month_day}前，全市各乡镇全部完成改造任务并投入使用。",
        chance.choice(_FILLERS),
        chance.choice(_UNITS),
        signature,
    ]
    truth: dict[str, tuple[str, ...]] = {
        "D1": (signature,),
        "D2": (since,),
        "D3": (month_day,),
        "D4": (held,),
        "D5": (f"第{number}号",),
        "D6": (paper,),
    }
    return Sample(_lose(paragraphs, chance), truth, signed + timedelta(days=chance.randrange(0, 15)))


def undamaged(seed: int) -> str:
    """The same letter with nothing lost."""
    chance = random.Random(seed)
    signed = date(2010, 1, 1) + timedelta(days=chance.randrange(5500))
    lines = [
        "关于对市第六届人大三次会议第125号建议的答复",
        f"{chance.choice(_CODES)}〔{signed.year}〕{chance.randrange(1, 300)}号",
        "您提出的《关于改善老城区停车秩序的建议》（第125号）收悉。",
        *_FILLERS,
        f"{signed.month}月{signed.day}日前，自{signed.year}年{signed.month}月起，{_written(signed)}召开了会议。",
        chance.choice(_UNITS),
        _written(signed),
    ]
    return "\n".join(lines)


def _written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _in_han(day: date) -> str:
    year = "".join("〇一二三四五六七八九"[int(c)] for c in str(day.year))
    return f"{year}年{_numeral(day.month)}月{_numeral(day.day)}日"


def _numeral(value: int) -> str:
    digits = " 一二三四五六七八九"
    tens, ones = divmod(value, 10)
    return ((digits[tens] if tens > 1 else "") + "十" if tens else "") + (digits[ones] if ones else "")


def _lose(paragraphs: list[str], chance: random.Random) -> str:
    loss = chance.choice((0.6, 0.9, 1.0))
    body = "".join(f"<p>{_marked_up(p, chance, loss)}</p>" for p in paragraphs)
    page = f'<html><body><div class="content">{body}</div></body></html>'
    plain = extract_plain_text(page, main_content=True).translate(_WIDE)
    return "\n".join(filter(None, map(clean_line, plain.split("\n"))))


def _marked_up(paragraph: str, chance: random.Random, loss: float) -> str:
    """Runs split where the font changes; with `loss` below one some borders have no tag."""
    out = ""
    for run in RUNS.findall(paragraph):
        wrap = chance.choice(WRAPS) if chance.random() < loss else "{}"
        out += wrap.format(html.escape(run))
    return out
