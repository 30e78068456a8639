"""Which forms a test may be about: the one that it starts from, or, where that is not to be had, all that its rule file
declares or uses; and which rows there are in it.

Knows no name in a test.
"""

from collections.abc import Iterable
from pathlib import Path

from gouji.lang import ast
from gouji.lang.form_model import Form, FormTable
from gouji.lang.parse import PlacedPiece
from gouji.lang.program import Program
from gouji.lang.remembered import remembered_with
from gouji.lang.values import canonical_text
from gouji.lint.files import UnreadableFile, real_path
from gouji.lsp.features.filled_rows import keys_of
from gouji.lsp.features.names.declared_names import same
from gouji.lsp.snapshot import Snapshot


def forms_of_test(snapshot: Snapshot, path: Path, program: Program, test: ast.Test) -> tuple[Form, ...]:
    """The forms of a program that a test may be about, heirs before their parents."""
    given = snapshot.given(test.given.text, path) if test.given is not None else None
    form = _form_given(snapshot, program, given) if given is not None else None
    return (form,) if form is not None else _forms_reached(snapshot, program, path)


@remembered_with
def _form_given(snapshot: Snapshot, program: Program, given: Path) -> Form | None:
    """The form of a program that a filled form is taken for, as long as a snapshot is asked."""
    try:
        known = snapshot.checked(given)
    except UnreadableFile:
        return None
    if known is None or known.form is None:
        return None
    versions = program.environment.forms.get(canonical_text(known.form.name), [])
    return next((form for form in versions if same(form.place, known.form.place)), None)


@remembered_with
def _forms_reached(snapshot: Snapshot, program: Program, path: Path) -> tuple[Form, ...]:
    """The forms of a program that a rule file declares or uses."""
    files = snapshot.library.reachable(real_path(path))
    return tuple(form for form in reversed(program.forms) if real_path(Path(form.place.source.name)) in files)


def rows_that_may_be(
    snapshot: Snapshot, path: Path, piece: PlacedPiece | None, table: FormTable
) -> Iterable[str]:  # fmt: skip
    """The names of the rows that a table may have; in a test, before those prescribed, of the form that it starts from."""
    given = getattr(piece.piece.declaration, "given", None) if piece is not None else None
    found = snapshot.given(given.text, path) if given is not None else None
    try:
        known = snapshot.read(found) if found is not None else None
    except UnreadableFile:
        known = None
    return dict.fromkeys((*(keys_of(table, known.root) if known is not None else ()), *table.rows))
