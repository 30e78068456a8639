"""The command line from its arguments to its exit status, mostly in this process and with an engine of a few lines.

What the real engine finds is tested elsewhere. Here: what is printed where, in which language, and how a run ends.
"""

import io
import json
import os
import re
import subprocess
import sys
import types
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from gouji.cli import COMMANDS, console, main
from gouji.cli.console import BROKEN_PIPE, INTERRUPTED
from gouji.lang.diagnostic import Diagnostic, Severity
from gouji.lang.source import Place, Source, Span
from gouji.lint.codes import TOML_BARE_KEY
from gouji.lint.engine import path_report

GOLDEN = Path(__file__).with_name("lint") / "golden"
TARGET = 'form = "表"\n"项目支出" = 150\n'


class Run(NamedTuple):
    """How a run ended, and what it said on either stream."""

    status: int
    out: str
    err: str


Gouji = Callable[..., Run]


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOUJI_LANG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def gouji(capsys: pytest.CaptureFixture[str]) -> Gouji:
    def run(*arguments: str | Path) -> Run:
        status = main([str(argument) for argument in arguments])
        return Run(status, *capsys.readouterr())

    return run


# --- the engine, and what else is not under test


@dataclass(frozen=True)
class Verdicts:
    passed: int = 3
    failed: int = 1
    inapplicable: int = 2
    unevaluated: int = 0


@dataclass(frozen=True)
class Report:
    name: str
    kind: str
    diagnostics: tuple[Diagnostic, ...]
    verdicts: Verdicts = Verdicts()
    unusable: bool = False


