"""What can be done to a rule that has no mistake: give it a message or a test, write a figure in another unit.

Each is an edit that leaves a sound rule file sound, but for a test where no filled form is at hand: it names one
to be made. Mends nothing: what is wrong carries its own fix.
"""

from collections.abc import Iterator
from pathlib import Path

from lsprotocol import types

from gouji.lang import ast
from gouji.lang.catalogue import Language, text
from gouji.lang.diagnostic import Replacement, Severity
from gouji.lang.keywords import KEYWORDS
from gouji.lang.lexer import tokenize
from gouji.lang.outcomes import Verdict
from gouji.lang.parse import PlacedPiece
from gouji.lang.program import Program
from gouji.lang.quantities import parse_quantity
from gouji.lang.source import LINE_END, Source, Span
from gouji.lang.switches import names_check
from gouji.lint.file_names import TEST_SUFFIX
from gouji.lint.files import UnreadableFile
from gouji.lsp.features.actions import Action
from gouji.lsp.features.figures import in_other_units
from gouji.lsp.features.names.rule_names import piece_at, rules_of
from gouji.lsp.features.names.written_words import in_rules
from gouji.lsp.features.rules.scope import TEXTUAL
from gouji.lsp.features.rules.values import field_of, nodes_at
from gouji.lsp.features.rules.words import language_of
from gouji.lsp.question import Question
from gouji.lsp.rule_outcomes import RuleKey, RuleOutcomes, key_of
from gouji.lsp.snapshot import Snapshot

# Filled forms that are looked at for one that a test may start from.
MOST_LOOKED_AT = 8


def rewritings(asked: Question) -> Iterator[Action]:
    span, piece = asked.span, piece_at(asked.snapshot, asked.path, asked.offset)
    if piece is None:
        return
    written = language_of(asked.source.text, span.start, piece.offset)
    for change in _figures(asked, piece):
        yield _rewriting(text("lsp.action.unit", asked.language, figure=change.text), asked.path, asked.source, change)
    errors = [one.place.span for one in asked.snapshot.diagnostics(asked.path) if one.severity is Severity.ERROR]

    def is_broken(around: Span) -> bool:
        return any(one.start <= around.end and around.start <= one.end for one in errors)

    for rule in rules_of(piece):
        around = rule.span.shifted(piece.offset)
        if rule.name.text and around.start <= span.start and span.end <= around.end and not is_broken(around):
            yield from _message(asked, rule, piece, written)
            yield from _test(asked, rule, piece, written)


# --- a message


def _message(asked: Question, rule: ast.Rule, piece: PlacedPiece, written: Language) -> Iterator[Action]:
    """A message that shows both sides of what must be so."""
    source = asked.source
    if rule.message is not None or not rule.musts:
        return
    sides = [piece.piece.text[slice(*side.span)] for side in _sides(rule.musts[0].condition)]
    parts = [f"{one} {{{one}}}" if '"' not in one else f"{{{one}}}" for one in sides if not set(one) & set("{}\r\n“”")]
    shown = ("，" if written == "zh" else ", ").join(parts) or in_rules(rule.name.text)
    after = max(must.span.end for must in rule.musts) + piece.offset
    line = source.line(source.position(after).line)
    indent = line[: len(line) - len(line.lstrip())]
    alone = source.position(rule.span.start + piece.offset).line != source.position(after).line
    blank = f"{_line_end(source)}{indent}" if alone else " "
    title = text("lsp.action.message", asked.language, name=rule.name.text)
    change = Replacement(Span(after, after), f'{blank}{_word("MESSAGE", written)} "{shown}"')
    yield _rewriting(title, asked.path, source, change)


def _sides(condition: ast.Expression) -> Iterator[ast.Expression]:
    """What is compared, constants left out."""
    if isinstance(condition, ast.Binary) and condition.operator in ("and", "or"):
        yield from _sides(condition.left)
    elif isinstance(condition, ast.Comparison | ast.Binary):
        for side in (condition.left, condition.right):
            if isinstance(side, ast.Comparison):
                yield from _sides(side)
            elif not isinstance(side, ast.Quantity | ast.DateText | ast.String | ast.SetOf):
                yield side
    elif isinstance(condition, ast.State):
        yield condition.operand


# --- a test


