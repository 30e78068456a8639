"""What is shown of a word of a rule file: what it stands for and who uses it; of a rule, what it says in the open forms.

Functions, keywords and units are explained too. Runs what a lens runs, and nothing else.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from gouji.lang import ast
from gouji.lang.builtins import BY_NAME, STATES
from gouji.lang.catalogue import Language, has, text
from gouji.lang.model import Form, FormField, FormMember, dotted
from gouji.lang.parse import PlacedPiece, classify
from gouji.lang.program import Program
from gouji.lang.quantities import split_quantity
from gouji.lang.source import Place, Source, Span
from gouji.lang.units import format_number
from gouji.lsp.addresses import Addresses
from gouji.lsp.features import names
from gouji.lsp.features.check_names import members_of
from gouji.lsp.features.diagnostics import told
from gouji.lsp.features.lenses import Test, result_of, rule_title, test_title
from gouji.lsp.features.member_text import describe, plain
from gouji.lsp.features.signatures import information
from gouji.lsp.rule_outcomes import key_of
from gouji.lsp.snapshot import Snapshot

# Of those who use it, and of what a rule says, so many are listed.
_MOST = 6

Shown = tuple[str, Span]
"""Markdown, and what it is about."""


def hover(
    snapshot: Snapshot, path: Path, source: Source, offset: int, language: Language, addresses: Addresses
) -> Shown | None:  # fmt: skip
    """What there is to say of the word at an offset."""
    named = names.named_in_rules(snapshot, path, offset)
    if named is not None:
        if named.member is None:
            return (named.documentation, named.place.span) if named.documentation else None
        program = snapshot.rules(path).program
        parts = [describe(named.member, language), *_users(program, named.member, named.form, language, addresses)]
        return "\n\n".join(parts), named.place.span
    piece = names.piece_at(snapshot, path, offset)
    if piece is None:
        return None
    return _declared(snapshot, path, piece, offset, language, addresses) or _word(
        snapshot, path, piece, offset, language
    )


def _declared(
    snapshot: Snapshot, path: Path, piece: PlacedPiece, offset: int, language: Language, addresses: Addresses
) -> Shown | None:  # fmt: skip
    """Of the name of a rule what it says now, of that of a test whether it holds."""
    for rule in names.rules_of(piece):
        place = piece.place(rule.name.span)
        if place.span.start <= offset <= place.span.end:
            parts = [
                f"**{plain(rule.name.text)}**",
                plain(rule.documentation),
                *_now(snapshot, place, language, addresses),
            ]
            return "\n\n".join(part for part in parts if part), place.span
    declaration = piece.piece.declaration
    if isinstance(declaration, ast.Test):
        test = Test(declaration, piece)
        if test.place.span.start <= offset <= test.place.span.end:
            title = test_title(result_of(snapshot, path, test), language)
            return f"**{plain(declaration.name.text)}**\n\n{plain(title)}", test.place.span
    return None


def _now(snapshot: Snapshot, rule: Place, language: Language, addresses: Addresses) -> Iterator[str]:
    """How a rule comes out, and its findings in the open forms."""
    key = key_of(rule)
    open_now = [(path, one) for path, one in snapshot.open_outcomes() if key in one.names]
    if open_now:
        yield plain(rule_title(snapshot, key, language))
    found = [(path, one) for path, outcomes in open_now for one in outcomes.findings(key)]
    lines = [
        f"- {_link(one.place, path, addresses)}: {plain(told(one, language).partition(chr(10))[0])}"
        for path, one in found
    ]
    if lines:
        yield "\n".join(_some(lines))


def _some(lines: list[str]) -> list[str]:
    return [*lines[:_MOST], *(["- …"] if len(lines) > _MOST else [])]


def _link(place: Place, path: Path, addresses: Addresses, name: str = "") -> str:
    """A name, or a file and line, that leads to the place."""
    shown = plain(name) if name else f"{plain(path.name)}:{place.start.line}"
    return f"[{shown}]({addresses.uri(path)}#L{place.start.line})"


# --- who uses it


def _users(
    program: Program, member: FormMember, form: Form | None, language: Language, addresses: Addresses
) -> Iterator[str]:  # fmt: skip
    """The rules, the totals and the tests that name a member, counted and listed."""
    rules = {
        (piece.source.name, rule.name.span.start + piece.offset): (rule.name.text, piece.place(rule.name.span))
        for rule, piece in program.rules
        for _, use in program.uses(rule, piece)
        if use.member is not None and names.same(use.member.place, member.place)
    }
    totals = [(dotted(one.path), one.place) for one in _fields_on(member, form)]
    tests = [
        (test.name.text, piece.place(test.name.span)) for test, piece in program.tests if _is_named_in(test, member)
    ]
    counted = (("rules", list(rules.values())), ("fields", totals), ("tests", tests))
    parts = [text(f"lsp.users.{kind}", language, count=len(found)) for kind, found in counted if found]
    if parts:
        yield text("lsp.users", language, users=" · ".join(parts))
        every: list[tuple[str, Place]] = [one for _, found in counted for one in found]
        yield "\n".join(_some([f"- {_link(place, Path(place.source.name), addresses, name)}" for name, place in every]))


def _fields_on(member: FormMember, form: Form | None) -> Iterator[FormField]:
    """The fields that are sums of a member, or name its rows."""
    for one in members_of(form) if form is not None else ():
        if isinstance(one, FormField) and (member.path in one.totals or one.refers_to == member.path):
            yield one


def _is_named_in(test: ast.Test, member: FormMember) -> bool:
    places: Iterable[object] = (*(change.target for change in test.changes), *(one.place for one in test.expectations))
    return any(_path(place)[-len(member.path) :] == member.path for place in places if place is not None)


def _path(node: object) -> tuple[str, ...]:
    """The names of a cell, without its row and coordinate."""
    if isinstance(node, ast.Reference):
        return (node.name,)
    if isinstance(node, ast.Member):
        return (*_path(node.base), node.name.text)
    return _path(node.base) if isinstance(node, ast.Index) else ()


# --- the words of the language


def _word(snapshot: Snapshot, path: Path, piece: PlacedPiece, offset: int, language: Language) -> Shown | None:
    """A function, a keyword, a state, or a figure with its unit."""
    words = classify(piece.piece.text)
    for at, (token, terminal) in enumerate(words):
        span = Span(token.start, token.end).shifted(piece.offset)
        if not span.start <= offset <= span.end:
            continue
        after = words[at + 1][1] if at + 1 < len(words) else None
        before = words[at - 1][1] if at else None
        shown = ""
        if terminal == "QUANTITY" or before == "UNIT":
            shown = _unit(split_quantity(token.text)[1] or token.text, snapshot.rules(path).program, language)
        elif token.text in BY_NAME and after == "_LPAR":
            function = BY_NAME[token.text]
            labels = "\n".join(one.label for one in information(token.text, function, language))
            shown = f"```\n{labels}\n```\n\n{plain(text(f'function.{function.id}', language))}"
        elif before == "IS" and token.text in STATES:
            shown = plain(text(f"state.{STATES[token.text]}", language))
        elif terminal is not None and has(f"keyword.{terminal}", language):
            shown = f"**{token.text}** {plain(text(f'keyword.{terminal}', language))}"
        if shown:
            return shown, span
    return None


def _unit(name: str, program: Program, language: Language) -> str:
    """What one of a unit is in the base unit."""
    unit = program.environment.units.find(name)
    if unit is None:
        return ""
    known = (found for one in program.environment.units if (found := program.environment.units.find(one)) is not None)
    base = next((one for one in known if one.dimension == unit.dimension and one.factor == 1), None)
    if base is None or base.name == unit.name:
        return f"**{plain(unit.name)}**"
    return f"**{plain(unit.name)}**\n\n1{plain(unit.name)} = {plain(format_number(unit.factor))}{plain(base.name)}"