def stand_in(monkeypatch: pytest.MonkeyPatch, module: str, **members: object) -> None:
    """Puts a module of our own in the place of a real one."""
    replaced = types.ModuleType(module)
    vars(replaced).update(members)
    monkeypatch.setitem(sys.modules, module, replaced)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Finds what the name of a file says: an error, a warning, something unusable, or nothing."""

    def check_files(files: Sequence[Path], **_: object) -> Iterator[Report]:
        for path in files:
            source = Source(str(path), path.read_text(encoding="utf-8"))
            place = Place(source, Span(len(source.text) - 4, len(source.text) - 1))
            severity = Severity.WARNING if "warning" in path.stem else Severity.ERROR
            found = Diagnostic(
                TOML_BARE_KEY, place, own_message="不对", own_help="改对", own_severity=severity, explanation=("1 ≠ 2",)
            )
            if "crash" in path.stem:
                raise ZeroDivisionError("一分为\x1b零")
            clean = path.stem.startswith("clean")
            kind = "rules" if path.suffix == ".gj" else "form"
            yield Report(str(path), kind, () if clean else (found,), unusable="unusable" in path.stem)

    stand_in(monkeypatch, "gouji.lint.engine", check_files=check_files, path_report=path_report)


@pytest.fixture
def forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: None) -> Callable[..., None]:
    """Writes target files with these names into the current folder."""
    monkeypatch.chdir(tmp_path)

    def write(*names: str) -> None:
        for name in names:
            (tmp_path / f"{name}.toml").write_text(TARGET, encoding="utf-8")

    return write


# --- check


@pytest.mark.parametrize(
    ("names", "status"),
    [
        (["clean"], 0),
        (["warning"], 0),
        (["error"], 1),
        (["clean", "error", "warning"], 1),
        (["error", "unusable"], 2),
        ([], 2),
    ],
)
def test_check_status(gouji: Gouji, forms: Callable[..., None], names: list[str], status: int) -> None:
    """0 without errors, 1 with errors, 2 where something could not be checked; the folder is the current one."""
    forms(*names)
    assert gouji("check").status == status
    assert gouji("check", ".", "--format", "json").status == status


@pytest.mark.parametrize("language", ["zh", "en"])
def test_check_output(
    gouji: Gouji, forms: Callable[..., None], language: str, golden: Callable[[Path, str], None]
) -> None:
    """Findings with a blank line between them, then the counts, all in one language and on the standard output."""
    forms("clean", "error", "unusable", "warning")
    run = gouji("check", ".", "nosuch.gj", "--lang", language)
    assert run.err == ""
    golden(GOLDEN / f"check-{language}.txt", run.out)


def test_check_output_of_clean_files(
    gouji: Gouji, forms: Callable[..., None], golden: Callable[[Path, str], None]
) -> None:
    """The counts alone."""
    forms("clean", "clean2")
    golden(GOLDEN / "check-clean.txt", gouji("check").out)


def test_check_json(gouji: Gouji, forms: Callable[..., None]) -> None:
    """One document, which counts what it holds."""
    forms("clean", "error", "warning")
    run = gouji("check", ".", "nosuch", "--format=json")
    document = json.loads(run.out)
    assert [finding["code"] for finding in document["findings"]] == ["path-missing", "toml-bare-key", "toml-bare-key"]
    summary = document["summary"]
    assert (summary["files"], summary["forms"], summary["errors"], summary["warnings"]) == (3, 3, 2, 1)
    assert (summary["unusable"], summary["passed"], summary["not_applicable"]) == (1, 9, 6)


def test_check_quiet_and_without_explanation(gouji: Gouji, forms: Callable[..., None]) -> None:
    """--quiet leaves out the counts, --no-explanation the arithmetic."""
    forms("error")
    assert "检查了 1 个文件" not in gouji("check", "--quiet").out
    assert "1 ≠ 2" in gouji("check").out
    assert "1 ≠ 2" not in gouji("check", "--no-explanation").out
    assert gouji("check", "--quiet", "clean.toml").status == 2


def test_findings_are_printed_as_each_file_is_done(
    forms: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    """A crash at the second file leaves what the first one gave."""
    forms("a-error", "b-crash")
    assert main(["check"]) == 2
    out, err = capsys.readouterr()
    assert "a-error.toml:2:" in out
    os.unlink(kept(err))


def test_progress_is_shown_on_a_terminal_only(
    forms: Callable[..., None], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """More than twenty files and more than a second; tqdm is not imported otherwise."""
    forms(*(f"clean{number}" for number in range(25)))
    monkeypatch.setattr("gouji.lint.output.progress.PATIENCE", -1.0)
    assert main(["check"]) == 0
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert main(["check"]) == 0
    assert "25" in capsys.readouterr().err


def test_colour(gouji: Gouji, forms: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    """auto asks the terminal and NO_COLOR; always and never ask nothing."""
    forms("error")
    assert "\x1b[" not in gouji("check").out
    assert "\x1b[" in gouji("check", "--color", "always").out
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert "\x1b[" in gouji("check").out
    assert "\x1b[" not in gouji("check", "--color=never").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in gouji("check").out


def test_check_with_the_real_engine(gouji: Gouji) -> None:
    """The published form whose total does not agree: place, figures and fix, in both outputs."""
    form = Path(__file__).parents[1] / "examples" / "wuxi-2024" / "xishan.toml"
    run = gouji("check", form, "--format", "json")
    found = [one for one in json.loads(run.out)["findings"] if one["code"] == "total-mismatch"]
    assert (run.status, run.err) == (1, "")
    line = form.read_text(encoding="utf-8").splitlines()[found[0]["line"] - 1]
    assert line[found[0]["column"] - 1 : found[0]["end_column"] - 1] == "150"
    assert (found[0]["difference"], found[0]["fix"]["replacements"][0]["text"]) == ("10.99万元", "139.01")
    assert "150 ≠ 139.01 = 0 + 1 + 3.4 + 30" in gouji("check", form).out


# --- language, help, mistakes in the arguments


@pytest.mark.parametrize(
    ("arguments", "variable", "word"),
    [
        ([], "", "用法"),
        (["--lang", "en"], "", "Usage"),
        (["--lang=en"], "", "Usage"),
        ([], "en", "Usage"),
        ([], "en_GB.UTF-8", "Usage"),
        ([], "fr", "用法"),
        (["--lang", "zh"], "en", "用法"),
        (["--lang", "en", "--lang", "zh"], "", "用法"),
    ],
)
def test_language(
    gouji: Gouji, monkeypatch: pytest.MonkeyPatch, arguments: list[str], variable: str, word: str
) -> None:
    """The option wins over the environment, and stands before or after the command."""
    monkeypatch.setenv("GOUJI_LANG", variable)
    assert gouji(*arguments, "--help").out.startswith(word)
    assert gouji(*arguments, "check", "--help").out.startswith(word)
    assert gouji("check", "--help", *arguments).out.startswith(word)


@pytest.mark.parametrize(("variable", "said"), [("fr", "zh | en"), ("en_GB", ""), ("", "")])
def test_unknown_language_is_said(gouji: Gouji, monkeypatch: pytest.MonkeyPatch, variable: str, said: str) -> None:
    """The environment asks for a language that there is not: which there are is said, and the run goes on."""
    monkeypatch.setenv("GOUJI_LANG", variable)
    run = gouji("explain", "syntax")
    assert run.status == 0
    assert (said in run.err) if said else run.err == ""


@pytest.mark.parametrize("command", ["", *COMMANDS])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_help(gouji: Gouji, command: str, language: str, golden: Callable[[Path, str], None]) -> None:
    """Every text comes from the catalogues, and no key is left bare."""
    run = gouji(*command.split(), "--help", "--lang", language)
    assert (run.status, run.err) == (0, "")
    assert not re.search(r"\b(cli|output)\.[a-z]", run.out)
    assert (re.search("[一-鿿]", run.out.replace("勾稽", "").replace("规则", "")) is None) == (language == "en")
    golden(GOLDEN / f"help-{command or 'gouji'}-{language}.txt", run.out)


@pytest.mark.parametrize(
    ("stated", "columns"), [("60", 60), ("9", 40), ("500", 100), ("", 100), ("wide", 100), ("0", 100)]
)
def test_columns_that_the_environment_states(stated: str, columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """They hold for a pipe too, within what can be read."""
    monkeypatch.setenv("COLUMNS", stated)
    assert console.columns(100) == columns


def test_help_fits_a_narrow_terminal(gouji: Gouji, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chinese counts two columns a character."""
    from gouji.lint.output.cells import width

    monkeypatch.setattr("gouji.cli.console.columns", lambda most: 60)
    lines = gouji("check", "--help").out.splitlines()
    assert max(map(width, lines)) <= 62


