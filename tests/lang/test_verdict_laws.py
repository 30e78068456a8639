"""Laws that verdicts obey, on generated rules and forms: what must change them, what must not, and that each has one.

The rules are well typed; the forms hold blanks, `/`, words and broken cells as they come.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.trial import FORM, YEAR, Trial, program_of, run, run_text, toml

from gouji.lang.diagnostic import Diagnostic
from gouji.lang.outcomes import Outcome, Verdict
from gouji.lang.program import Program

laws = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)

# --- rules: conditions on single cells, then on rows, then whole clauses

ORDERED = ["=", "≠", "<", "≤", ">", "≥"]
CELLS = ["甲", "乙", "丙", "缺", "组.内", "累[半年]", "累[全年]", "合计(组.项.额)", "最大(甲, 乙)", "3万元", "累"]
COLUMNS = ["额", "季额[一]", "甲", "2万元", "季额"]


def joined(*parts: st.SearchStrategy[str] | str) -> st.SearchStrategy[str]:
    """Parts with blanks between them."""
    return st.tuples(*(st.just(part) if isinstance(part, str) else part for part in parts)).map(" ".join)


def amounts(names: list[str]) -> st.SearchStrategy[str]:
    """Sums and differences of amounts of money, and multiples of them."""
    return st.recursive(
        st.sampled_from(names),
        lambda inner: st.one_of(
            joined("(", inner, st.sampled_from("+-"), inner, ")"), joined("2 ×", inner), joined("-", "(", inner, ")")
        ),
        max_leaves=3,
    )


def compared(names: list[str], operators: list[str]) -> st.SearchStrategy[str]:
    return joined(amounts(names), st.sampled_from(operators), amounts(names))


def combined(simple: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Conditions joined by 且 and 或, and turned about by 非."""
    return st.recursive(
        simple,
        lambda inner: st.one_of(
            joined("(", inner, st.sampled_from(["且", "或"]), inner, ")"), joined("非 (", inner, ")")
        ),
        max_leaves=3,
    )


def row_conditions(operators: list[str]) -> st.SearchStrategy[str]:
    """Conditions on a row of 组.项."""
    return combined(
        st.one_of(
            compared(COLUMNS, operators),
            joined("值", st.sampled_from([*ORDERED, "≈"]), st.sampled_from(["标", "3人", "值"])),
            joined("色 =", st.sampled_from(["红", "绿"])),
            joined(
                st.sampled_from(["名", "文"]), st.sampled_from(["=", "≠", "含"]), st.sampled_from(['"甲"', "名", "文"])
            ),
            joined(st.sampled_from(["额", "名", "值", "色"]), "为", st.sampled_from(["空白", "已填"])),
            joined("数 / 数", st.sampled_from(ORDERED), "1"),
        )
    )


def conditions(operators: list[str]) -> st.SearchStrategy[str]:
    """Conditions on a form as a whole; whatever amounts of money are in is compared with `operators` alone."""
    rows = row_conditions(operators)
    return combined(
        st.one_of(
            compared(CELLS, operators),
            joined("0万元 ≤", st.sampled_from(CELLS[:5]), "≤", amounts(CELLS[:5])),
            joined(st.sampled_from(["甲 / 乙", "率", "甲 / 缺"]), st.sampled_from(operators), st.sampled_from(["率", "50%"])),
            joined("人", st.sampled_from(ORDERED), st.sampled_from(["3人", "计数(组.项)"])),
            joined(st.sampled_from(["标", "望", "望[二]"]), st.sampled_from([*ORDERED, "≈"]), st.sampled_from(["的", "5人", "望"])),
            joined("分", st.sampled_from(ORDERED), st.sampled_from(["数", "分[三]"])),
            joined(st.sampled_from(["日", "期"]), st.sampled_from(ORDERED), st.sampled_from(["期", "2024年6月"])),
            joined(st.sampled_from(["文", "字"]), st.sampled_from(["=", "≠", "含", "匹配"]), st.sampled_from(['"甲"', '"b$"'])),
            joined("色 属于", st.sampled_from(["{红}", "{红, 绿}"])),
            joined(st.sampled_from(["甲", "文", "标", "累"]), "为", st.sampled_from(["空白", "已填", "不适用"])),
            joined(st.sampled_from(["存在(组.项 其中", "计数(组.项) > 计数(组.项 其中"]), rows, ")"),
            joined("全部(组.项,", rows, ")"),
            joined("合计(组.项.额 其中", rows, ")", st.sampled_from(operators), st.sampled_from(CELLS[:4])),
            st.just("递增(累)"),
        )
    )  # fmt: skip


