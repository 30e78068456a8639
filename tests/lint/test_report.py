"""The HTML report as a person uses it in a real browser, and what must hold of its files without one."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser import chromium, page_of_files

from gouji.cli import main

pytestmark = pytest.mark.xdist_group("report")

ROOT = Path(__file__).resolve().parents[2]
CASES = Path(__file__).with_name("report")
DAY = "2024-07-05"

Opens = Callable[..., AbstractContextManager[Page]]


def written(out: Path, *paths: str, language: str = "zh") -> None:
    """A report of the forms that the paths lead to, from the folder of the cases."""
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(CASES)
        main(["check", *paths, "--today", DAY, "--quiet", "--lang", language, f"--output=html={out}"])


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder and a file in Chinese, a folder in English."""
    room = tmp_path_factory.mktemp("reports")
    for name, language in (("zh", "zh"), ("one.html", "zh"), ("en", "en")):
        written(room / name, ".", str(ROOT / "examples/wuxi-2024/xishan.toml"), language=language)
    return room


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def opens(browser: Browser, reports: Path) -> Opens:
    """Opens a page of the reports."""

    def opens(name: str, fragment: str = "", **settings: Any) -> AbstractContextManager[Page]:
        return page_of_files(browser, (reports / name).as_uri() + fragment, **settings)

    return opens


def is_in_view(page: Page, selector: str) -> bool:
    """Whether the upper edge of an element can be seen: nothing lies over it."""
    script = """element => {
        const { left, top, width } = element.getBoundingClientRect();
        const there = document.elementFromPoint(left + width / 2, top + 4);
        return there !== null && (element.contains(there) || there.contains(element));
    }"""
    return bool(page.locator(selector).evaluate(script))


# --- from a finding to its cell, and back


def test_a_finding_leads_to_its_cell_and_a_cell_to_its_arithmetic(opens: Opens) -> None:
    """A click on either shows both; the cells that took part are marked too."""
    with opens("zh/forms/甲局.html") as page:
        finding = page.locator(".finding", has_text="各项相加是 20万元")
        finding.locator("summary").click()
        expect(finding).to_have_class(re.compile(r"\blit\b"))
        expect(page.locator("td.lit")).to_have_text(re.compile("^30"))
        assert is_in_view(page, "td.lit")
        assert page.locator("td.lit-part").all_inner_texts() == ["10", "10"]
        expect(finding.locator(".sums")).to_have_text("30 ≠ 20 = 10 + 10（万元）")
        expect(finding.locator("del")).to_have_text("30")
        expect(finding.locator("ins")).to_have_text("20")
        page.locator("td", has_text="不低于80人").locator(".mark").click()
        told = page.locator(".finding", has_text="规范的写法")
        expect(told.locator(".detail")).to_be_visible()
        expect(told.locator(".detail")).to_be_focused()
        told.locator(".to-cell").click()
        expect(page.locator("td.lit")).to_be_focused()
        expect(page.locator("td.lit")).to_contain_text("不低于80人")
        assert page.url.endswith("#" + (page.locator("td.lit").get_attribute("id") or "?"))


def test_a_rule_is_shown_as_it_is_written(opens: Opens) -> None:
    """With the basis that it gives and the file that it is in."""
    with opens("zh/forms/甲局.html", "#f3") as page:
        page.locator(".finding.lit .to-rule").click()
        rule = page.locator(".rule", has_text="实际不超过计划")
        expect(rule.locator(".source")).to_contain_text("应   支出.实际数 ≤ 支出.计划数")
        expect(rule).to_contain_text("没有下达的钱不能支出")
        expect(rule.locator(".path")).to_contain_text("监控.gj:")


def test_what_is_answered_is_shown_as_answered(opens: Opens) -> None:
    """With its reason, and who gives it."""
    with opens("zh/forms/甲局.html", "#f3") as page:
        expect(page.locator(".finding.lit .badge")).to_have_text(re.compile("已说明"))
        expect(page.locator(".finding.lit .answer")).to_contain_text("提前拨付，已经报批")
        expect(page.locator(".finding.lit .answer")).to_contain_text("王")
        expect(page.locator("td.answered")).to_contain_text("40")


