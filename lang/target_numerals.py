"""A second reading of targets that began like words: Chinese numerals (不低于八成, 1亿2千万元), letters typed for digits (=O.5亿元).

Reads as figures only numerals that have one meaning; of the others it says that they are unclear. Corrects nothing.
"""

import re
from dataclasses import replace
from decimal import Decimal
from functools import cache

from gouji.lang.amounts import quotient
from gouji.lang.target_reader import Reader
from gouji.lang.targets import PREFIX_WORDS, SUFFIX_WORDS, SYMBOLS, Target, TargetKind
from gouji.lang.units import Units, format_number

LONGEST = 40
DIGITS = "零一二三四五六七八九"
PLACES = "十百千"
# ranks and kinds rather than counts where no comparator stands before: 一期, 二类
RANKS = frozenset("类期批线档号等级届轮层组面体")
# letters that a scan or a hand put for the digits below them
LETTERS = str.maketrans("OoQDlI|SZB〇○", "000011152800")
# as sums of money are written in vouchers
FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬億", "一二三四五六七八九十百千万亿")


@cache
def before() -> re.Pattern[str]:
    """The comparators that stand before a figure."""
    spellings = sorted((*SYMBOLS, *PREFIX_WORDS), key=len, reverse=True)
    return re.compile(f"(?:(?:{'|'.join(map(re.escape, spellings))}) ?)*")


@cache
def numeral() -> re.Pattern[str]:
    """A figure in Chinese: with the words of a share, of tenths, or neither."""
    return re.compile(
        r"(?P<share>[百千]分之)?(?P<whole>[零〇一二两三四五六七八九十百千]+|(?<=之)[0-9.]+)"
        r"(?:点(?P<fraction>[零〇一二三四五六七八九]+))?(?P<tenths>成[一二三四五六七八九]?)?"
    )


@cache
def fraction() -> re.Pattern[str]:
    """三分之二 and 2/3: how many parts the whole has, and how many of them are meant."""
    return re.compile(
        r"(?:(?P<parts>[二三四五六七八九十]|[1-9][0-9]?)分之(?P<part>[一二两三四五六七八九]|[1-9][0-9]?)"
        r"|(?P<above>[1-9])/(?P<below>[2-9]|10))(?![0-9一二三四五六七八九十百千万亿/.])"
    )


@cache
def scaled_parts() -> re.Pattern[str]:
    """1亿2千万, 一亿二千万, 3万5千: figures below ten thousand, each with its scale."""
    figure = "[0-9]{1,4}|[零〇一二两三四五六七八九十百千]+"
    return re.compile(f"(?:({figure})亿)?(?:零?({figure})([千百]?)万)?(?:零?({figure})([千百]?))?")


UNCLEAR = re.compile(
    r"[0-9.]+[千万亿][零一二两三四五六七八九十百千万0-9]+|[零〇一二两三四五六七八九十百千万亿点几数余多]{2,}|[零〇一二两三四五六七八九十几数][余多几]?"
)
MISREAD = re.compile(r"-?(?=[0-9.,]*[OoQDlI|SZB〇○])[0-9.,OoQDlI|SZB〇○]+")


def second_reading(target: Target, units: Units) -> Target:
    """The target, or what it says after all."""
    flat = Reader(target.text, units).flat.translate(FORMAL)
    if len(flat) > LONGEST:
        return target
    comparators = before().match(flat)
    prefix = comparators[0] if comparators else ""
    body = flat[len(prefix) :]
    exact = fraction().match(body) is None
    plain = arabic(body) if exact else as_share(body)
    if plain:
        read = Reader(prefix + plain, units).target()
        counted_out = plain.isdecimal() and len(body) > 1  # 九十五, not 九
        if read.kind is TargetKind.DATE or (
            is_figure(read) and (prefix or counted_out or read.unit_text not in {"", *RANKS})
        ):
            return replace(read, text=target.text, spelled_canonically=not exact)
    unclear = UNCLEAR.match(body)
    if unclear and (prefix or unclear.end() > 1) and is_unit(body[unclear.end() :], units, may_lack=bool(prefix)):
        return malformed(target, "unclear-numeral")
    misread = MISREAD.match(body)
    if misread:
        digits = misread[0].translate(LETTERS)
        read = Reader(prefix + digits + body[misread.end() :], units).target()
        # without a single digit it may be a grade or a placeholder: S级, ○○人
        certain = any(letter.isdecimal() for letter in misread[0]) or (prefix and set(misread[0]) <= set("OlI"))
        if is_figure(read) and certain and (read.unit_text or prefix):
            return malformed(target, "letter-for-digit", str(read))
    return target


