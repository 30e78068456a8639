"""What outlives a session of the page of `gouji play`: texts when the server has ended, and what was typed in the next one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser import LONGEST, chromium
from tests.lsp.conftest import FILLED, RULES
from tests.lsp.served import Served, needs_bundle

pytestmark = pytest.mark.xdist_group("play")

ANOTHER = "wuxi-2024/xishan"
MAIN = (
    """引用 "common/x.gj"
引用 "local/x.gj"

"""
    + RULES
)
USED = ("common", "local")


def project(folder: Path) -> tuple[Path, Path]:
    """A rule file that uses two of one name, and a form."""
    for name in USED:
        (folder / name).mkdir(parents=True)
        (folder / name / "x.gj").write_text(f"# {name}\n", encoding="utf-8")
    (folder / "main.gj").write_text(MAIN, encoding="utf-8")
    (folder / "f.toml").write_text(FILLED, encoding="utf-8")
    return folder / "main.gj", folder / "f.toml"


def saved(page: Page, which: str) -> str:
    """The text of an editor, as it is downloaded."""
    with page.expect_download() as download:
        page.locator(f"#{which}-download").click()
    return download.value.path().read_text(encoding="utf-8")


def follow(page: Page, used: str) -> None:
    """Goes from the rule file to one that it uses."""
    page.locator("#rules-editor .view-line", has_text=used).get_by_text(used, exact=False).last.click()
    page.keyboard.press("F12")
    expect(page.locator("#rules-name")).to_have_text(f"{used}/x.gj")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def lost(browser: Browser) -> Iterator[Page]:
    """A page whose server may end: what it asks for then is told on the console, but nothing fails in it."""
    page = browser.new_page()
    page.set_default_timeout(LONGEST)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    page.close()
    assert errors == []


def test_files_of_one_name_are_told_apart(lost: Page, tmp_path: Path) -> None:
    """By the path at which the rules use them: what is typed into one comes back in that one, and findings name it."""
    needs_bundle()
    with Served(*project(tmp_path / "a"), temporary=tmp_path) as served:
        lost.goto(served.address)
        lost.locator(".finding").wait_for()
        follow(lost, "common")
        lost.keyboard.press("Control+End")
        lost.keyboard.type("坏")
        place = lost.locator(".finding .place", has_text="引用的规则 common/x.gj · 第 2 行").first
        expect(place).to_be_visible()
        lost.reload()
        expect(place).to_be_visible()
        for used, typed in zip(USED, ("坏", ""), strict=True):
            follow(lost, used)
            assert saved(lost, "rules") == f"# {used}\n{typed}"
            lost.locator("#back").click()


def test_no_text_is_lost_with_its_server(lost: Page, tmp_path: Path) -> None:
    """It stays in the page, and goes to that of another server at the port; where files are others, the reader decides."""
    needs_bundle()
    rules, form = project(tmp_path / "a")
    status, notice = lost.locator("#status"), lost.locator("#outdated")
    with Served(rules, form, temporary=tmp_path) as served:
        port = served.host.partition(":")[2]
        lost.goto(served.address)
        lost.locator(".finding").first.wait_for()
        lost.locator("#rules-editor .view-line").first.click()
        lost.keyboard.press("End")
        lost.keyboard.type(" # 我的")
        served.leave()
    expect(status).to_contain_text("连接断了")
    lost.locator(".finding .told").first.click()
    lost.keyboard.type("5 # 还在写")
    expect(lost.locator("#form-editor")).to_contain_text("# 还在写")
    lost.keyboard.press("Control+Space")
    mine = saved(lost, "rules"), saved(lost, "form")
    assert "# 我的" in mine[0] and "5 # 还在写" in mine[1]
    lost.locator("#again").click()
    expect(status).to_contain_text("连接断了")
    lost.locator("#sample").select_option(ANOTHER)
    expect(lost.locator("#sample")).not_to_have_value(ANOTHER)
    expect(status).to_contain_text("连接断了")
    expect(lost.locator("#language")).to_be_disabled()
    assert (saved(lost, "rules"), saved(lost, "form")) == mine
    now = "# 别处改的\n" + MAIN
    rules.write_text(now, encoding="utf-8")
    with Served(*project(tmp_path / "b"), "--port", port, temporary=tmp_path) as served:
        lost.locator("#again").click()
        expect(status).to_contain_text("请在这个标签页打开它新给出的地址")
        expect(lost.locator("#again")).to_be_hidden()
        assert saved(lost, "form") == mine[1]
        lost.goto(served.address)
        expect(lost.locator(".finding")).to_have_count(1)
        assert (saved(lost, "rules"), saved(lost, "form")) == (MAIN, FILLED)
        expect(notice).to_be_hidden()
    with Served(rules, form, "--port", port, temporary=tmp_path) as served:
        lost.goto(served.address)
        lost.locator(".finding").first.wait_for()
        expect(notice).to_contain_text("您改过 main.gj 之后，文件本身也变了")
        assert (saved(lost, "rules"), saved(lost, "form")) == mine
        lost.reload()
        lost.locator("#take-file").click()
        expect(notice).to_be_hidden()
        assert (saved(lost, "rules"), saved(lost, "form")) == (now, mine[1])
        lost.locator("#rules-editor .view-line").first.click()
        lost.keyboard.press("Control+z")
        expect(lost.locator("#rules-editor")).to_contain_text("# 我的")
        lost.reload()
        lost.locator(".finding").first.wait_for()
        expect(notice).to_be_hidden()
        assert saved(lost, "rules") == mine[0]