def test_an_address_leads_to_a_finding(opens: Opens) -> None:
    """It is open, and both it and its cell can be seen, however far down they are."""
    with opens("zh/index.html") as page:
        page.locator(".file", has_text="锡山").locator("summary").click()
        page.locator(".file", has_text="锡山").get_by_text("=篇").click()
        expect(page.locator(".finding.lit")).to_contain_text("=篇")
        expect(page.locator(".finding.lit .detail")).to_be_visible()
        assert is_in_view(page, ".finding.lit")
        assert is_in_view(page, "td.lit")


# --- filters


def test_findings_are_filtered_and_counted(opens: Opens) -> None:
    """By severity and rule; the marks in the form go with them, and the address keeps what is chosen."""
    with opens("zh/forms/甲局.html") as page:
        expect(page.locator(".shown")).to_have_text("4 / 4 个问题")
        page.locator(".toggle.error").click()
        expect(page.locator(".finding:visible")).to_have_count(3)
        expect(page.locator("td .mark.error")).to_be_hidden()
        expect(page.locator(".shown")).to_have_text("3 / 4 个问题")
        page.locator("select[name=category]").select_option("form")
        expect(page.locator(".finding:visible")).to_have_count(1)
        address = page.url
        page.locator(".reset").click()
        expect(page.locator(".finding:visible")).to_have_count(4)
        page.goto("about:blank")
        page.goto(address)
        expect(page.locator(".finding:visible")).to_have_count(1)
        expect(page.locator(".toggle.error")).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("name", ["zh/index.html", "one.html"])
def test_an_index_is_searched_and_filtered(name: str, opens: Opens) -> None:
    """By words of a file or of a finding, by unit, by what a chart names; figures and charts follow."""
    with opens(name) as page:
        lines = page.locator(".files > .file:visible")
        expect(lines).to_have_count(4)
        page.locator("input[name=q]").fill("锡山")
        expect(lines).to_have_count(1)
        page.locator("input[name=q]").fill("备注 没有说明")
        expect(lines).to_have_count(2)
        expect(page.locator(".cards [data-n=warning]")).to_have_text("2")
        expect(page.locator(".cards [data-n=error]")).to_have_text("0")
        page.locator(".reset").click()
        page.locator("[data-chart=unit] .pick", has_text="甲局").click()
        expect(lines).to_have_count(1)
        expect(page.locator("[data-chart=category] tr", has_text="规范性").locator(".n").nth(2)).to_have_text("1")
        expect(page.locator(".shown")).to_have_text("1 / 4 个文件 · 4 / 16 个问题")
        page.locator("input[name=q]").fill("没有这样的字")
        expect(page.locator(".nothing")).to_be_visible()
        assert "q=" in page.url


def test_charts_show_what_is_found(opens: Opens) -> None:
    """Lines without findings go, the others stand in their order and are drawn to fill the room; so do the counts."""
    with opens("zh/index.html") as page:
        units = page.locator("[data-chart=unit] tbody tr:visible")
        passed = page.locator("[data-all-passed]")
        before, every = units.all_inner_texts(), int(passed.inner_text())
        page.locator("input[name=q]").fill("锡山")
        expect(units).to_have_count(1)
        expect(units.locator(".name")).to_contain_text("锡山")
        widths = units.locator("rect").evaluate_all("all => all.map(one => Number(one.getAttribute('width')))")
        assert 996 <= sum(widths) <= 1000
        assert 0 < int(passed.inner_text()) < every
        expect(page.locator(".rules-panel summary")).to_contain_text(
            f"{page.locator('[data-chart=rule] tbody tr:not([hidden])').count()} 条规则"
        )
        page.locator(".reset").click()
        assert units.all_inner_texts() == before
        expect(passed).to_have_text(str(every))


