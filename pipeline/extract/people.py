"""提案人 from the addressee, the opening or the form; 联系人 and telephone of the letter; leaders."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.document import Mention
from pipeline.extract.context import Context
from pipeline.text import parse_int

_ROLE = r"(?:人大)?代表|(?:政协)?委员|常委"
_ADDRESS = re.compile(
    r"^\s*(?:主\s*送\s*:)?\s*(?P<dear>尊敬的)?\s*(?P<names>[^:。;!?]{2,120}?)"
    rf"\s*(?P<role>(?:{_ROLE})(?:们|同志)?|先生|女士|同志)?\s*(?:\([^()\n]{{0,40}}\))?\s*(?::|$)",
)
_COUNT = re.compile(
    r"\s*等\s*(?P<count>[\d一二三四五六七八九十]{1,3})?\s*[位名个人]*\s*(?:(?:人大|政协)?(?:代表|委员))?$"
)
_SPLIT = re.compile(
    r"\s*[、,;]\s*|\s+(?:和|及)\s*|(?<=[一-龥]{2})和(?=[一-龥]{2,4}(?:代表|委员(?!会)|$))"
    r"|(?<=代表)[并和](?=[一-龥])|(?<=委员)[并和](?=[一-龥])"
)
# Names of two characters or more parted by blanks only; 张 敏 is one name.
_PARTED_BY_BLANKS = re.compile(r"[一-龥]{2,3}(?:\s+[一-龥]{2,3}){1,6}")
_BLANK_PARTED = re.compile(r"[一-龥]{2,3}")
_ORGANISATION_AND_NAME = re.compile(r"[^、]{1,16}(?:工商联|总支部?|支部)(?=[一-龥]{2,4}(?:代表|委员)?$)")
_DELEGATION = re.compile(r"[^、]{0,12}代表团(?=[一-龥]{2,3}$)")
_ROLE_END = re.compile(rf"\s*(?:{_ROLE}|同志)(?:们)?$")
_PERSON = re.compile(r"^[一-龥某×*]{1,4}(?:\s*[一-龥某×*]{1,3})?$|^[一-龥]{1,8}(?:[·•.][一-龥]{1,8}){1,3}$")
_ORGANISATION = re.compile(
    r"(?:民革|民盟|民建|民进|农工(?:民主)?党|致公党?|九三(?:学社)?|台盟|无党派|知联会|工商联|工商业联合会|总工会|共青团|团委|团市委|团县委|团区委|"
    r"妇联|妇女联合会|科协|科学技术协会|侨联|台联|青联|文联|残联|红十字会|总商会)"
    r"|(?:代表团|总支(?:部)?|支部|市委会|县委会|区委会|省委会|委员会|界别?|小组|学社|工委|联络处|联络站|党组|协会|商会|联合会|联谊会|政协[一-龥]{1,8}委|中央)$"
)
_OFFICE = re.compile(
    r"(?:办公室|办公厅|督查室|工作委员会|代表工委|代工委|联工委|选联工委|联络工委|提案委|提案委员会|提案法制委员会|常委会)$"
)
_TITLE_NAMES = re.compile(
    rf"(?:会议|关于|对|届)\s*(?P<names>(?:[一-龥]{{2,4}}[、,]){{0,4}}[一-龥]{{2,4}})(?:等\S{{0,4}}?)?(?:{_ROLE})(?:的|关于|提|所)"
)
_OPENING_NAMES = re.compile(
    rf"(?:(?<![^\n])|[,。:由]|对|将|转来|转送|交办|关于|其中)\s*(?P<names>(?:[一-龥]{{2,4}}[、,]){{0,6}}[一-龥]{{2,4}})(?P<etc>等\S{{0,5}}?)?(?:{_ROLE})(?:们)?(?:在|提出|所提|联名|提交|关于|的)"
)
# Without an addressee: (毕长青代表《…》), 毋海涛委员的提案 at the start of a sentence.
_NAMED_ONLY = re.compile(
    rf"(?:(?<![^\n。(])|(?<=[。(]))(?P<names>(?:[一-龥]{{2,4}}[、,]){{0,3}}[一-龥]{{2,4}})(?P<etc>等\S{{0,5}}?)?(?:{_ROLE})(?:《|的(?:提案|建议))"
)
_ROLE_FIRST = re.compile(
    r"(?:政协委员|人大代表|(?<![一-龥])委员|(?<![一-龥])代表)(?P<names>[一-龥]{2,3}(?:[、,][一-龥]{2,3}){0,6})(?P<etc>等\S{0,5}?)?(?:在|提出|所提|联名|提交|关于|的)"
)
_ORG_OPENING = re.compile(
    r"(?P<names>(?:民革|民盟|民建|民进|农工党|致公党|九三学社|台盟)[一-龥]{0,8}(?:委员会|市委会?|县委会?|区委会?|省委会?|总支|支部)|[一-龥]{2,6}工商联)(?:在|提出|所提|提交|的)"
)
_LABEL = re.compile(
    r"(?:提\s*案\s*(?:人|者)|第一提案人|领\s*衔\s*(?:代\s*表|人)|建\s*议\s*人|代\s*表\s*姓\s*名|提\s*出\s*人|提案单位|提案(?:委员|代表)|附\s*议\s*(?:代\s*表|人)|联\s*名\s*(?:代\s*表|人)|提议人)"
    r"\s*[:\s]\s*(?P<names>[^\n::;。]{2,60}?)(?=\s*(?:\n|;|。|界\s*别|联\s*系|主\s*办|承\s*办|建\s*议|案\s*由|所\s*属|附\s*议|联\s*名|代\s*表\s*团|$))"
)
_FIRST_LINES = 400
_FIRST_LABELS = ("提案人", "提案者", "领衔代表", "建议人", "第一提案人", "提出人", "代表姓名")
_JOINED_LABELS = ("附议代表", "附议人", "附议委员", "联名人", "联名代表", "联名委员")
_SURNAMES_NOT = frozenset("各我你您贵")
_NOBODY = re.compile(r"[该本其这那此](?:位|些|几|名|次|届|人|项|村|镇|县|市|区)")
_CONTACT = re.compile(
    r"(?:联\s*系\s*人|承\s*办\s*人|经\s*办\s*人|承\s*办\s*负\s*责\s*人|具\s*体\s*承\s*办\s*人|联络人|经办人员|承办人员)"
    r"(?:员)?(?:姓\s*名)?(?:\s*(?:及|和|与|、)?\s*(?:其)?(?:联\s*系)?(?:电\s*话|方\s*式))?(?:\s*:\s*|(?=[一-龥]{2,3}[\s,]+(?:联系)?电话))(?P<rest>[^\n]{2,90})"
)
# D10: 联系人 lost as single characters; only its colon is left at the start of the line.
_LABEL_LOST = re.compile(r"\n\(?:(?=\S)")
_CONTACT_NAME = re.compile(
    r"^(?:[一-龥]{2,14}(?:科|股|处|室|办|站|中心|局|队|所|部|司)(?:科长|股长|主任|负责人)?\s*[:,、]?\s*)?(?P<name>[一-龥]\s?[一-龥]{1,3}|[一-龥]\s[一-龥]|[一-龥]{1,5}·[一-龥]{1,5}|[一-龥][某×*]{1,2})(?:同志)?(?=[\s,、;。()\d电联手]|[市县区省州][一-龥]{2,8}局|$)"
)
_NAME_AND_PHONE = re.compile(
    r"(?:局|委|科|股|处|室|办|中心|[;,、:(])\s*(?P<name>[一-龥]{2,3}|[一-龥]\s[一-龥])\s*(?:\([^()\d]{2,12}\))?\s*[,:(]?\s*(?:电话|联系电话|手机)?\s*:?\s*(?=0\d{2,3}-?\d{7}|1[3-9]\d{9})"
)
_NO_PERSON = re.compile(r"(?:司|科|股|处|室|办公室|办|部|中心|局|队|所|站|电话|联系|手机|邮编|科室|同志)$")
_PHONE = re.compile(
    r"(?<![\d-])(?:0\d{2,3}\s?[-)]?\s?\d{7,8}(?:-\d{1,5})?|1[3-9]\d[\d*]{4}[\d*]{4}|\(0\d{2,3}\)\s?\d{7,8}|[2-8]\d{6,7})(?![\d-])"
)
_PHONE_CUE = re.compile(r"电\s*话|拨\s*打|致\s*电|手\s*机|联\s*系|承\s*办|经\s*办|传\s*真")
# 医院党政办公室 0836-3302718: a line of an office and its number.
_OFFICE_LINE = re.compile(r"\n?\(?[一-龥]{2,16}(?:办公室|科|处|股|室|部|中心)\s*[:,]?\s*")
_EMAIL = re.compile(r"[A-Za-z0-9._-]{2,40}@[A-Za-z0-9.-]{3,40}")
_REACHED = re.compile(
    r"(?:沟通|联系|咨询|致电)[^。\n]{0,12}\((?P<name>[一-龥]{2,3})\s*[:,]?\s*(?P<phone>0\d{2,3}-?\d{7,8}|1[3-9]\d{9})\)"
)
_FAX = re.compile(r"传\s*真\s*:?\s*$")


def find_people(ctx: Context) -> Iterator[Mention]:
    """Candidates for `sponsor`, `contact_person`, `contact_phone`, `contact_email`."""
    addressed = list(_addressee(ctx))
    yield from addressed or _named_in_passing(ctx)
    yield from _elsewhere(ctx)
    yield from _contacts(ctx)
    yield from _reached(ctx)


def _addressee(ctx: Context) -> Iterator[Mention]:
    for start, end in ctx.zones.get("salutation", ()):
        match = _ADDRESS.match(ctx.folded[start:end])
        if match:
            a, b = match.span("names")
            role = match["role"] or ("代表" if match["dear"] else "")
            yield from _sponsors(ctx, start + a, start + b, role, "sponsor-addressee", 0.95)


def _elsewhere(ctx: Context) -> Iterator[Mention]:
    for start, end in ctx.zones.get("title", ()):
        for match in _TITLE_NAMES.finditer(ctx.folded, start, end):
            yield from _sponsors(ctx, *match.span("names"), "代表", "sponsor-title", 0.75)
    for start, end in ctx.zones.get("opening", ()):
        for pattern in (_OPENING_NAMES, _ROLE_FIRST, _ORG_OPENING):
            for match in pattern.finditer(ctx.folded, start, end):
                yield from _sponsors(ctx, *match.span("names"), "代表", "sponsor-opening", 0.75)
    for start, end in ctx.zones.get("proposal", ()):
        for match in _LABEL.finditer(ctx.folded, start, end):
            rule = "sponsor-joined" if match.group().startswith(("附", "联")) else "sponsor-label"
            yield from _sponsors(ctx, *match.span("names"), "代表", rule, 0.9)
    for rule, labels in (("sponsor-meta", _FIRST_LABELS), ("sponsor-joined", _JOINED_LABELS)):
        for item, folded in ctx.labelled(*labels):
            for name in (part.replace(" ", "") for part in _SPLIT.split(folded)):
                if _valid(name, "代表"):
                    yield Mention("sponsor", name, item.value, None, None, item.where, rule, 0.8)


def _named_in_passing(ctx: Context) -> Iterator[Mention]:
    """The proposer as the first lines name him where nobody is addressed, or another unit is."""
    start = ctx.zones["title"][0][1] if ctx.zones["title"] else 0
    for match in _NAMED_ONLY.finditer(ctx.folded, start, min(start + _FIRST_LINES, len(ctx.folded))):
        yield from _sponsors(ctx, *match.span("names"), "代表", "sponsor-named", 0.6)


def _sponsors(
    ctx: Context, start: int, end: int, role: str, rule: str, confidence: float
) -> Iterator[Mention]:
    names = ctx.folded[start:end]
    count = _COUNT.search(names)
    extra: tuple[tuple[str, object], ...] = ()
    if count and names[: count.start()].strip():
        end = start + count.start()
        number = parse_int(count["count"]) if count["count"] else None
        extra = (("sponsor_count", number),) if number else ()
    for a, b in _pieces(ctx.folded, start, end):
        raw = ctx.doc.text[a:b]
        value = ctx.folded[a:b].replace(" ", "")
        if _valid(value, role):
            yield Mention("sponsor", value, raw, a, b, "text", rule, confidence, extra=extra)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    position = start
    for match in (*_SPLIT.finditer(text, start, end), None):
        stop = match.start() if match else end
        piece = text[position:stop]
        glued = _ORGANISATION_AND_NAME.match(piece)
        if glued:  # the mark between them is lost
            yield position, position + glued.end()
            position, piece = position + glued.end(), piece[glued.end() :]
        delegation = _DELEGATION.match(piece)
        if delegation:
            position, piece = position + delegation.end(), piece[delegation.end() :]
        role = _ROLE_END.search(piece)
        if role and len(piece[: role.start()].strip()) >= 2 and not _ORGANISATION.search(piece):
            piece = piece[: role.start()]
        names = list(_BLANK_PARTED.finditer(piece)) if _PARTED_BY_BLANKS.fullmatch(piece.strip()) else []
        for name in names:
            yield position + name.start(), position + name.end()
        if not names:
            yield from _trimmed(position, piece)
        position = match.end() if match else end


def _trimmed(position: int, piece: str) -> Iterator[tuple[int, int]]:
    bare = _NOTE.sub("", piece).strip()
    if bare:
        start = position + len(piece) - len(piece.lstrip())
        yield start, start + len(bare)


def _valid(value: str, role: str) -> bool:
    if not value or value[0] in _SURNAMES_NOT or _NOBODY.match(value) or _OFFICE.search(value):
        return False
    if _ORGANISATION.search(value):
        return len(value) >= 3
    if value in _NOT_PERSONS or value.endswith(("委员", "代表")):
        return False
    return bool(role) and bool(_PERSON.match(value)) and len(value) >= 2


_NOTE = re.compile(r"\s*\([^()]*\)\s*$")
_NOT_PERSONS = frozenset(
    {"人大", "政协", "各位", "市人大", "县人大", "省人大", "区人大", "有关", "部分", "全体", "两位", "三位"}
)


def _contacts(ctx: Context) -> Iterator[Mention]:
    spans = [s for kind in ("contact", "closing", "signature", "head", "cc") for s in ctx.zones.get(kind, ())]
    label_lost = "damaged" in ctx.doc.flags
    for start, end in spans:
        if label_lost:
            for match in _LABEL_LOST.finditer(ctx.folded, max(0, start - 1), end):
                yield from _person(ctx, match.end(), end)
        for match in _CONTACT.finditer(ctx.folded, start, end):
            yield from _person(ctx, match.start("rest"), match.end("rest"))
        for match in _NAME_AND_PHONE.finditer(ctx.folded, start, end):
            if not _NO_PERSON.search(match["name"].replace(" ", "")):
                yield _plain(ctx, "contact_person", match.span("name"), "contact-name-phone")
        for match in _PHONE.finditer(ctx.folded, start, end):
            line_start = ctx.folded.rfind("\n", start, match.start()) + 1
            before = ctx.folded[max(start, line_start - 1) : match.start()]
            cued = (
                _PHONE_CUE.search(before[-60:])
                or (label_lost and before.endswith(":"))
                or (_OFFICE_LINE.fullmatch(before) and ctx.folded[match.end() : match.end() + 1] in "\n)")
            )
            if cued and not _FAX.search(before):
                yield _plain(ctx, "contact_phone", match.span(), "contact-phone")
        for match in _EMAIL.finditer(ctx.folded, start, end):
            yield _plain(ctx, "contact_email", match.span(), "contact-email")


def _reached(ctx: Context) -> Iterator[Mention]:
    """可与市容科沟通(季云 0812-5590346): who may be reached, in the letter's last sentences."""
    for match in _REACHED.finditer(ctx.folded, max(0, len(ctx.folded) - _FIRST_LINES)):
        yield _plain(ctx, "contact_person", match.span("name"), "contact-reached")
        yield _plain(ctx, "contact_phone", match.span("phone"), "contact-reached")


def _person(ctx: Context, start: int, end: int) -> Iterator[Mention]:
    rest = ctx.folded[start:end]
    offset = len(rest) - len(rest.lstrip())
    match = _CONTACT_NAME.match(rest[offset:])
    if match and not _NO_PERSON.search(match["name"].replace(" ", "")):
        a, b = match.span("name")
        yield _plain(ctx, "contact_person", (start + offset + a, start + offset + b), "contact-person")


def _plain(ctx: Context, name: str, span: tuple[int, int], rule: str) -> Mention:
    start, end = span
    value = ctx.folded[start:end].replace(" ", "")
    return Mention(name, value, ctx.doc.text[start:end], start, end, "text", rule, 0.9)
