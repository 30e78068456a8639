"""What stands at a mistake -> the tokens that were likely meant, for the parser to try in their place.

Knows words, nothing of the parser's state. Never decides: the parser takes the first with which it can go on.
"""

import re
from collections.abc import Iterator

from gouji.lang import codes
from gouji.lang.builtins import BY_NAME
from gouji.lang.diagnostic import Fix, Replacement, Term
from gouji.lang.glued import Part, spaced, spellings, ways_apart
from gouji.lang.keywords import COMPARATOR_WORDS, DECLARATIONS, HABITS, KEYWORDS, SYMBOLS, terminals_of
from gouji.lang.lexer import Fault, RawToken, other_spelling, replacing, tokenize, unit_text, unquoted
from gouji.lang.nearest import distance
from gouji.lang.parse_mend_statements import Mend, needless, statement_mends
from gouji.lang.slips import HALF_WIDTH, quoted
from gouji.lang.source import LINE_END, Span
from gouji.lang.units import STANDARD

# Tokens without quotation marks that are taken for one text, or for one name.
LONGEST_TEXT = 40
LONGEST_NAME = 10
# Terminals whose words begin a clause or a member of a form.
CLAUSES = (
    "GROUP TABLE RULE ROW DRAW OFF REGRADE EACH WHEN LET MUST MESSAGE BASIS CATEGORY AT FIX ANSWERABLE "
    "GIVEN CHANGE DELETE ADD EXPECT TITLE YEARS"
).split()
_FIRST = tuple(dict.fromkeys((*CLAUSES, *DECLARATIONS)))
_FIRST_SET = frozenset(_FIRST)
# Of the keywords of one sign, any word of two would be a slip.
_FIRST_WORDS = {word: meant for word, meant in spellings(_FIRST).items() if len(meant) > 1}
_SLIPS = 1
_INSIDE = tuple(kind for kind in (*KEYWORDS, *COMPARATOR_WORDS) if kind not in _FIRST or kind == "UNIT")
_TYPES = frozenset("TEXT NUMBER COUNT MONEY RATIO DATE CHOICE TARGET REFERENCE SEVERAL".split())
_IN_NAMES = frozenset(("NAME", "STRING", "QUANTITY", "_LPAR", "_RPAR", "PERCENT"))
_NEEDLESS = ("_COLON", "_COMMA", "_DOT")
_FIGURE = re.compile(r"[0-9]+(?:\.[0-9]+)?")


def mends(text: str, tokens: list[RawToken], index: int, expected: list[str]) -> Iterator[Mend]:
    """What the mistake at token `index`, where one of `expected` was to stand, may be."""
    yield from _sign(text, tokens, index)
    if index + 1 < len(tokens) and tokens[index + 1].kinds[0] == "_COLON" and len(tokens[index].kinds) > 1:
        yield from _sign(text, tokens, index + 1)  # it made a name of the keyword before it
    yield from _quoted_name(text, tokens, index)
    if expected == ["STRING"]:
        yield from _without_quotes(text, tokens, index)
    if expected == ["UNIT_TEXT"]:
        yield from _quoted_unit(text, tokens, index)
    yield from statement_mends(text, tokens, index)
    yield from _glued_name(text, tokens, index)
    if expected == ["_COLON"] and index < len(tokens):
        yield from _without_colon(tokens, index)
        yield from _name_with_signs(text, tokens, index)
    for at in (index, index - 1):
        if 0 <= at < len(tokens):
            yield from _written_otherwise(text, tokens, at)
            yield from _run_together(text, tokens, at, fresh=at == index and not _FIRST_SET.isdisjoint(expected))
            yield from _blank_in_quantity(text, tokens, at)
            yield from _misspelt(tokens, at)


def _sign(text: str, tokens: list[RawToken], index: int) -> Iterator[Mend]:
    """A sign that stands there twice or for nothing, or that has a blank within it."""
    if index == 0 or index >= len(tokens):
        return
    before, token = tokens[index - 1], tokens[index]
    sign = SYMBOLS.get(token.text, ())
    span = Span(token.start, token.end)
    if sign and (sign[0] in _NEEDLESS or (sign == before.kinds and sign[0] in COMPARATOR_WORDS)):
        glued = before.end == token.start and token.end < len(text) and not text[token.end].isspace()
        yield Mend(index, index + 1, [], needless(span, token.text, " " if glued else ""))
    if (
        token.kinds == ("PERCENT",)
        and before.kinds == ("QUANTITY",)
        and before.text[-1] == token.text.translate(HALF_WIDTH)
    ):
        yield Mend(index, index + 1, [], needless(span, token.text))
    joined = before.text.translate(HALF_WIDTH) + token.text.translate(HALF_WIDTH)
    if sign and joined in SYMBOLS and not token.first:
        span = Span(before.start, token.end)
        one = before._replace(kinds=SYMBOLS[joined], text=joined, end=token.end)
        yield Mend(index - 1, index + 1, [one], other_spelling(span, text[span.start : span.end], joined))


