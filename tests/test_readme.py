"""Do the pages tell the truth? Every fenced example of the READMEs, docs/*.md and docs/zh/*.md is run, every name looked up.

What an example needs stands in a comment before it: `<!-- file: name -->` (the page's other examples find it under
that name) or `<!-- around … -->` (what stands above and below it, for which `…` holds the place). A line that is only
`…` in an output stands for any lines. With `--update`, outputs are rewritten. Never runs what is not shown.
"""

import contextlib
import dataclasses
import importlib
import io
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.pages import ROOT, Block, agreed, blocks_of, inline_code, lost_links, refreshed, run_console

from gouji.cli import console
from gouji.cli.commands import COMMANDS
from gouji.lang.check import check_program
from gouji.lang.codes import CODES
from gouji.lang.diagnostic import Diagnostic
from gouji.lang.form_model import FormField, FormTable
from gouji.lang.model import Check
from gouji.lang.parse import parse
from gouji.lang.source import Place, Source
from gouji.lang.switches import READING_CHECKS, names_check
from gouji.lint.engine import check_files
from gouji.lint.file_names import CONFIGURATION as CONFIGURATION_FILE
from gouji.lint.library import Library
from gouji.lint.testing import run_tests

READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
PAGES = [*READMES, *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "docs" / "zh").glob("*.md"))]
LANGUAGE = ROOT / "docs" / "language.md"
CHINESE = ROOT / "docs" / "zh" / "language.md"
# Other fences are shown as they are: sh (not run here: make would run this test), json, text; yaml, which tests/test_ci.py holds
# against what reads it; settings of editors, which
# tests/editors uses.
PROVED = ("gouji", "toml", "python", "console", "output")

SETTINGS = "gouji.toml"  # a file, and no name of Python's
_OWN_PATH = re.compile(r"(lang|lint|lsp|rules|docs|tests|examples|bench|tools|src)/[\w./-]+\.(py|lark|gj|toml|md|txt)")


BLOCKS = [block for page in PAGES for block in blocks_of(page)]


def name_of(block: Block) -> str:
    return f"{block.page.relative_to(ROOT)}:{block.line}"