def test_without_a_command_the_help_is_shown(gouji: Gouji) -> None:
    """It is not what was meant, so the status is 2."""
    assert gouji() == Run(2, gouji("--help").out, "")


@pytest.mark.parametrize("arguments", [["--version"], ["--version", "--lang", "en"], ["--lang", "en", "--version"]])
def test_version(gouji: Gouji, arguments: list[str]) -> None:
    """Name and number."""
    assert gouji(*arguments) == Run(0, f"gouji {__import__('gouji').__version__}\n", "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("chekc", "gouji: there is no command chekc; did you mean check?"),
        ("--versoin", "gouji: there is no argument --versoin; did you mean --version?"),
        ("check --fromat json", "gouji check: there is no argument --fromat; did you mean --format?"),
        ("check --format jsn", "gouji check: --format: cannot be jsn, only text | json |"),
        ("check --format", "gouji check: --format: needs a value"),
        ("check --quiet=1", "gouji check: --quiet: takes no value"),
        ("check --qui", "gouji check: there is no argument --qui"),
        ("--lang fr", "gouji: --lang: cannot be fr, only zh | en"),
        ("explain a b", "gouji explain: there is no argument b"),
        ("explain \x1b[31m \x1b[32m", "gouji explain: there is no argument ␛[32m"),
    ],
)
def test_mistakes_in_the_arguments(gouji: Gouji, monkeypatch: pytest.MonkeyPatch, arguments: str, said: str) -> None:
    """One line that says what is wrong, one that leads to the help; status 2."""
    monkeypatch.setenv("GOUJI_LANG", "en")
    run = gouji(*arguments.split(" "))
    first, second, *others = run.err.splitlines()
    assert (run.status, run.out, others) == (2, "", [])
    assert first.startswith(said)
    assert second.endswith("--help.")


# --- explain


def test_explain(gouji: Gouji) -> None:
    """What a code means, with its template; brackets and capitals do not matter."""
    run = gouji("explain", "no-files", "--lang", "en")
    assert run.status == 0
    assert run.out.startswith("no-files  error  target file\n\nA folder holds nothing")
    assert "the folder {path} holds" in run.out
    assert gouji("explain", "[No-Files]", "--lang", "en") == run