def _quoted_name(text: str, tokens: list[RawToken], index: int) -> Iterator[Mend]:
    """A name that stands in the quotation marks of a text, or a field's that begins with a digit."""
    if index < len(tokens) and tokens[index].kinds[0] in ("STRING", "QUANTITY"):
        token = tokens[index]
        written = text[token.start : token.end]
        name = unquoted(token.text) if token.kinds[0] == "STRING" else written
        if token.kinds[0] == "STRING" or token.first:
            yield _named(token, Span(token.start, token.end), written, name, index, index + 1)


def _glued_name(text: str, tokens: list[RawToken], index: int) -> Iterator[Mend]:
    """A name with brackets, quotation marks or a percent sign in it: the words that stand there without a blank."""
    if index >= len(tokens) or tokens[index].kinds[-1] not in _IN_NAMES:
        return
    start, end = index, index + 1
    while start > 0 and tokens[start].start == tokens[start - 1].end and tokens[start - 1].kinds[-1] in _IN_NAMES:
        start -= 1
    while end < len(tokens) and tokens[end].start == tokens[end - 1].end and tokens[end].kinds[-1] in _IN_NAMES:
        end += 1
    parts = tokens[start:end]
    kinds = [token.kinds[-1] for token in parts]
    if (
        "NAME" in kinds
        and kinds[0] in ("NAME", "STRING")
        and len(parts) <= LONGEST_NAME
        and kinds.count("_LPAR") == kinds.count("_RPAR")
        and kinds != ["NAME", "STRING"]  # a keyword and its text
        and parts[0].text not in BY_NAME
        and len(parts) > 1
    ):
        span = Span(parts[0].start, parts[-1].end)
        written = text[span.start : span.end]
        yield _named(parts[0], span, written, written, start, end)


def _quoted_unit(text: str, tokens: list[RawToken], index: int) -> Iterator[Mend]:
    """A unit in quotation marks."""
    token = tokens[index]
    name = unquoted(token.text)
    if token.kinds == ("STRING",) and name and not name.isspace():
        span = Span(token.start, token.end)
        meant = name if (match := unit_text(name, 0)) and match.group() == name else f"「{name}」"
        unit = token._replace(kinds=("UNIT_TEXT",), text=name)
        yield Mend(index, index + 1, [unit], other_spelling(span, text[span.start : span.end], meant))


def _name_with_signs(text: str, tokens: list[RawToken], index: int) -> Iterator[Mend]:
    """A field's name with signs in it, up to the colon."""
    first = tokens[index - 1]
    for end in range(index, min(index + LONGEST_NAME, len(tokens))):
        if tokens[end].first or not first.first or tokens[end].kinds[0] in ("_LBRACE", "_RBRACE", "STRING"):
            return
        if tokens[end].kinds[0] == "_COLON":
            written = text[first.start : tokens[end - 1].end]
            yield _named(first, Span(first.start, tokens[end - 1].end), written, written, index - 1, end)
            return


def _named(token: RawToken, span: Span, written: str, name: str, first: int, end: int) -> Mend:
    meant = name if name.isidentifier() else f"「{name}」"
    one = RawToken(("NAME",), name, span.start, span.end, token.first)
    return Mend(first, end, [one], other_spelling(span, written, meant))


def _without_quotes(text: str, tokens: list[RawToken], index: int) -> Iterator[Mend]:
    """A text that lacks its quotation marks: one token or more, on one line."""
    depth = 0
    for end in range(index + 1, min(len(tokens), index + LONGEST_TEXT) + 1):
        last = tokens[end - 1]
        depth += (last.kinds[0] == "_LBRACE") - (last.kinds[0] == "_RBRACE")
        if depth < 0 or (last.first and end > index + 1) or LINE_END.search(text, tokens[index].start, last.end):
            return  # a text with quotation marks may be of several lines
        if tokens[index].first or depth:
            continue
        # With signs that are no tokens.
        after = tokens[end].start if end < len(tokens) else len(text)
        line_end = LINE_END.search(text, last.end)
        written = (
            text[tokens[index - 1].end : min(after, line_end.start() if line_end else after)]
            .strip()
            .lstrip(":：")
            .lstrip()
        )
        if not written:
            continue
        start = text.index(written, tokens[index - 1].end)
        span = Span(start, start + len(written))
        before = text[tokens[index - 1].end : start]
        content = written[1:-1] if written[0] + written[-1] in ("「」", "『』") else written
        string = RawToken(("STRING",), quoted(content), span.start, span.end, False)
        fault = other_spelling(span, written, string.text)
        if before.strip() or not before:  # a colon, or nothing, stands between the keyword and its text
            whole = Span(tokens[index - 1].end, span.end)
            fault = fault._replace(fix=replacing(whole, f" {string.text}"))
        yield Mend(index, end, [string], fault)


