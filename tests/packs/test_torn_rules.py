"""Do filled forms stay as they were while a brace of their rules is missing, or a block only begun, be it where it may?"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from gouji.lang.diagnostic import Diagnostic
from gouji.lang.lexer import cut, tokenize
from gouji.lang.parse import parse
from gouji.lang.source import Source
from gouji.lint.context import CheckContext
from gouji.lint.engine import check_form
from gouji.lint.library import Library

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(ROOT.glob("examples/*/*.toml"))
SMALL_RULES = """维度 期间 累计 { 半年, 全年 }

表样 单位表 {
    标题 "单位表"
    计量单位 万元
    单位名称 : 文本 必填
    分组 支出 {
        基本支出 : 金额 按 期间 必填
        项目支出 : 金额 按 期间 必填 合计自 项目.金额
        明细表 项目 键 名称 {
            名称 : 文本 必填
            金额 : 金额 按 期间
        }
    }
    规则 有 {
        应   支出.基本支出[全年] ≥ 1000000
        信息 "{支出.基本支出[全年]}"
    }
}
"""
SMALL_FORM = """form = "单位表"
year = 2024
"单位名称" = "某某中心"
["支出"]
"基本支出" = { "半年" = 133, "全年" = 267.9 }
"项目支出" = { "半年" = 1, "全年" = 26.55 }
[["支出"."项目"]]
"名称" = "物业安保费"
"金额" = { "半年" = 1, "全年" = 26.55 }
"""


def told(form: Path, library: Library) -> tuple[Counter[tuple[str, int]], frozenset[Path]]:
    """What is found in a form, and the rule files that it was held against."""
    checked = check_form(form, CheckContext(library, today=date(2025, 1, 1)))
    assert checked.rules is not None
    return Counter(map(found, checked.diagnostics)), frozenset(checked.rules.names)


def found(one: Diagnostic) -> tuple[str, int]:
    return one.code.id, one.place.span.start


def torn(text: str) -> Iterator[tuple[str, str]]:
    """The text without one of the braces at the ends of lines in its forms, with one twice, or with a block begun."""
    for offset, piece in cut(text):
        tokens = tokenize(piece).items
        if not tokens or "FORM" not in tokens[0].kinds:
            continue
        for token, after in zip(tokens, [*tokens[1:], None], strict=True):
            start, end = token.start + offset, token.end + offset
            is_last = after is None or after.first
            if is_last and token.kinds[0] in ("_LBRACE", "_RBRACE"):
                yield f"-{text.count(chr(10), 0, start) + 1}", text[:start] + text[end:]
            if is_last and token.kinds[0] == "_RBRACE" and token.first:
                line = text[text.rfind("\n", 0, start) + 1 : end]
                yield f"+{text.count(chr(10), 0, start) + 1}", text[:end] + "\n" + line + text[end:]
            if token.first and token is not tokens[0]:
                at = text.rfind("\n", 0, start) + 1
                begun = " " * max(4, start - at) + "分组 新增 {\n"
                yield f"*{text.count(chr(10), 0, start) + 1}", text[:at] + begun + text[at:]


def harmed(rules: Path, forms: list[Path], library: Library, each: int) -> list[tuple[str, object]]:
    before = {form: told(form, library)[0] for form in forms}
    wrong: list[tuple[str, object]] = []
    for number, (where, text) in enumerate(torn(rules.read_text(encoding="utf-8"))):
        if number % each:
            continue
        source = Source(str(rules), text)
        faults = {one.code.id for one in parse(source).diagnostics()}
        if not faults:
            wrong.append((where, "no fault"))
        after = library.renewed({rules: source}, {rules})
        for form in forms:
            more = told(form, after)[0] - before[form]
            if more:
                wrong.append((where, more))
    return wrong


@pytest.mark.parametrize("pack", ["common/department", "common/project", "yancheng", "linyi", "qingdao"])
def test_forms_are_as_they_were_while_a_pack_is_torn(pack: str) -> None:
    """The forms of the examples; of the many places of a pack some, others in each file."""
    library = Library(naming=str)
    uses = {form: told(form, library)[1] for form in EXAMPLES}
    files = [path for path in sorted((ROOT / "rules").rglob("*.gj")) if pack in str(path) and ".test." not in path.name]
    assert files
    for rules in files:
        forms = [form for form in EXAMPLES if rules in uses[form]]
        by_folder = {form.parent: form for form in forms}
        assert harmed(rules, list(by_folder.values()), library, 9) == []


def test_a_form_is_as_it_was_while_its_rules_are_torn(tmp_path: Path) -> None:
    rules, form = tmp_path / "a.gj", tmp_path / "a.toml"
    rules.write_text(SMALL_RULES, encoding="utf-8")
    form.write_text(SMALL_FORM, encoding="utf-8")
    assert harmed(rules, [form], Library(naming=str), 1) == []