def test_a_chart_of_many_units_finds_the_last(tmp_path: Path, browser: Browser) -> None:
    """It is shown above the others, can be chosen with the keyboard; what is folded away is counted anew, and printed."""
    for number in range(20):
        form = CASES.joinpath("甲局.toml").read_text(encoding="utf-8").replace('"甲局"', f'"第{number:02}局"')
        (tmp_path / f"{number:02}.toml").write_text(form, encoding="utf-8")
    shutil.copy(CASES / "监控.gj", tmp_path)
    written(tmp_path / "out", str(tmp_path))
    with page_of_files(browser, (tmp_path / "out/index.html").as_uri()) as page:
        units = page.locator("[data-chart=unit] tbody tr:visible")
        expect(units).to_have_count(12)
        expect(page.locator(".unfold")).to_have_text("还有 8 个")
        page.locator("input[name=q]").fill("第1")
        expect(units).to_have_count(10)
        expect(page.locator(".unfold")).to_be_hidden()
        page.locator("input[name=q]").fill("第19局")
        expect(units).to_have_count(1)
        assert is_in_view(page, ".files > .file:not([hidden])")
        page.locator("[data-chart=unit] .pick", has_text="第19局").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".pick:focus")).to_have_text("第19局")
        page.locator("input[name=q]").fill("")
        expect(units).to_have_count(1)
        page.locator(".reset").click()
        expect(units).to_have_count(12)
        expect(page.locator(".unfold")).to_have_text("还有 8 个")
        page.emulate_media(media="print")
        expect(units).to_have_count(20)


@pytest.mark.parametrize("name", ["zh/index.html", "one.html"])
def test_an_index_begins_with_the_forms(name: str, opens: Opens) -> None:
    """What is no form, and right, stands last; no path is printed twice."""
    with opens(name) as page:
        names = page.locator(".files h3").all_inner_texts()
        assert [one.split()[0].endswith(".gj") for one in names] == [False, False, False, True]
        for one in names:
            assert len(set(one.split())) == len(one.split()), one
        if name == "one.html":
            sections = page.locator(".file-form > summary h2").all_inner_texts()
            assert sections == [one.split("\n")[0] for one in names]


def test_a_report_in_one_file_opens_its_forms(opens: Opens) -> None:
    """They are text until then; the filters hold for them too."""
    with opens("one.html") as page:
        assert page.locator(".sheet").count() == 0
        page.locator(".file", has_text="甲局").locator("summary").first.click()
        page.locator(".brief").get_by_text("各项相加是 20万元").click()
        expect(page.locator(".sheet")).to_have_count(1)
        expect(page.locator(".finding.lit")).to_contain_text("各项相加是 20万元")
        expect(page.locator("td.lit")).to_contain_text("30")
        page.locator(".toggle.error").click()
        expect(page.locator(".sheet .mark.error")).to_be_hidden()


# --- who cannot use a mouse, a script, colours or a wide window


def test_the_keyboard_alone_is_enough(opens: Opens) -> None:
    """Skip link, marks, findings, j and k, back to the cell; what has the focus can be seen to have it."""
    with opens("zh/forms/甲局.html") as page:
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        assert is_in_view(page, ".skip")
        page.keyboard.press("Enter")
        reached = ""
        for _ in range(30):
            page.keyboard.press("Tab")
            reached = page.evaluate("document.activeElement.className")
            if reached.startswith("mark"):
                break
        assert reached == "mark warning"
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        page.keyboard.press("Enter")
        expect(page.locator("#f1")).to_be_focused()
        page.keyboard.press("j")
        expect(page.locator(".finding.lit summary")).to_be_focused()
        expect(page.locator(".finding.lit")).to_contain_text("各项相加是 20万元")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("td.lit")).to_be_focused()


