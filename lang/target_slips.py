"""A third reading of targets that are words so far: a figure with words before it is a figure, one with a slip is malformed.

完成12次 and 每季度不少于1次 are figures, 不底于95% is a slip, 待定 is no target; 健全 and 国办发〔2021〕15号文 stay words.
"""

import re
from dataclasses import replace

from gouji.lang.target_designations import DESIGNATED
from gouji.lang.target_numerals import LONGEST, before, is_figure, malformed, second_reading
from gouji.lang.target_reader import Reader
from gouji.lang.targets import PREFIX_WORDS, SYMBOLS, Target, TargetKind
from gouji.lang.units import Units

NOT_GIVEN = frozenset(
    "待定 待确定 待明确 待核定 待核实 待下达 待补充 待填 未定 未确定 暂未确定 尚未确定 另行确定 另定 略 "
    "同上 同前 同左 同下 同右 tbd".split()
)
BRACKETS = {"(": ")", "[": "]", "【": "】", "“": "”", "「": "」", "〔": "〕", '"': '"', "'": "'"}
# what the keys of > and < give while Chinese is typed
BRACKETS_FOR_SIGNS = str.maketrans("》〉»›≫《〈«‹≪", ">>>>><<<<<")
LOOKALIKES = str.maketrans("底抵氐干千", "低低低于于")
MISSPELT = re.compile(r"不?.?[底抵氐干千].?|不.于")
CURRENCY = re.compile(r"(?:¥|人民币|RMB|CNY)(?=[0-9.])")
NUMERALS = re.compile("[一二两三四五六七八九十百千几]")
# first of all, of the first ten, the 15th: ranks
RANKING = re.compile(r"(?:第|前|后|倒数|位列|[A-Za-z.])$")
BETWEEN = re.compile(r"([^≤<]+)≤[^≤<0-9]{1,8}≤([^≤<]+)")
SIGN_AND_FIGURE = re.compile(rf"(?:[≥≤≧≦><=≈]|[》〉《〈]=) ?(?!{DESIGNATED.pattern})[0-9.]")
# 显著提升12, 满意度90: the figure lacks its unit; a year is none
LACKS_ITS_UNIT = re.compile(
    r".*(?:提高|提升|增长|增加|上升|下降|降低|减少|缩短|完成|新增|率|满意度)[了至到为]?(?!(?:19|20)[0-9]{2}$)[0-9.]+[万亿]?"
)
SIGNED = re.compile(r"[+-]?\.?[0-9]")
LONGEST_LEAD = 12


def third_reading(target: Target, units: Units) -> Target:
    """The target, or what it says after all."""
    flat = Reader(target.text, units).flat
    if flat.strip("。.;；").lower() in NOT_GIVEN:
        return Target(TargetKind.NOT_GIVEN, target.text)
    if len(flat) <= LONGEST:
        for reading in (_in_brackets, _between, _with_currency, _with_odd_sign, _with_words_before):
            found = reading(flat, units)
            if found is not None:
                return replace(found, text=target.text)
    return malformed(target, "several-figures") if SIGN_AND_FIGURE.search(flat) else target


def _figure(text: str, units: Units) -> Target | None:
    """The figure with a unit, or with a comparator, that a text is, if it is one without any oddness."""
    found = second_reading(Reader(text, units).target(), units)
    stated = found.quantity is not None and found.quantity.unit.dimension is not None
    return found if is_figure(found) and (stated or found.comparator is not None) else None


def _slip(text: str, problem: str, meant: Target | None) -> Target | None:
    return None if meant is None else Target(TargetKind.MALFORMED, text, problem=problem, meant=str(meant))


def _in_brackets(flat: str, units: Units) -> Target | None:
    close = BRACKETS.get(flat[0])
    if close is None:
        return None
    return _figure(flat[1:-1], units) if flat.endswith(close) else _slip(flat, "odd-sign", _figure(flat[1:], units))


def _between(flat: str, units: Units) -> Target | None:
    """`95%≤x≤100%`."""
    match = BETWEEN.fullmatch(flat)
    return _figure(f"{match[1]}—{match[2]}", units) if match else None


def _with_currency(flat: str, units: Units) -> Target | None:
    """`≥¥3000万` is in 元, whether that is written again or not."""
    plain = CURRENCY.sub("", flat, count=1)
    if plain == flat:
        return None
    end = len(plain) if plain[-1] not in "万亿千百" and not plain[-1].isdecimal() else -1
    return _figure(plain if end > 0 else f"{plain}元", units)


def _with_odd_sign(flat: str, units: Units) -> Target | None:
    """`》=3000万元`, `≥--5亿元`, `·95%`."""
    plain = flat.translate(BRACKETS_FOR_SIGNS)
    if plain[0] in "<>" != flat[0]:
        return _slip(flat, "bracket-for-sign", _figure(plain, units))
    signs = before().match(flat)
    start = signs.end() if signs else 0
    end = start
    while end < len(flat) and not (flat[end].isalnum() or flat[end] in SYMBOLS or flat[end] in ".¥"):
        end += 1
    return _slip(flat, "odd-sign", _figure(flat[:start] + flat[end:], units)) if end > start else None


def _with_words_before(flat: str, units: Units) -> Target | None:
    """`完成12次`, `每季度不少于1次`, `不底于95%`, `显著提升12`."""
    signs = before().match(flat)
    start = signs.end() if signs else 0
    lead, rest = _parted(flat, start)
    if not rest or not 0 < len(lead) <= LONGEST_LEAD:
        return None
    found = _figure(flat[:start] + rest, units)
    plain = lead.translate(LOOKALIKES)
    if found is not None and found.comparator is None and MISSPELT.fullmatch(lead):
        meant = _figure(plain + rest, units) if plain in PREFIX_WORDS else None
        return Target(TargetKind.MALFORMED, flat, problem="misspelt-comparator", meant=str(meant) if meant else "")
    if found is None and LACKS_ITS_UNIT.fullmatch(flat):
        found = Reader(rest, units).target()
        return found if is_figure(found) else None
    if found is None or NUMERALS.search(lead) or RANKING.search(lead):
        return None
    if lead.startswith("每") and found.unit_text:
        per, _ = units.longest(lead, 1 + lead.startswith("每个"))
        unit = f"{found.unit_text}/{per}" if per is not None else ""
        if unit and units.find(unit) is not None:
            rate = _figure(flat[:start] + rest.replace(found.unit_text, unit, 1), units)
            found = rate or found
    return replace(found, spelled_canonically=True)


def _parted(flat: str, start: int) -> tuple[str, str]:
    """The words before a figure, and the figure with the comparators before it."""
    for at in range(start, len(flat)):
        if SIGNED.match(flat, at):
            return flat[start:at], flat[at:]
        signs = before().match(flat, at)
        if signs and signs.end() > at and flat[signs.end() : signs.end() + 1].isdecimal():
            return flat[start:at], flat[at:]
    return "", ""
