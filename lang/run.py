"""Runs the checks of a form on one filled form: verdicts counted, and what failed or had no answer kept with its frame.

Checks are compiled once a form. Explaining is left to `explain.py`, and to when the findings are asked for.
"""

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import dataclass, replace
from decimal import Decimal, DecimalException, localcontext
from typing import NamedTuple

from gouji.lang.aggregates import is_chosen
from gouji.lang.blame import as_far_as_reached, primary_place
from gouji.lang.closures import UNSET, Closure, Frame
from gouji.lang.columns import Settled, compile_columns, compile_condition
from gouji.lang.diagnostic import Diagnostic, Term
from gouji.lang.evaluate import compile_value
from gouji.lang.explain import explain_failure, explain_unevaluated
from gouji.lang.form_model import Form, FormTable
from gouji.lang.members import compile_members
from gouji.lang.misfillings import misfilling
from gouji.lang.misnamed import Misnamed, is_reference, references_of
from gouji.lang.model import FIRST_SLOT, TABLES, Check, Compare, CoordinateLoop, Instance, Loop, OneOf, RowLoop
from gouji.lang.outcomes import NotApplicable, NotEvaluable, Outcome, Verdict
from gouji.lang.probe import Probe
from gouji.lang.program import Program
from gouji.lang.submission import Submission
from gouji.lang.totals import Totals, is_total, totals_of
from gouji.lang.units import EXACT, ROUNDING
from gouji.lang.verdicts import Verdicts
from gouji.lang.walk import let_slots, walk

Sink = Callable[[Verdict, Term | None, Frame], None]


class _Unsettled(NamedTuple):
    """A check that failed, or (with a reason) had no answer, and the frame in which it did."""

    check: Check
    instance: Instance
    reason: Term | None
    frame: Frame


@dataclass(slots=True)
class Report:
    """What the checks say of one filled form; `outcomes` only where they were asked for."""

    verdicts: Verdicts
    outcomes: list[Outcome]
    _submission: Submission
    _unsettled: list[_Unsettled]
    _totals: list[Compare]
    _references: list[OneOf]
    _passed: set[int]
    _findings: list[Diagnostic] | None = None

    @property
    def findings(self) -> list[Diagnostic]:
        """What failed or had no answer, explained; explained on first use, for that takes longer than the checks.

        A total that fails only because a total among its parts does is told with that one, references to a misnamed row
        with the row.
        """
        if self._findings is None:
            # Explaining may round what it shows; it never changes a verdict.
            with localcontext(ROUNDING):
                self._findings = list(self._explained())
        return self._findings

    def _explained(self) -> Iterator[Diagnostic]:
        submission = self._submission
        failed = [one for one in self._unsettled if one.reason is None and is_total(one.check)]
        totals = Totals(self._totals, [(one.check, one.instance, one.frame) for one in failed], submission)
        unknown = [one for one in self._unsettled if one.reason is None and is_reference(one.check)]
        misnamed = Misnamed(self._references, [(one.check, one.instance, one.frame) for one in unknown], submission)
        yield from misnamed.findings()
        slips = {
            id(one): misfilling(one.check, one.instance, submission, one.frame, totals)
            for one in self._unsettled
            if one.reason is None and failed
        }
        for one in self._unsettled:
            check, instance, reason, frame = one
            if reason is not None:
                yield explain_unevaluated(check, instance, submission, frame, reason)
            elif is_reference(check):
                if not misnamed.explains(instance, frame):
                    yield explain_failure(check, instance, submission, misnamed.as_meant(frame))
            elif not is_total(check):
                passed = [other for other in check.instances if id(other) in self._passed]
                found = explain_failure(check, instance, submission, frame, passed)
                slip = slips.get(id(one))
                if slip is not None:
                    arguments = {**found.arguments, "wholes": slip.wholes, "meant": slip.meant}
                    found = replace(found, arguments=arguments, fix=slip.fix)
                yield found
            elif not totals.follows(instance, frame):
                found = explain_failure(check, instance, submission, frame)
                fix = found.fix if totals.may_be_mended(instance, frame) else None
                arguments = {**found.arguments, "wholes": totals.wholes(instance, frame)}
                yield replace(found, arguments=arguments, fix=fix)


