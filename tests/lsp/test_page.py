"""Does the page of `gouji play` work in a real browser: what is typed, what is found, what is mended, and nothing else?"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect
from tests.browser import LONGEST, chromium
from tests.lsp.conftest import FILLED, RULES
from tests.lsp.served import Served, needs_bundle

pytestmark = pytest.mark.xdist_group("play")

HOSTILE = "<img src=x onerror=window.hacked=1><script>window.hacked=1</script>"

Opens = Callable[..., AbstractContextManager[Page]]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    needs_bundle()
    room = tmp_path_factory.mktemp("page")
    (room / "temporary").mkdir()
    rules = (
        RULES.replace('"总额 {总额}', '"{类别}总额 {总额}').replace("选项 大, 小", "文本").replace("全部的钱", HOSTILE)
    )
    (room / "a.gj").write_text(rules, encoding="utf-8")
    (room / "a.toml").write_text(FILLED, encoding="utf-8")
    with Served(room / "a.gj", room / "a.toml", temporary=room / "temporary") as served:
        yield served


@pytest.fixture
def opens(browser: Browser, served: Served) -> Opens:
    """Opens the page in a tab, which must have no error in a script, and no finding but the one that the form has."""

    @contextmanager
    def opens(query: str = "") -> Iterator[Page]:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(LONGEST)
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        page.goto(served.address + query)
        try:
            yield page
        finally:
            page.close()
        assert errors == []

    return opens


def told(page: Page) -> list[str]:
    return page.locator(".finding .message").all_inner_texts()


def type_at(page: Page, editor: str, line: str, text: str) -> None:
    """Types at the end of the line of an editor that has a text in it."""
    page.locator(f"#{editor} .view-line", has_text=line).first.click()
    page.keyboard.press("End")
    page.keyboard.type(text)


def test_a_finding_is_shown_reached_and_mended(opens: Opens) -> None:
    """A click on it selects the cell; typing the right figure makes it go, and undoing brings it back."""
    with opens() as page:
        expect(page.locator(".finding .message")).to_have_text("大总额 2元，合计 3元")
        expect(page.locator("#filters .error")).to_have_text("错误 1")
        expect(page.locator(".finding .place")).to_have_text("填报表 · 第 4 行")
        expect(page.locator("#note")).to_contain_text("您的文件的副本")
        page.locator(".finding .told").click()
        page.keyboard.type("3")
        expect(page.locator("#list")).to_have_text("没有问题")
        expect(page.locator("#filters .error")).to_have_text("错误 0")
        page.keyboard.press("Control+z")
        expect(page.locator(".finding .message")).to_have_count(1)


def test_a_fix_is_applied(opens: Opens) -> None:
    """From the list below, and with the keyboard through the editor."""
    with opens() as page:
        page.locator(".finding .fix").click()
        expect(page.locator("#list")).to_have_text("没有问题")
        expect(page.locator("#form-editor")).to_contain_text('"全年" = 3')
        page.keyboard.press("Control+z")
        page.locator(".finding .told").click()
        page.keyboard.press("Control+.")
        page.locator(".action-widget").get_by_text("3").first.wait_for()
        page.keyboard.press("Enter")
        expect(page.locator("#list")).to_have_text("没有问题")


ANSWERED = "wuxi-2024/xishan"


def test_an_answer_is_written_with_the_caret_in_its_reason(opens: Opens) -> None:
    """From the list and through the editor; what is typed is the reason, and one answer is enough."""
    with opens() as page:
        page.locator("#sample").select_option(ANSWERED)
        expect(page.locator("#form-name")).to_have_text("xishan.toml")
        for at, way in enumerate(("list", "editor")):
            finding = page.locator(".finding", has=page.locator(".fix", has_text="用理由说明")).first
            title = finding.locator(".fix", has_text="用理由说明").inner_text()
            if way == "list":
                finding.locator(".fix", has_text="用理由说明").click()
            else:
                finding.locator(".told").click()
                page.keyboard.press("Control+.")
                page.locator(".action-widget").get_by_text(title).first.click()
            expect(page.locator("#form-editor")).to_contain_text('reason = ""')
            expect(page.locator(".finding .fix", has_text=title)).to_have_count(0)
            page.keyboard.type("已经批复")
            expect(page.locator(".finding", has_text="已说明：已经批复")).to_have_count(at + 1)


def test_a_rule_that_is_edited_changes_what_is_found_in_the_form(opens: Opens) -> None:
    """At once, and a mistake in the rules is shown as one of the rules."""
    with opens() as page:
        page.locator(".finding").wait_for()
        type_at(page, "rules-editor", "应   总额", " 或 类别 = ")
        expect(page.locator(".finding .place").first).to_have_text(re.compile("规则 · 第 1[0-9] 行"))
        page.keyboard.type('"大"')
        expect(page.locator("#list")).to_have_text("没有问题")


def test_two_tabs_share_nothing(opens: Opens) -> None:
    """What is typed in one is not in the other."""
    with opens() as one, opens() as other:
        one.locator(".finding .told").click()
        one.keyboard.type("3")
        expect(one.locator("#list")).to_have_text("没有问题")
        expect(other.locator(".finding .message")).to_have_count(1)
        type_at(other, "form-editor", "类别", " # 另一页")
        expect(other.locator("#status")).to_have_text("随写随核对")
        assert "另一页" not in one.locator("#form-editor").inner_text()


def test_a_hostile_text_stays_a_text(opens: Opens) -> None:
    """In a finding, in its marker, and in what the editor shows of a field; none becomes an element."""
    with opens() as page:
        page.locator(".finding").wait_for()
        before = page.locator("img, script").count()
        type_at(page, "form-editor", "类别", "")
        page.keyboard.press("ArrowLeft")
        page.keyboard.insert_text(HOSTILE)
        expect(page.locator(".finding .message")).to_contain_text(HOSTILE)
        page.locator(".finding .told").click()
        page.keyboard.press("F8")
        expect(page.locator(".monaco-editor .marker-widget")).to_contain_text(HOSTILE)
        page.keyboard.press("Escape")
        page.locator("#form-editor .view-line", has_text="总额").get_by_text("总额").hover()
        expect(page.locator(".monaco-hover").first).to_contain_text("window.hacked")
        assert page.locator("img, script").count() == before
        assert page.evaluate("window.hacked") is None


def test_an_example_is_chosen_and_the_packs_are_read(opens: Opens) -> None:
    """Of several packs; the definition of what a pack declares is shown, and cannot be typed into."""
    with opens() as page:
        page.locator(".finding").wait_for()
        assert page.locator("#sample optgroup").count() >= 5
        page.locator("#sample").select_option("wuxi-2024/xishan")
        expect(page.locator("#form-name")).to_have_text("xishan.toml")
        expect(page.locator(".finding .message").first).to_have_text(
            "支出.项目支出[半年] 填的是 150万元，各项相加是 139.01万元，相差 10.99万元"
        )
        page.get_by_role("button", name="看规则“指标写明对应项目”").click()
        expect(page.locator("#rules-editor .view-line", has_text="指标写明对应项目")).to_be_visible()
        page.keyboard.press("Control+Home")
        page.locator("#rules-editor .view-line", has_text="沿用").get_by_text(
            "部门整体绩效目标表", exact=False
        ).last.click()
        page.keyboard.press("F12")
        expect(page.locator("#rules-name")).to_have_text("department.gj")
        expect(page.locator("#rules-kind")).to_contain_text("只读")
        page.keyboard.type("x")
        page.locator("#back").click()
        expect(page.locator("#rules-name")).to_have_text("department-2024.gj")


def test_the_language_is_chosen_and_what_was_typed_stays(opens: Opens) -> None:
    """Chinese first, English of page, editor and findings on demand."""
    with opens() as page:
        page.locator(".finding .told").click()
        page.keyboard.type("7")
        expect(page.locator(".finding .message")).to_have_text("大总额 7元，合计 3元")
        page.locator("#language").select_option("en")
        expect(page.locator("#findings-title")).to_have_text("Findings")
        expect(page.locator(".finding .place")).to_have_text("Form · line 4")
        expect(page.locator("#form-editor")).to_contain_text('"全年" = 7')


def test_the_language_moves_nothing(opens: Opens) -> None:
    """Neither text nor list, nor the caret, nor how the window is divided; the choice has the focus still."""
    with opens() as page:
        page.locator("#sample").select_option(ANSWERED)
        expect(page.locator("#form-name")).to_have_text("xishan.toml")
        page.locator(".finding", has_text="行").last.locator(".told").click()
        page.locator("#split-rows").press("ArrowUp")
        shown = page.locator("#form-editor .line-numbers.active-line-number")
        expect(shown).not_to_have_text("1")
        line = shown.inner_text()
        page.locator("#rules-editor .view-line").first.click()
        page.keyboard.press("Control+End")
        before = {name: page.locator(f"#{name}-editor .line-numbers").all_inner_texts() for name in ("rules", "form")}
        expect(page.locator(".finding").first).not_to_be_in_viewport()
        page.locator("#language").focus()
        page.locator("#language").select_option("en")
        expect(page.locator("#findings-title")).to_have_text("Findings")
        expect(shown).to_have_text(line)
        for name, lines in before.items():
            expect(page.locator(f"#{name}-editor .line-numbers")).to_have_text(lines, ignore_case=True)
        expect(page.locator(".finding").first).not_to_be_in_viewport()
        expect(page.locator(".finding").last).to_be_in_viewport()
        expect(page.locator("#language")).to_be_focused()
        expect(page.locator("#split-rows")).to_have_attribute("aria-valuenow", "58")


def test_what_was_typed_comes_back(opens: Opens) -> None:
    """When the page is loaded anew, when the example is chosen again; Reset takes it back, and can be undone."""
    with opens() as page:
        page.locator(".finding .told").click()
        page.keyboard.type("7")
        expect(page.locator(".finding .message")).to_have_text("大总额 7元，合计 3元")
        page.reload()
        expect(page.locator(".finding .message")).to_have_text("大总额 7元，合计 3元")
        page.locator("#sample").select_option(ANSWERED)
        expect(page.locator("#form-name")).to_have_text("xishan.toml")
        page.locator("#sample").select_option(index=0)
        expect(page.locator("#form-name")).to_have_text("a.toml")
        expect(page.locator(".finding .message")).to_have_text("大总额 7元，合计 3元")
        page.locator("#reset").click()
        expect(page.locator(".finding .message")).to_have_text("大总额 2元，合计 3元")
        page.locator("#form-editor .view-line").first.click()
        page.keyboard.press("Control+z")
        expect(page.locator(".finding .message")).to_have_text("大总额 7元，合计 3元")


def test_the_list_is_sifted_and_used_with_the_keyboard(opens: Opens) -> None:
    """Severities are switched off and on; arrows go through the list, Enter to the cell."""
    with opens() as page:
        page.locator("#filters .error").click()
        expect(page.locator(".finding")).to_have_count(0)
        page.locator("#filters .error").press("Enter")
        expect(page.locator(".finding")).to_have_count(1)
        page.locator(".finding .told").focus()
        page.keyboard.press("Enter")
        page.keyboard.type("3")
        expect(page.locator("#list")).to_have_text("没有问题")
        page.locator("#split-rows").press("ArrowDown")
        expect(page.locator("#split-rows")).to_have_attribute("aria-valuenow", "62")


def test_the_keyboard_reaches_every_part_and_leaves_it(opens: Opens) -> None:
    """Tab goes through the page; the focus is where it was when findings change, and never lost with a button that goes."""
    with opens() as page:
        page.locator(".finding").wait_for()
        focused = page.locator(":focus")
        page.locator("#rules-download").focus()
        page.keyboard.press("Tab")
        expect(focused).to_have_attribute("aria-label", re.compile("规则.*Ctrl.M"))
        page.keyboard.press("Control+m")
        for name in ("split-columns", "form-download", None, "split-rows"):
            page.keyboard.press("Tab")
            if name:
                expect(focused).to_have_id(name)
        page.keyboard.press("Tab")
        expect(focused).to_have_text("错误 1")
        page.evaluate("document.querySelector('.fix').click(); document.querySelector('#filters .error').focus()")
        expect(focused).to_have_text("错误 0")
        page.locator("#sample").select_option(ANSWERED)
        expect(page.locator("#form-name")).to_have_text("xishan.toml")
        page.get_by_role("button", name="看规则“支出.项目支出 合计”").press("Enter")
        expect(page.locator("#rules-kind")).to_contain_text("只读")
        page.locator("#back").press("Enter")
        expect(page.locator("#rules-pane").locator(":focus")).to_have_count(1)


def test_a_narrow_or_enlarged_window_has_room_for_all(opens: Opens) -> None:
    """One below the other, nothing to the side, and the page scrolls; a finding leads to its cell though it is out of sight."""
    with opens() as page:
        page.locator(".finding").wait_for()
        for width, height in ((400, 800), (640, 400), (960, 450)):
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate("document.documentElement.scrollWidth") == width
            for name in ("rules-editor", "form-editor", "list"):
                box = page.locator(f"#{name}").bounding_box()
                assert box is not None and box["width"] > 360 and box["height"] > 100, (name, width, box)
            expect(page.locator("#split-columns")).to_be_visible(visible=width > 760)
        page.set_viewport_size({"width": 640, "height": 400})
        page.locator(".finding .told").click()
        expect(page.locator("#form-editor .view-line", has_text="总额").first).to_be_in_viewport()


def test_a_finding_that_stays_is_not_drawn_anew(opens: Opens) -> None:
    """What was unfolded in it is, while something else is typed."""
    with opens() as page:
        page.locator("#sample").select_option(ANSWERED)
        expect(page.locator("#form-name")).to_have_text("xishan.toml")
        page.locator(".finding summary").first.click()
        expect(page.locator(".finding details[open]")).to_have_count(1)
        page.locator("#form-editor .view-line").nth(3).click()
        page.keyboard.press("Control+End")
        page.keyboard.type("\nx = 1")
        expect(page.locator("#filters .error")).to_have_text("错误 4")
        expect(page.locator(".finding details[open]")).to_have_count(1)


def test_a_session_is_replaced_while_its_server_starts(opens: Opens) -> None:
    """Another example is chosen before the first has begun: nothing fails for it, and what was chosen last is shown."""
    asked: list[str] = []

    def never_answers(tab: WebSocketRoute) -> None:
        tab.on_message(lambda message: asked.append(str(message)))
        tab.send('{"jsonrpc": "2.0", "method": "gouji/files", "params": {"files": [], "packs": ""}}')

    with opens() as page:
        page.locator(".finding").wait_for()
        page.route_web_socket(re.compile("wuxi"), never_answers)
        page.locator("#sample").select_option(ANSWERED)
        while not asked:
            page.wait_for_timeout(10)
        assert '"initialize"' in asked[0]
        page.locator("#sample").select_option(index=0)
        expect(page.locator(".finding .message")).to_have_count(1)
        expect(page.locator("#form-name")).to_have_text("a.toml")


def test_nothing_is_said_to_be_right_before_it_was_checked(opens: Opens) -> None:
    """Where the rules have no finding, those of the form may yet come."""
    files = [
        {"uri": f"file:///x.{kind}", "name": f"x.{kind}", "role": role, "text": ""}
        for kind, role in (("gj", "rules"), ("toml", "form"))
    ]

    def told(tab: WebSocketRoute, method: str, **params: object) -> None:
        tab.send(json.dumps({"jsonrpc": "2.0", "method": method, "params": params}))

    def answers(message: str | bytes, tab: WebSocketRoute) -> None:
        asked = json.loads(message)
        if asked["method"] == "initialize":
            tab.send(json.dumps({"jsonrpc": "2.0", "id": asked["id"], "result": {"capabilities": {}}}))
        elif asked["method"] == "textDocument/didOpen" and asked["params"]["textDocument"]["uri"] == "file:///x.toml":
            told(tab, "textDocument/publishDiagnostics", uri="file:///x.gj", diagnostics=[])
            told(tab, "window/showMessage", type=3, message="x")
            tabs.append(tab)

    def half(tab: WebSocketRoute) -> None:
        tab.on_message(lambda message: answers(message, tab))
        told(tab, "gouji/files", files=files, packs="file:///packs")

    tabs: list[WebSocketRoute] = []
    with opens() as page:
        page.locator(".finding").wait_for()
        page.route_web_socket(re.compile("wuxi"), half)
        page.locator("#sample").select_option(ANSWERED)
        expect(page.locator("#said")).to_have_text("x")
        expect(page.locator("#list")).to_have_text("")
        told(tabs[0], "textDocument/publishDiagnostics", uri="file:///x.toml", diagnostics=[])
        expect(page.locator("#list")).to_have_text("没有问题")


# What cannot be seen whole: beyond the window, or beyond the part of the page that it is in.
CUT_OFF = """[...document.querySelectorAll("button, select, #status, #outdated, h1, h2, .message, .place, .detail, #note")]
    .filter((one) => one.checkVisibility() && !one.closest(".monaco-editor"))
    .filter((one) => {
        const [at, around] = [one, one.closest(".pane, #findings") ?? document.body].map((it) => it.getBoundingClientRect());
        return at.left < around.left - 1 || at.right > around.right + 1 || at.right > innerWidth + 1;
    }).map((one) => one.id || one.textContent)"""
WIDTHS = (320, 390, 480, 600, 700, 761, 800, 900, 1024, 1101, 1280, 1400)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_cut_off_in_a_window_of_any_width(opens: Opens, language: str) -> None:
    """Connected or not, with the text of a pack, which has the longest bar."""

    def widths(state: str) -> dict[str, object]:
        found: dict[str, object] = {}
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wide, cut = page.evaluate(f"[document.documentElement.scrollWidth, {CUT_OFF}]")
            if wide > width or cut:
                found[f"{state} {width}"] = (wide, cut)
        return found

    with opens(f"?lang={language}") as page:
        page.locator("#sample").select_option(ANSWERED)
        expect(page.locator("#form-name")).to_have_text("xishan.toml")
        page.locator(".finding .rule").first.click()
        expect(page.locator("#back")).to_be_visible()
        found = widths("connected")
        page.evaluate("document.getElementById('outdated').hidden = false")
        page.locator("#outdated-files").evaluate("(one) => { one.textContent = 'main.gj '.repeat(9); }")
        page.route_web_socket(re.compile("lsp"), lambda tab: tab.close())
        page.locator("#sample").select_option(index=0)
        expect(page.locator("#again")).to_be_visible()
        found |= widths("gone")
        assert found == {}