def test_explain_a_rule(gouji: Gouji, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its name, also with its form's: what it rests on, where it stands, its text."""
    monkeypatch.chdir(tmp_path)
    rule = '规则 甲不为零 错误 于 表 {\n    应 甲 > 0\n    信息 "{甲}"\n    依据 "某办法"\n}'
    Path("表.gj").write_text(f"表样 表 {{\n    甲 : 金额\n}}\n## 甲要有数\n{rule}\n", encoding="utf-8")
    run = gouji("explain", "甲不为零")
    assert (run.status, run.err) == (0, "")
    assert run.out == f"甲不为零  错误  勾稽\n  表  表.gj:5:1\n\n甲要有数\n\n依据: 某办法\n\n{rule}\n"
    assert gouji("explain", "表/甲不为零") == run
    assert gouji("explain", "丙/甲不为零").status == 2


def test_explain_lists_all(gouji: Gouji) -> None:
    """A line for each code of the language and the linter."""
    from gouji.lang.codes import CODES as OF_THE_LANGUAGE
    from gouji.lint.codes import CODES as OF_THE_LINTER

    listed = gouji("explain", "--lang", "en").out
    assert {line.split()[0] for line in listed.splitlines() if not line.startswith(" ")} == {
        *OF_THE_LANGUAGE,
        *OF_THE_LINTER,
    }


@pytest.mark.parametrize(("asked", "meant"), [("toml-bear-key", "toml-bare-key"), ("bare", "toml-bare-key")])
def test_explain_unknown_code(gouji: Gouji, asked: str, meant: str) -> None:
    """The nearest one is named."""
    run = gouji("explain", asked)
    assert (run.status, run.out) == (2, "")
    assert f"没有 {asked} 这个代码或规则；是不是 {meant}？" in run.err


# --- fmt


@pytest.fixture
def layout(monkeypatch: pytest.MonkeyPatch) -> None:
    """A layout of our own: no blanks at the end of a line."""

    def format_source(source: Source) -> str:
        return "\n".join(line.rstrip() for line in source.text.split("\n"))

    stand_in(monkeypatch, "gouji.lang.format", format_source=format_source)


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, layout: None) -> Path:
    """Two rule files, of which `b.gj` is not laid out, and a target file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.gj").write_text("规则 甲 { }\n", encoding="utf-8")
    (tmp_path / "b.gj").write_text("规则 乙 {  \n}\n", encoding="utf-8")
    (tmp_path / "c.toml").write_text(TARGET, encoding="utf-8")
    return tmp_path


def test_fmt_rewrites_what_is_not_laid_out(gouji: Gouji, rules: Path) -> None:
    """The file keeps its permissions, a link to it stays a link, and nothing is left beside it."""
    (rules / "b.gj").chmod(0o640)
    (rules / "link.gj").symlink_to("b.gj")
    before = (rules / "a.gj").stat().st_mtime_ns
    assert gouji("fmt", "link.gj", "a.gj") == Run(0, "已排版：link.gj\n", "规则文件 2 个，排版 1 个\n")
    assert (rules / "b.gj").read_text(encoding="utf-8") == "规则 乙 {\n}\n"
    assert (rules / "b.gj").stat().st_mode & 0o777 == 0o640
    assert (rules / "link.gj").is_symlink()
    assert (rules / "a.gj").stat().st_mtime_ns == before
    assert sorted(path.name for path in rules.iterdir()) == ["a.gj", "b.gj", "c.toml", "link.gj"]
    assert gouji("fmt") == Run(0, "", "规则文件 3 个，排版 0 个\n")


def test_fmt_check_and_diff_change_nothing(gouji: Gouji, rules: Path) -> None:
    """Status 1 where a file would change."""
    assert gouji("fmt", "--check") == Run(1, "需要排版：b.gj\n", "规则文件 2 个，需要排版 1 个\n")
    run = gouji("fmt", "--diff", "--lang", "en")
    assert run.status == 1
    assert run.out.splitlines()[:2] == ["--- b.gj", "+++ b.gj"]
    assert run.out.splitlines()[3:5] == ["-规则 乙 {  ", "+规则 乙 {"]
    assert (rules / "b.gj").read_text(encoding="utf-8") == "规则 乙 {  \n}\n"
    assert gouji("fmt", "--check", "a.gj").status == 0


def test_fmt_tells_what_it_cannot_format(gouji: Gouji, rules: Path) -> None:
    """Target files, missing files, files in another encoding; the rest is formatted."""
    (rules / "gbk.gj").write_bytes("规则".encode("gbk"))
    run = gouji("fmt", "c.toml", "nosuch.gj", "gbk.gj", "b.gj")
    assert (run.status, run.out) == (2, "已排版：b.gj\n")
    assert re.findall(r"\[([a-z-]+)\]", run.err) == ["not-a-rule-file", "path-missing", "file-gbk"]


def test_fmt_leaves_a_file_with_mistakes_of_syntax(gouji: Gouji, rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are told, in a file and from the standard input."""
    (rules / "bad.gj").write_text("规则 丙 {  ", encoding="utf-8")
    run = gouji("fmt")
    assert (run.status, run.out) == (2, "已排版：b.gj\n")
    assert "错误[unclosed-bracket]" in run.err
    assert "bad.gj 里有语法错误，没有排版" in run.err
    assert (rules / "bad.gj").read_text(encoding="utf-8") == "规则 丙 {  "
    standard_input(monkeypatch, "规则 丙 {  ".encode())
    run = gouji("fmt", "-")
    assert (run.status, run.out) == (2, "")


