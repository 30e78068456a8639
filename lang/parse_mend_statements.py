"""A statement whose words stand in another order or with other signs than here -> the tokens that were likely meant.

Knows words, nothing of the parser's state. Never decides: the parser takes the first with which it can go on.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from gouji.lang import codes
from gouji.lang.builtins import STATES
from gouji.lang.diagnostic import Fix, Replacement, Term
from gouji.lang.keywords import KEYWORDS, REWRITTEN, terminals_of
from gouji.lang.lexer import Fault, RawToken, other_spelling, replacing
from gouji.lang.slips import HALF_WIDTH, quoted
from gouji.lang.source import Span
from gouji.lang.units import STANDARD

_YEARS = re.compile(
    r"[ \t\u3000]*(?P<written>(?P<first>[0-9０-９]{4})年?度?[ \t\u3000]*"
    r"(?:[-－–—―~～∼〜至到、，,]+|\.{3}|…+)[ \t\u3000]*(?P<last>[0-9０-９]{4})年?度?)(?!\w)"
)
_MEASURED = frozenset("MONEY NUMBER COUNT RATIO TARGET".split())
_NAMED = frozenset("AXIS LIBRARY FORM GROUP TABLE ROW RULE".split())
_LONGEST_NAME = 10  # tokens
_COMMAS = frozenset(("_COMMA",))
_AFTER_NAME = frozenset("ON ERROR WARNING HINT".split())
# The full name of a check in which a row's key stands in the same quotation marks as the whole.
_NAME_IN_QUOTES = re.compile(r"[\"＂](?P<name>[^\"＂\r\n]*\[[\"＂][^\"＂\r\n]*[\"＂]\][^\"＂\r\n]*)[\"＂]")


class Mend(NamedTuple):
    """Other tokens for those from `first` to before `end`, and what there is to say."""

    first: int
    end: int
    tokens: list[RawToken]
    fault: Fault


def without_needless_colons(tokens: list[RawToken], faults: list[Fault]) -> list[RawToken]:
    """The tokens without the colon of `计量单位：万元`, which would make a field's name of the keyword; it is reported."""
    kept = list(tokens)
    for at in range(len(tokens) - 2, 0, -1):
        colon, unit = tokens[at], tokens[at + 1]
        before = tokens[at - 1]
        unit_of = "UNIT" in before.kinds and unit.kinds == ("NAME",) and STANDARD.find(unit.text) is not None
        if unit_of and colon.kinds[0] == "_COLON":
            glued = before.end == colon.start and colon.end == unit.start
            faults.append(needless(Span(colon.start, colon.end), colon.text, " " if glued else ""))
            del kept[at]
    return kept


def needless(span: Span, written: str, instead: str = "") -> Fault:
    """The fault of a sign that stands for nothing."""
    fix = Fix(Term("fix.delete"), (Replacement(span, instead),), safe=True)
    return Fault(codes.UNEXPECTED_CHARACTER, span, {"character": written}, fix)


def statement_mends(text: str, tokens: list[RawToken], index: int) -> Iterator[Mend]:
    """What the statement around the mistake at token `index` may be."""
    yield from _years(text, tokens, index)
    yield from _negated(text, tokens, index)
    yield from _quoted_check(text, tokens, index)
    yield from _nameless(tokens, index)
    yield from _set(text, tokens, index)
    yield from _coordinates(text, tokens, index)
    yield from _rule_with_signs(text, tokens, index)
    yield from _listed(text, tokens, index)
    yield from _listed_with_semicolons(text, tokens, index)
    yield from _unit_in_brackets(text, tokens, index)
    yield from _state(tokens, index)


