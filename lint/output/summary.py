"""The last lines of a run: what was looked at, how much was found, how the checks came out.

Counts, and names what was passed over. Never keeps a finding, so that memory does not grow with the number of files.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, NamedTuple

from gouji.lang.catalogue import Language, text
from gouji.lint.output.style import Style
from gouji.lint.reports import tally_of
from gouji.lint.terminal_text import shortened, visible

if TYPE_CHECKING:
    from gouji.lint.baseline import Entry
    from gouji.lint.reports import FileReport


MOST_OTHERS = 5
MOST_GONE = 10


class OfBaseline(NamedTuple):
    """What became of a baseline: how many findings it kept from being told, and which of its entries were found no more."""

    met: int
    gone: "Sequence[Entry]"


@dataclass(frozen=True, slots=True)
class Summary:
    """`unusable` counts the inputs that could not be checked at all; findings that are `answered` count as nothing else.
    The four counts from `passed` on are of the verdicts of checks.

    `mendable` are those that `--fix` mends, `mendable_unsafe` those that only `--fix --unsafe` does.

    `others` are the `.toml` files in the folders that are evidently no forms, and so were not checked.
    `baseline` is None where none was asked for.
    """

    files: int = 0
    forms: int = 0
    rule_files: int = 0
    unusable: int = 0
    errors: int = 0
    warnings: int = 0
    hints: int = 0
    answered: int = 0
    passed: int = 0
    failed: int = 0
    inapplicable: int = 0
    unevaluated: int = 0
    mendable: int = 0
    mendable_unsafe: int = 0
    others: tuple[str, ...] = ()
    baseline: OfBaseline | None = None

    def __add__(self, other: "Summary") -> "Summary":
        """Of several files together; the files passed over are those of the first."""
        names = [one.name for one in fields(self) if one.name not in ("others", "baseline")]
        counts = {name: getattr(self, name) + getattr(other, name) for name in names}
        return replace(self, **counts, baseline=_together(self.baseline, other.baseline))

    def with_report(self, report: "FileReport") -> "Summary":
        """With one more file."""
        verdicts, tally = report.verdicts, tally_of(report.diagnostics)
        return Summary(
            errors=self.errors + tally.errors,
            warnings=self.warnings + tally.warnings,
            hints=self.hints + tally.hints,
            answered=self.answered + tally.answered,
            files=self.files + (report.kind in ("form", "rules")),
            forms=self.forms + (report.kind == "form"),
            rule_files=self.rule_files + (report.kind == "rules"),
            unusable=self.unusable + report.unusable,
            passed=self.passed + verdicts.passed,
            failed=self.failed + verdicts.failed,
            inapplicable=self.inapplicable + verdicts.inapplicable,
            unevaluated=self.unevaluated + verdicts.unevaluated,
            mendable=self.mendable + tally.mendable,
            mendable_unsafe=self.mendable_unsafe + tally.mendable_unsafe,
            others=self.others,
            baseline=self.baseline,
        )

    @property
    def status(self) -> int:
        """The exit status that this makes: 2 where something could not be looked at, 1 for errors, else 0."""
        return 2 if self.unusable else 1 if self.errors else 0


def _together(one: OfBaseline | None, other: OfBaseline | None) -> OfBaseline | None:
    if one is None or other is None:
        return one or other
    return OfBaseline(one.met + other.met, [*one.gone, *other.gone])


def render(summary: Summary, language: Language, style: Style) -> str:
    """Lines: files, files passed over if any, findings by severity, the baseline, checks by verdict if any were run."""
    shown = {
        "errors": style.paint(str(summary.errors), "error" if summary.errors else "good"),
        "warnings": style.paint(str(summary.warnings), "warning" if summary.warnings else "good"),
        "hints": style.paint(str(summary.hints), "hint" if summary.hints else "good"),
    }
    result = [
        text("output.summary.files", language, files=summary.files, forms=summary.forms, rules=summary.rule_files),
        text("output.summary.findings", language, **shown),
    ]
    if summary.answered:
        result[1] += text("output.summary.answered", language, number=summary.answered)
    if summary.unusable:
        result[0] += text("output.summary.unusable", language, number=style.paint(str(summary.unusable), "error"))
    if summary.others:
        names = "、" if language == "zh" else ", "
        listed = names.join(visible(name) for name in summary.others[:MOST_OTHERS])
        more = " …" if len(summary.others) > MOST_OTHERS else ""
        result.insert(1, text("output.summary.others", language, number=len(summary.others), names=listed + more))
    result += baseline_lines(summary, language)
    if summary.passed + summary.failed + summary.inapplicable + summary.unevaluated:
        result.append(
            text(
                "output.summary.verdicts",
                language,
                passed=summary.passed,
                failed=summary.failed,
                inapplicable=summary.inapplicable,
                unevaluated=summary.unevaluated,
            )
        )
    return "\n".join(result)


def render_mendable(summary: Summary, language: Language) -> str:
    """What `--fix` would mend, as a line; empty where it would mend nothing."""
    safe, unsafe = summary.mendable, summary.mendable_unsafe
    if not safe and not unsafe:
        return ""
    key = "unsafe" if not safe else "both" if unsafe else "safe"
    return text(f"output.mendable.{key}", language, safe=safe, unsafe=unsafe)


def baseline_lines(summary: Summary, language: Language) -> list[str]:
    """How many findings the baseline kept from being told, and, a line each, what it holds that is no more."""
    if summary.baseline is None:
        return []
    met, gone = summary.baseline
    result = [text("output.summary.in-baseline", language, number=met)] if met else []
    if gone:
        result.append(text("output.summary.gone-from-baseline", language, number=len(gone)))
        parts = [(one.file, one.place, one.rule or one.code) for one in gone[:MOST_GONE]]
        result += [f"  {shortened(' '.join(filter(None, one)))}" for one in parts]
        result += ["  …"] if len(gone) > MOST_GONE else []
    return result
