"""Numbers, dates and truth values, and the unquoted words that clerks type in their place.

Takes the whole written text up to what ends the value. Never reads strings, arrays or tables.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal

from gouji.lang.bind import MOST_DIGITS
from gouji.lang.located import Scalar, ScalarValue
from gouji.lang.quoting import in_quotes
from gouji.lang.source import Span
from gouji.lint import codes
from gouji.lint.toml_text import CONTROL_CHARACTER, FULL_WIDTH, Reading, replacing

LONGEST = MOST_DIGITS  # significant digits, and the largest power of ten

_NUMBER = re.compile(
    r"([+-]?+(?:0|[1-9](?:_?+[0-9])*+))((?:\.[0-9](?:_?+[0-9])*+)?+)(?:[eE]([+-]?+[0-9](?:_?+[0-9])*+))?+"
)
_OTHER_BASE = re.compile(r"0(?:x[0-9A-Fa-f](?:_?+[0-9A-Fa-f])*+|b[01](?:_?+[01])*+|o[0-7](?:_?+[0-7])*+)")
_TIME = r"([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])(?:\.([0-9]{1,6})[0-9]*+)?+"
_TIME_ONLY = re.compile(_TIME)
_DATE = re.compile(
    r"([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    rf"(?:[Tt ]{_TIME}(?:([Zz])|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))?+)?+"
)
_WORDS: dict[str, bool | Decimal] = {"true": True, "false": False}
_WORDS |= {sign + word: Decimal(sign + word) for sign in ("", "+", "-") for word in ("inf", "nan")}

_THOUSANDS = re.compile(r"[+-]?+(?:0|[1-9][0-9]{0,2}+)(?:,[0-9]{3})++(?:\.[0-9]++)?+")
_LIKE_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2}+)-([0-9]{1,2}+)([Tt ].*+)?+")
_LIKE_TIME = re.compile(r"[0-9]{1,2}+:[0-9]{2}[0-9:.]*+")
_LIKE_NUMBER = re.compile(r"[+-]?+(?:[0-9][0-9_]*+\.?+[0-9_]*+|\.[0-9][0-9_]*+)(?:[eE][+-]?+[0-9_]*+)?+|0[xobXOB]\w*+")
# In a figure a Chinese full stop is a slip of the input method for the decimal point.
_FULL_WIDTH_DIGITS = FULL_WIDTH | {ord("。"): "."}
_LEADING_ZERO = re.compile(r"0[0-9]++")


class TooLong(Exception):
    """A number of more digits than any form has; `digits` says how many, or how large its power of ten is."""

    def __init__(self, digits: int) -> None:
        super().__init__(digits)
        self.digits = digits


def scalar_value(written: str) -> ScalarValue | None:
    """The number, date, time or truth value that `written` is in TOML, else none.

    Raises TooLong, and ValueError for a day that is in no calendar.
    """
    if (word := _WORDS.get(written)) is not None:
        return word
    if number := _NUMBER.fullmatch(written):
        return _number(number)
    if _OTHER_BASE.fullmatch(written):
        return _other_base(written)
    if match := _DATE.fullmatch(written):
        return _date(match)
    if match := _TIME_ONLY.fullmatch(written):
        return _time(match.group(1, 2, 3, 4))
    return None


def is_scalar(written: str) -> bool:
    """Whether `written` looks like a number, a date, a time or a truth value of TOML."""
    return written in _WORDS or any(pattern.fullmatch(written) for pattern in (_NUMBER, _DATE, _TIME_ONLY))


def read_scalar(reading: Reading, start: int, written: str) -> Scalar | None:
    """`written`, which stands at `start`, as a value; what is no TOML is reported, and still taken where it is plain."""
    end = start + len(written)
    try:
        value = scalar_value(written)
        if value is None:
            value = _mended(reading, start, end, written)
    except TooLong as error:
        reading.report(codes.TOML_NUMBER_TOO_LONG, start, end, digits=error.digits, limit=LONGEST)
        return None
    except ValueError:
        reading.report(codes.TOML_BAD_DATE, start, end, written=written)
        return None
    return None if value is None else Scalar(value, Span(start, end), written)


def _mended(reading: Reading, start: int, end: int, written: str) -> ScalarValue | None:
    """The value that was meant, after the mistake has been reported."""
    if control := CONTROL_CHARACTER.search(written):
        reading.control_character(start + control.start())
        return None
    plain = written.translate(_FULL_WIDTH_DIGITS)
    if _THOUSANDS.fullmatch(plain):
        number = plain.replace(",", "")
        value = scalar_value(number)
        fix = replacing(start, end, number)
        reading.report(codes.TOML_THOUSANDS_SEPARATOR, start, end, fix, written=written, number=number)
        return value
    if plain != written and (value := scalar_value(plain)) is not None:
        reading.full_width(start, end, plain)
        return value
    if match := _LIKE_DATE.fullmatch(written):
        return _bad_date(reading, start, end, match)
    if _LIKE_TIME.fullmatch(written):
        reading.report(codes.TOML_BAD_DATE, start, end, written=written)
        return None
    if _LIKE_NUMBER.fullmatch(written) and not _LEADING_ZERO.fullmatch(written):
        reading.report(codes.TOML_BAD_NUMBER, start, end, written=written)
        return None
    content = written[:-1] if written.count('"') == 1 and written.endswith('"') else written
    fix = replacing(start, end, in_quotes(content))
    reading.report(codes.TOML_UNQUOTED_VALUE, start, end, fix, written=written, quoted=in_quotes(content))
    return content


def _bad_date(reading: Reading, start: int, end: int, match: re.Match[str]) -> date | None:
    """A date is still taken if it only lacks its leading zeros, as in 2024-1-5."""
    year, month, day, rest = match.groups()
    value = None if rest else date(int(year), int(month), int(day))
    fix = replacing(start, end, value.isoformat()) if value else None
    reading.report(codes.TOML_BAD_DATE, start, end, fix, written=match.group())
    return value


def _number(match: re.Match[str]) -> int | Decimal:
    """Refuses long numbers before they are converted: that takes quadratic time."""
    whole, fraction, exponent = match.groups()
    digits = (whole + fraction).lstrip("+-0_.").replace("_", "").replace(".", "")
    if len(digits) > LONGEST:
        raise TooLong(len(digits))
    if not fraction and exponent is None:
        return int(match.group())
    power = (exponent or "0").replace("_", "").lstrip("+-0") or "0"
    if len(power) > len(str(LONGEST)) or int(power) > LONGEST:
        raise TooLong(int(power) if len(power) < 10 else 10**9)
    if len(fraction) > 4 * LONGEST:
        raise TooLong(len(fraction) - 1)
    value = Decimal(match.group())
    largest = max(abs(value.adjusted()), -int(value.as_tuple().exponent))
    if largest > LONGEST:
        raise TooLong(largest)
    return value


def _other_base(written: str) -> int:
    if len(written) > 4 * LONGEST:
        raise TooLong(len(written) - 2)
    value = int(written, 0)
    if value >= 10**LONGEST:
        raise TooLong(len(str(value)))
    return value


def _date(match: re.Match[str]) -> date | datetime:
    year, month, day, hour, minute, second, fraction, zulu, sign, offset_hours, offset_minutes = match.groups()
    if hour is None:
        return date(int(year), int(month), int(day))
    zone: tzinfo | None = UTC if zulu else None
    if sign:
        offset = timedelta(hours=int(offset_hours), minutes=int(offset_minutes))
        zone = timezone(offset if sign == "+" else -offset)
    clock = _time((hour, minute, second, fraction))
    return datetime.combine(date(int(year), int(month), int(day)), clock, zone)


def _time(parts: tuple[str | None, ...]) -> time:
    hour, minute, second, fraction = parts
    return time(int(hour or 0), int(minute or 0), int(second or 0), int((fraction or "").ljust(6, "0")))
