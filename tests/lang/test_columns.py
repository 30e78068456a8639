"""The fast ways against the closures: columns at a time, and `exists` with its short cuts, on generated rules and forms.

With `outcomes` every check is run by the closures, the oracle; without, columns settle what they can. Both must count
the same verdicts and find the same. What `exists` does quickly is taken out for the oracle.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.trial import ROOT, YEAR, Written, program_of, toml

from gouji.lang import aggregates
from gouji.lang.bind import bind
from gouji.lang.columns import compile_columns
from gouji.lang.diagnostic import Diagnostic
from gouji.lang.program import Program
from gouji.lang.run import CompiledForm, Report
from gouji.lang.source import Source
from gouji.lint.context import CheckContext
from gouji.lint.engine import check_text
from gouji.lint.library import Library
from gouji.lint.toml_reader import read_toml

FORM = """
维度 期间 累计 { 半年, 全年 }
表样 表 {
    计量单位 万元
    总 : 金额
    标 : 目标值
    文 : 文本
    明细表 项 键 名 {
        名 : 文本 必填
        类 : 选项 红, 绿
        额 : 金额 ≥ 0
        数 : 数值
        期额 : 金额 按 期间
        值 : 目标值 按 期间 必填
        另值 : 目标值 方向 正向
        日 : 日期
        属 : 引用 项
        诸 : 若干 引用 项
        行 甲 { 必填  类 红  取值 健全, 完善 }
        行 乙 { 类 绿  计量单位 人  方向 反向  ≤ 9人 }
    }
    @rules
}
"""


@cache
def conditions(row: str, other: str = "") -> st.SearchStrategy[str]:
    """Conditions on a row, whose columns are called `row.…`; `other` is the name of a row outside, if there is one."""
    of = f"{row}." if row else ""
    amounts = [
        f"{of}额",
        f"{of}期额[半年]",
        f"{of}期额[全年]",
        "总",
        "3",
        "20000元",
        *([f"{other}.额"] if other else []),
    ]
    targets = [f"{of}值[半年]", f"{of}值[全年]", f"{of}另值", "标", "3人", "5", *([f"{other}.另值"] if other else [])]
    texts = [f"{of}名", f"{of}属", '"甲"', "文", *([f"{other}.名"] if other else [])]
    compare = st.sampled_from(["=", "≠", "<", "≤", ">", "≥"])
    amount, target, text = st.sampled_from(amounts), st.sampled_from(targets), st.sampled_from(texts)
    simple = st.one_of(
        st.tuples(st.sampled_from([f"{of}额", f"{of}期额[全年]"]), compare, amount),
        st.tuples(st.sampled_from([f"{of}额", f"{of}期额", f"{of}额 + {of}期额[半年]"]), st.sampled_from(["≈", "≤"]), amount),
        st.tuples(st.just(f"{of}值"), st.sampled_from(["≈", "≥"]), target),
        st.tuples(st.just("0万元 ≤"), st.sampled_from([f"{of}额", f"{of}期额"]), st.just("≤"), amount),
        st.tuples(st.sampled_from([f"{of}值[全年]", f"{of}另值"]), st.sampled_from(["=", "≤", ">", "≈"]), target),
        st.tuples(st.sampled_from([f"{of}名", f"{of}属", f"{of}诸"]), st.sampled_from(["=", "≠", "含"]), text),
        st.tuples(st.just(f"{of}类"), st.just("="), st.sampled_from(["红", "绿"])),
        st.tuples(st.sampled_from([f"{of}类", f"{of}诸"]), st.just("属于"), st.sampled_from(["{红}", "{红, 绿, 甲}"]))
        .filter(lambda parts: not (parts[0].endswith("类") and "甲" in parts[2])),
        st.tuples(st.sampled_from([f"{of}属", f"{of}诸", f"{of}名"]), st.just("属于"), st.sampled_from(["项.名", "项.属"])),
        st.tuples(
            st.sampled_from([f"{of}额", f"{of}另值", f"{of}名", f"{of}诸"]), st.just("为"), st.sampled_from(["空白", "已填"])
        ),
        st.tuples(st.just(f"{of}另值"), st.just("为"), st.sampled_from(["定量", "定性", "不适用", "区间"])),
        st.tuples(st.just(f"比较符({of}另值)"), st.sampled_from(["=", "≠"]), st.sampled_from(['"≥"', f"比较符({of}值[全年])"])),
        st.tuples(
            st.sampled_from([f"{of}值[半年] × 2", f"{of}值[全年] + {of}另值", f"-{of}另值", f"{of}值[半年] / {of}另值", f"{of}另值 - 标"]),
            compare,
            target,
        ),
        st.tuples(st.just(f"单位({of}另值)"), st.sampled_from(["=", "≠"]), st.sampled_from(['"人"', f"单位({of}值[全年])"])),
        st.tuples(st.sampled_from([f"{of}名", f"单位({of}值[全年])"]), st.just("匹配"), st.sampled_from(['"[甲人]"', '"^元?$"'])),
        st.tuples(st.just(f"{of}日"), compare, st.sampled_from(["2024年6月", f"{of}日"])),
        st.tuples(st.just(f"{of}数 / {of}数"), compare, st.just("1")),
        st.tuples(st.just("年度"), compare, st.sampled_from(["2024", "2025"])),
    ).map(" ".join)  # fmt: skip
    return st.recursive(
        simple,
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from(["且", "或"]), inner).map(lambda parts: f"({' '.join(parts)})"),
            inner.map(lambda condition: f"非 ({condition})"),
        ),
        max_leaves=3,
    )


def clauses() -> st.SearchStrategy[str]:
    """The clauses of a rule over rows, or over rows in rows."""
    optional = st.one_of(st.just(""), conditions(""))
    return st.one_of(
        st.tuples(optional, optional, conditions("")).map(
            lambda parts: f"每个 项 {parts[0] and '其中 ' + parts[0]} {parts[1] and '当 ' + parts[1]} 应 {parts[2]}"
        ),
        conditions("某").map(lambda condition: f"每个 某 属于 项 应 {condition}"),
        st.tuples(optional, conditions("", "某")).map(
            lambda parts: f"每个 某 属于 项 每个 项 {parts[0] and '其中 ' + parts[0]} 应 {parts[1]}"
        ),
        st.tuples(optional, st.sampled_from(["额 = 期额", "额 ≤ 总", "额 ≈ 期额[全年]", "0万元 ≤ 额 ≤ 总"])).map(
            lambda parts: f"每个 项 {parts[0] and '其中 ' + parts[0]} 应 {parts[1]} 容差 1"
        ),
        st.tuples(optional, st.sampled_from(["总 > 1", "期间 = 全年"]), conditions("")).map(
            lambda parts: f"每个 期间 其中 {parts[1]} 每个 项 {parts[0] and '其中 ' + parts[0]} 应 {parts[2]}"
        ),
        st.tuples(conditions(""), conditions("")).map(
            lambda parts: f"每个 项 每个 期间 其中 期间 = 半年 或 {parts[0]} 应 {parts[1]}"
        ),
        conditions("").map(lambda condition: f"应 合计(项.额 其中 {condition}) ≤ 总"),
        conditions("").map(lambda condition: f"每个 项 设 倍 = 2 × 额 当 {condition} 应 倍 ≤ 总 + 期额"),
        conditions("", "某").map(lambda condition: f"每个 某 属于 项 应 存在(项 其中 {condition})"),
        conditions("", "某").map(lambda condition: f"每个 某 属于 项 应 计数(项 其中 {condition}) ≥ 1"),
        conditions("").map(lambda condition: f"应 存在(项 其中 {condition}) 或 总 > 1"),
        st.sampled_from(
            ["每个 某 属于 项 应 存在(项 其中 另值 ≈ 某.另值)", "每个 数 属于 数额(文) 应 存在(项 其中 值[全年] ≈ 数)"]
        ),
    )


TARGETS = [
    "3人",
    "≥5人",
    "≤9万人",
    "10人",
    "7",
    "28亿",
    "5元",
    "健全",
    "完善",
    "差",
    "=篇",
    "2024年6月",
    "3—5人",
    "/",
    "",
    "90%",
]
ROW = st.fixed_dictionaries(
    {},
    optional={
        "名": st.sampled_from(["甲", "乙", "丙", "丁", " 甲 ", "", "/"]),
        "类": st.sampled_from(["红", "绿", "蓝", "", "/"]),
        "额": st.one_of(st.integers(-1, 4), st.sampled_from(["", "/", "许多", "2万元", "3人", Written("2.0")])),
        "数": st.sampled_from([0, 1, 2, ""]),
        "期额": st.fixed_dictionaries({}, optional={"半年": st.integers(0, 3), "全年": st.integers(0, 3)}),
        "值": st.fixed_dictionaries({}, optional={"半年": st.sampled_from(TARGETS), "全年": st.sampled_from(TARGETS)}),
        "另值": st.sampled_from(TARGETS),
        "日": st.sampled_from(["2024年5月", "2024年6月15日", "6月", "", "无"]),
        "属": st.sampled_from(["甲", "乙", "丙", "戊", "/", ""]),
        "诸": st.sampled_from(["甲", "甲、乙", "丙；戊", "/", ""]),
    },
)
VALUES = st.fixed_dictionaries(
    {"项": st.lists(ROW, max_size=5)},
    optional={
        "总": st.integers(0, 4),
        "标": st.sampled_from(TARGETS),
        "文": st.sampled_from(["甲", "共 3 人、28 亿元", ""]),
    },
)


@contextmanager
def no_short_cuts() -> Iterator[None]:
    """`exists` looks at its rows one by one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aggregates, "_chosen_quickly", lambda aggregate: None)
        patch.setattr(aggregates, "_exists_alike", lambda aggregate: None)
        yield


