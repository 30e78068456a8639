"""A program: what is declared, the checks of each form, and every mistake. Made by `check.py`, run by `run.py`.

The rules of a form are typed when it is first asked for. A program made after an edit takes over from the one before whatever
the edit did not touch. Reads no files, and runs nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import localcontext
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from gouji.lang import ast, codes
from gouji.lang.advice import Paths, paths_in, spoilt, unread_fields
from gouji.lang.derive import derived_checks
from gouji.lang.diagnostic import Diagnostic, Related, Severity, some_of
from gouji.lang.environment import Environment, Reporter, Use
from gouji.lang.follow import OF_A_FILE, OF_A_PARENT, is_read_whole, lost_text, own_faults, unread_parts
from gouji.lang.form_model import Form
from gouji.lang.inherited import misfit_rule
from gouji.lang.kept import Kept
from gouji.lang.lexer import Fault
from gouji.lang.model import Check
from gouji.lang.nearest import nearest
from gouji.lang.parse import Piece, PlacedPiece, SyntaxTree, shifted
from gouji.lang.remembered import SHORT
from gouji.lang.rules import build_check
from gouji.lang.source import Place, Span
from gouji.lang.switches import switched, unknown_switches
from gouji.lang.units import EXACT
from gouji.lang.values import canonical_text

if TYPE_CHECKING:
    from gouji.lang.run import CompiledForm

# The names of forms and rules are looked up again and again as a file is edited.
known_name = lru_cache(maxsize=SHORT)(canonical_text)

# A rule as it is written: its documentation and its text, or, where something in it was not read, its place in the whole
# declaration. And such a rule typed for one form.
Written = tuple[Piece | str, int | str]
RuleKey = tuple[Written, Form]


class _Typed(NamedTuple):
    """A rule typed for one form: its check, its mistakes, the fields that it reads, and what its names stand for.

    Spans count from the start of the rule. One that `stands_alone` has no mistakes, not even some that follow from another.
    """

    check: Check | None
    faults: list[Fault]
    reads: Paths
    uses: tuple[Use, ...]
    stands_alone: bool


class _FormRules(NamedTuple):
    """The rules of a form, its ancestors' among them, and the mistakes in its own."""

    rules: list[tuple[_Typed, ast.Rule, PlacedPiece]]
    faults: list[tuple[PlacedPiece, Fault]]