@dataclass(frozen=True, slots=True)
class Runner:
    """One instance of a check: `quick` settles whole columns where it can, `body` one row that is left, `run` everything."""

    check: Check
    instance: Instance
    quick: Callable[[Frame], Settled | None] | None
    body: Callable[[Frame, Sink], None]
    run: Callable[[Frame, Sink], None]

    def run_at(self, table: FormTable, row: int, frame: Frame, sink: Sink) -> None:
        """Runs it where its loop over a table stands at one row; if it has none, as it is."""
        _in_loops(self.instance, self.body, (table, row))(frame, sink)


class CompiledForm:
    """The checks of one form as closures, ready for any number of filled forms; `before` are those to take over."""

    def __init__(self, form: Form, checks: Iterable[Check], before: Iterable["Runner"] = ()) -> None:
        self.form = form
        checks = list(checks)
        self.totals, self.references = totals_of(checks), references_of(checks)
        known = {id(runner.instance): runner for runner in before}
        self.runners = [
            replace(known[id(instance)], check=check) if id(instance) in known else _runner(check, instance)
            for check in checks
            for instance in check.instances
        ]
        self.frame_size = max((runner.instance.frame_size for runner in self.runners), default=FIRST_SLOT)

    def part(self, wanted: Callable[[Instance], bool]) -> "CompiledForm":
        """The same form with only those instances of its checks that are wanted."""
        return self._with(runner for runner in self.runners if wanted(runner.instance))

    def of_checks(self, wanted: Callable[[Check], bool]) -> "CompiledForm":
        """The same form with only those of its checks that are wanted."""
        return self._with(runner for runner in self.runners if wanted(runner.check))

    def _with(self, runners: Iterable[Runner]) -> "CompiledForm":
        part = copy(self)
        part.runners = list(runners)
        return part

    def frame(self, submission: Submission) -> Frame:
        """A frame in which the checks run on a filled form."""
        year = None if submission.year is None else Decimal(submission.year)
        frame: Frame = [submission.cells, submission.tables, year]
        return [*frame, *[UNSET] * (self.frame_size - len(frame))]

    def run(
        self, submission: Submission, *, outcomes: bool = False, ask: Callable[[], None] = lambda: None
    ) -> Report:  # fmt: skip
        """Runs every check. With `outcomes`, each single verdict is kept with its place and reason.

        Before each check `ask` may raise what ends it.
        """
        frame = self.frame(submission)
        tally = _Tally(submission, outcomes)
        broken = {index for index, data in enumerate(submission.tables) if data.broken}
        passed = inapplicable = 0
        with localcontext(EXACT):
            for runner in self.runners:
                ask()
                if broken and not broken.isdisjoint(_tables_of(runner.instance)):
                    tally.runner = runner
                    tally(Verdict.INAPPLICABLE, _BROKEN, frame)
                    continue
                settled = runner.quick(frame) if runner.quick is not None and not outcomes else None
                if settled is None:
                    tally.runner = runner
                    runner.run(frame, tally)
                    continue
                passed += settled[0]
                if settled[0]:
                    tally.passed.add(id(runner.instance))
                inapplicable += settled[1]
                if settled[2]:
                    tally.runner = runner
                    slot = next(loop.slot for loop in runner.instance.loops if isinstance(loop, RowLoop))
                    for row in settled[2]:
                        frame[slot] = row
                        runner.body(frame, tally)
        return tally.report(Verdicts(passed=passed, inapplicable=inapplicable), self.totals, self.references)


def _tables_of(instance: Instance) -> set[int]:
    """The tables whose rows a check needs."""
    return {table.index for node in walk(instance) if isinstance(table := getattr(node, "table", None), FormTable)}


class _Tally:
    """Takes verdicts as they come: counts them, and keeps those that are findings."""

    def __init__(self, submission: Submission, outcomes: bool) -> None:
        self.submission = submission
        self.outcomes = outcomes
        self.counts = dict.fromkeys(Verdict, 0)
        self.unsettled: list[_Unsettled] = []
        self.passed: set[int] = set()  # the instances that held somewhere, by identity
        self.kept: list[Outcome] = []
        self.runner: Runner | None = None

    def __call__(self, verdict: Verdict, reason: Term | None, frame: Frame) -> None:
        self.counts[verdict] += 1
        assert self.runner is not None
        check, instance = self.runner.check, self.runner.instance
        if verdict is Verdict.PASS:
            self.passed.add(id(instance))
        if verdict is Verdict.FAIL or verdict is Verdict.UNEVALUATED:
            self.unsettled.append(_Unsettled(check, instance, reason, frame.copy()))
        if self.outcomes:
            probe = Probe(frame)
            reached = as_far_as_reached(instance, probe) if verdict is Verdict.UNEVALUATED else instance
            cell, table = primary_place(reached, probe)
            self.kept.append(Outcome(check.name, verdict, instance.coordinates, cell, reason, table))

    def report(self, settled: Verdicts, totals: list[Compare], references: list[OneOf]) -> Report:
        """What was told, and what was settled without telling."""
        told = Verdicts(*(self.counts[verdict] for verdict in Verdict))
        return Report(told + settled, self.kept, self.submission, self.unsettled, totals, references, self.passed)


