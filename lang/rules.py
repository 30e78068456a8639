"""Written rules: syntax -> checks of one form, resolved and typed at every choice of coordinates.

A rule that leaves an axis open holds at each of its coordinates. Runs nothing.
"""

from collections.abc import Iterator
from itertools import product
from math import prod

from gouji.lang import ast, codes
from gouji.lang.builtins import CATEGORIES
from gouji.lang.comparisons import compare
from gouji.lang.contradictions import report_contradictions
from gouji.lang.diagnostic import Category, Severity
from gouji.lang.environment import Environment, Reporter, Use
from gouji.lang.expressions import type_condition, type_expression
from gouji.lang.form_model import Form, FormTable
from gouji.lang.lexer import replacing
from gouji.lang.model import (
    Check,
    Compare,
    CoordinateLoop,
    Expression,
    Instance,
    Literal,
    Logical,
    Loop,
    MemberLoop,
    OtherDocument,
    RowField,
    RowLoop,
    Rows,
    RowValue,
    Variable,
)
from gouji.lang.names import resolve
from gouji.lang.references import RowBinding, Scope
from gouji.lang.rule_messages import type_message
from gouji.lang.source import Span
from gouji.lang.typed import type_set
from gouji.lang.types import BOOLEAN, UNKNOWN, Kind
from gouji.lang.values import canonical_text
from gouji.lang.walk import cell_itself, walk

# More coordinates than axes in use have, in all; keeps a hostile rule from multiplying its instances.
# Rows within rows within rows take time that no form is worth; and lets within lets nest as deep as they are many.
MOST_LOOPS = 3
MOST_LETS = 60
MOST_INSTANCES = 1000


def build_check(rule: ast.Rule, form: Form, environment: Environment, reporter: Reporter) -> Check | None:
    """The check that a rule is on a form; None where a mistake leaves nothing to run."""
    if not rule.musts:
        reporter.report(codes.NO_MUST, rule.name.span, name=rule.name.text)
        return None
    category = _category(rule, reporter)
    instances: list[Instance] = []
    used_lets: set[str] = set()
    loops: dict[int, ast.Each] = {}
    broken = False
    for must in rule.musts:
        first = _Attempt(rule, must, form, environment, reporter, {})
        built = first.build()
        used_lets |= first.scope.used_lets
        loops |= first.loops
        if built is None:
            broken = True
            continue
        axes = list(first.scope.axes.values())
        choices = [[(axis.name, coordinate) for coordinate in axis.coordinates] for axis in axes]
        if not axes:
            instances.append(built)
            continue
        if prod(len(choice) for choice in choices) > MOST_INSTANCES:
            reporter.report(codes.TOO_MANY_INSTANCES, must.span, limit=MOST_INSTANCES)
            return None
        for chosen in product(*choices):
            silent = Reporter(reporter.piece)
            again = _Attempt(rule, must, form, environment, silent, dict(chosen)).build()
            if again is None:  # a mistake that shows only here
                reporter.faults += [fault for fault in silent.faults if fault not in reporter.faults]
                return None
            instances.append(again)
    if broken:
        return None
    for let in rule.lets:
        if canonical_text(let.name.text) not in used_lets:
            reporter.report(codes.UNUSED_LET, let.name.span, name=let.name.text)
    used_slots = {slot for one in instances for slot in _slots_read(one)}
    looped = {loop.slot for one in instances for loop in one.loops if not isinstance(loop, CoordinateLoop)}
    for slot, each in loops.items():
        if slot in looped - used_slots:
            name = ".".join(part.text for part in each.path)
            reporter.report(codes.UNUSED_LOOP, Span(each.path[0].span.start, each.path[-1].span.end), name=name)
    if rule.fix is not None and not any(_can_fix(rule.fix.text, one.must) for one in instances):
        reporter.report(codes.FIX_PLACE, rule.fix.span)
    return Check(
        form.name,
        f"{form.name}/{rule.name.text}",
        codes.RULE_FAILED,
        rule.severity or Severity.WARNING,
        category,
        rule.basis.text if rule.basis else "",
        rule.fix.text if rule.fix else "none",
        tuple(instances),
        {"rule": rule.name.text},
        False,
        rule.documentation,
        reporter.place(rule.name.span),
        rule.answerable,
    )