@pytest.mark.parametrize("name", ["one.html", "zh/index.html", "zh/forms/甲局.html"])
def test_the_keyboard_goes_on_where_a_link_leads(name: str, opens: Opens) -> None:
    """Every link within a page takes the focus along, also into a form that was still closed."""
    with opens(name) as page:
        anchors = 'all => [...new Set(all.map(one => one.getAttribute("href")))]'
        met: set[str] = set()
        while left := [one for one in page.locator('a[href^="#"]').evaluate_all(anchors) if one not in met]:
            for anchor in left:
                page.locator(f'a[href="{anchor}"]').first.evaluate("link => link.click()")
                focused = "anchor => document.getElementById(decodeURIComponent(anchor.slice(1)))?.contains(document.activeElement)"
                assert page.evaluate(focused, anchor), anchor
            met.update(left)
        assert ("#p2" in met) == (name == "one.html")


def test_the_keyboard_goes_into_a_form_of_one_file(opens: Opens) -> None:
    """From its line in the index; what comes next is in the form."""
    with opens("one.html") as page:
        page.locator(".files a", has_text="甲局").first.focus()
        page.keyboard.press("Enter")
        form = page.locator(".file-form", has_text="甲局")
        expect(form.locator("> summary")).to_be_focused()
        expect(form.locator(".sheet")).to_be_visible()
        page.keyboard.press("Tab")
        assert form.evaluate("form => form.contains(document.activeElement)")


@pytest.mark.parametrize("name", ["one.html", "zh/index.html"])
def test_the_keyboard_comes_back_to_the_line_it_left(name: str, opens: Opens) -> None:
    """By the key for one page back, where what was chosen still holds, and by the link in the form."""
    with opens(name, "#q=%E5%B1%80") as page:
        line = page.locator(".files h3 a", has_text="甲局")
        for goes_back in (page.go_back, page.get_by_role("link", name="回到总览").first.click):
            line.focus()
            page.keyboard.press("Enter")
            expect(page.locator(".sheet:visible .title")).to_have_text("绩效运行监控表")
            goes_back()
            expect(line).to_be_focused()
            if goes_back == page.go_back:
                expect(page.locator("input[name=q]")).to_have_value("局")


def test_without_a_script_everything_can_be_read(opens: Opens) -> None:
    """Folder and file; the filters, which would do nothing, are not there."""
    with opens("zh/forms/甲局.html", java_script_enabled=False) as page:
        expect(page.locator(".filters")).to_be_hidden()
        page.locator(".finding summary").nth(1).click()
        expect(page.locator(".finding .sums").first).to_be_visible()
    with opens("one.html", java_script_enabled=False) as page:
        page.locator("#p2 > summary").click()
        expect(page.locator("#p2 .sheet")).to_be_visible()


def test_a_screen_reader_is_told_what_is_where(opens: Opens) -> None:
    """Landmarks, languages, names of tables, headings of their cells, signs in words, counts that are spoken."""
    with opens("en/forms/甲局.html") as page:
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.locator(".sheet").get_attribute("lang") == "zh-CN"
        for landmark in ("main", "navigation", "search", "banner", "contentinfo"):
            assert page.get_by_role(landmark).count() == 1, landmark
        expect(page.get_by_role("rowheader", name="培训人数")).to_be_visible()
        expect(page.get_by_role("table", name="指标")).to_be_visible()
        expect(page.get_by_role("link", name="Error 2", exact=True)).to_be_visible()
        assert page.locator(".shown").get_attribute("aria-live") == "polite"
        assert page.locator("svg:not([aria-hidden])").count() == 0
        nameless = "all => all.filter(one => !(one.textContent.trim() || one.ariaLabel)).length"
        assert page.locator("a, button, summary").evaluate_all(nameless) == 0


def test_a_narrow_window_is_wide_enough(opens: Opens) -> None:
    """No page runs over its edge; what is wider scrolls by itself."""
    for name in ("zh/index.html", "zh/forms/甲局.html", "en/index.html", "one.html"):
        with opens(name, viewport={"width": 360, "height": 700}) as page:
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, name


