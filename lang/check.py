"""Syntax trees -> program: every name resolved, every form laid out, every rule typed, every mistake reported.

Forms are built at once, by `declare.py`; rules when the program is asked. Reads no files: `use` is followed by the caller.
"""

from collections.abc import Sequence
from decimal import localcontext

from gouji.lang import ast, codes
from gouji.lang.declare import Declarer
from gouji.lang.diagnostic import Related
from gouji.lang.follow import lost_text, of_known_parents, unexplained
from gouji.lang.kept import kept_forms
from gouji.lang.lexer import Fault
from gouji.lang.parse import PlacedPiece, SyntaxTree
from gouji.lang.program import Program, known_name
from gouji.lang.units import EXACT


def check_program(trees: Sequence[SyntaxTree], before: Program | None = None) -> Program:
    """Checks rule files together. What `before` knows of unchanged declarations is taken over."""
    placed = [piece for tree in trees for piece in tree.pieces if piece.piece.declaration is not None]
    signature = tuple(map(_lasting, trees))
    rules: list[tuple[ast.Rule, PlacedPiece]] = []
    tests: list[tuple[ast.Test, PlacedPiece]] = []
    for piece in placed:
        declaration = piece.piece.declaration
        if isinstance(declaration, ast.Form):
            rules += [(rule, piece) for rule in declaration.rules]
        elif isinstance(declaration, ast.Rule):
            rules.append((declaration, piece))
        elif isinstance(declaration, ast.Test):
            tests.append((declaration, piece))
    if before is not None and before.signature == signature:
        own = _placed_anew(before.lasting_faults, placed)
        faults = own + _duplicate_rules(rules)
        program = Program(tuple(trees), before.environment, before.forms, faults, rules, tests, signature, own)
        program.take_over(before)
        return program
    declarer = Declarer(placed)
    with localcontext(EXACT):
        declarer.build()
    own = unexplained(declarer.faults(), lost_text(piece.piece for tree in trees for piece in tree.pieces))
    own = of_known_parents(own, declarer.forms)
    faults = own + _duplicate_rules(rules)
    program = Program(tuple(trees), declarer.environment, declarer.forms, faults, rules, tests, signature, own)
    if before is not None:
        program.take_over(before, kept_forms(before.trees, before.environment, trees, declarer.environment))
    return program


def _lasting(tree: SyntaxTree) -> tuple[object, ...]:
    """What must be the same in a file for its forms to stay as and where they are: all up to the last of them."""
    pieces = [piece for piece in tree.pieces if not isinstance(piece.piece.declaration, ast.Rule | ast.Test | None)]
    end = pieces[-1].offset + len(pieces[-1].piece.text) if pieces else 0
    lost = lost_text(piece.piece for piece in tree.pieces)
    return (tree.source.name, tree.source.text[:end], lost, *((piece.piece, piece.offset) for piece in pieces))


def _placed_anew(faults: list[tuple[PlacedPiece, Fault]], placed: list[PlacedPiece]) -> list[tuple[PlacedPiece, Fault]]:
    """Faults of pieces that are still there, in the texts of now."""
    now = {(piece.source.name, piece.offset): piece for piece in placed}
    return [(now[piece.source.name, piece.offset], fault) for piece, fault in faults]


def _duplicate_rules(rules: list[tuple[ast.Rule, PlacedPiece]]) -> list[tuple[PlacedPiece, Fault]]:
    seen: dict[tuple[str, str, str], tuple[ast.Rule, PlacedPiece]] = {}
    faults: list[tuple[PlacedPiece, Fault]] = []
    for rule, piece in rules:
        owner = rule.form.text if rule.form else ""
        if isinstance(piece.piece.declaration, ast.Form):
            owner = f"{piece.piece.declaration.name.text}@{piece.offset}"
        key = (piece.source.name if not rule.form else "", owner, known_name(rule.name.text))
        first, where = seen.setdefault(key, (rule, piece))
        if where is not piece or first is not rule:
            related = (Related(rule.name.text, "", where.place(first.name.span)),)
            faults.append(
                (piece, Fault(codes.DUPLICATE_NAME, rule.name.span, {"name": rule.name.text}, related=related))
            )
    return faults