def is_figure(target: Target) -> bool:
    """Whether a target is a figure without any oddness."""
    return target.kind in (TargetKind.QUANTITY, TargetKind.RANGE) and not target.problem


def malformed(target: Target, problem: str, meant: str = "") -> Target:
    return Target(TargetKind.MALFORMED, target.text, problem=problem, meant=meant)


def is_unit(rest: str, units: Units, *, may_lack: bool) -> bool:
    """Whether what follows a numeral is a unit that measures or counts, with or without a comparator after it."""
    for suffix in ("", *SUFFIX_WORDS):
        if rest.endswith(suffix):
            unit = units.find(rest.removesuffix(suffix)) if rest != suffix else None
            if unit is not None and unit.dimension is not None and unit.name not in RANKS:
                return True
    return may_lack and rest in ("", *SUFFIX_WORDS)


def arabic(body: str) -> str:
    """A text whose leading Chinese numeral is written in digits: 八成五 as 85%, 百分之九十 as 90%; empty if it has none."""
    for whole_share in ("百分之百", "百分百"):
        if body.startswith(whole_share):
            return "100%" + body.removeprefix(whole_share)
    if parts := in_one_scale(body):
        return parts
    match = numeral().match(body)
    if match is None:
        return ""
    share, whole, fraction, tenths = match.group("share", "whole", "fraction", "tenths")
    written = whole if whole[0].isascii() else section(whole)
    if not written or (share and tenths):
        return ""
    if fraction:
        written += "." + "".join(str(value_of(letter)) for letter in fraction)
    rest = body[match.end() :]
    if share:
        return f"{written}{'%' if share[0] == '百' else '‰'}{rest}"
    if tenths:
        last = value_of(tenths[1]) if len(tenths) > 1 else 0
        return f"{written}{last}%{rest}" if len(written) == 1 else ""
    return f"{written}{rest}"


def as_share(body: str) -> str:
    """A text whose leading fraction is written as a share: 三分之二 as 66.6666666667%."""
    match = fraction().match(body)
    if match is None:
        return ""
    parts, part = (
        int(digits_of(match[one] or match[other]) or 0) for one, other in (("parts", "below"), ("part", "above"))
    )
    if not 0 < part <= parts:
        return ""
    return f"{quotient(Decimal(part), Decimal(parts)) * 100:f}%{body[match.end() :]}"


def in_one_scale(body: str) -> str:
    """A text whose leading figure is given in parts by their scales in one: 1亿2千万元 as 1.2亿元; empty if it is not."""
    match = scaled_parts().match(body)
    if match is None or sum(match[group] is not None for group in (1, 2, 4)) < 2:
        return ""
    total = 0
    for figure, scale in ((match[1], ""), (match[2], match[3]), (match[4], match[5])):
        digits = digits_of(figure) if figure else "0"
        value = int(digits or -1) * {"": 1, "千": 1000, "百": 100}[scale or ""]
        if not 0 <= value < 10_000:
            return ""
        total = total * 10_000 + value
    # 一亿二 may mean 1.2亿 as well, and 3万5 3.5万
    if match[4] and not match[5] and len(match[4]) == 1:
        return ""
    name, factor = ("亿", Decimal(10**8)) if match[1] else ("万", Decimal(10**4))
    return f"{format_number(total / factor)}{name}{body[match.end() :]}"


def digits_of(figure: str) -> str:
    """The digits of a figure below ten thousand in digits or in Chinese; empty if it is not written as it is counted."""
    return figure if figure.isascii() else section(figure)


def value_of(numeral: str) -> int:
    return DIGITS.index(numeral.replace("〇", "零").replace("两", "二"))


def section(text: str) -> str:
    """The digits of a numeral below ten thousand, if it is written as it is counted; 一百五 and 一二 are not."""
    total, digit = 0, 0
    for letter in text:
        if letter in PLACES:
            total += (digit or 1) * 10 ** (PLACES.index(letter) + 1)
            digit = 0
        else:
            digit = value_of(letter)
    total += digit
    plain = text.replace("〇", "零").replace("两", "二")
    return str(total) if total < 10_000 and plain in (counted(total), spoken(total)) else ""


def spoken(number: int) -> str:
    """Ten to nineteen without the 一 in front: 十二."""
    return counted(number).removeprefix("一") if 10 <= number < 20 else counted(number)


def counted(number: int) -> str:
    """A number below ten thousand in Chinese."""
    if number < 10:
        return DIGITS[number]
    found = ""
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            found += DIGITS[digit] + (PLACES[place - 1] if place else "")
        elif found and not found.endswith("零"):
            found += "零"
    return found.rstrip("零")