@pytest.mark.parametrize(("media", "wide"), [("screen", 1280), ("print", 703)])
def test_a_sentence_in_the_place_of_a_figure_is_broken_over_lines(
    tmp_path: Path, browser: Browser, media: Literal["screen", "print"], wide: int
) -> None:
    """So that its mark can be seen, and the table has room on paper; a figure is never broken."""
    sentence = "约8万元（其中省级补助资金待批复后另行下达，市级配套资金按比例安排，具体数额以批复文件为准），暂按上年数填列，待下达后调整"
    rules = "明细表 会议 键 名称 {\n        名称 : 文本\n        金额 : 金额\n        结转 : 金额\n    }"
    (tmp_path / "a.gj").write_text(f"表样 会议表 {{\n    计量单位 万元\n    {rules}\n}}\n", encoding="utf-8")
    row = f'[["会议"]]\n"名称" = "年会"\n"金额" = "{sentence}"\n"结转" = 1234567890.12\n'
    (tmp_path / "a.toml").write_text(f'"表样" = "会议表"\n"年度" = 2025\n{row}', encoding="utf-8")
    main(["check", str(tmp_path / "a.toml"), "--quiet", f"--output=html={tmp_path / 'out'}"])
    (form,) = (tmp_path / "out" / "forms").rglob("*.html")
    with page_of_files(browser, form.as_uri(), viewport={"width": wide, "height": 900}) as page:
        page.emulate_media(media=media)
        assert page.evaluate(
            "document.querySelector('.grid.rows').scrollWidth <= document.querySelector('.sheet').clientWidth"
        )
        assert is_in_view(page, ".grid .mark")
        boxes = page.locator(".grid.rows tbody td").evaluate_all(
            "all => all.map(one => [one.className, one.innerText])"
        )
        assert ["figure", "1234567890.12"] in boxes
        assert page.locator(".grid.rows .figure").evaluate("one => getComputedStyle(one).whiteSpace") == "nowrap"


def test_what_is_closed_is_printed(opens: Opens) -> None:
    """Without the controls, and whatever the colours of the screen."""
    with opens("zh/forms/甲局.html", color_scheme="dark") as page:
        page.emulate_media(media="print")
        expect(page.locator(".filters")).to_be_hidden()
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        expect(page.locator(".finding .sums").first).to_be_visible()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


# --- charts


def test_what_was_done_is_drawn_beside_its_plan(opens: Opens) -> None:
    """Where a form has both; the figures stand in the table that the picture is in."""
    with opens("zh/forms/甲局.html") as page:
        lines = page.locator(".periods tr:has(.of-bar)")
        assert [line.split() for line in lines.all_inner_texts()] == [
            ["支出.计划数", "半年", "30", "40"],
            ["全年", "90", "80"],
        ]
        widths = lines.locator("rect").evaluate_all("all => all.map(one => one.getAttribute('width'))")
        assert widths == ["333", "444", "1000", "888"]


# --- hostile forms


@pytest.mark.parametrize("name", ["zh/index.html", "zh/forms/敌局.html", "one.html"])
def test_text_of_a_form_never_becomes_markup(name: str, opens: Opens) -> None:
    """Nor does it run, load, turn the text around it, or lead anywhere."""
    with opens(name) as page:
        page.locator(".file-form > summary", has_text="hacked").click() if name == "one.html" else None
        assert page.locator("img, iframe, object, svg[onload], [onerror], [onmouseover], a[href*=':']").count() == 0
        assert page.locator("script").count() == 1
        assert page.evaluate("window.hacked") is None
        expect(page.locator("body")).to_contain_text("</script><script>window.hacked=1</script>")
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u2028\u2029]", page.content())
        if name != "zh/index.html":
            expect(page.locator(".pairs")).to_contain_text("<U+202E>反<U+202C> 𠮷 <U+2028> &lt;b&gt; {{ 7 * 7 }}")