@dataclass(eq=False, repr=False)
class Program:
    """Rule files checked together. `faults` are the mistakes outside of rules, with the piece each is in.

    `lasting_faults` are those that stay while only rules and tests are edited.
    """

    trees: tuple[SyntaxTree, ...]
    environment: Environment
    forms: list[Form]
    faults: list[tuple[PlacedPiece, Fault]]
    rules: list[tuple[ast.Rule, PlacedPiece]]
    tests: list[tuple[ast.Test, PlacedPiece]]
    signature: tuple[object, ...]
    lasting_faults: list[tuple[PlacedPiece, Fault]]
    # What went wrong while the files were read: whoever reads them says so.
    unread: list[Diagnostic] = field(default_factory=list)
    _checks: dict[Form, list[Check]] = field(default_factory=dict)
    _rules: dict[Form, _FormRules] = field(default_factory=dict)
    # What an edited program takes over from the one before: derived checks by form, what was typed by rule and form,
    # what `gouji.lang.run` made of a form's checks.
    _derived: dict[Form, list[Check]] = field(default_factory=dict)
    _derived_reads: dict[Form, Paths] = field(default_factory=dict)
    _typed: dict[RuleKey, _Typed] = field(default_factory=dict)

    compiled: "dict[Form, CompiledForm]" = field(default_factory=dict)
    compiled_before: "dict[Form, CompiledForm]" = field(default_factory=dict)

    def __repr__(self) -> str:
        names = ", ".join(tree.source.name for tree in self.trees)
        return f"<Program of {names}: {len(self.forms)} forms, {len(self.rules)} rules, {len(self.tests)} tests>"

    def form(self, name: str, year: int | None) -> Form | None:
        """The form of that name in force in that year; without a year, the newest."""
        versions = self.environment.forms.get(canonical_text(name), [])
        fitting = [form for form in versions if year is None or form.in_force(year)]
        return max(fitting, key=lambda form: form.years[0] or 0, default=None)

    def checks(self, form: Form) -> list[Check]:
        """The checks of a form, derived and written, its ancestors' rules among them; switched off ones left out."""
        known = self._checks.get(form)
        if known is None:
            rules = self._rules_of(form).rules
            checks = [*self._derived[form]]
            checks += [
                typed.check.placed(piece.place(rule.name.span))
                for typed, rule, piece in rules
                if typed.check is not None
            ]
            known = self._checks[form] = switched(form, checks)
        return known

    def named_checks(self, form: Form) -> Iterator[tuple[str, Place | None]]:
        """The names of all checks of a form, those switched off among them, and where each that is a rule is named."""
        rules = self._rules_of(form).rules
        yield from ((check.name, None) for check in self._derived[form])
        yield from ((f"{form.name}/{rule.name.text}", piece.place(rule.name.span)) for _, rule, piece in rules)

    def check_names(self, form: Form) -> Iterator[str]:
        """The same names, found without working out what the rules say."""
        yield from (check.name for check in self._derived_of(form))
        lineage = form.lineage()
        for rule, piece in self.rules:
            if any(owner in lineage for owner in self.owners(rule, piece)):
                yield f"{form.name}/{rule.name.text}"

    def _derived_of(self, form: Form) -> list[Check]:
        if form not in self._derived:
            with localcontext(EXACT):
                self._derived[form] = derived_checks(form)
        return self._derived[form]

    def _rules_of(self, form: Form, ask: Callable[[], None] = lambda: None) -> _FormRules:
        known = self._rules.get(form)
        if known is None:
            with localcontext(EXACT):
                known = self._rules[form] = self._build(form, ask)
        return known

    def _build(self, form: Form, ask: Callable[[], None]) -> _FormRules:
        self._derived_of(form)
        faults: list[tuple[PlacedPiece, Fault]] = []
        rules: list[tuple[_Typed, ast.Rule, PlacedPiece]] = []
        inherited: dict[str, Place] = {}
        lineage = form.lineage()
        for (rule, piece), written in zip(self.rules, self._written, strict=True):
            owner = next((one for one in self.owners(rule, piece) if one in lineage), None)
            if owner is None:
                continue
            ask()
            typed = self._type(rule, piece, form, written)
            rules.append((typed, rule, piece))
            if owner is not form:
                inherited[canonical_text(rule.name.text)] = piece.place(rule.name.span)
                misfit = self._misfit(form, owner, rule, piece, typed)
                faults += [misfit] if misfit is not None else []
                continue
            faults += [(piece, shifted(fault, rule.span.start)) for fault in typed.faults]
            if inherited and (first := inherited.get(canonical_text(rule.name.text))):
                related = (Related(rule.name.text, "", first),)
                arguments: dict[str, object] = {"name": rule.name.text}
                faults.append((piece, Fault(codes.DUPLICATE_NAME, rule.name.span, arguments, related=related)))
        return _FormRules(rules, faults)

    def _misfit(
        self, form: Form, owner: Form, rule: ast.Rule, piece: PlacedPiece, typed: _Typed
    ) -> tuple[PlacedPiece, Fault] | None:
        """An inherited rule that holds for the parent and cannot for the heir, unless that switches it off."""
        fault = next((fault for fault in typed.faults if fault.code.severity is Severity.ERROR), None)
        if typed.check is not None or fault is None:
            return None
        fault = shifted(fault, rule.span.start)
        assert form.parent is not None
        before = self._type(rule, piece, form.parent)
        if before.check is None or not switched(form, [before.check._replace(name=f"{form.name}/{rule.name.text}")]):
            return None
        heir = next(piece for tree in self.trees for piece in tree.pieces if _stands_at(piece, form.place))
        return heir, misfit_rule(form, heir, owner.name, rule, piece, fault, before.reads)

    def fields_read(self, form: Form) -> set[tuple[str, ...]]:
        """The paths of the fields that the checks of a form read."""
        rules = self._rules_of(form).rules
        if form not in self._derived_reads:
            self._derived_reads[form] = paths_in(self._derived[form])
        return set().union(self._derived_reads[form], *(typed.reads for typed, _, _ in rules))

    def uses(self, rule: ast.Rule, piece: PlacedPiece) -> Iterator[tuple[Form, Use]]:
        """What the names in a rule stand for, in each form that it was written for; spans count from the piece's start."""
        for form in self.owners(rule, piece):
            with localcontext(EXACT):
                yield from ((form, _shifted_use(use, rule.span.start)) for use in self._type(rule, piece, form).uses)

    @cached_property
    def rules_naming(self) -> Mapping[tuple[str, Span], list[tuple[ast.Rule, PlacedPiece]]]:
        """The rules that name a member of a form, by the name of the file that it is declared in, and where its own name stands."""
        found: dict[tuple[str, Span], list[tuple[ast.Rule, PlacedPiece]]] = {}
        with localcontext(EXACT):
            for (rule, piece), written in zip(self.rules, self._written, strict=True):
                uses = (use for form in self.owners(rule, piece) for use in self._type(rule, piece, form, written).uses)
                for place in {use.member.place for use in uses if use.member is not None}:
                    found.setdefault((place.source.name, Span(*place.span)), []).append((rule, piece))
        return found

    def take_over(self, before: "Program", kept: Kept | None = None) -> None:
        """What an earlier program knows of the rules that are still there: one with the same forms, or what of them is `kept`."""
        written = set(self._written)
        known = {key: typed for key, typed in before._typed.items() if key[0] in written}
        compiled = {**before.compiled_before, **before.compiled}
        if kept is None:
            self._derived, self._derived_reads, self.compiled_before = before._derived, before._derived_reads, compiled
            self._typed = {
                key: typed for key, typed in known.items() if not any(fault.related for fault in typed.faults)
            }
            return
        for form, now in kept.forms.items():
            if form in before._derived:
                checks = before._derived[form]
                self._derived[now] = [check.placed(kept.places.get(check.place, check.place)) for check in checks]
            if form in before._derived_reads:
                self._derived_reads[now] = before._derived_reads[form]
            if form in compiled:
                self.compiled_before[now] = compiled[form]
        for (rule, form), typed in known.items():
            if form in kept.forms and typed.stands_alone:
                uses = (_moved_use(use, kept.forms[form], kept.places) for use in typed.uses)
                self._typed[rule, kept.forms[form]] = typed._replace(uses=tuple(uses))

    def problems(self, form: Form) -> list[Diagnostic]:
        """What is wrong in this form and its ancestors, in their rules, and in what may concern any form."""
        # An inherited rule that can be run on the form has nothing wrong in it; it is not typed for the ancestor as well.
        runs = all(typed.check is not None and not typed.faults for typed, _, _ in self._rules_of(form).rules)
        owners = (form,) if runs else form.lineage()
        faults = [fault for owner in owners for fault in self._rules_of(owner).faults]
        pieces = [piece for tree in self.trees for piece in tree.pieces if self._concerns(piece, form)]
        syntax = [diagnostic for piece in pieces for diagnostic in piece.diagnostics()]
        outside = [(piece, fault) for piece, fault in self.faults if self._concerns(piece, form)]
        found = [piece.diagnostic(fault) for piece, fault in (*outside, *faults)]
        return [*self.unread, *syntax, *self._of_known_files(found)]

    def _of_known_files(self, found: list[Diagnostic]) -> list[Diagnostic]:
        """The mistakes that do not follow from a file that was not found: what it declares is not known."""
        if not any(one.code is codes.MISSING_FILE for one in self.unread):
            return found
        return [one for one in found if one.code not in OF_A_FILE]

    def _concerns(self, piece: PlacedPiece, form: Form) -> bool:
        """Whether a declaration may have to do with a form: another form, its rules and tests have not."""
        declaration = piece.piece.declaration
        if isinstance(declaration, ast.Form):
            return canonical_text(declaration.name.text) in {one.name for one in form.lineage()}
        if isinstance(declaration, ast.Rule):
            owners = {owner.name for owner in self.owners(declaration, piece)}
            return not owners or not owners.isdisjoint(one.name for one in form.lineage())
        return not isinstance(declaration, ast.Test)

    def diagnostics(self, ask: Callable[[], None] = lambda: None) -> list[Diagnostic]:
        """Every mistake in every rule file, in the order of files and places.

        Before each rule `ask` may raise what ends it: what was found out until then is not found out again.
        """
        for form in self.forms:
            self._rules_of(form, ask)
        found = [diagnostic for tree in self.trees for diagnostic in tree.diagnostics()]
        found += [piece.diagnostic(fault) for piece, fault in self.faults]
        found += self._without_form()
        found += [piece.diagnostic(fault) for form in self.forms for piece, fault in self._rules_of(form).faults]
        about_forms: list[Diagnostic] = []
        for form in self.forms:
            if form.switches and not form.orphan:
                names = [check.name for check in self._derived[form]]
                names += [f"{form.name}/{rule.name.text}" for rule, _ in self.rules]
                about_forms += unknown_switches(form, names)
        found = [*self._of_known_files(found), *self.unread]
        errors = [one for one in (*found, *about_forms) if one.severity is Severity.ERROR]
        unbuilt = [
            piece.piece.text[slice(*rule.span)]
            for form in self.forms
            for typed, rule, piece in self._rules_of(form).rules
            if typed.check is None  # whose mistake may follow from one elsewhere
        ]
        lines = "\n".join((spoilt(self.rules, errors), *unbuilt))
        about_forms += unread_fields([form for form in self.forms if not form.orphan], self.fields_read, lines)
        # Forms taken over stand at the same place, in a text that may have changed after it.
        sources = {tree.source.name: tree.source for tree in self.trees}
        found += [replace(one, place=Place(sources[one.place.source.name], one.place.span)) for one in about_forms]
        order = {tree.source: index for index, tree in enumerate(self.trees)}
        found.sort(key=lambda one: (order.get(one.place.source, 0), one.place.span))
        unique: list[Diagnostic] = []
        for diagnostic in found:
            if not unique or diagnostic != unique[-1]:
                unique.append(diagnostic)
        return unique

    def _without_form(self) -> list[Diagnostic]:
        """The rules that are on no form; a form that is not known is told once a file."""
        found: list[Diagnostic] = []
        told: set[tuple[str, str]] = set()
        for rule, piece in self.rules:
            form = (piece.source.name, rule.form.text if rule.form is not None else "")
            if rule.name.text and not (rule.form is not None and form in told) and not self.owners(rule, piece):
                found.append(piece.diagnostic(self._ownerless(rule, piece)))
                told.add(form)
        return found

    @cached_property
    def _lost(self) -> str:
        axes = (str(fault.arguments["name"]) for _, fault in self.faults if fault.code is codes.UNKNOWN_AXIS)
        return "\n".join((lost_text(piece.piece for tree in self.trees for piece in tree.pieces), *axes)).strip()

    @cached_property
    def _written(self) -> list[Written]:
        """What each rule is known again by."""
        return [_written(rule, piece) for rule, piece in self.rules]

    def _type(self, rule: ast.Rule, piece: PlacedPiece, form: Form, written: Written | None = None) -> _Typed:
        key = (written or _written(rule, piece), form)
        typed = self._typed.get(key)
        if typed is None:
            reporter = Reporter(piece)
            check = build_check(rule, form, self.environment, reporter)
            faults = own_faults(rule, piece.piece, reporter.faults, self._lost)
            faults = [fault for fault in faults if fault.code not in OF_A_PARENT] if form.orphan else faults
            kept = None if unread_parts(rule, piece.piece) else check
            uses = {(use.span, use.declared): _shifted_use(use, -rule.span.start) for use in reporter.uses}
            reads = paths_in([kept] if kept is not None else [])
            faults = [shifted(fault, -rule.span.start) for fault in faults]
            typed = _Typed(kept, faults, reads, tuple(uses.values()), kept is not None and not reporter.faults)
            self._typed[key] = typed
        return typed

    def owners(self, rule: ast.Rule, piece: PlacedPiece) -> list[Form]:
        """The forms that a rule is on: every version of the one it names, the one around it, or the only one of its file."""
        if rule.form is not None:
            return self.environment.forms.get(known_name(rule.form.text), [])
        declaration = piece.piece.declaration
        if isinstance(declaration, ast.Form):
            return self._forms_by_place.get((piece.source.name, declaration.name.span.shifted(piece.offset)), [])
        return self._only_form.get(piece.source.name, [])

    @cached_property
    def _only_form(self) -> dict[str, list[Form]]:
        """By the name of a file, the versions of the form that it declares, if it is one only."""
        return {name: forms for name, forms in self._forms_by_file.items() if len({form.name for form in forms}) == 1}

    @cached_property
    def _forms_by_file(self) -> dict[str, list[Form]]:
        """The forms by the name of their file: a file read again after an edit is still the same file."""
        found: dict[str, list[Form]] = {}
        for form in self.forms:
            found.setdefault(form.place.source.name, []).append(form)
        return found

    @cached_property
    def _forms_by_place(self) -> dict[tuple[str, Span], list[Form]]:
        """The forms by the name of their file and where in it their name stands."""
        found: dict[tuple[str, Span], list[Form]] = {}
        for form in self.forms:
            found.setdefault((form.place.source.name, form.place.span), []).append(form)
        return found

    def _ownerless(self, rule: ast.Rule, piece: PlacedPiece) -> Fault:
        if rule.form is None:
            return Fault(codes.NO_FORM, rule.name.span, {"name": rule.name.text})
        names = list(self.environment.forms)
        near = nearest(rule.form.text, names) or ""
        arguments: dict[str, object] = {"name": rule.form.text, "nearest": near, "known": some_of(names)}
        return Fault(codes.UNKNOWN_FORM, rule.form.span, arguments, Reporter(piece).renaming(rule.form.span, near))


def _written(rule: ast.Rule, piece: PlacedPiece) -> Written:
    if is_read_whole(rule, piece.piece):
        return piece.piece.text[slice(*rule.span)], rule.documentation
    return piece.piece, rule.span.start


def _shifted_use(use: Use, by: int) -> Use:
    """A use as many characters further on."""
    declared = use.declared if isinstance(use.declared, Place) else use.declared.shifted(by)
    return use._replace(span=use.span.shifted(by), declared=declared)


def _moved_use(use: Use, form: Form, places: Mapping[Place, Place]) -> Use:
    """A use of what stands in the form elsewhere now."""
    if not isinstance(use.declared, Place) or use.declared not in places:
        return use
    member = form.find(use.member.path) if use.member is not None else None
    return use._replace(declared=places[use.declared], member=member)


def _stands_at(piece: PlacedPiece, place: Place) -> bool:
    """Whether a piece is the form that was declared there; the text around it may have changed since."""
    declaration = piece.piece.declaration
    if not isinstance(declaration, ast.Form) or piece.source.name != place.source.name:
        return False
    return declaration.name.span.shifted(piece.offset) == place.span