def told(diagnostics: list[Diagnostic]) -> list[tuple[object, ...]]:
    """What is found, and where."""
    return [
        (one.rule, one.code.id, one.place.span, one.message("zh"), one.difference, one.explanation, one.fix)
        for one in diagnostics
    ]


def report(compiled: CompiledForm, text: str, *, outcomes: bool) -> Report:
    """What the checks say of a form that is read afresh."""
    source = Source("form.toml", text)
    bound = bind(compiled.form, YEAR, read_toml(source).root, source)
    return compiled.run(bound.submission, outcomes=outcomes)


def compare(program: Program, values: dict[str, Any]) -> None:
    """The oracle and the fast ways on one form."""
    form = program.forms[0]
    text = toml({"form": form.name, "year": YEAR, **values})
    checks = program.checks(form)
    with no_short_cuts():
        oracle = report(CompiledForm(form, checks), text, outcomes=True)
    fast = report(CompiledForm(form, checks), text, outcomes=False)
    assert fast.verdicts == oracle.verdicts
    assert told(fast.findings) == told(oracle.findings)
    counts = oracle.verdicts
    assert counts.passed + counts.failed + counts.inapplicable + counts.unevaluated == len(oracle.outcomes)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(rules=st.lists(clauses(), min_size=1, max_size=3), forms=st.lists(VALUES, min_size=1, max_size=3))