def test_the_policy_lets_nothing_run_but_our_own(opens: Opens) -> None:
    """It is in force: a script that is put in does not run, and a picture is not loaded."""
    with opens("zh/index.html") as page:
        policy = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content") or ""
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
    refused = "() => { const one = document.createElement('script'); one.textContent = 'window.hacked=1'; document.body.append(one); return window.hacked; }"
    with pytest.raises(AssertionError, match="Content Security Policy"), opens("zh/index.html") as page:
        assert page.evaluate(refused) is None


# --- the files


def test_the_same_forms_give_the_same_bytes(reports: Path, tmp_path: Path) -> None:
    """Of every page, in a folder and in one file."""
    written(tmp_path / "zh", ".", str(ROOT / "examples/wuxi-2024/xishan.toml"))
    written(tmp_path / "one.html", ".", str(ROOT / "examples/wuxi-2024/xishan.toml"))
    pages = [path.relative_to(tmp_path) for path in sorted(tmp_path.rglob("*.html"))]
    assert len(pages) == 6
    for page in pages:
        assert (tmp_path / page).read_bytes() == (reports / page).read_bytes(), page


def test_pages_of_forms_that_are_no_more_go(tmp_path: Path) -> None:
    """And nothing else does: what is not of a report is neither replaced nor removed."""
    written(tmp_path / "out", "甲局.toml", "敌局.toml")
    foreign = tmp_path / "out/forms/notes.html"
    foreign.write_text("mine", encoding="utf-8")
    written(tmp_path / "out", "甲局.toml")
    assert sorted(path.name for path in (tmp_path / "out").rglob("*.html")) == ["index.html", "notes.html", "甲局.html"]


@pytest.mark.parametrize("name", ["index.html", "甲局.toml", "报送/2025/乙局.toml", "forms/notes.html"])
def test_a_folder_that_holds_something_else_is_left_alone(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is said, with the file, and nothing is written."""
    place = tmp_path / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("mine", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    written(tmp_path, "甲局.toml")
    said = capsys.readouterr().err
    assert said.startswith(f"写不进 {tmp_path}：那里已经有别的文件（{place}）"), said
    assert sorted(tmp_path.rglob("*")) == before
    assert place.read_text(encoding="utf-8") == "mine"


def test_what_is_no_hindrance(tmp_path: Path) -> None:
    """A folder that is empty but for what is hidden, and one in which an earlier run was cut short before its index."""
    (tmp_path / ".gitkeep").touch()
    written(tmp_path, "甲局.toml")
    (tmp_path / "index.html").unlink()
    written(tmp_path, "甲局.toml")
    assert sorted(path.name for path in tmp_path.rglob("*.html")) == ["index.html", "甲局.html"]


@pytest.mark.parametrize(
    ("path", "said"),
    [("nosuch/out", "没有这个文件夹"), ("nosuch/out.html", "没有这个文件夹"), ("file", "这里是一个文件")],
)
def test_a_report_that_cannot_be_written(
    path: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Is told in a line, and leaves nothing."""
    (tmp_path / "file").touch()
    written(tmp_path / path, "甲局.toml")
    assert capsys.readouterr().err.splitlines() == [f"写不进 {tmp_path / path}：{said}"]
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


def test_a_file_that_is_no_form_has_a_page_too(tmp_path: Path) -> None:
    """With the line at fault, since there is no cell."""
    (tmp_path / "坏.toml").write_text('"表样" = "没有这种表"\n"年度" = <b>\n', encoding="utf-8")
    written(tmp_path / "out", str(tmp_path / "坏.toml"))
    pages = [path.read_text(encoding="utf-8") for path in (tmp_path / "out/forms").iterdir()]
    assert len(pages) == 1
    assert "<mark>&#34;没有这种表&#34;</mark>" in pages[0]
    assert "<mark>&lt;b&gt;</mark>" in pages[0]
