"""Can the tutorial be followed? Each page is done as its reader does it: files written, changed and checked in order.

Before a block stands what is done with it: `<!-- write: NAME -->` writes a file, `<!-- write: NAME after: LINE -->` adds
lines below the last such one, a `diff` block changes some; `slip` in the place of `write` lasts until the next command.
A page begins with the folder that the page before leaves, which is kept in docs/zh/tutorial/steps. With `--update`,
outputs and those folders are rewritten. Never runs blocks of kind sh.
"""

import shutil
from pathlib import Path

import pytest
from tests.pages import ROOT, Block, blocks_of, lost_links, run_console

from gouji.cli import main
from gouji.lint.engine import check_files

CHINESE, ENGLISH = (ROOT / "docs" / language / "tutorial" for language in ("zh", "en"))
STEPS = CHINESE / "steps"
PAGES = sorted(CHINESE.glob("[0-9]*.md"))
BOTH = [*PAGES, *sorted(ENGLISH.glob("[0-9]*.md"))]
FIRST = 2  # the first page on which the reader writes files
ENTRIES = [folder / "README.md" for folder in (CHINESE, ENGLISH)]

each_page = pytest.mark.parametrize("page", BOTH, ids=lambda page: page.relative_to(ROOT / "docs").as_posix())


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOUJI_LANG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout as the reader has it, with the project's examples and rules."""
    for name in ("examples", "rules"):
        (tmp_path / name).symlink_to(ROOT / name, target_is_directory=True)
    return tmp_path


def step(page: Path) -> Path:
    """The folder that a page leaves, known by the number that its name begins with."""
    return STEPS / page.name[:2]


def files_in(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*"))}


@each_page
def test_a_page_can_be_followed(
    page: Path, project: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """Its commands print what it shows, and it leaves the files that the next page begins with."""
    update: bool = request.config.getoption("--update")
    number, work = int(page.name[:2]), project / "我的表"
    if number > FIRST:
        shutil.copytree(STEPS / f"{number - 1:02}", work)
    work.mkdir(exist_ok=True)
    monkeypatch.chdir(work if number >= FIRST else project)
    text, written, slipped = page.read_text(encoding="utf-8"), "", dict[Path, str]()
    at = 0
    for block in blocks_of(page):
        if block.edit:
            path = work / block.edit.file
            before = path.read_text(encoding="utf-8") if path.exists() else ""
            if block.edit.slip:
                slipped.setdefault(path, before)
            path.write_text(edited(block, before), encoding="utf-8")
        elif block.kind == "console":
            written += text[at : block.start] + run_console(block.text, update=update)
            at = block.end
            for path, before in slipped.items():
                path.write_text(before, encoding="utf-8")
            slipped.clear()
        else:
            assert block.kind in ("sh", "text"), f"{block.line}: what does the reader do with this block?"
    assert not slipped, "a slip that no command shows"
    if update:
        page.write_text(written + text[at:], encoding="utf-8", newline="\n")
    if update and page in PAGES and number >= FIRST:
        shutil.rmtree(step(page), ignore_errors=True)
        shutil.copytree(work, step(page))
    assert files_in(work) == files_in(step(page))


def edited(block: Block, text: str) -> str:
    """The text of a file after what a block says has been done to it."""
    assert block.edit
    if block.kind == "diff":
        lines = block.text.splitlines(keepends=True)
        old, new = ("".join(line[1:] for line in lines if line[0] in (" ", sign)) for sign in "-+")
        assert text.count(old) == 1, f"{block.line}: stands {text.count(old)} times in {block.edit.file}"
        return text.replace(old, new)
    if not block.edit.after:
        return block.text
    lines = text.splitlines(keepends=True)
    at = max(number for number, line in enumerate(lines) if line.strip() == block.edit.after)
    return "".join([*lines[: at + 1], block.text, *lines[at + 1 :]])


def test_every_page_is_there_in_both_languages() -> None:
    """The pages are numbered, the English ones do the same as the Chinese ones, and the entry pages name them all."""
    assert [int(page.name[:2]) for page in PAGES] == list(range(1, len(PAGES) + 1))
    assert [page.name for page in PAGES] == [page.name for page in BOTH[len(PAGES) :]]
    for page in PAGES:
        chinese, english = ([one for one in blocks_of(folder / page.name) if one.edit] for folder in (CHINESE, ENGLISH))
        assert [(one.edit, one.text) for one in chinese] == [(one.edit, one.text) for one in english], page.name
    for entry in ENTRIES:
        text = entry.read_text(encoding="utf-8")
        assert [page.name for page in PAGES if f"]({page.name})" not in text] == []


@pytest.mark.parametrize("page", [*BOTH, *ENTRIES], ids=lambda page: page.relative_to(ROOT / "docs").as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    """Relative links lead to files, and to headings that are there."""
    assert lost_links(page) == []


SLIPS = {
    "plus signs in a total": ("财政拨款, 上年结转, 其他资金", "财政拨款 + 上年结转 + 其他资金"),
    "semicolons between words": ("选项 过程, 产出, 效益, 满意度", "选项 过程；产出；效益；满意度"),
    "nothing between words": ("选项 过程, 产出, 效益, 满意度", "选项 过程 产出 效益 满意度"),
    "no axis": ("维度 期间 累计 { 半年, 全年 }\n", ""),
    "no such type": ("基本支出 : 金额", "基本支出 : 钱"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_in_the_form_says_nothing_of_a_sound_filled_form(slip: str, project: Path) -> None:
    """What was not read of a field's declaration leaves the field unread: it is told once, where it stands."""
    work = shutil.copytree(step(PAGES[-1]), project / "我的表")
    form = work / "绩效目标表.gj"
    before, after = SLIPS[slip]
    text = form.read_text(encoding="utf-8")
    assert text.count(before) == 1
    form.write_text(text.replace(before, after), encoding="utf-8")
    found = [one for report in check_files([work / "水务局.toml"]) for one in report.diagnostics]
    assert found, "the slip itself is told"
    assert [one.code.id for one in found if one.place.source.name.endswith(".toml")] == []


def test_the_last_folder_is_sound(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the reader ends with has no error, its tests pass and it is in order; a city's form takes few lines."""
    work = shutil.copytree(step(PAGES[-1]), project / "我的表")
    monkeypatch.chdir(work)
    assert [main([command, *options]) for command, *options in (["check"], ["test"], ["fmt", "--check"])] == [0, 0, 0]
    assert all(text.count("\n") < 150 for name, text in files_in(work).items() if name.endswith(".gj"))