def clauses(operators: list[str]) -> st.SearchStrategy[tuple[str, str]]:
    """What stands before the condition of a 应, and the condition."""
    rows, whole = row_conditions(operators), conditions(operators)
    where = st.one_of(st.just(""), joined("其中", rows))
    when = st.one_of(st.just(""), joined("当", whole))
    return st.one_of(
        st.tuples(when, whole),
        st.tuples(joined("每个 组.项", where, when), st.one_of(rows, whole)),
        st.tuples(joined("每个 事 每个 组.项", where), rows),
        st.tuples(
            joined("每个 某 属于 组.项 每个 组.项 其中 某.名 ≠ 名", when),
            joined("某.额", st.sampled_from(operators), "额"),
        ),
        st.tuples(st.just("每个 数 属于 数额(文)"), st.just("存在(组.项 其中 值 ≈ 数)")),
    )


# --- filled forms

FIGURES = [1, 2, 3, 4, 0, -1, Decimal("0.5"), Decimal("2.50")]
SMALL = st.sampled_from(FIGURES)
MONEY = st.sampled_from([*FIGURES, "", "/"])
TARGET = st.sampled_from(
    ["3人", "5人", "≥5人", "0.3万人", "7", "5元", "健全", "=篇", "2024年6月", "3—5人", "/", "", "90%"]
)
TEXT = st.sampled_from(["甲", "甲b", "共 3人，5元", "a", "", "/"])
DAY = st.sampled_from(["2024年5月", "2024年6月15日", "2024年", "6月", "", "无"])


@st.composite
def cells(draw: st.DrawFn, /, **strategies: st.SearchStrategy[Any]) -> dict[str, Any]:
    """These cells, but for a few that are not there."""
    missing = draw(st.lists(st.sampled_from(sorted(strategies)), max_size=2))
    return {name: draw(strategy) for name, strategy in strategies.items() if name not in missing}


