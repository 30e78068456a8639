"""The rules that findings rest on, each once: what they ask for, why, and how that is written in their files.

Keeps texts of rules and no finding, so that memory does not grow with the number of forms.
"""

from collections.abc import Iterator
from typing import NamedTuple

from gouji.lang.catalogue import Language, text
from gouji.lang.diagnostic import Category, Diagnostic
from gouji.lang.source import Place
from gouji.lint.rule_text import RuleTexts


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

    def __init__(self, language: Language, texts: RuleTexts) -> None:
        self._language: Language = language
        self._texts = texts
        self._rules: dict[tuple[str, str, Place | None], Rule] = {}

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules.values())

    def __len__(self) -> int:
        return len(self._rules)

    def rule(self, finding: Diagnostic) -> Rule:
        """The rule of a finding."""
        key = (finding.short_name, finding.code.id, finding.declared)
        if key not in self._rules:
            declared = finding.declared
            documentation, source = self._texts.declared_text(declared) if declared is not None else ("", "")
            summary = text(f"code.{finding.code.id}.summary", self._language)
            self._rules[key] = Rule(
                len(self._rules) + 1, key[0], finding.code.id, summary, finding.category, finding.basis, documentation,
                source, declared,
            )  # fmt: skip
        return self._rules[key]
