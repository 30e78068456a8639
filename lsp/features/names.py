"""Which declaration a name stands for, in rule files and in filled forms; and everywhere else that it is named.

Definition, references, highlights and rename rest on this. Knows what the typed model knows, and guesses nothing.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from gouji.lang import ast
from gouji.lang.environment import Use
from gouji.lang.located import Mapping
from gouji.lang.model import Form, FormMember, FormTable
from gouji.lang.parse import PlacedPiece, SyntaxTree
from gouji.lang.program import Program
from gouji.lang.source import Place, Source, Span
from gouji.lang.values import canonical_text
from gouji.lint.files import UnreadableFile
from gouji.lint.given import find_given
from gouji.lint.library import find_used
from gouji.lint.unusable import UnusableTest
from gouji.lsp.features.declared_names import Part, named_in_declaration, named_in_test
from gouji.lsp.features.last_good import moved, place_now
from gouji.lsp.features.spots import header_parts, is_inline, sections
from gouji.lsp.snapshot import Snapshot
from gouji.lsp.worker import Wish


class Named(NamedTuple):
    """A name where it stands, and the place of what it stands for; `member` where that is a part of a form.

    It `may_be_renamed` where it is the name of what it stands for, not a value of that.
    """

    place: Place
    declared: Place
    member: FormMember | None = None
    form: Form | None = None
    documentation: str = ""
    may_be_renamed: bool = True


def named_in_rules(snapshot: Snapshot, path: Path, offset: int) -> Named | None:
    """What the name at an offset of a rule file stands for; where nothing is known of it now, what it stood for."""
    rules = snapshot.rules(path)
    found = _named_in(snapshot, path, rules.program, rules.names[path], offset)
    before = snapshot.before_broken(path) if found is None else None
    if before is None:
        return found
    source, tree = rules.names[path].source, before.names[path]
    shift = moved(tree.source.text, source.text)
    then = shift.then(offset)
    known = _named_in(snapshot, path, before.program, tree, then) if then is not None else None
    if known is None:
        return None
    return known._replace(
        place=place_now(known.place, source, shift), declared=place_now(known.declared, source, shift)
    )


def _named_in(snapshot: Snapshot, path: Path, program: Program, tree: SyntaxTree, offset: int) -> Named | None:
    piece = piece_in(tree, offset)
    if piece is None:
        return None
    named = (*uses_in(program, piece), *_declared_in(program, piece), *_used_in_test(snapshot, path, piece))
    found = [one for one in named if _touches(one.place, offset)]
    return min(found, key=lambda one: one.place.span.end - one.place.span.start, default=None)


def uses_in(program: Program, piece: PlacedPiece) -> Iterator[Named]:
    """What the names in a declaration stand for, those of its rules among them, and those that name forms."""
    for rule in rules_of(piece):
        for form, use in program.uses(rule, piece):
            yield _placed(piece, form, use)
        for form in program.environment.forms.get(canonical_text(rule.form.text), []) if rule.form is not None else ():
            assert rule.form is not None
            yield Named(piece.place(rule.form.span), form.place, None, form, form.documentation)
    declaration = piece.piece.declaration
    if isinstance(declaration, ast.Form) and declaration.parent is not None:
        for form in program.environment.forms.get(canonical_text(declaration.parent.text), []):
            yield Named(piece.place(declaration.parent.span), form.place, None, form, form.documentation)
    if isinstance(declaration, ast.Form):
        for form in program.environment.forms.get(canonical_text(declaration.name.text), []):
            if form.place.source.name == piece.source.name and _within(piece, form.place):
                yield from _parts(piece, form, named_in_declaration(form, declaration))


def _used_in_test(snapshot: Snapshot, path: Path, piece: PlacedPiece) -> Iterator[Named]:
    """What the cells in a test stand for, in the form that it starts from."""
    test = piece.piece.declaration
    if not isinstance(test, ast.Test) or test.given is None:
        return
    try:
        known = snapshot.form(find_given(test.given.text, path))
    except (UnusableTest, UnreadableFile):
        return
    if known is not None and known.form is not None:
        yield from _parts(piece, known.form, named_in_test(known.form, test))


def _parts(piece: PlacedPiece, form: Form, parts: Iterable[Part]) -> Iterator[Named]:
    for span, member in parts:
        yield Named(piece.place(span), member.place, member, form, member.documentation)


def _declared_in(program: Program, piece: PlacedPiece) -> Iterator[Named]:
    """Names that are declared in a piece stand for themselves."""
    for form in program.forms:
        if form.place.source.name == piece.source.name and _within(piece, form.place):
            yield Named(form.place, form.place, None, form, form.documentation)
            for member in members(form):
                if _within(piece, member.place):
                    yield Named(member.place, member.place, member, form, member.documentation)
    for axis in program.environment.axes.values():
        if axis.place.source.name == piece.source.name and _within(piece, axis.place):
            yield Named(axis.place, axis.place)


def members(form: Form) -> Iterator[FormMember]:
    """Every field, group and table of a form, the columns of tables among them."""
    waiting: list[FormMember] = list(form.members.values())
    while waiting:
        member = waiting.pop()
        yield member
        if isinstance(member, FormTable):
            waiting += member.fields.values()
        else:
            waiting += getattr(member, "members", {}).values()


def _placed(piece: PlacedPiece, form: Form, use: Use) -> Named:
    declared = use.declared if isinstance(use.declared, Place) else piece.place(use.declared)
    documentation = use.member.documentation if use.member is not None else ""
    return Named(piece.place(use.span), declared, use.member, form, documentation)


def rules_of(piece: PlacedPiece) -> tuple[ast.Rule, ...]:
    """The rules of a declaration: those of a form, or the one that it is."""
    declaration = piece.piece.declaration
    if isinstance(declaration, ast.Form):
        return declaration.rules
    return (declaration,) if isinstance(declaration, ast.Rule) else ()


def piece_at(snapshot: Snapshot, path: Path, offset: int) -> PlacedPiece | None:
    """The declaration that an offset of a rule file lies in, or after."""
    return piece_in(snapshot.library.tree(path), offset)


def piece_in(tree: SyntaxTree, offset: int) -> PlacedPiece | None:
    return next((one for one in reversed(tree.pieces) if one.offset <= offset), None)


def _touches(place: Place, offset: int) -> bool:
    return place.span.start <= offset <= place.span.end


def _within(piece: PlacedPiece, place: Place) -> bool:
    return piece.offset <= place.span.start and place.span.end <= piece.offset + len(piece.piece.text)


# --- everywhere


def everywhere(
    snapshot: Snapshot, declared: Place, wish: Wish, *, only: Path | None = None
) -> Iterator[tuple[Path, Span]]:
    """Every place where what is declared there is named: rule files first, then filled forms. Raises Cancelled.

    With `only`, those in one file, which is then the only one that is looked at.
    """
    for rules in _programs(snapshot):
        seen: set[tuple[Path, Span]] = set()
        for tree in rules.trees:
            wish.ask()
            file = Path(tree.source.name)
            if only is not None and file != only:
                continue
            for piece in tree.pieces:
                for one in (*uses_in(rules, piece), *_declared_in(rules, piece), *_used_in_test(snapshot, file, piece)):
                    found = (file, Span(*one.place.span))
                    if same(one.declared, declared) and found not in seen:
                        seen.add(found)
                        yield found
    for file in snapshot.form_files:
        wish.ask()
        if only is not None and file != only:
            continue
        try:
            known = snapshot.form(file)
        except UnreadableFile:
            continue
        if known is None or known.form is None:
            continue
        member = next((one for one in members(known.form) if same(one.place, declared)), None)
        if member is not None:
            yield from ((file, span) for span in _keys(known.source, known.root, member.path))


def _programs(snapshot: Snapshot) -> list[Program]:
    found: dict[Program, None] = {}
    for path in snapshot.rule_files:
        try:
            found[snapshot.rules(path).program] = None
        except UnreadableFile:
            continue
    return list(found)


def _keys(source: Source, root: Mapping, path: tuple[str, ...]) -> Iterator[Span]:
    """Where a member is named in a filled form: as a key, or in a header."""
    for section in sections(root):
        yield from (part.span for part in header_parts(source, section) if part.path == path)
        for entry in section.mapping:
            if (*section.path, canonical_text(entry.key)) == path and is_inline(entry):
                yield entry.key_span


def same(one: Place, other: Place) -> bool:
    """Whether two places are one; a file read again after an edit elsewhere is still the same file."""
    return one.source.name == other.source.name and Span(*one.span) == Span(*other.span)


def file_used(snapshot: Snapshot, path: Path, offset: int) -> Path | None:
    """The file that a `use` at an offset names."""
    piece = piece_at(snapshot, path, offset)
    declaration = piece.piece.declaration if piece is not None else None
    if (
        not isinstance(declaration, ast.Use)
        or piece is None
        or not _touches(piece.place(declaration.path.span), offset)
    ):
        return None
    return find_used(declaration.path.text, path, snapshot.library.within)
