"""Findings as JUnit XML: a suite a file, a case a finding, so that what shows test results shows them.

An error is a failure and what could not be checked an error of its case, as the exit status has it; a warning or a hint
passes, with its text as its output; what is answered is skipped, with the reason. No clock: the same run, the same bytes.
"""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from gouji.lang.catalogue import Language, text
from gouji.lang.diagnostic import Diagnostic, Severity
from gouji.lint.output.kinds import ByReport, Setting
from gouji.lint.output.summary import Summary
from gouji.lint.output.told import answer_text, cell_of, in_xml, path_of, rule_of, whole_text
from gouji.lint.terminal_text import place_name, seen

if TYPE_CHECKING:
    from gouji.lint.reports import FileReport

_IN_ATTRIBUTE = {'"': "&quot;", "\n": "&#10;"}


def output(setting: Setting) -> "_Suites":
    return _Suites(setting)


class _Suites(ByReport):
    def __init__(self, setting: Setting) -> None:
        self._language = setting.language

    def start(self) -> Iterator[str]:
        yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="gouji">\n'

    def alone(self, report: "FileReport") -> Iterator[str]:
        """A file without findings is a case that passes, so that its suite is not empty."""
        name = path_of(report.name)
        failing = [one for one in report.diagnostics if one.answer is None and one.severity is Severity.ERROR]
        skipped = sum(one.answer is not None for one in report.diagnostics)
        unusable = len(failing) if report.unusable else 0
        counts = {
            "tests": max(1, len(report.diagnostics)),
            "failures": len(failing) - unusable,
            "errors": unusable,
            "skipped": skipped,
        }
        yield f"  <testsuite {_attributes(name=name, **counts)}>\n"
        if not report.diagnostics:
            passed = text("output.junit.passed", self._language)
            yield f"    <testcase {_attributes(name=passed, classname=name, file=name)}/>\n"
        seen_names: Counter[str] = Counter()
        for one in report.diagnostics:
            case = " ".join(part for part in (rule_of(one), cell_of(one)) if part)
            seen_names[case] += 1
            if seen_names[case] > 1:
                case += f" ({seen_names[case]})"
            attributes = _attributes(name=case, classname=name, file=name, line=one.place.start.line)
            yield f"    <testcase {attributes}>\n      {_outcome(one, report.unusable, self._language)}\n    </testcase>\n"
        yield "  </testsuite>\n"

    def end(self, summary: Summary) -> Iterator[str]:
        if summary.baseline is not None:
            known = {"in_baseline": summary.baseline.met, "gone_from_baseline": len(summary.baseline.gone)}
            yield f"  <testsuite {_attributes(name='gouji-baseline', tests=0, failures=0, errors=0, skipped=0)}>\n"
            yield "    <properties>\n"
            yield from (f"      <property {_attributes(name=name, value=value)}/>\n" for name, value in known.items())
            yield "    </properties>\n  </testsuite>\n"
        yield "</testsuites>\n"


def _outcome(one: Diagnostic, unusable: bool, language: Language) -> str:
    whole = _escaped(f"{place_name(one.place)}\n{whole_text(one, language)}")
    if one.answer is not None:
        return f"<skipped {_attributes(message=answer_text(one.answer, language))}/>"
    if one.severity is not Severity.ERROR:
        severity = text(f"output.severity.{one.severity}", language)
        return f"<system-out>{_escaped(severity)} {whole}</system-out>"
    element = "error" if unusable else "failure"
    attributes = _attributes(message=seen(one.message(language)), type=one.code.id)
    return f"<{element} {attributes}>{whole}</{element}>"


def _attributes(**values: str | int) -> str:
    return " ".join(f'{name}="{_escaped(str(value), in_attribute=True)}"' for name, value in values.items())


def _escaped(plain: str, *, in_attribute: bool = False) -> str:
    return escape(in_xml(plain), _IN_ATTRIBUTE if in_attribute else {})
