"""The mistakes in tests that keep them from being run, as findings in the rule file that they stand in.

Told where the rules that the tests are of are sound: a test may well name what a broken rule would have declared. Runs none.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from gouji.lang.diagnostic import Diagnostic, Fix, Replacement, Severity, Term
from gouji.lang.source import Span
from gouji.lint import codes
from gouji.lint.files import real_path
from gouji.lint.library import Library, LoadedRules
from gouji.lint.test_forms import KnownTests, Note, TestedForms


def mistakes_in_tests(
    paths: Iterable[Path], rules: LoadedRules, library: Library, *,
    known: Mapping[Path, KnownTests] = MappingProxyType({}), ask: Callable[[], None] = lambda: None,
) -> Iterator[Diagnostic]:  # fmt: skip
    """What is wrong in the tests of rule files that are among the rules; it asks at each test whether to go on.

    `known` is what there is from before, by rule file.
    """
    tests = rules.program.tests
    unread = {one.place for _, piece in tests for one in piece.diagnostics() if one.severity is Severity.ERROR}
    errors = {one.place for one in rules.program.diagnostics(ask) if one.severity is Severity.ERROR}
    if errors - unread:
        return
    tested = {
        rules.names[real_path(path)].source: TestedForms(path, rules, library, known.get(path) or KnownTests())
        for path in paths
    }
    for test, piece in tests:
        if piece.source in tested and unread.isdisjoint(one.place for one in piece.diagnostics()):
            ask()
            for note in tested[piece.source].mistakes(test, piece.piece):
                place = piece.place(note.span)
                yield Diagnostic(codes.TEST_MISTAKE, place, {"reason": note.term}, fix=_fix(note, place.span))


def _fix(note: Note, span: Span) -> Fix | None:
    return Fix(Term("fix.replace", (("text", note.meant),)), (Replacement(span, note.meant),)) if note.meant else None
