"""`gouji test` from rule files to its printed lines: what passes, what fails and why, and which rules no test tries.

The cases are `rule-tests/*.test.gj`, beside them the forms that they are about; what is printed stands in `golden/`.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import gouji
from gouji.cli import main
from gouji.lang.diagnostic import Term
from gouji.lint.files import shipped_rules
from gouji.lint.given import find_given
from gouji.lint.testing import TestResult, coverage, run_tests
from gouji.lint.unusable import UnusableTest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(__file__).with_name("rule-tests")
GOLDEN = Path(__file__).with_name("golden")
CASES = sorted(FOLDER.glob("*.test.gj"))
PASSING = {"passing", "years"}


def name_of(path: Path) -> str:
    return path.name.removesuffix(".test.gj")


@pytest.mark.parametrize("path", CASES, ids=name_of)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_printed_lines(
    path: Path, language: str, golden: Callable[[Path, str], None], capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """A line a test, below a failed one its place and reasons; then the rules without a test, and the counts."""
    monkeypatch.chdir(FOLDER)
    status = main(["test", path.name, "--lang", language])
    printed = capsys.readouterr()
    assert status == (0 if name_of(path) in PASSING else 1)
    assert printed.err == ""
    # The project's folder may be called anything.
    golden(GOLDEN / f"rule-tests-{name_of(path)}-{language}.txt", printed.out.replace(f"“{ROOT.name}”", "“gouji”"))


def test_every_test_gives_one_result() -> None:
    """In the order of the files, and each by the name that was written, faulty ones too."""
    written = [
        line.split('"')[1]
        for path in CASES
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("用例")
    ]
    assert [result.name for result in run_tests(CASES)] == written


def test_a_test_with_a_mistake_never_passes() -> None:
    """Only in the cases that are right does every test pass; in the mistaken ones none does."""
    for path in CASES:
        passed = {result.passed for result in run_tests([path])}
        expected = {"passing": {True}, "years": {True}, "failing": {False}, "mistaken": {False}}
        assert passed == expected.get(name_of(path), {True, False})


def test_a_check_tells_of_tests_that_cannot_be_run() -> None:
    """Of each, at the same places and for the same reasons as the test itself; and nothing of tests that can."""
    for path in CASES:
        found = [one for one in gouji.check(path) if one.code.id == "test-mistake"]
        mistaken = [one for one in run_tests([path]) if name_of(path) == "mistaken" and not _is_unreadable(one)]
        assert {(one.place.span, str(one.arguments["reason"])) for one in found} == {
            (place.span, message)
            for one in mistaken
            for place, message in zip(one.places, one.messages("zh"), strict=True)
        }


def _is_unreadable(result: TestResult) -> bool:
    """Whether a mistake of the language is what keeps a test from being run."""
    return any(one.startswith("syntax：") for one in result.messages("zh"))


def test_a_file_that_cannot_be_read_is_a_failed_result(tmp_path: Path) -> None:
    """So are a file with a mistake outside its tests and one whose rules are missing; the others run on."""
    (tmp_path / "binary.gj").write_bytes(b"\0\1\2")
    (tmp_path / "lost.test.gj").write_text('引用 "nosuch.gj"\n', encoding="utf-8")
    (tmp_path / "odd.gj").write_text("表样 表 { 甲 : 钱数 }\n", encoding="utf-8")
    paths = [tmp_path / name for name in ("binary.gj", "lost.test.gj", "odd.gj")]
    results = list(run_tests([*paths, FOLDER / "passing.test.gj"]))
    failed = [
        (Path(one.name).name, one.messages("en")[0].partition("：")[0].partition(":")[0])
        for one in results
        if not one.passed
    ]
    assert failed == [("binary.gj", "file-binary"), ("lost.test.gj", "missing-file"), ("odd.gj", "unknown-type")]
    assert [one.passed for one in results[3:]] == [True] * 6


def given(rule_file: Path, written: str) -> str | None:
    """The reason why a test in that file may not start from that form; None where it may."""
    rule_file.parent.mkdir(parents=True, exist_ok=True)
    try:
        find_given(written, rule_file)
    except UnusableTest as error:
        return error.term.key
    return None


@pytest.mark.parametrize("mark", [".git", "rules"])
def test_given_forms_are_those_of_the_project(tmp_path: Path, mark: str) -> None:
    """Beside the rule file or above it, up to the project's folder and no further, by no path and through no link."""
    project = tmp_path / "project"
    rule_file = project / "rules" / "city" / "some.test.gj"
    (project / mark).mkdir(parents=True)
    (project / "examples").mkdir()
    for path in (project / "examples" / "inner.toml", tmp_path / "outer.toml"):
        path.write_text("", encoding="utf-8")
    (project / "examples" / "link.toml").symlink_to(tmp_path / "outer.toml")
    assert given(rule_file, "examples/inner.toml") is None
    assert given(rule_file, "../../examples/inner.toml") is None
    assert given(rule_file, "../../../outer.toml") == "test.outside"
    assert given(rule_file, "../../../nosuch.toml") == "test.outside"
    assert given(rule_file, str(tmp_path / "outer.toml")) == "test.outside"
    assert given(rule_file, str(project / "examples" / "inner.toml")) == "test.outside"
    assert given(rule_file, "examples/link.toml") == "test.no-such-file"
    assert given(rule_file, "outer.toml") == "test.no-such-file"
    assert given(rule_file, "examples") == "test.no-such-file"


