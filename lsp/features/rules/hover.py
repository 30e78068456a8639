"""What is shown of a word of a rule file: what it stands for and who uses it; of a rule, what it says in the open forms.

Functions, keywords and units are explained too. Runs what a lens runs, and nothing else.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from lsprotocol import types

from gouji.lang import ast
from gouji.lang.builtins import BY_NAME, STATES
from gouji.lang.catalogue import Language, has, text
from gouji.lang.diagnostic import Diagnostic
from gouji.lang.form_model import FormMember
from gouji.lang.parse import PlacedPiece, classify, read_so_far
from gouji.lang.program import Program
from gouji.lang.quantities import split_quantity
from gouji.lang.source import Place, Span
from gouji.lsp.features.diagnostics import message_of
from gouji.lsp.features.member_text import describe, plain
from gouji.lsp.features.names.rule_names import named_in_rules, piece_at, rules_of
from gouji.lsp.features.rules.described import declaration_of, described, of_rule, of_unit, of_value
from gouji.lsp.features.rules.lenses import Test, result_of, rule_title, test_title
from gouji.lsp.features.rules.signatures import information
from gouji.lsp.features.rules.values import value_at
from gouji.lsp.features.rules.words import hole_at
from gouji.lsp.features.users import users_of
from gouji.lsp.question import Question
from gouji.lsp.rule_outcomes import key_of

# Of those who use it, and of what a rule says, so many are listed.
_MOST = 6

Listed = TypeVar("Listed")
_Shown = tuple[str, Span]
"""Markdown, and what it is about."""


def hover(asked: Question) -> types.Hover | None:
    shown = _shown(asked)
    if shown is None:
        return None
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, shown[0]), asked.range(shown[1]))


def _shown(asked: Question) -> _Shown | None:
    """What there is to say of the word."""
    snapshot, path, offset, language = asked.snapshot, asked.path, asked.offset, asked.language
    piece = piece_at(snapshot, path, offset)
    shown = _declared(asked, piece) if piece is not None else None
    named = named_in_rules(snapshot, path, offset) if shown is None else None
    if named is not None and named.member is not None:
        program = snapshot.rules(path).program
        parts = [describe(named.member, language), *_users(asked, program, named.member)]
        own = declaration_of(program, named.declared)
        if own is not None and isinstance(own.node, ast.Each | ast.Let):  # the rule's own word for it
            parts = [described(own, named, language), parts[0]]
        return "\n\n".join(parts), named.place.span
    if shown is not None or piece is None:
        return shown
    program = snapshot.rules(path).program
    declared = declaration_of(program, named.declared) if named is not None else None
    if named is not None and declared is not None:
        is_rule = isinstance(declared.node, ast.Rule)
        now = _now(asked, named.declared) if is_rule else ()
        return "\n\n".join([described(declared, named, language), *now]), named.place.span
    value = value_at(asked, program, piece)
    return (of_value(value, language), value.span) if value else _word(asked, piece)


def _declared(asked: Question, piece: PlacedPiece) -> _Shown | None:
    """Of the name of a rule what it says now, of that of a test whether it holds."""
    offset, language = asked.offset, asked.language
    for rule in rules_of(piece):
        if rule.name.span.touches(offset - piece.offset):
            place = piece.place(rule.name.span)
            parts = [*of_rule(rule, language), *_now(asked, place)]
            return "\n\n".join(part for part in parts if part), place.span
    declaration = piece.piece.declaration
    if isinstance(declaration, ast.Test):
        test = Test(declaration, piece)
        if test.place.span.start <= offset <= test.place.span.end:
            title = test_title(result_of(asked.snapshot, asked.path, test), language)
            return f"**{plain(declaration.name.text)}**\n\n{plain(title)}", test.place.span
    return None


def _now(asked: Question, rule: Place) -> Iterator[str]:
    """How a rule comes out, and its findings in the open forms."""
    snapshot, language, key = asked.snapshot, asked.language, key_of(rule)
    open_now = [(path, one) for path, one in snapshot.open_outcomes() if key in one.names]
    if open_now:
        yield plain(rule_title(snapshot, key, language))
    found = [(path, one) for path, outcomes in open_now for one in outcomes.findings(key)]
    if found:
        yield _some(found, lambda one: f"{_link(asked, one[1].place, one[0])}: {_first_line(one[1], language)}")


def _first_line(found: Diagnostic, language: Language) -> str:
    return plain(message_of(found, language).partition("\n")[0])


def _some(found: Sequence[Listed], line: Callable[[Listed], str]) -> str:
    """The first of what is found, a line each."""
    return "\n".join([*(f"- {line(one)}" for one in found[:_MOST]), *(["- …"] if len(found) > _MOST else [])])


def _link(asked: Question, place: Place, path: Path, name: str = "") -> str:
    """A name, or a file and line, that leads to the place."""
    shown = plain(name) if name else f"{plain(path.name)}:{place.start.line}"
    return f"[{shown}]({asked.addresses.uri(path)}#L{place.start.line})"


# --- who uses it


def _users(asked: Question, program: Program, member: FormMember) -> Iterator[str]:
    """The rules, the totals and the tests that name a member, counted and listed."""
    users = users_of(asked.snapshot, program, member.place)
    counted = users._asdict().items()
    parts = [text(f"lsp.users.{kind}", asked.language, count=len(found)) for kind, found in counted if found]
    if parts:
        yield text("lsp.users", asked.language, users=" · ".join(parts))
        every = [one for _, found in counted for one in found]
        yield _some(every, lambda one: _link(asked, one.place, Path(one.place.source.name), one.name))


# --- the words of the language


def _word(asked: Question, piece: PlacedPiece) -> _Shown | None:
    """A function, a keyword, a state, or a figure with its unit."""
    offset, language = asked.offset, asked.language
    hole = hole_at(piece.source.text, offset, piece.offset)
    words = classify(piece.piece.text)
    start = piece.offset
    if hole is not None:
        words, start = read_so_far(piece.source.text[slice(*hole)], "expression")[0], hole.start
    for at, (token, terminal) in enumerate(words):
        span = Span(token.start, token.end).shifted(start)
        if not span.start <= offset <= span.end:
            continue
        after = words[at + 1][1] if at + 1 < len(words) else None
        before = words[at - 1][1] if at else None
        shown = ""
        if terminal == "QUANTITY" or before == "UNIT":
            program = asked.snapshot.rules(asked.path).program
            shown = of_unit(split_quantity(token.text)[1] or token.text, program, language)
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