def by(coordinates: str, value: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return cells(**dict.fromkeys(coordinates.split(), value))


def forms(money: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    quarters = "一 二 三"
    row = cells(
        名=TEXT, 额=money, 数=st.sampled_from([0, 1, ""]), 值=TARGET, 季额=by(quarters, money), 色=st.sampled_from(["红", "绿", "蓝", ""]),
    )  # fmt: skip
    return cells(
        甲=money, 乙=money, 丙=money, 率=SMALL, 人=st.integers(0, 5), 数=SMALL, 文=TEXT, 字=TEXT, 日=DAY, 期=DAY,
        色=st.sampled_from(["红", "绿", "蓝", ""]), 标=TARGET, 的=TARGET, 缺=money, 累=by("半年 全年", money), 分=by(quarters, SMALL),
        望=by(quarters, TARGET), 组=cells(内=money, 项=st.lists(row, min_size=1, max_size=4)),
        事=st.lists(cells(名=st.sampled_from(["甲事", "乙事", "丙"]), 额=money), max_size=2),
    )  # fmt: skip


FORMS = forms(st.sampled_from([*FIGURES, "", "/", "许多", "2万元"]))
ALL = [*ORDERED, "≈"]

# --- trying them


def program_for(rule: str, form: str = FORM) -> Program:
    return program_of(form.replace("@members", "").replace("@above", "").replace("@clauses", rule))


def tried(rule: str, values: dict[str, Any], form: str = FORM) -> Trial:
    """The rule 试 on a filled form."""
    return run(program_for(rule, form), values)


def told(outcomes: list[Outcome]) -> list[tuple[object, ...]]:
    """Verdicts in order, each with its check, coordinates and reason."""
    return [(one.check, one.verdict, one.coordinates, one.reason and one.reason.key) for one in outcomes]


@laws
@given(rule=clauses(ALL), values=FORMS)
def test_every_check_has_one_verdict_of_four(rule: tuple[str, str], values: dict[str, Any]) -> None:
    """The counts add up, and a failure or a missing answer is one finding each; nothing else is one."""
    report = tried(f"{rule[0]} 应 {rule[1]}", values).report
    counted = Counter(one.verdict for one in report.outcomes)
    verdicts = report.verdicts
    assert (verdicts.passed, verdicts.failed) == (counted[Verdict.PASS], counted[Verdict.FAIL])
    assert (verdicts.inapplicable, verdicts.unevaluated) == (
        counted[Verdict.INAPPLICABLE],
        counted[Verdict.UNEVALUATED],
    )
    found = Counter((one.rule, one.code.id == "not-evaluated") for one in report.findings)
    kinds = {Verdict.FAIL: False, Verdict.UNEVALUATED: True}
    assert found == Counter((one.check, kinds[one.verdict]) for one in report.outcomes if one.verdict in kinds)
    for one in report.outcomes:
        assert (one.reason is None) == (one.verdict in (Verdict.PASS, Verdict.FAIL))


@laws
@given(rule=clauses(ALL), values=FORMS)
def test_not_swaps_pass_and_fail(rule: tuple[str, str], values: dict[str, Any]) -> None:
    """A condition turned about fails where it passed; where it had no answer it has none, for the same reason."""
    before, condition = rule
    straight = tried(f"{before} 应 {condition}", values).outcomes("试")
    turned = tried(f"{before} 应 非 ({condition})", values).outcomes("试")
    swapped = {Verdict.PASS: Verdict.FAIL, Verdict.FAIL: Verdict.PASS}
    expected = [replace(one, verdict=swapped.get(one.verdict, one.verdict)) for one in straight]
    assert told(turned) == told(expected)


SPARE = FORM.replace("季额 : 金额 按 季", "季额 : 金额 按 季\n闲列 : 文本").replace(
    "计量单位 万元\n", "计量单位 万元\n闲 : 金额 按 季 ≥ 0\n分组 闲组 { 明细表 闲表 键 名 { 名 : 文本 } }\n", 1
)


@laws
@given(
    rule=clauses(ALL),
    values=FORMS,
    spare=cells(闲=by("一 二", MONEY), 闲组=cells(闲表=st.lists(cells(名=TEXT), max_size=3))),
)
def test_what_a_rule_does_not_name_does_not_matter(
    rule: tuple[str, str], values: dict[str, Any], spare: dict[str, Any]
) -> None:
    """A field, a column and a table more, filled in or not, change the verdict of no other check."""
    written = f"{rule[0]} 应 {rule[1]}"
    before = told(tried(written, values).report.outcomes)
    rows = [{**row, "闲列": "闲"} for row in values.get("组", {}).get("项", [])]
    filled = {**spare, **values, **({"组": {**values["组"], "项": rows}} if rows else {})}
    after = told(tried(written, filled, SPARE).report.outcomes)
    assert [one for one in after if "闲" not in str(one[0])] == before


@laws
@given(rule=clauses(ALL), values=FORMS, random=st.randoms(use_true_random=False))
def test_the_order_of_keys_does_not_matter(rule: tuple[str, str], values: dict[str, Any], random: Any) -> None:
    """Cells and tables may stand in any order, inline or under headings; only rows have an order."""

    def shuffled(value: Any) -> Any:
        if isinstance(value, dict):
            items = [(key, shuffled(inner)) for key, inner in value.items()]
            random.shuffle(items)
            return dict(items)
        return [shuffled(inner) for inner in value] if isinstance(value, list) else value

    program = program_for(f"{rule[0]} 应 {rule[1]}")
    expected = told(run(program, values).report.outcomes)
    assert told(run(program, shuffled(values)).report.outcomes) == expected
    assert told(run_text(program, under_headings(shuffled(values))).report.outcomes) == expected


def under_headings(values: dict[str, Any]) -> str:
    """The form with each group, axis and row under a heading of its own."""
    group = values.get("组", {})
    tables = [toml({key: value}) for key, value in group.items() if key != "项"]
    sections = ['["组"]\n' + "".join(tables)] if tables else []
    sections += ['[["组"."项"]]\n' + toml(row) for row in group.get("项", [])]
    sections += ['[["事"]]\n' + toml(row) for row in values.get("事", [])]
    sections += [
        f'["{key}"]\n' + toml(value) for key, value in values.items() if isinstance(value, dict) and key != "组"
    ]
    plain = {key: value for key, value in values.items() if not isinstance(value, dict | list)}
    return toml({**plain, "form": "表", "year": YEAR}) + "".join(sections)


# --- another unit

MONEY_CELLS = ("甲", "乙", "丙", "缺", "累", "内", "额", "季额")


def with_money(values: Any, change: Callable[[Any], Any], *, inside: bool = False) -> Any:
    """A form with every amount of money changed."""
    if isinstance(values, dict):
        return {key: with_money(value, change, inside=inside or key in MONEY_CELLS) for key, value in values.items()}
    if isinstance(values, list):
        return [with_money(value, change, inside=inside) for value in values]
    return change(values) if inside and isinstance(values, int | Decimal) else values


IN_YUAN = FORM.replace("计量单位 万元\n", "计量单位 元\n", 1)


@laws
@given(rule=clauses(ORDERED), values=forms(MONEY))
def test_the_unit_of_a_form_does_not_matter(rule: tuple[str, str], values: dict[str, Any]) -> None:
    """Ten thousand times the figures in 元 are the figures in 万元. (`≈` asks how they were written: see below.)"""
    written = f"{rule[0]} 应 {rule[1]}"
    scaled = with_money(values, lambda figure: figure * 10000)
    assert told(tried(written, scaled, IN_YUAN).report.outcomes) == told(tried(written, values).report.outcomes)


@laws
@given(rule=clauses(ALL), values=forms(MONEY))
def test_a_unit_beside_the_figure_does_not_matter(rule: tuple[str, str], values: dict[str, Any]) -> None:
    """`2.50万元` on a form in 元 is 2.50 on a form in 万元, as precise and no more."""
    written = f"{rule[0]} 应 {rule[1]}"
    named = with_money(values, lambda figure: f"{figure}万元")
    assert told(tried(written, named, IN_YUAN).report.outcomes) == told(tried(written, values).report.outcomes)


# --- the figures of a finding

HOLDS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "=": lambda left, right: left == right,
    "≠": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "≤": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    "≥": lambda left, right: left >= right,
}


def computed(written: str) -> Decimal:
    """The value of arithmetic as a finding prints it; every amount is in 万元."""
    tokens = re.findall(r"\d+(?:\.\d+)?|[-+−×÷()]", written.replace("万元", ""))
    python = "".join(
        f'D("{token}")' if token[0].isdigit() else {"−": "-", "×": "*", "÷": "/"}.get(token, token) for token in tokens
    )
    value = eval(python, {"D": Decimal})
    assert isinstance(value, Decimal)
    return value


@laws
@given(left=amounts(CELLS[:8]), sign=st.sampled_from(ORDERED), right=amounts(CELLS), values=forms(SMALL))
def test_the_arithmetic_of_a_finding_fails_as_the_check_did(
    left: str, sign: str, right: str, values: dict[str, Any]
) -> None:
    """Recomputed from what is printed, each side is its figure, they differ as said, and the condition is not so."""
    for finding in tried(f"应 {left} {sign} {right}", values).report.findings:
        if finding.rule == "表/试" and finding.explanation:
            checked_arithmetic(finding, sign)


def checked_arithmetic(finding: Diagnostic, sign: str) -> None:
    """Lines like `1 + 2 = 3 ≠ 4 = 2 × 2（万元）`."""
    (line,) = finding.explained()
    body = line.removesuffix("（万元）")
    assert body != line
    failed = {"=": "≠", "≠": "=", "≤": ">", "≥": "<", "<": "≥", ">": "≤"}[sign]
    sides = re.split(f" ([{failed}=]) ", body)
    values = [computed(side) for side in sides[::2]]
    signs = sides[1::2]
    middle = [index for index, one in enumerate(signs) if failed == one or len(signs) == 1]
    for index, one in enumerate(signs):
        assert HOLDS[one](values[index], values[index + 1]), line
    at = middle[0]
    assert not HOLDS[sign](values[at], values[at + 1]), line
    difference = str(finding.difference)
    if not difference:  # a difference of nothing is not worth a line
        assert values[0] == values[-1], line
        return
    scale = 1 if "万元" in difference else 10000
    assert computed(difference.rstrip("元")) == abs(values[0] - values[-1]) * scale