def _slots_read(instance: Instance) -> Iterator[int]:
    """The frame slots of the rows and members that an instance reads."""
    for node in walk(instance):
        if isinstance(node, RowValue | RowField):
            yield node.row
        elif isinstance(node, Variable):
            yield node.slot


def _can_fix(side: str, must: Expression) -> bool:
    """Whether some equality has a single cell on this side, which the other side does not use."""
    for node in walk(must):
        if isinstance(node, Compare) and node.operator in ("=", "~"):
            target, source = (node.left, node.right) if side == "left" else (node.right, node.left)
            cell = cell_itself(target)
            if cell is not None and cell not in walk(source):
                return True
    return False


def _category(rule: ast.Rule, reporter: Reporter) -> Category:
    if rule.category is None:
        return Category.RECONCILIATION
    category = CATEGORIES.get(rule.category.text)
    if category is None:
        reporter.unknown(codes.UNKNOWN_CATEGORY, rule.category, CATEGORIES)
        return Category.RECONCILIATION
    return Category(category)


class _Attempt:
    """One must of a rule, at one choice of coordinates."""

    def __init__(
        self,
        rule: ast.Rule,
        must: ast.Must,
        form: Form,
        environment: Environment,
        reporter: Reporter,
        coordinates: dict[str, str],
    ) -> None:
        self.rule = rule
        self.must = must
        self.reporter = reporter
        self.scope = Scope(environment, form, reporter, coordinates)
        self.broken = False
        self.loops: dict[int, ast.Each] = {}  # by the frame slot that runs

    def build(self) -> Instance | None:
        scope, rule = self.scope, self.rule
        faults_before = len(self.reporter.faults)
        loops: list[Loop] = []
        other_document: Expression | None = None
        for written, limit in ((rule.eaches, MOST_LOOPS), (rule.lets, MOST_LETS)):
            if len(written) > limit:
                self.reporter.report(codes.TOO_MANY, rule.name.span, found=len(written), limit=limit)
                self.broken = True
                return None
        for each in rule.eaches:
            loop = self._loop(each)
            if isinstance(loop, OtherDocument):
                other_document = loop._replace(type=BOOLEAN)
            elif loop is not None:
                loops.append(loop)
                if not isinstance(loop, CoordinateLoop):
                    self.loops[loop.slot] = each
            if self.broken:  # on what it goes through hangs what the rest of the rule means
                return None
        scope.rule_rows = len(scope.rows)
        for let in rule.lets:
            self.reporter.use(Use(let.name.span, let.name.span))
            if scope.named(ast.Reference(let.name.text, let.name.span)) is not None:
                self.reporter.report(codes.SHADOWED_NAME, let.name.span, name=let.name.text)
            first = scope.lets.setdefault(canonical_text(let.name.text), let)
            if first is not let:
                self.reporter.twice(let.name, self.reporter.place(first.name.span))
        if other_document is not None:
            return Instance((), (), (), other_document, None, None, None, scope.frame_size)
        whens = tuple(self._condition(when) for when in rule.whens)
        # Within a tolerance, what excludes one another may both hold.
        must = self._condition(self.must.condition, exact=self.must.within is None)
        must = self._within(must)
        message = type_message(scope, rule.message)
        english = type_message(scope, rule.english)
        at = type_expression(scope, rule.at) if rule.at is not None else None
        if self._is_broken(must, whens) or (
            len(self.reporter.faults) > faults_before and self._has_errors(faults_before)
        ):
            return None
        return Instance(
            tuple(scope.coordinates.items()), tuple(loops), whens, must, message, english, at, scope.frame_size
        )

    def _condition(self, written: ast.Expression, *, exact: bool = True) -> Expression:
        typed = type_condition(self.scope, written)
        if exact:
            report_contradictions(self.reporter, written, typed)
        return typed

    def _is_broken(self, must: Expression, whens: tuple[Expression, ...]) -> bool:
        return self.broken or self.scope.unread or any(part.type is UNKNOWN for part in (must, *whens))

    def _has_errors(self, since: int) -> bool:
        return any(fault.code.severity is Severity.ERROR for fault in self.reporter.faults[since:])

    def _loop(self, each: ast.Each) -> Loop | OtherDocument | None:
        scope = self.scope
        path = each.path
        name = canonical_text(path[-1].text)
        loop: Loop
        if each.source is not None:
            if len(path) > 1:
                self.reporter.report(codes.PLAIN_NAME, path[0].span)
                self.broken = True
                return None
            source = type_set(scope, each.source)
            scope.naming[name] = path[0].span
            self.reporter.use(Use(path[0].span, path[0].span))
            if isinstance(source, OtherDocument):
                return source
            if isinstance(source, Rows):
                loop = self._over_rows(source.table, name)
            elif source.type.kind in (Kind.SET, Kind.COLUMN) and source.type.element is not None:
                slot = scope.new_slot()
                scope.variables[name] = Variable(path[0].text, slot, source.type.element)
                loop = MemberLoop(source, slot, None)
            else:
                if source.type.kind is not Kind.UNKNOWN:
                    self.reporter.report(
                        codes.NOT_A_SET, each.source.span, type=source.type.term(), single=source.type.is_numeric
                    )
                self.broken = True
                return None
        else:
            axis = scope.environment.axes.get(name) if len(path) == 1 else None
            shadow = scope.named(ast.Reference(path[0].text, path[0].span))
            if axis is not None and (shadow is None or name in scope.coordinates):
                self.reporter.use(Use(path[0].span, axis.place))
                scope.axes[axis.name] = axis
                scope.coordinates.setdefault(axis.name, axis.coordinates[0])
                return CoordinateLoop(self._condition(each.where)) if each.where is not None else None
            reference = resolve(scope, _as_reference(path))
            if reference is None:
                self.broken = True
                return None
            if not isinstance(reference.member, FormTable) or reference.document:
                span = Span(path[0].span.start, path[-1].span.end)
                self.reporter.report(codes.NOT_A_TABLE, span, name=".".join(part.text for part in path))
                self.broken = True
                return None
            loop = self._over_rows(reference.member, "")
        if each.where is not None:
            loop = loop._replace(where=self._condition(each.where))
        return loop

    def _over_rows(self, table: FormTable, name: str) -> RowLoop:
        slot = self.scope.new_slot()
        self.scope.rows.append(RowBinding(table, slot, name))
        return RowLoop(table, slot, None)

    def _within(self, must: Expression) -> Expression:
        """Gives the tolerance to the comparisons that the must is made of."""
        written = self.must.within
        if written is None:
            return must
        tolerance = type_expression(self.scope, written)
        if tolerance.type.high is not None and tolerance.type.high < 0:
            figure = self.reporter.text(written.span)
            signless = replacing(written.span, figure[1:].lstrip())._replace(safe=False)
            self.reporter.report(codes.NEGATIVE_TOLERANCE, written.span, signless if figure[0] in "-－−" else None)
            return Literal(None, UNKNOWN)
        if tolerance.type.kind is Kind.UNKNOWN:
            return Literal(None, UNKNOWN)
        return self._tolerant(must, tolerance, written.span)

    def _tolerant(self, must: Expression, tolerance: Expression, span: Span) -> Expression:
        if isinstance(must, Logical):
            left = self._tolerant(must.left, tolerance, span)
            return must._replace(left=left, right=self._tolerant(must.right, tolerance, span))
        if not isinstance(must, Compare) or not must.left.type.is_numeric:
            self.reporter.report(codes.WITHIN_PLACE, span)
            return Literal(None, UNKNOWN)
        checked = compare(self.scope, "<=", tolerance, must.left, span)
        return must._replace(within=checked.left) if isinstance(checked, Compare) else Literal(None, UNKNOWN)


def _as_reference(path: tuple[ast.Name, ...]) -> ast.Expression:
    built: ast.Expression = ast.Reference(path[0].text, path[0].span)
    for name in path[1:]:
        built = ast.Member(built, name, Span(built.span.start, name.span.end))
    return built