def _set(text: str, tokens: list[RawToken], index: int) -> Iterator[Mend]:
    """The members of a set in other brackets, or in none."""
    at = next((one for one in range(index, max(0, index - 4), -1) if one < len(tokens) and _is_in(tokens[one])), -1)
    if at < 0 or at + 1 >= len(tokens):
        return
    choice = "CHOICE" in tokens[at].kinds  # whose words stand in no brackets
    bracketed = tokens[at + 1].kinds[0] in ("_LPAR", "_LBRACKET", *(("_LBRACE",) if choice else ()))
    first = end = at + 1 + bracketed
    while end < len(tokens) and tokens[end].kinds[-1] in ("NAME", "STRING", "QUANTITY"):
        end += 1
        if end >= len(tokens) or tokens[end].kinds[0] != "_COMMA":
            break
        end += 1
    members = tokens[first:end]
    closes = end < len(tokens) and tokens[end].kinds[0] in ("_RPAR", "_RBRACKET", "_RBRACE")
    if not members or (bracketed and not closes) or (choice and not bracketed):
        return
    whole = Span(tokens[at + 1].start, tokens[end - 1 + bracketed].end)
    inside = text[members[0].start : members[-1].end]
    meant = inside if choice else f"{{ {inside} }}"
    opening = RawToken(("_LBRACE",), "{", whole.start, members[0].start, False)
    closing = RawToken(("_RBRACE",), "}", members[-1].end, whole.end, False)
    put = members if choice else [opening, *members, closing]
    yield Mend(at + 1, end + bracketed, put, other_spelling(whole, text[slice(*whole)], meant))


def _coordinates(text: str, tokens: list[RawToken], index: int) -> Iterator[Mend]:
    """The coordinates of an axis in other brackets, or without commas."""
    at = next((one for one in range(index, max(-1, index - 6), -1) if one < len(tokens) and _opens(tokens[one])), 0)
    if not any("AXIS" in tokens[one].kinds for one in range(max(0, at - 3), at)):
        return
    end = at + 1
    while end < len(tokens) and tokens[end].kinds[-1] in ("NAME", "_COMMA"):
        end += 1
    names = [token for token in tokens[at + 1 : end] if token.kinds[-1] == "NAME"]
    if end >= len(tokens) or tokens[end].kinds[0] not in ("_RPAR", "_RBRACKET", "_RBRACE") or not names:
        return
    if tokens[at].kinds[0] == "_LBRACE" and end - at - 1 >= 2 * len(names) - 1:
        return  # it lacks no comma
    whole = Span(tokens[at].start, tokens[end].end)
    meant = f"{{ {', '.join(text[name.start : name.end] for name in names)} }}"
    put = [RawToken(("_LBRACE",), "{", whole.start, tokens[at].end, False), names[0]]
    for name in names[1:]:
        put += [RawToken(("_COMMA",), ",", name.start, name.start, False), name]
    put.append(RawToken(("_RBRACE",), "}", tokens[end].start, whole.end, False))
    yield Mend(at, end + 1, put, other_spelling(whole, text[slice(*whole)], meant))


def _opens(token: RawToken) -> bool:
    return token.kinds[0] in ("_LPAR", "_LBRACKET", "_LBRACE")


def _listed(text: str, tokens: list[RawToken], index: int) -> Iterator[Mend]:
    """Words of a choice or parts of a total with another sign than a comma between them."""
    signs = ("DIVIDE", "PLUS")
    if not 1 < index < len(tokens) or tokens[index].kinds[0] not in signs:
        return
    first, end = index, index + 1
    inside = (*signs, "_COMMA", "_DOT")
    while first > 0 and (tokens[first - 1].kinds == ("NAME",) or tokens[first - 1].kinds[0] in inside):
        first -= 1
    while end < len(tokens) and not tokens[end].first and tokens[end].kinds[-1] in ("NAME", *inside):
        if tokens[end].kinds[0] not in inside and tokens[end - 1].kinds[0] not in inside:
            break  # an attribute after the list
        end += 1
    if first == 0 or not _lists(tokens[first - 1]):
        return
    comma = ("_COMMA",)
    put = [one._replace(kinds=comma, text=",") if one.kinds[0] in signs else one for one in tokens[first:end]]
    span = Span(tokens[first].start, tokens[end - 1].end)
    written = text[slice(*span)]
    parts = re.split(r"[ \t\u3000]*[/／÷+＋,，、][ \t\u3000]*", written)
    yield Mend(first, end, put, other_spelling(span, written, ", ".join(parts)))


