"""Names in expressions, with all that stands before a dot or a bracket -> what they mean; lets are typed on first use.

Types no operation: those are in `expressions.py` and `comparisons.py`.
"""

from dataclasses import replace

from gouji.lang import ast, codes
from gouji.lang.environment import Use
from gouji.lang.form_model import Axis, FormField, FormTable
from gouji.lang.lexer import other_spelling
from gouji.lang.model import Expression, Let, Literal
from gouji.lang.nearest import nearest
from gouji.lang.references import Reference, Scope, is_last
from gouji.lang.source import Place, Span
from gouji.lang.typed import type_expression
from gouji.lang.types import TEXT, UNKNOWN, Kind
from gouji.lang.values import canonical_text


def resolve(scope: Scope, written: ast.Expression, *, has_members: bool = False) -> Reference | None:
    """What a name, of which a member is wanted perhaps, a member or an index means; None after a report."""
    if isinstance(written, ast.Reference):
        text = canonical_text(written.name)
        if text in scope.lets and text not in scope.variables:
            scope.reporter.use(Use(written.span, scope.lets[text].name.span))
            return Reference(expression=_let(scope, scope.lets[text]))
        found = scope.named(written)
        if found is None:
            scope.report_unknown(ast.Name(written.name, written.span), has_members=has_members)
        return _used(scope, written.span, found)
    if isinstance(written, ast.Member):
        base = resolve(scope, written.base, has_members=True)
        return _used(scope, written.name.span, scope.member(base, written.name)) if base is not None else None
    if isinstance(written, ast.Index):
        base = resolve(scope, written.base)
        if base is None:
            return None
        if isinstance(base.member, FormField) and base.member.type.kind is Kind.UNKNOWN:
            scope.unread = True
            return None
        if isinstance(base.member, FormField) and base.member.axis is not None:
            found = scope.coordinate(base, written.inner)
            if found is not None:
                scope.reporter.use(Use(written.inner.span, _declared_index(base.member.axis, written.inner)))
            return found
        if isinstance(base.member, FormField) and is_last(written.inner):
            return base
        if isinstance(base.member, FormTable) and base.key is None:
            if base.member.key is None:
                scope.reporter.report(codes.NO_KEY, written.span, table=base.member.name)
                return None
            if _is_bare_key(scope, base.member, written.inner):
                return None
            key = type_expression(scope, written.inner)
            if key.type.kind not in (Kind.TEXT, Kind.UNKNOWN):
                scope.reporter.report(codes.WRONG_TYPE, written.inner.span, found=key.type.term(), wanted=TEXT.term())
                return None
            _warn_of_unknown_row(scope, base.member, written.inner)
            return replace(base, key=key)
        scope.reporter.report(codes.NOT_INDEXED, written.span, name=base.member.name if base.member else "")
        return None
    expression = type_expression(scope, written)
    return Reference(expression=expression)


def _is_bare_key(scope: Scope, table: FormTable, index: ast.Expression) -> bool:
    """Whether a row's key stands without quotes (`指标[预算执行率]`), which is reported; a misspelt name is not one."""
    if not isinstance(index, ast.Reference) or index.name in scope.lets or scope.named(index) is not None:
        return False
    text = canonical_text(index.name)
    if text not in table.rows and nearest(text, scope.names(documents=False)):
        return False
    scope.reporter.take(other_spelling(index.span, index.name, f'"{index.name}"'))
    return True


def _used(scope: Scope, span: Span, found: Reference | None) -> Reference | None:
    """Notes what a name stands for; gives back what was found, as what its own name is no more told."""
    if found is None:
        return None
    declared = found.declared or (found.member.place if found.member is not None else None)
    if declared is not None:
        scope.reporter.use(Use(span, declared, found.member))
    return replace(found, declared=None)


def _declared_index(axis: Axis, index: ast.Expression) -> Place:
    """Where the coordinate in brackets is declared; of the axis' own name, and of the last one's, the axis is."""
    assert isinstance(index, ast.Reference | ast.String)
    text = canonical_text(index.name if isinstance(index, ast.Reference) else index.text)
    return axis.place_of(text) if text in axis.coordinates else axis.place


def _warn_of_unknown_row(scope: Scope, table: FormTable, index: ast.Expression) -> None:
    """A key that nearly is a prescribed row's is a slip; any other may be a unit's own row."""
    if isinstance(index, ast.String) and table.rows:
        key = canonical_text(index.text)
        if key not in table.rows:
            near = nearest(key, table.rows, share=0.25)
            if near:
                scope.reporter.report(
                    codes.UNKNOWN_ROW, index.span, scope.reporter.renaming(index.span, near), name=key, nearest=near
                )


def _let(scope: Scope, written: ast.Let) -> Expression:
    """A let, typed once an instance, in the rule's own rows wherever it is used.

    A let that is being typed is not in scope for itself.
    """
    name = canonical_text(written.name.text)
    scope.used_lets.add(name)
    if name in scope.typed_lets:
        return scope.typed_lets[name]
    own = scope.lets.pop(name)
    inner_rows = scope.rows[scope.rule_rows :]
    del scope.rows[scope.rule_rows :]
    value = type_expression(scope, written.value)
    scope.rows += inner_rows
    scope.lets[name] = own
    typed = Let(name, scope.new_slot(2), value, value.type)
    scope.typed_lets[name] = typed
    return typed


def type_name(scope: Scope, written: ast.Expression) -> Expression:
    """The value that a name, a member or an index stands for."""
    reference = resolve(scope, written)
    finished = scope.finish(reference, written.span) if reference is not None else None
    return finished if finished is not None else Literal(None, UNKNOWN)