def test_generated_rules_on_generated_forms(rules: list[str], forms: list[dict[str, Any]]) -> None:
    """Blanks, words, targets, unlike units, broken cells and doubled keys make no difference between the two."""
    written = "\n".join(f"规则 试{number} {{ {rule} }}" for number, rule in enumerate(rules))
    program = program_of(FORM.replace("@rules", written))
    for values in forms:
        compare(program, values)


@pytest.mark.parametrize(
    ("clauses", "rows"),
    [
        ("每个 某 属于 项 应 存在(项 其中 额 = 某.期额[全年])", [{"额": 1, "期额": {"全年": 2}}, {"额": 2, "期额": {"全年": 3}}]),
        ("每个 某 属于 项 应 存在(项 其中 诸 = 某.诸)", [{"诸": "甲、乙"}, {"诸": ""}]),
        ("每个 某 属于 项 应 存在(项 其中 另值 ≈ 某.另值)", [{"另值": "0"}, {"另值": "0.3万人"}]),
        ("每个 项 应 诸 含 \"甲\"", [{"名": "甲", "诸": "甲甲"}, {"名": "甲甲", "诸": "甲"}]),
        ("每个 项 应 类 属于 {红}", [{"类": "蓝"}, {"类": "红"}]),
        ("每个 项 其中 方向 为 空白 应 额 > 1", [{"名": "甲", "额": 1}, {"名": "乙", "额": 1}, {"名": "丙", "额": 1}]),
        ("每个 项 应 方向 为 已填 且 期额[期末] > 额[期末]", [{"名": "乙", "额": 1, "期额": {"半年": 3, "全年": 1}}, {"名": "丁"}]),
        ("每个 项 应 非 另值 为 定性 且 非 另值 为 日期", [{"另值": "好"}, {"另值": "3人"}, {"另值": "/"}, {"另值": "2024年"}, {"额": 1}]),
        ("每个 项 应 日 属于 项.日", [{"日": "2024年6月"}, {"日": "2024年"}]),
    ],
)  # fmt: skip
def test_cases_that_once_differed(clauses: str, rows: list[dict[str, Any]]) -> None:
    """A row outside of `exists`, several names in a cell, a bare zero, a key of choices."""
    compare(program_of(FORM.replace("@rules", f"规则 试 {{ {clauses} }}")), {"项": rows})