def _listed_with_semicolons(text: str, tokens: list[RawToken], index: int) -> Iterator[Mend]:
    """Words of a choice or parts of a total with semicolons between them, which mean nothing here."""
    first = min(index, len(tokens)) - 1
    while first > 0 and tokens[first].kinds[-1] in ("NAME", "_COMMA", "_DOT") and not _lists(tokens[first]):
        first -= 1
    first += 1
    if not 0 < first < len(tokens) or not _lists(tokens[first - 1]) or tokens[first].first:
        return
    put: list[RawToken] = []
    end = first
    semicolons = 0
    while end < len(tokens) and not tokens[end].first and tokens[end].kinds[-1] in ("NAME", "_COMMA", "_DOT"):
        token = tokens[end]
        between = text[tokens[end - 1].end : token.start].strip() if put else ""
        if put and put[-1].kinds[-1] == token.kinds[-1] == "NAME":
            if between not in (";", "；"):
                break  # an attribute after the list
            semicolons += 1
            put.append(RawToken(("_COMMA",), ",", token.start, token.start, False))
        put.append(token)
        end += 1
    if semicolons:
        span = Span(tokens[first].start, tokens[end - 1].end)
        parts = re.split(r"[ \t\u3000]*[;；,，、][ \t\u3000]*", text[slice(*span)])
        yield Mend(first, end, put, other_spelling(span, text[slice(*span)], ", ".join(parts)))


def _lists(token: RawToken) -> bool:
    return not {"CHOICE", "TOTAL", "VALUES"}.isdisjoint(token.kinds)


def _is_in(token: RawToken) -> bool:
    return "IN" in token.kinds or "CHOICE" in token.kinds


def _unit_in_brackets(text: str, tokens: list[RawToken], index: int) -> Iterator[Mend]:
    """`金额（万元）` for `金额 计量单位 万元`."""
    if not 0 < index < len(tokens) - 2:
        return
    before, (opening, unit, closing) = tokens[index - 1], tokens[index : index + 3]
    kinds = (opening.kinds[0], closing.kinds[0])
    if kinds == ("_LPAR", "_RPAR") and _MEASURED.intersection(before.kinds) and STANDARD.find(unit.text) is not None:
        span = Span(opening.start, closing.end)
        word = KEYWORDS["UNIT"][0 if before.text.isascii() else 1][0]
        fault = other_spelling(span, text[slice(*span)], f"{word} {unit.text}")
        fault = fault._replace(fix=replacing(Span(before.end, span.end), f" {word} {unit.text}"))
        keyword = RawToken(("UNIT",), word, opening.start, opening.end, False)
        yield Mend(index, index + 3, [keyword, unit._replace(kinds=("UNIT_TEXT",))], fault)


def _state(tokens: list[RawToken], index: int) -> Iterator[Mend]:
    """`a 已填` for `a 为 已填`."""
    if 0 < index < len(tokens) and tokens[index].text in STATES and not tokens[index].first:
        token = tokens[index]
        word = KEYWORDS["IS"][0 if token.text.isascii() else 1]
        meant = f"{word[0]} {token.text}"
        keyword = RawToken(("IS",), word[0], token.start, token.start, False)
        fault = other_spelling(Span(token.start, token.end), token.text, meant)
        yield Mend(index, index, [keyword], fault)


def _nameless(tokens: list[RawToken], index: int) -> Iterator[Mend]:
    """A block without a name."""
    if 0 < index < len(tokens) and tokens[index].kinds[0] == "_LBRACE" and _NAMED.intersection(tokens[index - 1].kinds):
        before = tokens[index - 1]
        span = Span(tokens[index].start, tokens[index].end)
        arguments: dict[str, object] = {"missing": Term("token.name"), "place": before.text}
        name = RawToken(("NAME",), "", before.end, before.end, False)
        yield Mend(index, index, [name], Fault(codes.SYNTAX, span, arguments))


def _rule_with_signs(text: str, tokens: list[RawToken], index: int) -> Iterator[Mend]:
    """A rule's name with commas in it, up to its severity or its block."""
    first = index
    while first > 0 and not tokens[first - 1].first and index - first < _LONGEST_NAME:
        first -= 1
    if not 0 < first < index or "RULE" not in tokens[first - 1].kinds or not _COMMAS.issuperset(tokens[index].kinds):
        return
    end = index
    while end < len(tokens) and not tokens[end].first and tokens[end].kinds[-1] in ("NAME", "_COMMA", "QUANTITY"):
        if _AFTER_NAME.intersection(tokens[end].kinds):
            break
        end += 1
    span = Span(tokens[first].start, tokens[end - 1].end)
    written = text[slice(*span)]
    name = RawToken(("NAME",), written, span.start, span.end, False)
    yield Mend(first, end, [name], other_spelling(span, written, f"「{written}」"))


