"""What is said to a user: one type for mistakes in rule files and for findings on filled forms.

Every code is declared once, in `codes.py`; its summary, message and help stand in the catalogues under
`code.<id>.summary`, `code.<id>.message` and `code.<id>.help`. Never formats for a terminal or a protocol.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from gouji.lang.catalogue import LANGUAGES, Language, has, text
from gouji.lang.clipping import clipped
from gouji.lang.quoting import in_quotes
from gouji.lang.source import Place, Span

# Arguments that a code may be reported without, or with nothing in them. Where one says something, the text
# `code.<id>.<part>.<argument>`, if the catalogue has it, is used in place of `code.<id>.<part>`: the first that fits.
OPTIONAL_ARGUMENTS = (
    "elsewhere",
    "missing",
    "builtin",
    "always",
    "nearest",
    "known",
    "name",
    "number",
    "expected",
    "heading",
    "blanks",
    "wholes",
    "operator",
    "refused",
    "second",
    "year",
    "single",
    "whole",
    "words",
    "amount",
    "day",
    "column",
    "configured",
)
# Names that are listed where any of them may be meant.
MOST_KNOWN = 8
# Related cells kept with a finding.
MOST_RELATED = 200
# Characters of a value that are quoted in a message; what is cut ends with `…`.
LONGEST_QUOTED = 200
# What stands in a text for an argument that was not given; a test finds texts that name one never given.
_NOTHING = "—"


class Severity(StrEnum):
    """How much a finding weighs: an error blocks, a warning needs an explanation, a hint is advice."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


class Category(StrEnum):
    """The reviewers' six categories, and those of the tool itself."""

    COMPLETENESS = "completeness"
    FORM = "form"
    RELEVANCE = "relevance"
    ADEQUACY = "adequacy"
    FEASIBILITY = "feasibility"
    RECONCILIATION = "reconciliation"
    LANGUAGE = "language"
    INPUT = "input"


class Term(NamedTuple):
    """An argument of a message that differs by language: the catalogue text of `key`, itself filled in."""

    key: str
    arguments: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        return self.in_language("zh")

    def in_language(self, language: Language) -> str:
        filled = {name: rendered(value, language) for name, value in self.arguments}
        return text(self.key, language, **filled)


class InLanguage(NamedTuple):
    """An argument, or a line, that is a text of its own in each of the languages."""

    zh: str
    en: str


def quoted(value: str) -> str:
    """A value as messages quote it: cut where it is far too long, and then it shows that it was."""
    return clipped(value, LONGEST_QUOTED)


def says(told: str, what: str) -> bool:
    """Whether a text has something in it that begins and ends where its figures do: 16万元 says neither 6 nor 1, nor -6 a 6."""
    before = r"(?<![0-9])(?<![0-9][.,])(?<![-−])" if what[:1].isdigit() else r"(?<![0-9])" if what[:1] in "-−" else ""
    after = r"(?![0-9]|[.,][0-9])" if what[-1:].isdigit() else ""
    return re.search(before + re.escape(what) + after, told) is not None


def rendered(value: object, language: Language) -> object:
    """A message argument in one language; a tuple is joined as a list of words, of a diagnostic its message is told."""
    if isinstance(value, Term):
        return value.in_language(language)
    if isinstance(value, InLanguage):
        return value.en if language == "en" else value.zh
    if isinstance(value, Diagnostic):
        return value.message(language)
    if isinstance(value, tuple):
        return ("、" if language == "zh" else ", ").join(str(rendered(part, language)) for part in value)
    return quoted(value) if isinstance(value, str) else value


def some_of(names: Sequence[str]) -> tuple[str, ...]:
    """The first of the names that there are; where there are more, it shows."""
    return (*names[:MOST_KNOWN], "…") if len(names) > MOST_KNOWN else tuple(names)


class Replacement(NamedTuple):
    """New text for a span of the file at fault."""

    span: Span
    text: str


class Fix(NamedTuple):
    """A change that cures a finding. `safe` changes never alter a figure or what a text means."""

    title: Term
    replacements: tuple[Replacement, ...]
    safe: bool = False


def requoted(span: Span, text: str, *, safe: bool) -> Fix:
    """A fix that replaces a text value."""
    return Fix(Term("fix.replace", (("text", text),)), (Replacement(span, in_quotes(text)),), safe)


class Related(NamedTuple):
    """Another cell or declaration that took part, named and, where it has one, with its figure.

    It is `vouched_for` where the same check found it equal elsewhere: then it is hardly the slip.
    """

    name: str
    value: str
    place: Place | None
    vouched_for: bool = False


class Regraded(NamedTuple):
    """What a finding weighs where a project has not said otherwise, why it has, and where."""

    before: Severity
    reason: str
    place: Place | None


