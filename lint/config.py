"""The configuration in force for a file: what a project says of its forms, its rules and how much findings weigh.

Frozen values, which know their places. Reads no file, and looks for none.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

from gouji.lang.catalogue import Language
from gouji.lang.diagnostic import Category, Diagnostic, Regraded, Severity
from gouji.lang.source import Place
from gouji.lint.file_names import is_rule_file
from gouji.lint.files import real_path
from gouji.lint.rule_places import where_it_leads
from gouji.lint.traces import QuestionKind, note

PROJECT_TABLE = ("tool", "gouji")
"""Where a project's file says what holds for gouji."""


class Written(NamedTuple):
    """A text of a configuration, and where it stands; what a client says stands nowhere."""

    text: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class Grading:
    """Findings that weigh otherwise here: those that fit all of what is said of them. Empty texts and None say nothing."""

    severity: Severity
    reason: str
    rule: Written | None = None
    category: Category | None = None
    form: Written | None = None
    files: tuple[str, ...] = ()
    place: Place | None = None

    def overrules(self, earlier: "Grading") -> bool:
        """Whether it fits all that an earlier one fits, which then never holds."""
        from gouji.lang.switches import names_check
        from gouji.lang.values import canonical_text

        rule, form = earlier.rule, earlier.form
        return (
            (self.rule is None or (rule is not None and names_check(self.rule.text, rule.text)))
            and self.category in (None, earlier.category)
            and (
                self.form is None or (form is not None and canonical_text(self.form.text) == canonical_text(form.text))
            )
            and (not self.files or (bool(earlier.files) and set(earlier.files) <= set(self.files)))
        )

    def fits(self, finding: Diagnostic, form: str, path: str) -> bool:
        """Whether it is about a finding in a filled form of that name, at that path from the configuration's folder."""
        from gouji.lang.values import canonical_text
        from gouji.lint.answers import is_of

        return (
            (self.rule is None or is_of(self.rule.text, finding))
            and (self.category is None or finding.category is self.category)
            and (self.form is None or canonical_text(self.form.text) == form)
            and (not self.files or matches(path, self.files))
        )


class Mention(NamedTuple):
    """What is named by a regrading that has no effect for what else is wrong with it."""

    rule: Written | None
    form: Written | None


@dataclass(frozen=True, slots=True)
class Configuration:
    """What holds for a file. Patterns count from `folder`; `rules` are files and folders, as they are. The paths that are asked
    about have no links in them.

    `source` is the file that says so, None where nothing does; `places` are where each key of it stands, and each pattern
    by `pattern_name`. What is `broken` is to be named right all the same.
    """

    source: Path | None = None
    folder: Path = field(default_factory=Path)
    language: Language | None = None
    forms: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    rules: tuple[Written, ...] = ()
    gradings: tuple[Grading, ...] = ()
    places: tuple[tuple[str, Place], ...] = ()
    broken: tuple[Mention, ...] = ()

    @property
    def names_something(self) -> bool:
        """Whether it names rules or forms, be it where nothing comes of it."""
        return bool(self.gradings or self.broken)

    @property
    def rule_paths(self) -> tuple[Path, ...]:
        """Where rules are looked for, besides the places that are always looked at."""
        found = [self.folder / one.text for one in self.rules]
        for path in found:
            note(QuestionKind.LEADS, path, partial(where_it_leads, path))
        return tuple(real_path(path) for path in found if is_rule_file(path) or os.path.isdir(path))

    def is_excluded(self, path: Path) -> bool:
        """Whether a file or a folder that a search comes upon is passed over."""
        return bool(self.exclude) and matches(self.relative(path), self.exclude)

    def is_form(self, path: Path) -> bool | None:
        """Whether a file is a form as far as the configuration says; None where it leaves that to the file's looks."""
        return matches(self.relative(path), self.forms) if self.forms else None

    def relative(self, path: Path) -> str:
        """A path from the configuration's folder, as patterns mean it."""
        return str(path).removeprefix(os.path.join(self.folder, "")).replace(os.sep, "/")

    def graded(self, findings: Iterable[Diagnostic], form: str, path: Path) -> list[Diagnostic]:
        """The findings on a filled form, each as it weighs here: of several that fit, the last grading holds."""
        if not self.gradings:
            return list(findings)
        at = self.relative(path)
        return [self._graded(finding, form, at) for finding in findings]

    def _graded(self, finding: Diagnostic, form: str, path: str) -> Diagnostic:
        if is_fixed(finding):
            return finding
        fitting = [one for one in self.gradings if one.fits(finding, form, path)]
        if not fitting or fitting[-1].severity is finding.severity:
            return finding
        last = fitting[-1]
        regraded = Regraded(finding.severity, last.reason, last.place)
        return replace(finding, own_severity=last.severity, regraded=regraded)


@dataclass(frozen=True, slots=True)
class ReadConfiguration:
    """A configuration, what is wrong with its file, and where it stands there."""

    configuration: Configuration
    problems: tuple[Diagnostic, ...]
    place: Place


def pattern_name(key: str, pattern: str) -> str:
    """Under which the place of a pattern is known."""
    return f"{key} {pattern}"


def is_fixed(finding: Diagnostic) -> bool:
    """Whether a finding weighs what it weighs: what keeps a form from being read is never a lesser thing."""
    return finding.category is Category.INPUT and finding.code.severity is Severity.ERROR


def matches(path: str, patterns: Iterable[str]) -> bool:
    """Whether a path, or a folder that it lies in, is what one of the patterns means."""
    parts = tuple(path.split("/"))
    return any(_matches(parts, _parts(pattern)) for pattern in patterns)


@lru_cache(256)
def _parts(pattern: str) -> tuple[str, ...]:
    """The steps of a pattern; one of a single step is looked for in every folder."""
    steps = tuple(step for step in pattern.replace("\\", "/").split("/") if step not in ("", "."))
    return steps if len(steps) > 1 or pattern.startswith(("/", "./")) else ("**", *steps)


def _matches(parts: tuple[str, ...], steps: tuple[str, ...]) -> bool:
    """Step by step, up to a folder that fits; `**` is any number of them. Which steps may come next is kept, so that no
    pattern takes long.
    """
    open_steps = _opened({0}, steps)
    for part in parts:
        after = {at for at in open_steps if at < len(steps) and steps[at] == "**"}
        after |= {at + 1 for at in open_steps if at < len(steps) and steps[at] != "**" and fnmatchcase(part, steps[at])}
        open_steps = _opened(after, steps)
        if len(steps) in open_steps:
            return True
    return False


def _opened(found: set[int], steps: tuple[str, ...]) -> set[int]:
    """With what `**` lets follow when it stands for no folder."""
    for at, step in enumerate(steps):
        if step == "**" and at in found:
            found = found | {at + 1}
    return found