def _tokens_until(tokens: list[RawToken], first: int, offset: int) -> int:
    end = first
    while end < len(tokens) and tokens[end].start < offset:
        end += 1
    return end


def _years(text: str, tokens: list[RawToken], index: int) -> Iterator[Mend]:
    """Years of a form with another sign between them than `..`."""
    for at in range(index - 1, max(-1, index - 4), -1):
        if at < len(tokens) and "YEARS" in tokens[at].kinds and (match := _YEARS.match(text, tokens[at].end)):
            span = Span(*match.span("written"))
            first, last = match["first"].translate(HALF_WIDTH), match["last"].translate(HALF_WIDTH)
            meant = [
                RawToken(("QUANTITY",), first, *match.span("first"), False),
                RawToken(("RANGE",), "..", match.end("first"), match.start("last"), False),
                RawToken(("QUANTITY",), last, *match.span("last"), False),
            ]
            fault = other_spelling(span, match["written"], f"{first}..{last}")
            yield Mend(at + 1, _tokens_until(tokens, at + 1, span.end), meant, fault)


def _negated(text: str, tokens: list[RawToken], index: int) -> Iterator[Mend]:
    """`a 不属于 b` for `非 a 属于 b`, and `a is not b` for `not a is b`."""
    for at in (index, index - 1, index - 2):
        if not 0 < at < len(tokens):
            continue
        token, end = tokens[at], at + 1
        word = (
            REWRITTEN.get(token.text, "").rpartition(" … ")[0].rpartition(" ")[2] if token.text.startswith("不") else ""
        )
        negation = "非"
        if "IS" in token.kinds and end < len(tokens) and "NOT" in tokens[end].kinds:
            word, negation, end = token.text, tokens[end].text, end + 1
        if "NOT" in token.kinds and end < len(tokens) and "IN" in tokens[end].kinds:
            word, negation, end = tokens[end].text, token.text, end + 1
        start = _path_start(tokens, at)
        if not word or start == at:
            continue
        span = Span(token.start, tokens[end - 1].end)
        before = Span(tokens[start].start, tokens[start].start)
        meant = f"{negation} … {word} …"
        changes = (Replacement(before, f"{negation} "), Replacement(span, word))
        fix = Fix(Term("fix.replace", (("text", meant),)), changes, safe=True)
        fault = Fault(codes.OTHER_SPELLING, span, {"written": text[span.start : span.end], "meant": meant}, fix)
        inserted = RawToken(("NOT",), negation, before.start, before.start, tokens[start].first)
        operator = RawToken(terminals_of(word), word, span.start, span.end, False)
        path = [one._replace(first=False) for one in tokens[start:at]]
        yield Mend(start, end, [inserted, *path, operator], fault)


def _path_start(tokens: list[RawToken], end: int) -> int:
    """Where the path before token `end` begins, with its indices: `end` if there is none."""
    start = end
    while start > 0:
        kind = tokens[start - 1].kinds[-1]
        if kind == "_RBRACKET":
            opening = next((at for at in range(start - 2, -1, -1) if tokens[at].kinds[0] == "_LBRACKET"), -1)
            if opening < 1:
                return end
            start = opening
        elif kind == "NAME":
            start -= 1
            if start == 0 or tokens[start - 1].kinds[0] != "_DOT":
                return start
            start -= 1
        else:
            return end
    return end


def _quoted_check(text: str, tokens: list[RawToken], index: int) -> Iterator[Mend]:
    """The name of a check in quotation marks that it holds itself."""
    at = index - 1
    if at < 1 or tokens[at].kinds != ("STRING",):
        return
    match = _NAME_IN_QUOTES.match(text, tokens[at].start)
    if match is not None:
        span = Span(*match.span())
        string = tokens[at]._replace(text=quoted(match["name"]), end=span.end)
        fault = other_spelling(span, match.group(), string.text)
        yield Mend(at, _tokens_until(tokens, at, span.end), [string], fault)