def compiled(program: Program, form: Form) -> CompiledForm:
    """The compiled checks of a form of a program, made once; after an edit, those that it concerns."""
    known = program.compiled.get(form)
    if known is None:
        before = program.compiled_before.pop(form, None)
        known = program.compiled[form] = CompiledForm(form, program.checks(form), before.runners if before else ())
    return known


# --- one instance


def _runner(check: Check, instance: Instance) -> Runner:
    body = _body(instance, let_slots(instance))
    return Runner(check, instance, compile_columns(instance), body, _in_loops(instance, body))


def _body(instance: Instance, lets: list[int]) -> Callable[[Frame, Sink], None]:
    whens = [compile_value(when) for when in instance.whens]
    must = compile_value(instance.must)
    passed, failed, inapplicable, unevaluated = Verdict

    def body(frame: Frame, sink: Sink) -> None:
        for slot in lets:
            frame[slot] = UNSET
        try:
            for when in whens:
                if not when(frame):
                    sink(inapplicable, _CONDITION, frame)
                    return
            holds = must(frame)
        except NotApplicable as signal:
            sink(inapplicable, signal.reason, frame)
        except NotEvaluable as signal:
            sink(unevaluated, signal.reason, frame)
        except DecimalException:
            sink(unevaluated, _TOO_MANY_DIGITS, frame)
        else:
            sink(passed if holds else failed, None, frame)

    return body


_CONDITION = Term("reason.condition")
_BROKEN = Term("reason.broken")
_TOO_MANY_DIGITS = Term("reason.too-many-digits")


def _in_loops(
    instance: Instance, body: Callable[[Frame, Sink], None], at: tuple[FormTable, int] | None = None
) -> Callable[[Frame, Sink], None]:
    run = body
    for loop in reversed(instance.loops):
        is_there = at is not None and isinstance(loop, RowLoop) and loop.table.index == at[0].index
        run = _looped(loop, run, at[1] if at is not None and is_there else None)
    return run


def _looped(loop: Loop, inner: Callable[[Frame, Sink], None], only: int | None = None) -> Callable[[Frame, Sink], None]:
    where = compile_value(loop.where) if loop.where is not None else None
    if isinstance(loop, CoordinateLoop):

        def at_coordinate(frame: Frame, sink: Sink) -> None:
            if where is None or _chosen(where, frame, sink):
                inner(frame, sink)

        return at_coordinate
    slot = loop.slot
    if isinstance(loop, RowLoop):
        index = loop.table.index
        quick = compile_condition(loop.where, loop) if loop.where is not None else None

        def over_rows(frame: Frame, sink: Sink) -> None:
            chosen = quick(frame) if quick is not None else None
            for row in range(frame[TABLES][index].count) if only is None else (only,):
                frame[slot] = row
                if where is None or (chosen[row] if chosen is not None else _chosen(where, frame, sink)):
                    inner(frame, sink)

        return over_rows
    members = compile_members(loop.members)

    def over_members(frame: Frame, sink: Sink) -> None:
        try:
            found = members(frame)
        except NotApplicable as signal:
            frame[slot] = UNSET
            sink(Verdict.INAPPLICABLE, signal.reason, frame)
            return
        for member in found:
            frame[slot] = member
            if where is None or _chosen(where, frame, sink):
                inner(frame, sink)

    return over_members


def _chosen(where: Closure, frame: Frame, sink: Sink) -> bool:
    """Whether a row is one of those meant; where that cannot be evaluated, the check has no answer for it."""
    try:
        return is_chosen(where, frame)
    except NotEvaluable as signal:
        sink(Verdict.UNEVALUATED, signal.reason, frame)
    except DecimalException:
        sink(Verdict.UNEVALUATED, _TOO_MANY_DIGITS, frame)
    return False