def blocks_in(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("block", [block for block in BLOCKS if block.kind == kind], ids=name_of)


Folder = Callable[[Path], Path]

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
each_readme = pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOUJI_LANG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """A folder as a reader of the page has it: the project's examples and rules, and the files that the page shows."""

    def furnished(page: Path) -> Path:
        for name in ("examples", "rules"):
            (tmp_path / name).symlink_to(ROOT / name, target_is_directory=True)
        for block in blocks_of(page):
            if block.file:
                (tmp_path / block.file).write_text(block.whole, encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        return tmp_path

    return furnished


def told(diagnostics: Sequence[Diagnostic]) -> list[str]:
    return [f"{one.place.start.line}: {one.code.id}: {one.message('en')}" for one in diagnostics]


# --- the examples


def test_every_example_is_found() -> None:
    """As many blocks are read as fences open, and there are some of each kind; kinds are known."""
    for page in PAGES:
        fences = re.findall(r"^```([a-z]*).*$", page.read_text(encoding="utf-8"), re.MULTILINE)
        assert len(fences) == 2 * len(blocks_of(page)), page
    kinds = {block.kind for block in BLOCKS}
    assert kinds >= set(PROVED)
    assert kinds - set(PROVED) <= {"sh", "json", "text", "yaml", "lua", "elisp"}


@blocks_in("gouji")
def test_rules_have_no_mistakes_and_their_tests_pass(block: Block, folder: Folder) -> None:
    """An example of the rule language checks without a diagnostic, hints included; tests in it pass."""
    path = folder(block.page) / (block.file or "shown.gj")
    path.write_text(block.whole, encoding="utf-8")
    loaded = Library().load([path])
    assert told(loaded.program.diagnostics()) == []
    assert [(result.name, result.messages("en")) for result in run_tests([path]) if not result.passed] == []


@blocks_in("toml")
def test_filled_forms_have_no_findings(block: Block, folder: Folder) -> None:
    """A filled form, or a part of one, is accepted whole; of one that has a name, a console block shows what is found."""
    if block.file:
        commands = "".join(other.text for other in blocks_of(block.page) if other.kind == "console")
        assert block.file in commands
        return
    path = folder(block.page) / "shown.toml"
    path.write_text(block.whole, encoding="utf-8")
    reports = list(check_files([path]))
    assert [report.verdicts.failed for report in reports] == [0]
    assert told([one for report in reports for one in report.diagnostics]) == []


@each_page
def test_outputs_are_what_is_printed(page: Path, folder: Folder, request: pytest.FixtureRequest) -> None:
    """Commands and Python examples run, and print what the page shows below them."""
    folder(page)
    text = page.read_text(encoding="utf-8")
    update: bool = request.config.getoption("--update")
    blocks = blocks_of(page)
    for at in reversed(range(len(blocks))):  # from the end, so that earlier places stay
        block = blocks[at]
        if block.kind == "console":
            shown = run_console(block.text, update=update)
        elif block.kind == "output":
            printed = run_python(blocks[at - 1].text)
            shown = refreshed(block.text, printed) if update else agreed(block.text, printed)
        else:
            if block.kind == "python" and (at + 1 == len(blocks) or blocks[at + 1].kind != "output"):
                assert run_python(block.text) == "", "what it prints is shown in a block of kind output"
            continue
        text = text[: block.start] + shown + text[block.end :]
    if update:
        page.write_text(text, encoding="utf-8", newline="\n")


def run_python(text: str) -> str:
    """What a Python example prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(text, "shown.py", "exec"), {"__name__": "__main__"})
    return out.getvalue()


# --- the rule in two languages


@each_readme
def test_a_rule_means_the_same_in_both_languages(page: Path, folder: Folder) -> None:
    """The rule that the README shows stands in the packs, and its English keywords give the same model."""
    folder(page)
    chinese, english = (block for block in blocks_of(page) if block.kind == "gouji")
    pack = (ROOT / "rules" / "common" / "department.gj").read_text(encoding="utf-8")
    assert "".join(f"    {line}\n" for line in chinese.text.splitlines()) in pack
    assert re.search("[规则应信息]{2}", chinese.text) and not re.search("^ *(规则|应|信息)", english.text, re.MULTILINE)
    first, second = (written_checks(block) for block in (chinese, english))
    assert len(first) == 1
    assert plain(first) == plain(second)


def written_checks(block: Block) -> list[Check]:
    """The checks of the rules that stand in a block itself."""
    path = Path("shown.gj")
    path.write_text(block.whole, encoding="utf-8")
    program = Library().load([path]).program
    checks = [check for form in program.forms for check in program.checks(form)]
    return [check for check in checks if not check.derived and check.place.source.text == block.whole]


def plain(node: Any) -> Any:
    """A part of the model without places; fields and tables by their paths."""
    if isinstance(node, FormField | FormTable):
        return node.path
    if isinstance(node, Place):
        return None
    if isinstance(node, list | tuple):
        return (type(node).__name__, *(plain(part) for part in node))
    if dataclasses.is_dataclass(node) and not isinstance(node, type):
        return {field.name: plain(getattr(node, field.name)) for field in dataclasses.fields(node)}
    return node


# --- names, links and tables


@each_page
def test_links_lead_somewhere(page: Path) -> None:
    """Relative links lead to files, and to headings that are there."""
    assert lost_links(page) == []


@each_page
def test_names_of_modules_and_functions_exist(page: Path) -> None:
    """`gouji.room.module.name` can be imported, and a path with one of our suffixes is a file."""
    for code in inline_code(page):
        if re.fullmatch(r"gouji(\.\w+)+", code) and code not in (SETTINGS, CONFIGURATION_FILE):
            resolved(code)
        elif _OWN_PATH.fullmatch(code):
            assert (ROOT / code).is_file(), code


def resolved(name: str) -> Any:
    """What a dotted name leads to."""
    parts = name.split(".")
    for size in range(len(parts), 0, -1):
        with contextlib.suppress(ModuleNotFoundError):
            found: Any = importlib.import_module(".".join(parts[:size]))
            for part in parts[size:]:
                found = getattr(found, part)
            return found
    raise AssertionError(name)


def rows_of(page: Path, first: str) -> list[list[str]]:
    """The rows of the table whose head begins with `first`, as cells."""
    text = page.read_text(encoding="utf-8")
    table = text[text.index(f"| {first} |") :].split("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


@each_readme
def test_every_command_is_listed(page: Path) -> None:
    """The table of commands has each command once, and the table of statuses is what the code gives."""
    heads = ("command", "status") if page.name == "README.md" else ("命令", "返回值")
    commands = [cell for row in rows_of(page, heads[0]) for cell in re.findall(r"`gouji (\w+)", row[0])]
    assert sorted(set(commands)) == sorted(COMMANDS)
    statuses = [
        console.CLEAN,
        console.FINDINGS,
        console.UNUSABLE,
        console.INTERRUPTED,
        console.BROKEN_PIPE,
        console.TERMINATED,
    ]
    assert [int(row[0].strip("`")) for row in rows_of(page, heads[1])] == statuses


def test_arrows_are_those_of_the_contract() -> None:
    """The page on the architecture names the rooms that are there in the order in which they may import each other."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = (one for one in project["tool"]["importlinter"]["contracts"] if one["id"] == "arrows")
    rooms = [layer for layers in contract["layers"] for layer in layers.split(" | ") if not layer.startswith("(")]
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert f"\n{' → '.join(rooms)}\n" in text
    assert ("empty so far" in text) is (len(list((ROOT / "lsp").rglob("*.py"))) == 1)


@each_page
def test_make_targets_exist(page: Path) -> None:
    """Every `make target` that is named is one of the Makefile's."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = re.findall(r"(?:^|`)make ([a-z]+)\b", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(named) <= targets


def test_limits_are_those_of_the_code() -> None:
    """Each limit in the reference has the value of the constant that is named beside it, in whichever module it is."""
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in sorted([*ROOT.glob("lang/*.py"), *ROOT.glob("lint/*.py")])
    ]
    modules = [importlib.import_module(f"gouji.{name.removesuffix('.__init__')}") for name in names]
    for _, value, constant in rows_of(LANGUAGE, "limit"):
        number = float(value.split()[0].replace(",", ""))
        found = [vars(module)[constant.strip("`")] for module in modules if constant.strip("`") in vars(module)]
        assert number in found, constant


@pytest.mark.parametrize("name", ["language.md", "target-files.md", "configuration.md"])
def test_references_are_the_same_in_chinese(name: str) -> None:
    """A Chinese reference has the examples of the English one, its sections, and tables with as many rows."""
    paths = (ROOT / "docs" / name, ROOT / "docs" / "zh" / name)
    english, chinese = ([one for one in blocks_of(page) if one.kind != "text"] for page in paths)
    assert [(one.kind, one.file, one.around) for one in english] == [
        (one.kind, one.file, one.around) for one in chinese
    ]
    for one, other in zip(english, chinese, strict=True):
        assert one.kind == "console" or one.text == other.text
    pages = [page.read_text(encoding="utf-8") for page in paths]
    assert len({len(re.findall(r"^##+ |^\| ", page, re.MULTILINE)) for page in pages}) == 1


def test_the_language_is_the_same_in_chinese() -> None:
    """The Chinese reference of the language has in its tables the codes and limits of the English one."""
    assert len({tuple(derived_of(page, head)) for page, head in ((LANGUAGE, "ends in"), (CHINESE, "结尾的词"))}) == 1
    assert len({tuple(limits_of(page, head)) for page, head in ((LANGUAGE, "limit"), (CHINESE, "限度"))}) == 1


def derived_of(page: Path, head: str) -> Iterator[tuple[str, ...]]:
    """The suffix of each derived check, and its codes."""
    for row in rows_of(page, head):
        yield (row[0], *re.findall("`([^`]+)`", row[2]))


def limits_of(page: Path, head: str) -> Iterator[tuple[str, str]]:
    """The figure of each limit, and the constant that holds it."""
    for row in rows_of(page, head):
        yield row[1].split()[0], row[2]


DERIVED = """
维度 期 累计 { 半年, 全年 }

表样 例 {
    总额 : 金额 按 期 必填 合计自 表.金额 ≥ 0
    编号 : 文本 匹配 "^[0-9]+$"
    项目 : 引用 表
    率   : 目标值 方向 正向 按 期
    明细表 表 键 名称 必填 {
        名称 : 文本
        类别 : 文本
        金额 : 金额 按 期
        目标 : 目标值
        行 甲 { 必填  类别 乙  取值 好 }
        行 丙 { 计量单位 人  方向 反向  ≤ 9人 }
    }
}
"""


def test_derived_checks_are_those_of_the_code() -> None:
    """The table of derived checks names every suffix that is derived or used in reading, with its codes and severities."""
    rows = rows_of(LANGUAGE, "ends in")
    documented = {row[0].strip("`"): re.findall(r"`([a-z-]+)` (error|warning|hint)", row[2]) for row in rows}
    for codes in documented.values():
        assert codes and all(CODES[id].severity == severity for id, severity in codes)
    program = check_program([parse(Source("derived.gj", DERIVED))])
    assert told(program.diagnostics()) == []
    suffixes = dict.fromkeys(READING_CHECKS, "")
    for check in program.checks(program.forms[0]):
        suffix = check.name.rpartition(" ")[2]
        suffixes[suffix] = check.code.id
        assert (check.code.id, check.severity) in documented[suffix], check.name
        assert names_check(check.name.partition("/")[2].replace(" ", ""), check.name)
    assert sorted(documented) == sorted(suffixes)
