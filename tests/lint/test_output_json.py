"""Findings for programs: the document parses, holds exactly the keys that docs/json.md promises, and counts right."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.lang.diagnostic import Answer, Diagnostic, Fix, Regraded, Related, Replacement, Severity, Term
from gouji.lang.source import Place, Source, Span
from gouji.lint.baseline import Entry
from gouji.lint.codes import TOML_BARE_KEY
from gouji.lint.output.json import as_object, finding, head, tail
from gouji.lint.output.statistics import Counted
from gouji.lint.output.statistics_json import row
from gouji.lint.output.summary import OfBaseline, Summary

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "json.md"
FORM = '"单位" = "甲"\r\n"项目支出" = { "半年" = 150 }\r\n'
GONE = Entry("表.toml", "rule-failed", "表/项目支出 合计", "项目支出[半年]", "0")
SUMMARY = Summary(files=1, forms=1, errors=2, failed=2, passed=7, baseline=OfBaseline(3, [GONE]))


def found() -> Diagnostic:
    source = Source("表.toml", FORM)
    start = FORM.index("150")
    span = Span(start, start + 3)
    return Diagnostic(
        TOML_BARE_KEY,
        Place(source, span),
        rule="表/项目支出 合计",
        own_message="150 ≠ 139.01",
        related=(Related("项目", "139.01", Place(source, Span(0, 2))), Related("上年", "1", None)),
        difference="10.99万元",
        tolerance="0",
        basis="《办法》",
        explanation=("150 ≠ 139.01 = 0 + 139.01",),
        fix=Fix(Term("output.fix"), (Replacement(span, "139.01"),), safe=True),
        regraded=Regraded(Severity.WARNING, "试行", Place(source, Span(0, 2))),
        answer=Answer("已批复", "办公室", "2025-12-31", Place(source, Span(0, 2))),
    )


def bare() -> Diagnostic:
    return Diagnostic(TOML_BARE_KEY, Place(Source("空.toml", ""), Span(0, 0)), own_message="空", own_help="改")


def document(*diagnostics: Diagnostic) -> str:
    findings = [finding(diagnostic, "zh") for diagnostic in diagnostics]
    return head() + ",".join(findings) + tail(SUMMARY)


def sections() -> dict[str, list[str]]:
    """The keys that the documentation lists, by heading."""
    result: dict[str, list[str]] = {}
    for part in re.split(r"^#+ ", DOCUMENT.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        title, _, body = part.partition("\n")
        keys = re.findall(r"^\| `(\w+)` \|", body, re.MULTILINE)
        if keys:
            result[title.strip("`")] = keys
    return result


def test_documentation_lists_exactly_the_keys() -> None:
    """Every object of the output has the keys of its section, in that order."""
    whole: dict[str, Any] = json.loads(document(found()))
    one = whole["findings"][0]
    objects = {
        "The document": whole,
        "A finding": one,
        "related": one["related"][0],
        "fix": one["fix"],
        "replacements": one["fix"]["replacements"][0],
        "regraded": one["regraded"],
        "answer": one["answer"],
        "The summary": whole["summary"],
        "gone_from_baseline": whole["summary"]["gone_from_baseline"][0],
        "Statistics": row(Counted(Severity.ERROR, "a", "b", 1, 1)),
    }
    assert sections() == {title: list(value) for title, value in objects.items()}


def test_finding_without_anything_has_all_keys() -> None:
    """Empty texts, empty lists and null stand for what there is not."""
    simple = as_object(bare(), "zh")
    assert list(simple) == list(as_object(found(), "zh"))
    assert (simple["fix"], simple["related"], simple["basis"], simple["explanation"]) == (None, [], "", [])
    assert simple["rule"] == simple["code"] == "toml-bare-key"


def test_places_count_from_one_in_characters() -> None:
    """Line and column of the start and the end; a related cell without a place has nulls."""
    simple = json.loads(document(found()))["findings"][0]
    assert [simple[key] for key in ("line", "column", "end_line", "end_column")] == [2, 19, 2, 22]
    assert simple["related"][1] == {"name": "上年", "value": "1", "file": None, "line": None, "column": None}
    assert simple["fix"]["replacements"] == [
        {"line": 2, "column": 19, "end_line": 2, "end_column": 22, "text": "139.01"}
    ]


@pytest.mark.parametrize("number", [0, 1, 3])
def test_document_parses_with_any_number_of_findings(number: int) -> None:
    """Commas stand between findings and nowhere else; each finding is one line."""
    text = document(*[found()] * number)
    assert len(json.loads(text)["findings"]) == number
    assert len(text.splitlines()) == number + 2


def test_chinese_is_written_as_chinese() -> None:
    """No escapes for what can be read."""
    text = document(found())
    assert "项目支出 合计" in text
    assert "\\u" not in text


@given(text=st.text(st.characters(exclude_categories=()), max_size=60))
def test_any_text_survives_and_can_be_encoded(text: str) -> None:
    """Whatever a file holds comes back the same; the document holds no raw control and encodes as UTF-8."""
    diagnostic = Diagnostic(TOML_BARE_KEY, Place(Source(text, text), Span(0, 1)), own_message=text, own_help="改")
    document = finding(diagnostic, "zh")
    document.encode("utf-8")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", document)
    parsed = json.loads(document)
    assert parsed["file"].encode("utf-16", "surrogatepass") == text.encode("utf-16", "surrogatepass")
