"""Lenses: above each rule how it comes out in the forms that are open, above each test whether it holds.

A lens is a bare place until the editor shows it and asks for its title. Runs a test, never edits a text.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from lsprotocol import types

from gouji.lang import ast
from gouji.lang.catalogue import Language, text
from gouji.lang.clipping import clipped
from gouji.lang.outcomes import Outcome, Verdict
from gouji.lang.parse import PlacedPiece
from gouji.lang.source import Place, Source, Span
from gouji.lint.testing import TestResult, run_test
from gouji.lsp.addresses import Addresses
from gouji.lsp.convert import range_of
from gouji.lsp.features.names.rule_names import piece_at, rules_of
from gouji.lsp.greeting import SHOW_PLACES
from gouji.lsp.offered import RUN_TEST
from gouji.lsp.rule_outcomes import Elsewhere, RuleKey, RuleOutcomes, key_of
from gouji.lsp.snapshot import Snapshot

# Places that a lens leads to; more are no help.
MOST_PLACES = 200
# Characters of what went wrong that stand above a test.
_LONGEST = 80
_SHOWN = (Verdict.PASS, Verdict.FAIL, Verdict.INAPPLICABLE, Verdict.UNEVALUATED)
# Which verdict's places are worth a look: the first that there is.
_WORTH = (Verdict.FAIL, Verdict.UNEVALUATED, Verdict.PASS, Verdict.INAPPLICABLE)
_NOWHERE = Elsewhere(0, [])


class Test(NamedTuple):
    """A test where it stands."""

    written: ast.Test
    piece: PlacedPiece

    @property
    def place(self) -> Place:
        return self.piece.place(self.written.name.span)


def lenses(snapshot: Snapshot, path: Path, addresses: Addresses) -> list[types.CodeLens]:
    """The places of all lenses: of tests, and of rules that hold for a form that is known."""
    known = {key for rules in {id(one): one for _, one in snapshot.applied_rules()}.values() for key in rules}
    places = [one.place for one in _tests(snapshot.library.tree(path).pieces)]
    places += [place for place in _rules(snapshot.library.tree(path).pieces) if key_of(place) in known]
    data = {"uri": addresses.uri(path)}
    return [types.CodeLens(range_of(one.source, one.span, addresses.encoding), data=data) for one in places]


def resolved(
    lens: types.CodeLens, snapshot: Snapshot, path: Path, offset: int, language: Language, addresses: Addresses
) -> types.CodeLens:  # fmt: skip
    """The lens with its title, and what it does; without, where the text is another by now, or the form."""
    uri, at = addresses.uri(path), lens.range.start
    test = test_at(snapshot, path, offset)
    if test is not None:
        title = test_title(result_of(snapshot, path, test), language)
        return types.CodeLens(lens.range, types.Command(title, command=RUN_TEST, arguments=[uri, at]))
    place = next((one for one in _rules(_around(snapshot, path, offset)) if one.span.start == offset), None)
    if place is None:
        return lens
    key = key_of(place)
    title = rule_title(snapshot, key, language)
    if not title:
        return lens
    places = _places(snapshot, key, addresses)
    return types.CodeLens(lens.range, types.Command(title, command=SHOW_PLACES, arguments=[uri, at, places]))


def test_at(snapshot: Snapshot, path: Path, offset: int) -> Test | None:
    """The test whose name begins at an offset."""
    return next((one for one in _tests(_around(snapshot, path, offset)) if one.place.span.start == offset), None)


def result_of(snapshot: Snapshot, path: Path, test: Test) -> TestResult:
    """What the test gives with the texts of now, as `gouji test` runs it."""
    loaded = snapshot.library.load([path])
    return run_test(test.written, test.piece, path, loaded, snapshot.library)


def test_title(result: TestResult, language: Language) -> str:
    if result.passed:
        return text("lsp.lens.test-holds", language)
    note = next(iter(result.messages(language)), "").replace("\n", " ")
    return text("lsp.lens.test-fails", language, note=clipped(note, _LONGEST))


def _around(snapshot: Snapshot, path: Path, offset: int) -> list[PlacedPiece]:
    """The declaration that an offset lies in, if any."""
    piece = piece_at(snapshot, path, offset)
    return [piece] if piece is not None else []


def _tests(pieces: Iterable[PlacedPiece]) -> Iterator[Test]:
    for piece in pieces:
        declaration = piece.piece.declaration
        if isinstance(declaration, ast.Test) and declaration.name.text:
            yield Test(declaration, piece)


def _rules(pieces: Iterable[PlacedPiece]) -> Iterator[Place]:
    """Where rules are named."""
    for piece in pieces:
        yield from (piece.place(rule.name.span) for rule in rules_of(piece) if rule.name.text)


def rule_title(snapshot: Snapshot, rule: RuleKey, language: Language) -> str:
    """How a rule comes out in the forms that are open, and what it found in others; nothing where it was run on none."""
    here = [one.verdict(rule) for _, one in snapshot.open_outcomes() if rule in one.names]
    titles = [text("lsp.lens.open", language, counts=_counted(Counter(here), language))] if here else []
    others = snapshot.elsewhere().get(rule, _NOWHERE)
    told = _counted(others.counts(), language)
    if not told and not titles and others.forms:  # where nothing was found, it need not have held
        told = text("lsp.lens.nothing-found", language, count=others.forms)
    titles += [text("lsp.lens.elsewhere", language, counts=told)] if told else []
    return " · ".join(titles)


def _counted(verdicts: Counter[Verdict], language: Language) -> str:
    return " · ".join(text(f"lsp.lens.{one}", language, count=verdicts[one]) for one in _SHOWN if verdicts[one])


def _places(snapshot: Snapshot, rule: RuleKey, addresses: Addresses) -> list[types.Location]:
    """Where the rule fails; where it nowhere does, where it has another verdict."""
    found: list[tuple[Path, RuleOutcomes, Outcome]] = [
        (path, one, outcome) for path, one in snapshot.open_outcomes() for outcome in one.of(rule)
    ]
    elsewhere = snapshot.elsewhere().get(rule, _NOWHERE).findings
    wanted = next((verdict for verdict in _WORTH if any(outcome.verdict is verdict for *_, outcome in found)), None)
    if elsewhere and wanted not in (Verdict.FAIL, Verdict.UNEVALUATED):
        found = []
    shown: dict[tuple[Path, Span], Source] = {
        (path, one.span(outcome)): one.submission.source for path, one, outcome in found if outcome.verdict is wanted
    }
    shown |= {(path, one.place.span): one.place.source for path, one in elsewhere}
    return [addresses.location(path, source, span) for (path, span), source in list(shown.items())[:MOST_PLACES]]
