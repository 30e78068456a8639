"""What is found in single cells while a form is bound: each finding named by its cell and by the check that it fails.

Reads no value and decides nothing.
"""

import re
from typing import Any

from gouji.lang import codes
from gouji.lang.clipping import clipped
from gouji.lang.diagnostic import Code, Diagnostic, Fix, Related, Term
from gouji.lang.located import Mapping, Node, Scalar
from gouji.lang.source import Place, Source, Span

LONGEST_SHOWN = 40
"""Characters of a cell that a finding shows."""

# What is checked of each field while it is read, by the ends of the checks' full names.
_SELECTOR = re.compile(r'\["[^"]*"\]|\[[^\]]*\]')
_CURES = {
    f"value.{kind}": cure
    for cure, kinds in {
        "whole": "group rows row periods", "words": "text choice reference", "amount": "money number count ratio", "day": "date",
    }.items()
    for kind in kinds.split()
}  # fmt: skip
"""Which help a value of the wrong type needs; without any it is a target's."""


class CellFindings:
    """Shared by all that read cells of one form, in the order in which they read them."""

    def __init__(self, form: str, source: Source) -> None:
        self._form, self._source = form, source
        self.findings: list[Diagnostic] = []

    def report(
        self, code: Code, span: Span, name: str = "", check: str = "", fix: Fix | None = None,
        related: tuple[Related, ...] = (), **arguments: object,
    ) -> None:  # fmt: skip
        rule = f"{self._form}/{_SELECTOR.sub('', name)} {check}" if check else ""
        form = self._form if check else ""
        arguments = {"cell": name, **arguments}
        self.findings.append(
            Diagnostic(code, Place(self._source, span), arguments, rule=rule, form=form, fix=fix, related=related)
        )

    def wrong(
        self, span: Span, name: str, wanted: Term, node: Node, fix: Fix | None = None, *,
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
