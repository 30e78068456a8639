"""Input that no form should be: each gets a finding with its code and place and an exit status, and never a traceback.

Driven through the command line, as a user would: `gouji check … --format json`.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gouji import UnreadableFile, load_rules, read_form
from gouji.cli import main
from gouji.lint import discover

RULES = """
表样 甲 {
    数 : 金额
    率 : 比率
    规则 比 { 应 数 / 率 > 0 信息 "{数}" }
}
"""
TABLE_RULES = """
表样 丁 {
    合 : 金额 合计自 行.额
    明细表 行 键 名 必填 { 名 : 文本  额 : 金额  行 水费 { 必填 } }
    规则 有电 { 应 存在(行 其中 名 含 "电") 信息 "{计数(行)}" }
    规则 电费 { 应 行["电费"].额 > 0 且 计数(行) > 1 信息 "{计数(行)}" }
}
"""
FORM = 'form = "甲"\nyear = 2024\n"数" = 1\n"率" = 50\n'
HEAD = 'form = "甲"\nyear = 2024\n'


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The rules of a form; the current folder is theirs."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "甲.gj").write_text(RULES, encoding="utf-8")
    return tmp_path


def checked(capsys: pytest.CaptureFixture[str], *paths: str) -> tuple[int, list[tuple[str, str]]]:
    """The exit status, and the code and place of each finding."""
    status = main(["check", "--format", "json", *paths])
    out, err = capsys.readouterr()
    assert err == ""
    found: list[dict[str, Any]] = json.loads(out)["findings"]
    assert all(one["message"] for one in found)
    return status, [(one["code"], f"{one['file']}:{one['line']}:{one['column']}") for one in found]


FORMS: dict[str, tuple[bytes, int, list[tuple[str, str]]]] = {
    "empty": (b"", 2, [("no-such-form", "1:1")]),
    "nul": (b"\0" + FORM.encode(), 2, [("file-binary", "1:1")]),
    "gbk": (FORM.encode("gbk"), 2, [("file-gbk", "1:9")]),
    "utf-16": (FORM.encode("utf-16"), 2, [("file-utf16", "1:1")]),
    "bom": (b"\xef\xbb\xbf" + FORM.encode(), 0, []),
    "crlf": (FORM.replace("\n", "\r\n").encode(), 0, []),
    "unknown form": (b'form = "\xe4\xb9\x99"\nyear = 2024\n', 2, [("no-such-form", "1:8")]),
    "brackets": ((HEAD + '"数" = ' + "[" * 10_000).encode(), 1, [("toml-too-deep", "3:107")]),
    "digits": ((HEAD + '"数" = ' + "9" * 5_000).encode(), 1, [("toml-number-too-long", "3:7")]),
    "digits beyond the limit by one": ((HEAD + '"数" = ' + "9" * 41).encode(), 1, [("toml-number-too-long", "3:7")]),
    "division by zero": ((HEAD + '"数" = 1\n"率" = 0\n').encode(), 0, [("not-evaluated", "3:7")]),
    "no year": (
        b'form = "\xe7\x94\xb2"\n"\xe6\x95\xb0" = "x"\n',
        1,
        [("missing-year", "1:8"), ("wrong-value-type", "2:7")],
    ),
    "quoted year": (
        'form = "甲"\nyear = "2024"\n"数" = "x"\n'.encode(),
        1,
        [("missing-year", "2:8"), ("wrong-value-type", "3:7")],
    ),
    "year with its word": (b'form = "\xe7\x94\xb2"\nyear = 2024\xe5\xb9\xb4\n', 1, [("missing-year", "2:8")]),
    "broken value": ((HEAD + '"数" =\n').encode(), 1, [("toml-missing-value", "3:6")]),
}


@pytest.mark.parametrize("name", FORMS)
def test_forms(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Filled forms that are broken in one way each; a cell that cannot be read is not missing besides."""
    content, status, found = FORMS[name]
    Path("a.toml").write_bytes(content)
    assert checked(capsys, "a.toml") == (status, [(code, f"a.toml:{place}") for code, place in found])


