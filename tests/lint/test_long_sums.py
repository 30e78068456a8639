"""A sum of very many parts, told in full: how many parts there are is counted, however few of them are shown."""

import json
from pathlib import Path

import pytest

from gouji.cli import main

FORM = """
表样 长表 {
    总额 : 金额 计量单位 元 合计自 项目.金额
    明细表 项目 键 名称 {
        名称 : 文本
        金额 : 金额 计量单位 元
    }
}
"""
PARTS = 2018


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    (tmp_path / "长表.gj").write_text(FORM, encoding="utf-8")
    rows = "".join(f'[["项目"]]\n"名称" = "{number}号"\n"金额" = 1\n' for number in range(PARTS))
    path = tmp_path / "长.toml"
    path.write_text(f'form = "长表"\nyear = 2024\n"总额" = 1\n{rows}', encoding="utf-8")
    return path


@pytest.mark.parametrize(("language", "told"), [("zh", "… 共 2018 项（元）"), ("en", "… 2018 parts in all (元)")])
def test_parts_are_counted(filled: Path, language: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    """In the arithmetic, and among the related cells, of which five are printed."""
    main(["check", str(filled), "--lang", language])
    printed = capsys.readouterr().out
    assert "1 ≠ 2018 = 1 + 1 + 1" in printed
    assert f"1 + 1 + {told}\n" in printed
    assert {"zh": "另有 2013 处", "en": "and 2013 more"}[language] in printed


def test_json_says_how_many_it_does_not_list(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`related` and `related_unlisted` together are all the cells."""
    main(["check", str(filled), "--format", "json"])
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert (len(finding["related"]), finding["related_unlisted"]) == (200, PARTS - 200)


def test_a_part_with_many_places_is_shown_whole(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A difference is none that reads 0."""
    text = filled.read_text(encoding="utf-8").replace('"总额" = 1', f'"总额" = {PARTS}')
    filled.write_text(text + '[["项目"]]\n"名称" = "零头"\n"金额" = 0.0000001\n', encoding="utf-8")
    main(["check", str(filled)])
    assert "填的是 2018元，各项相加是 2018.0000001元，相差 0.0000001元" in capsys.readouterr().out