def _test(asked: Question, rule: ast.Rule, piece: PlacedPiece, written: Language) -> Iterator[Action]:
    """A test that expects what the rule says now of a filled form at hand."""
    snapshot, path, language = asked.snapshot, asked.path, asked.language
    expected = {one.check for test, _ in snapshot.rules(path).program.tests for one in test.expectations}
    if any(names_check(one, f"/{rule.name.text}") for one in expected):
        return
    key = key_of(piece.place(rule.name.span))
    applied = (
        (form, given)
        for form, rules in snapshot.applied_rules()
        if key in rules and (given := _given(snapshot, form, path))
    )
    found = list(applied) or list(_beside(snapshot, key, path))
    form, given = min(found, key=lambda one: len(one[1]), default=(None, text("lsp.action.test.form", language)))
    known = snapshot.form_or_none(form) if form is not None else None
    outcomes = known.outcomes if known is not None else None
    tests = path.with_name(path.stem + TEST_SUFFIX)
    try:
        target, into = (tests, snapshot.source(tests)) if tests in snapshot.rule_files else (path, asked.source)
    except UnreadableFile:
        target, into = path, asked.source
    end = _line_end(into)
    expecting = f"{_word('EXPECT', written)} {_verdict(outcomes, key, written)} {in_rules(rule.name.text)}"
    lines = [
        f'{_word("TEST", written)} "{rule.name.text}" {{',
        f'    {_word("GIVEN", written)} "{given}"',
        f"    {expecting}",
        "}",
    ]
    before = end * (0 if not into.text else 1 if into.text.endswith(("\n", "\r")) else 2)
    at = len(into.text)
    title = text("lsp.action.test", language, name=rule.name.text)
    yield _rewriting(title, target, into, Replacement(Span(at, at), before + end.join(lines) + end))


def _beside(snapshot: Snapshot, key: RuleKey, rules: Path) -> Iterator[tuple[Path, str]]:
    """The filled forms in the folder of a rule file, as far as they are of the rule's form."""
    for path in [one for one in snapshot.form_files if one.parent == rules.parent][:MOST_LOOKED_AT]:
        known, given = snapshot.form_or_none(path), _given(snapshot, path, rules)
        if known is not None and known.outcomes is not None and key in known.outcomes.names and given is not None:
            yield path, given


def _verdict(outcomes: RuleOutcomes | None, key: RuleKey, written: Language) -> str:
    verdict = outcomes.verdict(key) if outcomes is not None else Verdict.PASS
    if outcomes is not None and not outcomes.of(key):
        return _word("UNREACHED", written)
    return _word(verdict.upper(), written)


def _given(snapshot: Snapshot, form: Path, rules: Path) -> str | None:
    """How a test beside a rule file names a filled form; None where it may not."""
    folder = next((one for one in rules.parents if form.is_relative_to(one)), None)
    name = form.relative_to(folder).as_posix() if folder is not None else ""
    return name if snapshot.given(name, rules) == form else None


# --- a figure


def _figures(asked: Question, piece: PlacedPiece) -> Iterator[Replacement]:
    """The figure that is asked about, in other units."""
    source, span, program = piece.source, asked.span, asked.snapshot.rules(asked.path).program
    units = program.environment.units
    number = source.position(span.start).line
    start = max(source.line_starts[number - 1], piece.offset)
    for token in tokenize(source.text[start : source.line_starts[number - 1] + len(source.line(number))]).items:
        place = Span(token.start, token.end).shifted(start)
        if "QUANTITY" not in token.kinds or not place.start <= span.start <= span.end <= place.end:
            continue
        figure = parse_quantity(token.text, units)
        if figure is not None and not _is_word(asked.snapshot, program, piece, place):
            yield from (Replacement(place, shown) for shown in in_other_units(figure.value, figure.unit, units))


def _is_word(snapshot: Snapshot, program: Program, piece: PlacedPiece, place: Span) -> bool:
    """Whether what looks like a figure is one of the words that a field may have."""
    around = nodes_at(piece.piece.declaration, place.start - piece.offset)
    field = field_of(snapshot, program, piece, around) if around else None
    return field.kind in TEXTUAL if field is not None else bool(around) and isinstance(around[-1], ast.Name)


def _rewriting(title: str, path: Path, source: Source, change: Replacement) -> Action:
    return Action(title, path, source, (change,), kind=types.CodeActionKind.RefactorRewrite)


def _word(keyword: str, written: Language) -> str:
    spelling = KEYWORDS[keyword]
    return (spelling.chinese if written == "zh" else spelling.english)[0]


def _line_end(source: Source) -> str:
    found = LINE_END.search(source.text)
    return found[0] if found is not None else "\n"
