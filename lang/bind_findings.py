"""What is found in single cells while a form is bound: each finding named by its cell and by the check that it fails.

Reads no value and decides nothing.
"""

from typing import Any, NamedTuple

from gouji.lang import codes
from gouji.lang.clipping import clipped
from gouji.lang.diagnostic import Code, Diagnostic, Fix, Related, Term
from gouji.lang.form_model import dotted
from gouji.lang.located import Mapping, Node, Scalar
from gouji.lang.source import Place, Source, Span

LONGEST_SHOWN = 40
"""Characters of a cell that a finding shows."""

_CURES = {
    f"value.{kind}": cure
    for cure, kinds in {
        "whole": "group rows row periods", "words": "text choice reference", "amount": "money number count ratio", "day": "date",
    }.items()
    for kind in kinds.split()
}  # fmt: skip
"""Which help a value of the wrong type needs; without any it is a target's."""


class CellName(NamedTuple):
    """A cell as findings show it, with its row's key, which may be any text; and the path of its member, which names checks."""

    shown: str
    path: tuple[str, ...]


def name_of_member(path: tuple[str, ...]) -> CellName:
    """A member that is no cell, by the same."""
    return CellName(dotted(path), path)


class CellFindings:
    """Shared by all that read cells of one form, in the order in which they read them."""

    def __init__(self, form: str, source: Source) -> None:
        self._form, self._source = form, source
        self.findings: list[Diagnostic] = []

    def report(
        self, code: Code, span: Span, name: CellName, check: str, fix: Fix | None = None,
        related: tuple[Related, ...] = (), **arguments: object,
    ) -> None:  # fmt: skip
        rule = f"{self._form}/{dotted(name.path)} {check}"
        arguments = {"cell": name.shown, **arguments}
        self.findings.append(
            Diagnostic(code, Place(self._source, span), arguments, rule=rule, form=self._form, fix=fix, related=related)
        )

    def wrong(
        self, span: Span, name: CellName, wanted: Term, node: Node, fix: Fix | None = None, *,
        known: tuple[str, ...] = (), heading: str = "", missing: Term | str = "",
    ) -> None:  # fmt: skip
        cure: dict[str, Any] = {_CURES[wanted.key]: True} if wanted.key in _CURES else {}
        self.report(
            codes.WRONG_VALUE_TYPE, span, name, "类型", fix, wanted=wanted, found=written(node),
            known=known, heading=heading, missing=missing, **cure,
        )  # fmt: skip


def written(node: Node) -> str:
    """A node as a finding shows it."""
    if isinstance(node, Scalar):
        return clipped(node.text, LONGEST_SHOWN)
    return "{…}" if isinstance(node, Mapping) else "[…]"