def test_a_key_that_is_no_choice_is_not_unique() -> None:
    """It cannot be read, and so has no verdict, quickly or not."""
    program = program_of("表样 表 { 明细表 项 键 类 { 类 : 选项 红, 绿 } }")
    for rows in (["红", "蓝"], ["蓝", "蓝"], ["红", "绿"], ["红", "红"], []):
        compare(program, {"项": [{"类": row} for row in rows]})


def test_columns_are_in_use() -> None:
    """The packs' checks over rows are settled by columns, but for those that loop over figures or compare words apart."""
    program = Library().load(sorted((ROOT / "rules").rglob("department-2024.gj"))).program
    form = program.forms[-1]
    slow = [
        check.name for check in program.checks(form) if all(compile_columns(one) is None for one in check.instances)
    ]
    assert len(slow) < len(program.checks(form)) / 5, slow


EXAMPLES = sorted((ROOT / "examples").glob("*/*.toml"))
VALUE = re.compile(r'(?<== )"[^"\n]*"|(?<== )[0-9.]+')
OTHERS = [
    '""', '"/"', "0", "1", "150.5", "-3", '"≥5%"', '"≤100%"', '"健全"', '"规范"', '"3人"', '"=5万元"', '"物业安保费"', "true",
    '"12万元"', '"2024年6月"', '"=篇"', '"7"',
]  # fmt: skip


def both_ways(text: str, path: Path) -> None:
    """A form's text, checked with and without outcomes."""
    source = Source(str(path), text)
    oracle = check_text(source, path, CheckContext(library()), outcomes=True)
    fast = check_text(source, path, CheckContext(library()), outcomes=False)
    assert fast.verdicts == oracle.verdicts
    assert told(fast.diagnostics) == told(oracle.diagnostics)


@cache
def library() -> Library:
    """What the packs say does not change from form to form."""
    return Library()


each_example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")


@each_example
def test_examples(path: Path) -> None:
    """The published forms, as they are."""
    both_ways(path.read_text(encoding="utf-8"), path)


@each_example
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_mutations_of_the_cells_of_examples(path: Path, data: st.DataObject) -> None:
    """With a few cells changed, doubled or blanked."""
    text = path.read_text(encoding="utf-8")
    places = [match.span() for match in VALUE.finditer(text)]
    changed = data.draw(st.lists(st.integers(2, len(places) - 1), min_size=1, max_size=12, unique=True))
    for start, end in sorted((places[index] for index in changed), reverse=True):
        text = text[:start] + data.draw(st.sampled_from(OTHERS)) + text[end:]
    both_ways(text, path)