def test_fmt_leaves_a_file_whole_that_it_cannot_write(
    gouji: Gouji, rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old content stays, the new one is not left lying about."""

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    run = gouji("fmt", "b.gj")
    assert (run.status, run.out) == (2, "")
    assert "写不进 b.gj：Permission denied" in run.err
    assert sorted(path.name for path in rules.iterdir()) == ["a.gj", "b.gj", "c.toml"]
    assert (rules / "b.gj").read_text(encoding="utf-8") == "规则 乙 {  \n}\n"


def standard_input(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


@pytest.mark.parametrize(
    ("content", "arguments", "status", "out"),
    [
        ("规则 乙 {  \n}\n", [], 0, "规则 乙 {\n}\n"),
        ("规则 乙 {  \n}\n", ["--check"], 1, ""),
        ("规则 乙 {\n}\n", ["--check"], 0, ""),
        ("规则 乙 {\n}\n", ["--diff"], 0, ""),
        ("", [], 0, ""),
    ],
)
def test_fmt_of_the_standard_input(
    gouji: Gouji,
    layout: None,
    monkeypatch: pytest.MonkeyPatch,
    content: str,
    arguments: list[str],
    status: int,
    out: str,
) -> None:
    """From stream to stream, for editors."""
    standard_input(monkeypatch, content.encode())
    assert gouji("fmt", "-", *arguments) == Run(status, out, "")


def test_fmt_of_a_bad_standard_input(gouji: Gouji, layout: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told, and stands alone."""
    standard_input(monkeypatch, "规则".encode("gbk"))
    run = gouji("fmt", "-")
    assert (run.status, run.out) == (2, "")
    assert "file-gbk" in run.err
    assert gouji("fmt", "-", "a.gj").err == "“-” 不能和别的路径一起用\n"


# --- test


@dataclass(frozen=True)
class Outcome:
    """What `gouji.lint.testing` gives for a test."""

    name: str
    place: Place
    passed: bool

    @property
    def places(self) -> tuple[Place, ...]:
        return (self.place,)

    def messages(self, language: str) -> tuple[str, ...]:
        return (f"期望失败，实际通过\x1b {language}",)


@dataclass(frozen=True)
class Coverage:
    """What `gouji.lint.testing` tells of a rule."""

    rule: str
    place: Place
    has_passing: bool
    has_failing: bool


@pytest.mark.parametrize(("passed", "status"), [(True, 0), (False, 1)])
def test_test(gouji: Gouji, rules: Path, monkeypatch: pytest.MonkeyPatch, passed: bool, status: int) -> None:
    """A line for each test, the reasons of a failure below it, the counts at the end."""

    def run_tests(paths: Sequence[Path]) -> Iterator[Outcome]:
        for path in paths:
            place = Place(Source(str(path), path.read_text(encoding="utf-8")), Span(0, 2))
            yield Outcome(f"用例 {path.stem}", place, passed or path.stem == "a")

    untested = Coverage("规则乙", Place(Source("b.gj", "规则"), Span(0, 2)), has_passing=True, has_failing=False)
    stand_in(monkeypatch, "gouji.lint.testing", run_tests=run_tests, coverage=lambda paths: [untested])
    run = gouji("test", ".")
    assert (run.status, run.err) == (status, "")
    lacking = "规则“规则乙”（b.gj:1:1）还没有期望“失败”的用例"
    failure = ["失败 用例 b", "  --> b.gj:1:1", "    期望失败，实际通过␛ zh", lacking, "用例：通过 1，失败 1"]
    assert run.out.splitlines()[1:] == (["通过 用例 b", lacking, "用例：通过 2，失败 0"] if passed else failure)
    assert gouji("test", "--quiet").out == ("" if passed else "\n".join(failure[:3]) + "\n")
    assert gouji("test", "nosuch.gj").status == 2


# --- how a run ends


def kept(message: str) -> str:
    """The path of the file with the details, out of the message about an internal error."""
    found = re.search(r"\S*gouji-error-\S*?\.txt", message)
    assert found, message
    return found[0].rpartition("、")[2]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_internal_error(gouji: Gouji, forms: Callable[..., None], language: str) -> None:
    """No traceback on the screen, but in a file, with what the report needs."""
    forms("crash")
    run = gouji("check", "--lang", language)
    path = Path(kept(run.err))
    details = path.read_text(encoding="utf-8")
    path.unlink()
    assert run.status == 2
    assert "Traceback" not in run.err
    assert "ZeroDivisionError: 一分为␛零" in run.err
    assert "Traceback" in details
    assert "Python 3" in details
    assert "'check'" in details


def test_internal_error_that_cannot_be_kept(
    gouji: Gouji, forms: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even then there is a message, and even without catalogues."""
    forms("crash")

    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    assert "could not be kept (Permission denied)" in gouji("check", "--lang", "en").err
    monkeypatch.setattr("gouji.cli.crash.text", refuse)
    assert gouji("check") == Run(2, "", "gouji: internal error: ZeroDivisionError\n")


def raising(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("gouji.cli.arguments.split", fail)


def test_interrupt_is_silent(gouji: Gouji, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C."""
    raising(monkeypatch, KeyboardInterrupt())
    assert gouji("check") == Run(INTERRUPTED, "", "")


def test_full_disk_is_told(gouji: Gouji, forms: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that fails is no internal error."""

    def fail(_: str) -> int:
        raise OSError(28, "No space left on device")

    forms("error")
    with monkeypatch.context() as patched:
        patched.setattr(sys.stdout, "write", fail)
        status = main(["check", "--lang", "en"])
    assert (status, gouji("--version").err) == (2, "gouji: the result cannot be written: No space left on device\n")


def python(*arguments: str, **more: Any) -> "subprocess.CompletedProcess[bytes]":
    environment = {**os.environ, **more.pop("env", {})}
    command = [sys.executable, "-m", "gouji", *arguments]
    return subprocess.run(command, env=environment, timeout=60, check=False, **more)


def test_reader_that_goes_away_is_silent() -> None:
    """As in `gouji explain | head -0`."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        run = python("explain", stdout=writing, stderr=subprocess.PIPE)
    finally:
        os.close(writing)
    assert (run.returncode, run.stderr) == (BROKEN_PIPE, b"")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8", "gbk"])
def test_every_encoding_of_the_output_works(encoding: str) -> None:
    """One that knows no Chinese gives way to UTF-8; GBK is kept, as a Windows pipe wants it."""
    run = python("--help", capture_output=True, env={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "LC_ALL": "C"})
    assert (run.returncode, run.stderr) == (0, b"")
    assert "预算绩效目标表" in run.stdout.decode("gbk" if encoding == "gbk" else "utf-8")


@pytest.mark.skipif(os.name == "nt", reason="closes file descriptors in a shell")
def test_closed_streams_do_not_matter() -> None:
    """Without a standard output and error output, the status is what is left."""
    shell = f'"{sys.executable}" -m gouji explain no-files >&- 2>&-'
    assert subprocess.run(["sh", "-c", shell], timeout=60, check=False).returncode == 0


def test_full_device_is_told() -> None:
    """The whole way, with the interpreter's own flush at the end."""
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full here")
    with open("/dev/full", "wb") as full:
        run = python("explain", "no-files", "--lang", "en", stdout=full, stderr=subprocess.PIPE)
    assert run.returncode == 2
    assert run.stderr.decode() == "gouji: the result cannot be written: No space left on device\n"


def test_version_needs_next_to_no_imports() -> None:
    """Start-up: editors and scripts ask for the version, and nobody waits for what is not used."""
    asked = "import sys; from gouji.cli import main; main(['--version']); print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", asked], capture_output=True, timeout=60, check=True, text=True)
    loaded = set(run.stdout.split())
    assert not loaded & {"argparse", "lark", "tqdm", "re2", "gouji.lang.catalogue", "gouji.lint"}


def test_explain_needs_no_parser() -> None:
    """A code is explained without the grammar, the engine or a progress bar."""
    asked = "import sys; from gouji.cli import main; main(['explain', 'no-files']); print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", asked], capture_output=True, timeout=60, check=True, text=True)
    assert not set(run.stdout.split()) & {"lark", "tqdm", "re2", "json", "gouji.lang.parse", "gouji.lint.engine"}