def test_a_rule_file_without_a_project_reaches_its_own_folder(tmp_path: Path) -> None:
    """What stands alone in a folder of downloads, say, opens nothing above it."""
    (tmp_path / "outer.toml").write_text("", encoding="utf-8")
    rule_file = tmp_path / "alone" / "some.test.gj"
    assert given(rule_file, "../outer.toml") == "test.outside"
    assert given(rule_file, "outer.toml") == "test.no-such-file"
    (rule_file.parent / "inner.toml").write_text("", encoding="utf-8")
    assert given(rule_file, "inner.toml") is None


def test_coverage_tells_which_verdicts_are_expected() -> None:
    """Of each written rule whether some test expects it to pass, and to fail; the verdicts themselves do not matter."""
    covered = {one.rule: (one.has_passing, one.has_failing) for one in coverage(CASES)}
    assert covered == {
        "支出不超过总额": (True, True),
        "人均": (True, True),
        "有水费": (True, True),
        "印刷费不大": (False, True),
        "无人过问": (False, False),
        "只望失败": (False, True),
    }


def test_rules_that_ship_need_no_tests_of_those_who_inherit_them(tmp_path: Path) -> None:
    """A form that inherits a shipped pack is reminded of its own rules only; who tests the pack itself, of the pack's."""
    own = tmp_path / "own.gj"
    own.write_text(
        '引用 "common/department.gj"\n'
        "表样 某市表 沿用 部门整体绩效目标表 {\n"
        '    规则 某市的规则 { 应 收入.资金总额 > 0; 信息 "{收入.资金总额}" }\n'
        "}\n",
        encoding="utf-8",
    )
    assert [one.rule for one in coverage([own])] == ["某市的规则"]
    assert "收支平衡" in {one.rule for one in coverage([own, shipped_rules() / "common" / "department.gj"])}


def test_each_text_of_a_failed_test_is_shown_by_a_case() -> None:
    """Every `test.…` of the catalogue stands in some result."""
    with (ROOT / "lint" / "messages" / "zh.po").open("rb") as stream:
        known = {str(entry.id) for entry in read_po(stream) if str(entry.id).startswith("test.")}
    shown = {key for result in run_tests(CASES) for note in result.notes for key in keys(note)}
    assert known - shown == set()


def keys(term: object) -> Iterator[str]:
    """The catalogue keys of a note and of what it is filled with."""
    if isinstance(term, Term):
        yield term.key
        for _, value in term.arguments:
            yield from keys(value)
    elif isinstance(term, tuple):
        for one in term:
            yield from keys(one)