def _without_colon(tokens: list[RawToken], index: int) -> Iterator[Mend]:
    """A field whose name is followed by its type."""
    name, token = tokens[index - 1], tokens[index]
    if index > 0 and name.first and _TYPES.intersection(token.kinds):
        colon = RawToken(("_COLON",), ":", name.end, name.end, False)
        fix = Fix(Term("fix.insert", (("text", ":"),)), (Replacement(Span(name.end, name.end), " :"),), safe=True)
        fault = Fault(codes.MISSING_COLON, Span(name.start, name.end), {"name": name.text}, fix)
        yield Mend(index, index, [colon], fault)


def _written_otherwise(text: str, tokens: list[RawToken], at: int) -> Iterator[Mend]:
    """A word for which there is another here."""
    token = tokens[at]
    meant = HABITS.get(token.text, "") if token.kinds[-1] == "NAME" else ""
    if meant:
        span = Span(token.start, token.end)
        fault = other_spelling(span, text[token.start : token.end], meant)
        yield Mend(at, at + 1, [token._replace(kinds=terminals_of(meant), text=meant)], fault)


def _misspelt(tokens: list[RawToken], at: int) -> Iterator[Mend]:
    """A word at the beginning of a line that is nearly a keyword with which a clause, member or declaration begins."""
    token = tokens[at]
    if not token.first or token.kinds != ("NAME",):
        return
    for word, meant in _FIRST_WORDS.items():
        if distance(token.text, word, _SLIPS) <= _SLIPS:
            span = Span(token.start, token.end)
            fault = other_spelling(span, token.text, meant)
            fault = fault._replace(fix=replacing(span, meant)._replace(safe=False))
            yield Mend(at, at + 1, [token._replace(kinds=terminals_of(meant), text=meant)], fault)


def _run_together(text: str, tokens: list[RawToken], at: int, *, fresh: bool) -> Iterator[Mend]:
    """Words that lack the blanks between them; where a clause may begin, `fresh`, its keyword may be the first."""
    token = tokens[at]
    fresh = fresh or token.first or (at > 0 and tokens[at - 1].kinds[0] in ("_LBRACE", "_RBRACE"))
    written = text[token.start : token.end]
    if token.kinds[-1] not in ("NAME", "QUANTITY") or written.startswith("「"):
        return
    for parts in ways_apart(written, spellings(_INSIDE), spellings(_FIRST) if fresh else {}):
        found = [one for part in parts for one in _cut(text, token, part, last=part is parts[-1])]
        end = at + 1
        while end < len(tokens) and tokens[end].start < found[-1].end:
            end += 1
        span, split = Span(token.start, token.end), spaced(written, parts)
        fault = Fault(codes.GLUED_OPERATOR, span, {"name": written, "split": split}, replacing(span, split))
        yield Mend(at, end, found, fault)


def _cut(text: str, token: RawToken, part: Part, *, last: bool) -> list[RawToken]:
    """The tokens of a part of a word; what follows the word may belong to the last (`容差0` is `容差 0.01`)."""
    start, end = token.start + part.start, token.start + part.end
    if part.meant:
        return [RawToken(terminals_of(part.meant), part.meant, start, end, token.first and part.start == 0)]
    line_end = LINE_END.search(text, end)
    cut = tokenize(text[start : line_end.start() if line_end and last else end if not last else len(text)]).items
    shifted = [one._replace(start=one.start + start, end=one.end + start, first=False) for one in cut]
    inside = [one for one in shifted if one.start < end]
    if inside:
        inside[0] = inside[0]._replace(first=token.first and part.start == 0)
    return inside


def _blank_in_quantity(text: str, tokens: list[RawToken], at: int) -> Iterator[Mend]:
    """A figure parted from its unit."""
    if at == 0:
        return
    figure, unit = tokens[at - 1], tokens[at]
    if unit.first or figure.kinds != ("QUANTITY",) or not _FIGURE.fullmatch(figure.text):
        return
    whole = unit_text(text, unit.start)
    written = whole.group() if whole and STANDARD.find(whole.group()) is not None else unit.text  # 万元/公里
    if unit.kinds == ("PERCENT",) or (unit.kinds[-1] == "NAME" and STANDARD.find(written) is not None):
        span = Span(figure.start, unit.start + len(written))
        joined = figure._replace(text=figure.text + written, end=span.end)
        end = next((one for one in range(at + 1, len(tokens)) if tokens[one].start >= span.end), len(tokens))
        yield Mend(at - 1, end, [joined], other_spelling(span, text[span.start : span.end], joined.text))