class Answer(NamedTuple):
    """What the filer says of a finding: the reason, who says so and until when, as written; and where."""

    reason: str
    by: str
    until: str
    place: Place


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of mistake or finding: `id` in words, its usual severity and its category."""

    id: str
    severity: Severity
    category: Category

    @property
    def stops_forms(self) -> bool:
        """Whether for it a form, or what stands beside one, cannot be read as it was meant."""
        return self.category is Category.INPUT and self.severity is Severity.ERROR

    @property
    def stops_rules(self) -> bool:
        """Whether rules are not run for it."""
        return self.category is Category.LANGUAGE and self.severity is Severity.ERROR


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing to tell the user.

    `rule` is the full name of the check that failed, for findings on a filled form, and `form` the name of that form, which
    it begins with. `own_message` is the text of a
    rule's own `message` clause, `own_english` its English, and stand in place of the catalogue's; with `difference_told`,
    they say the difference. `difference` and `tolerance` are printed figures with their unit. `explanation` holds the
    unfolded arithmetic, a line each; `unlisted` is how many cells took part beyond those in `related`.
    `coordinates` are those at which the check was run, by axis; `declared` is where the check stands in the rules.
    An `answerable` error may be answered with a reason; what is no error always may. A finding that has an `answer`
    is shown with it and counts no more as what it weighs. One that is `regraded` weighs what a project has said.
    """

    code: Code
    place: Place
    arguments: dict[str, object] = field(default_factory=dict)
    rule: str = ""
    form: str = ""
    own_severity: Severity | None = None
    own_category: Category | None = None
    own_message: str = ""
    own_english: str = ""
    own_help: str = ""
    related: tuple[Related, ...] = ()
    unlisted: int = 0
    difference: str | Term = ""
    difference_told: bool = False
    tolerance: str | Term = ""
    basis: str = ""
    explanation: tuple[str | InLanguage, ...] = ()
    fix: Fix | None = None
    coordinates: tuple[tuple[str, str], ...] = ()
    declared: Place | None = None
    answerable: bool = False
    answer: Answer | None = None
    regraded: Regraded | None = None

    @property
    def severity(self) -> Severity:
        """What this finding weighs: as the rule or the form says, else what its code usually does (`code.severity`)."""
        return self.own_severity or self.code.severity

    @property
    def category(self) -> Category:
        return self.own_category or self.code.category

    @property
    def cell(self) -> str:
        """The cell at fault by its name, or what is at fault where that is none; an empty text where nothing has a name."""
        return str(self.arguments.get("cell", ""))

    @property
    def full_name(self) -> str:
        """The full name of the check that failed; the code where none did."""
        return self.rule or self.code.id

    @property
    def short_name(self) -> str:
        """The same without the form's name. Either may hold a `/`."""
        return self.rule.removeprefix(f"{self.form}/") or self.code.id

    def __str__(self) -> str:
        return f"{self.place} {self.code.id} {self.message('zh')}"

    def message(self, language: Language = "zh") -> str:
        """What is wrong, with the figures, in Chinese (`zh`) or English (`en`)."""
        if language not in LANGUAGES:
            raise ValueError(f"language must be one of {', '.join(LANGUAGES)}, not {language!r}")
        if language == "en" and self.own_english:
            return self.own_english
        return self.own_message or self._filled("message", language)

    def help(self, language: Language = "zh") -> str:
        """How to cure it, or an empty text."""
        if self.own_help or self.own_message:
            return self.own_help
        return self._filled("help", language) if has(f"code.{self.code.id}.help", language) else ""

    def explained(self, language: Language = "zh") -> list[str]:
        """The lines of the arithmetic, whole."""
        return [step if isinstance(step, str) else str(rendered(step, language)) for step in self.explanation]

    def untold_coordinates(self, language: Language = "zh") -> list[tuple[str, str]]:
        """The coordinates that the message does not show, by axis."""
        message = self.message(language)
        return [(axis, coordinate) for axis, coordinate in self.coordinates if not says(message, coordinate)]

    def tells_difference(self, language: Language = "zh") -> bool:
        """Whether the message says the difference."""
        return self.difference_told if self.own_message else "{difference}" in self._text("message", language)

    def _filled(self, part: str, language: Language) -> str:
        """The text of the code for what is known here, with the figures in it."""
        filled = {name: rendered(value, language) for name, value in self.arguments.items()}
        return self._text(part, language).format_map(defaultdict(lambda: _NOTHING, filled))

    def _text(self, part: str, language: Language) -> str:
        key = f"code.{self.code.id}.{part}"
        variants = [f"{key}.{name}" for name in OPTIONAL_ARGUMENTS if self.arguments.get(name)]
        return text(next((variant for variant in variants if has(variant, language)), key), language)