@pytest.mark.parametrize(
    ("table", "found"),
    [
        ('"行" =\n', [("toml-missing-value", "3:6")]),
        ('"行" = [\n', [("toml-unterminated-array", "3:7")]),
        ('"行" = "水费 3"\n', [("wrong-value-type", "3:7")]),
        ("", [("missing-row", "1:1"), ("missing-rows", "1:1"), *[("rule-failed", "1:1")] * 2]),
    ],
)
def test_a_table_that_cannot_be_read(
    table: str, found: list[tuple[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    """It is told once: its rows are not missing besides, and no check counts them. One that is not there has no rows."""
    Path("丁.gj").write_text(TABLE_RULES, encoding="utf-8")
    Path("a.toml").write_text('form = "丁"\nyear = 2024\n' + table + '"合" = 1\n', encoding="utf-8")
    status, told = checked(capsys, "a.toml")
    assert (status, sorted(told)) == (1, [(code, f"a.toml:{place}") for code, place in found])


def test_limits_of_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    """A file of 100 MB is not read, and the limit of digits is said as it is."""
    with Path("large.toml").open("wb") as stream:
        stream.truncate(100_000_000)
    assert checked(capsys, "large.toml") == (2, [("file-too-large", "large.toml:1:1")])
    Path("long.toml").write_text(HEAD + '"数" = ' + "9" * 41, encoding="utf-8")
    assert main(["check", "long.toml", "--lang", "en"]) == 1
    assert "come to 41, and 40 is the limit" in capsys.readouterr().out


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_pipes_beside_a_form(capsys: pytest.CaptureFixture[str]) -> None:
    """A named pipe that is given is refused; one that stands beside a form is not waited for."""
    os.mkfifo("p.toml")
    os.mkfifo("p.gj")
    assert checked(capsys, "p.toml", "p.gj") == (
        2, [("file-not-regular", "p.gj:1:1"), ("file-not-regular", "p.toml:1:1")],
    )  # fmt: skip
    Path("a.toml").write_text(FORM, encoding="utf-8")
    assert checked(capsys, "a.toml") == (0, [])


NO_SIGN = {  # what stands in place of `form = "甲"` -> the findings in a folder
    'from = "甲"': "no-such-form",
    'FORM = "甲"': "no-such-form",
    '"表单" = "甲"': "no-such-form",
    "": "no-such-form",
}


@pytest.mark.parametrize("line", NO_SIGN)
def test_no_form_of_a_folder_goes_unchecked(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Beside one that is right, a form without its name is told of; files of other tools are listed at the end."""
    Path("a.toml").write_text(FORM, encoding="utf-8")
    Path("b.toml").write_text(FORM.replace('form = "甲"', line), encoding="utf-8")
    Path("pyproject.toml").write_text("[tool.x]\na = 1\n", encoding="utf-8")
    status, found = checked(capsys, ".")
    assert (status, [code for code, _ in found]) == (2, [NO_SIGN[line]])
    assert found[0][1].startswith("b.toml:")
    main(["check", ".", "--lang", "en", "--format", "json"])
    assert json.loads(capsys.readouterr().out)["summary"]["other_toml"] == ["pyproject.toml"]
    main(["check", ".", "--lang", "en"])
    assert "Other toml files, not checked: 1 (pyproject.toml)" in capsys.readouterr().out


def test_links_that_lead_in_a_circle(capsys: pytest.CaptureFixture[str]) -> None:
    """Each is a finding of its own and the others are checked; a program gets the exception that is documented."""
    Path("a.toml").write_text(FORM, encoding="utf-8")
    for name in ("loop.toml", "loop.gj"):
        Path(name).symlink_to(name)
    circles = [("file-unreadable", "loop.gj:1:1"), ("file-unreadable", "loop.toml:1:1")]
    assert checked(capsys, "loop.toml", "a.toml", "loop.gj") == (2, circles)
    assert checked(capsys, ".") == (2, circles)
    assert main(["test", "loop.gj", "--lang", "en"]) == 1
    assert "its links lead in a circle" in capsys.readouterr().out
    for command in (("doc", "loop.gj", "--out", "pages"), ("test", "--sensitivity", "loop.gj", "loop.toml")):
        assert main([*command, "--lang", "en"]) == 2
        assert "its links lead in a circle" in capsys.readouterr().err
    for path in ("loop.toml", "a\0b.toml", "y" * 300 + ".toml"):
        with pytest.raises(UnreadableFile):
            read_form(path)
    with pytest.raises(UnreadableFile):
        load_rules("loop.gj")


def test_file_that_goes_away_while_others_are_checked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between listing and reading; and a current folder that is no more is no reason to fail."""
    Path("a.toml").write_text(FORM, encoding="utf-8")
    Path("b.toml").write_text(FORM, encoding="utf-8")

    def looked_at(*_: object) -> bool:
        Path("b.toml").unlink(missing_ok=True)
        return True

    monkeypatch.setattr(discover, "may_be_a_form", looked_at)
    assert checked(capsys, ".") == (2, [("file-missing", "b.toml:1:1")])
    Path("gone").mkdir()
    os.chdir("gone")
    Path("../gone").rmdir()
    assert checked(capsys, ".")[1][0][0] == "no-files"
    assert checked(capsys, "a.toml")[1] == [("path-missing", "a.toml:1:1")]


@pytest.mark.parametrize("refused", ["甲.gj", "rules"])
def test_rules_that_may_not_be_read(
    refused: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rule file, or a folder of them, that is closed is passed over where it is only looked for."""
    Path("rules").mkdir()
    Path("rules/乙.gj").write_text(RULES.replace("甲", "乙"), encoding="utf-8")
    Path("a.toml").write_text(FORM.replace("甲", "乙" if refused == "rules" else "甲"), encoding="utf-8")
    real_open, real_scan = Path.open, os.scandir

    def open_(path: Path, *arguments: Any, **options: Any) -> Any:
        if path.name == refused:
            raise PermissionError(13, "Permission denied")
        return real_open(path, *arguments, **options)

    def scandir(path: Any) -> Any:
        if Path(path).name == refused:
            raise PermissionError(13, "Permission denied")
        return real_scan(path)

    monkeypatch.setattr(Path, "open", open_)
    monkeypatch.setattr(os, "scandir", scandir)
    assert checked(capsys, "a.toml") == (2, [("no-such-form", "a.toml:1:8")])


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full here")
def test_folders_and_devices_named_like_forms(capsys: pytest.CaptureFixture[str]) -> None:
    """A folder is looked into, whatever it is called; a device is refused, and never read without an end."""
    Path("夹.toml").mkdir()
    Path("夹.toml/a.toml").write_text(FORM.replace("50", "0"), encoding="utf-8")
    Path("夹.toml/甲.gj").write_text(RULES, encoding="utf-8")
    os.symlink("/dev/zero", "零.toml")
    os.symlink("/dev/full", "满.gj")
    assert checked(capsys, "夹.toml") == (0, [("not-evaluated", "夹.toml/a.toml:3:7")])
    assert checked(capsys, "零.toml", "满.gj") == (
        2, [("file-not-regular", "满.gj:1:1"), ("file-not-regular", "零.toml:1:1")],
    )  # fmt: skip


@pytest.mark.parametrize(
    "pattern", ["^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "(.*)*x", "(a?){50}a{50}", "((a{1,99}){1,99}){1,99}"]
)
def test_a_hostile_pattern(pattern: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Nested repetition on a text made for it: an answer, or a finding on the pattern; other matchers never come back."""
    Path("乙.gj").write_text(f'表样 乙 {{\n    文 : 文本 匹配 "{pattern}"\n}}\n', encoding="utf-8")
    Path("a.toml").write_text('form = "乙"\nyear = 2024\n"文" = "' + "a" * 20_000 + '!"\n', encoding="utf-8")
    status, found = checked(capsys, "a.toml")
    refused, mismatch, passed = (
        ("bad-pattern", "乙.gj:2:15"),
        ("pattern-mismatch", "a.toml:3:7"),
        pattern == "(a?){50}a{50}",
    )
    assert (status, found) == ((0, []) if passed else (1, [refused if "99" in pattern else mismatch]))


def test_interrupted() -> None:
    """Ctrl-C, whatever is being done: the status that a shell gives it, and no traceback."""
    rows = "".join(f'[["行"]]\n"名" = "{number}"\n"额" = {number}\n' for number in range(20_000))
    Path("丁.gj").write_text(TABLE_RULES, encoding="utf-8")
    for number in range(50):
        Path(f"{number}.toml").write_text('form = "丁"\nyear = 2024\n"没有的栏" = 1\n' + rows, encoding="utf-8")
    command = [sys.executable, "-m", "gouji", "check", "."]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdout is not None and run.stderr is not None
        run.stdout.readline()  # the first form is done, and the others are not
        run.send_signal(signal.SIGINT)
        run.stdout.read()
        assert run.stderr.read() == b""
    assert run.returncode == 130


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a limit on the size of files is set here")
def test_a_disk_that_is_full() -> None:
    """`gouji fmt` cannot write the new file: the old one is whole, nothing is left beside it, and the reason is told."""
    text = "表样 甲 {\n" + "".join(f"  栏{number}:金额\n" for number in range(2_000)) + "}\n"
    Path("甲.gj").write_text(text, encoding="utf-8")
    limited = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096));"
        "from gouji.cli import main; sys.exit(main(['fmt', '甲.gj', '--lang', 'en']))"
    )
    run = subprocess.run([sys.executable, "-B", "-c", limited], capture_output=True, encoding="utf-8", check=False)
    assert run.returncode == 2
    assert "Traceback" not in run.stderr and "甲.gj" in run.stderr
    assert Path("甲.gj").read_text(encoding="utf-8") == text
    assert os.listdir(".") == ["甲.gj"]


def test_folder_without_matches(capsys: pytest.CaptureFixture[str]) -> None:
    """An empty folder is told; so is an empty path, which is not the current folder."""
    Path("empty").mkdir()
    assert checked(capsys, "empty") == (2, [("no-files", "empty:1:1")])
    assert checked(capsys, "")[1][0][0] == "path-missing"


def test_form_of_another_year(capsys: pytest.CaptureFixture[str]) -> None:
    """A year for which there is no version; without a year, nothing is guessed where there are several."""
    versions = RULES.replace("甲 {", "甲 { 年度 2020..2021") + RULES.replace("甲 {", "甲 { 年度 2022..")
    Path("甲.gj").write_text(versions, encoding="utf-8")
    Path("a.toml").write_text(FORM.replace("2024", "2001"), encoding="utf-8")
    Path("b.toml").write_text(FORM.replace("year = 2024\n", ""), encoding="utf-8")
    status, found = checked(capsys, "a.toml", "b.toml")
    assert status == 2
    assert ("no-such-year", "a.toml:2:8") in found and ("missing-year", "b.toml:1:8") in found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('引用 "坏.gj"\n', "circular-use"),
        ("表样 乙 沿用 丙 { }\n表样 丙 沿用 乙 { }\n", "circular-inheritance"),
        ("表样 乙 { 数 : 金额  规则 深 { 应 " + "(" * 10_000 + ' 数 > 0 信息 "{数}" } }', "too-deep"),
        ('表样 乙 { 文 : 文本 匹配 "(a)\\\\1" }', "bad-pattern"),
        ("表样 乙 { 数 : 金额 ≥ " + "9" * 5_000 + " }", "bad-number"),
        ("\0", "file-binary"),
    ],
)
def test_rule_files(text: str, code: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Rule files that are broken in one way each."""
    Path("坏.gj").write_text(text, encoding="utf-8")
    status, found = checked(capsys, "坏.gj")
    assert status in (1, 2) and code in [one for one, _ in found]


def test_rules_that_do_not_concern_a_form(capsys: pytest.CaptureFixture[str]) -> None:
    """Mistakes in another form of a file beside it are not told with this form; those in its own rules are."""
    other = '引用 "甲.gj"\n表样 乙 { 规则 坏 { 应 没有 > 0 信息 "x" } }\n'
    Path("乙.gj").write_text(other, encoding="utf-8")
    Path("a.toml").write_text(FORM, encoding="utf-8")
    assert checked(capsys, "a.toml") == (0, [])
    Path("乙.gj").write_text(
        other.replace("表样 乙 { 规则 坏 {", "规则 坏 于 甲 {").replace("} }", "}"), encoding="utf-8"
    )
    assert "unknown-name" in [code for code, _ in checked(capsys, "a.toml")[1]]


def test_a_reader_that_goes_away() -> None:
    """`| head -1`: no traceback, and the status of a broken pipe."""
    lines = "".join(f'"栏{number}" = 1\n' for number in range(3_000))
    Path("a.toml").write_text(FORM + lines, encoding="utf-8")
    command = [sys.executable, "-m", "gouji", "check", "a.toml"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdout is not None and run.stderr is not None
        run.stdout.readline()
        run.stdout.close()
        assert run.stderr.read() == b""
    assert run.returncode == 141


@pytest.mark.parametrize("used", ['引用 "a.gj"\n', "表样 乙 { 甲 : 金额 按 无 }\n"])
def test_a_mistake_in_a_file_that_is_used_is_told_with_its_user(used: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What rests on a broken file is not sound; where both are checked, it is told once."""
    Path("a.gj").write_text('引用 "b.gj"\n', encoding="utf-8")
    Path("b.gj").write_text(used, encoding="utf-8")
    status, found = checked(capsys, "a.gj")
    assert status == 1
    assert [place.partition(":")[0] for _, place in found] == ["b.gj"]
    assert checked(capsys, "a.gj", "b.gj") == (status, found)
