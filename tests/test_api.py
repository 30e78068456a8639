"""The Python API: what `import gouji` offers, and how a program's own mistakes come back to it."""

from pathlib import Path

import pytest

import gouji
from gouji.lint.library import Library

ROOT = Path(__file__).parents[1]
RULES = "表样 甲 {\n    数 : 金额 ≥ 0\n}\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A form with one mistake, and its rules in another folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "甲.gj").write_text(RULES, encoding="utf-8")
    (tmp_path / "a.toml").write_text('form = "甲"\nyear = 2024\n"数" = -1\n', encoding="utf-8")
    return tmp_path


def test_names_are_listed() -> None:
    """A lazy module still tells what it offers, and each of its names is there."""
    assert dir(gouji) == sorted(gouji.__all__)
    assert all(getattr(gouji, name) is not None for name in dir(gouji))


def test_rules_are_given_once(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With `rules` a form is held against these, wherever they stand, and no file is looked for."""
    assert [one.code.id for one in gouji.check("a.toml")] == ["no-such-form"]
    rules = gouji.load_rules("packs")
    monkeypatch.setattr(Library, "for_form", None)
    for _ in range(2):
        (finding,) = gouji.check("a.toml", rules=rules)
        assert str(finding) == "a.toml:3:7 out-of-bounds " + finding.message()


def test_a_finding_prints_in_a_line(project: Path) -> None:
    """Its str is what a terminal's user clicks on; its repr does not hold the file."""
    (finding,) = gouji.check("a.toml")
    assert str(finding).startswith("a.toml:1:8 no-such-form ") and "\n" not in str(finding)
    assert "数" not in repr(finding) and "a.toml" in repr(finding)


@pytest.mark.parametrize(
    ("path", "code"), [("a.toml", "not-a-rule-file"), ("missing.gj", "path-missing"), ("", "path-missing")]
)
def test_what_is_no_rule_file_is_refused(project: Path, path: str, code: str) -> None:
    """With the reason as the exception's text, and as its diagnostic."""
    with pytest.raises(gouji.UnreadableFile, match=code) as caught:
        gouji.load_rules(path)
    assert caught.value.diagnostic.code.id == code


def test_mistakes_of_reading_rules_are_told(project: Path) -> None:
    """A `use` that leads nowhere is a mistake of the program, and the file itself is never what was meant."""
    (project / "packs" / "乙.gj").write_text('引用 "乙乙.gj"\n' + RULES, encoding="utf-8")
    (found,) = [one for one in gouji.load_rules("packs/乙.gj").diagnostics() if one.code.id == "missing-file"]
    assert found.arguments["nearest"] in ("", "甲.gj")


@pytest.mark.parametrize("path", ["", "missing", "missing.toml"])
def test_a_path_that_leads_nowhere_is_a_finding(project: Path, path: str) -> None:
    """Nothing is checked in its stead: an empty path is not the current folder."""
    (finding,) = gouji.check(path)
    assert finding.code.id == "path-missing" and finding.category == "input"


@pytest.mark.parametrize(
    ("path", "text"), [("支出.项目支出[半年]", "150"), ('指标["预算执行率"].指标值[全年]', "=100%"), ("单位名称", None)]
)
def test_a_cell_is_found_by_its_path(path: str, text: str | None) -> None:
    """As findings name it."""
    filled = gouji.read_form(ROOT / "examples" / "wuxi-2024" / "xishan.toml")
    cell = gouji.find_cell(filled, path)
    assert cell.text == text if text else cell.value


@pytest.mark.parametrize("path", ["没有", "支出", "支出.项目支出", '支出.项目["没有"].金额[半年]', "1 +", ""])
def test_a_path_that_leads_nowhere_is_a_key_error(path: str) -> None:
    """The text says why."""
    filled = gouji.read_form(ROOT / "examples" / "wuxi-2024" / "xishan.toml")
    with pytest.raises(KeyError) as caught:
        gouji.find_cell(filled, path)
    assert "test." not in str(caught.value)


@pytest.mark.parametrize("given", [123, None, [1]])
def test_what_is_no_path_is_refused(given: object) -> None:
    """With the type that came."""
    with pytest.raises(TypeError, match="a path must be a str"):
        gouji.check(given)  # type: ignore[arg-type]


def test_unknown_languages_are_refused(project: Path) -> None:
    """A key of the catalogue is no message."""
    (finding,) = gouji.check("a.toml", rules=gouji.load_rules("packs"))
    for text in (finding.message, finding.help):
        with pytest.raises(ValueError, match="zh, en"):
            text("fr")  # type: ignore[arg-type]


def test_large_objects_have_short_names(project: Path) -> None:
    """What a console shows of a program fits on its screen."""
    rules = gouji.load_rules("packs")
    assert repr(rules) == "<Program of packs/甲.gj: 1 forms, 0 rules, 0 tests>"
    assert repr(rules.forms) == "[<Form 甲 at packs/甲.gj:1:4>]"
