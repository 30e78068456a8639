"""The rules that findings rest on, each once: what they ask for, why, and how that is written in their files.

Keeps texts of rules and no finding, so that memory does not grow with the number of forms.
"""

from collections.abc import Iterator
from typing import NamedTuple

from gouji.lang.catalogue import Language, text
from gouji.lang.diagnostic import Category, Diagnostic
from gouji.lang.program import Program
from gouji.lang.source import Place
from gouji.lint.rule_text import lines_of, written

MOST_LINES = 60
"""Lines of one rule that are shown."""


class Rule(NamedTuple):
    """What stands behind findings. `source` is how it is written, at `place`; what needs no rule has neither."""

    number: int
    name: str
    code: str
    summary: str
    category: Category
    basis: str
    documentation: str
    source: str
    place: Place | None


class RuleBook:
    """Rules, numbered as they come up."""

    def __init__(self, language: Language) -> None:
        self._language: Language = language
        self._rules: dict[tuple[str, str, Place | None], Rule] = {}
        self._written: dict[Program, dict[Place, tuple[str, str]]] = {}

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules.values())

    def __len__(self) -> int:
        return len(self._rules)

    def rule(self, finding: Diagnostic, program: Program | None) -> Rule:
        """The rule of a finding; `program` is what its form was checked by."""
        key = (finding.short_name, finding.code.id, finding.declared)
        if key not in self._rules:
            documentation, source = self._text(finding.declared, program)
            summary = text(f"code.{finding.code.id}.summary", self._language)
            self._rules[key] = Rule(
                len(self._rules) + 1, key[0], finding.code.id, summary, finding.category, finding.basis, documentation,
                source, finding.declared,
            )  # fmt: skip
        return self._rules[key]

    def _text(self, declared: Place | None, program: Program | None) -> tuple[str, str]:
        """What is said above a rule, and the rule."""
        if declared is None:
            return "", ""
        if program is not None and program not in self._written:
            self._written[program] = {
                piece.place(rule.name.span): (rule.documentation, written(piece, rule.span))
                for rule, piece in program.rules
            }
        found = self._written.get(program, {}).get(declared) if program is not None else None
        documentation, source = found or ("", lines_of(declared))
        lines = source.split("\n")
        return documentation, "\n".join([*lines[:MOST_LINES], *["…"] * (len(lines) > MOST_LINES)])
