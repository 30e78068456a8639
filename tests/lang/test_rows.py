"""What a check says of tables: sums with blanks, quantifiers, look-ups, loops, coordinates, figures in texts.

The field names are those of the form in `tests/trial.py`.
"""

from typing import Any

import pytest
from tests.trial import Written, program_of, rule, run, verdicts

from gouji.lang.model import Aggregate

Rows = list[dict[str, Any]]

WATER: dict[str, Any] = {
    "名": "水", "额": 1, "数": 1, "值": "3人", "色": "红", "季额": {"一": 1, "二": 2, "三": 3},
}  # fmt: skip
LIGHT: dict[str, Any] = {"名": "电", "额": Written("2.5"), "值": "≥5人", "色": "绿", "季额": {"一": 1, "二": 1}}
GAS: dict[str, Any] = {"名": "气"}
ITEMS: Rows = [WATER, LIGHT, GAS]


def of(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A form with these rows in 组.项, and other fields."""
    return {"组": {"项": list(items)}, **more}


@pytest.mark.parametrize(
    ("clauses", "wanted"),
    [
        ("应 合计(组.项.额) = 3.5", "pass"),
        ("应 合计(组.项.额) = 35000元", "pass"),
        ("应 合计(组.项.额 其中 色 = 红) = 1", "pass"),
        ("应 合计(组.项.额 其中 名 = \"无\") = 0", "n/a nothing-stated"),
        ("应 合计(组.项.额 其中 非 额 > 9) = 3.5", "pass"),  # of the row without 额 nothing can be told
        ("应 合计(组.项.值) = 8人", "pass"),
        ("应 合计(组.项.数) = 1", "pass"),
        ("应 平均(组.项.额) = 1.75", "pass"),
        ("应 平均(组.项.值) = 4人", "pass"),
        ("应 最小(组.项.额) = 1 且 最大(组.项.额) = 2.5", "pass"),
        ("应 最大(组.项.值) = 5人", "pass"),
        ("应 计数(组.项) = 3", "pass"),
        ("应 计数(组.项.额) = 3", "pass"),  # counts rows, not figures
        ("应 计数(组.项 其中 额 > 1) = 1", "pass"),
        ("应 去重(组.项.色) = 2", "pass"),
        ("应 唯一(组.项.色)", "pass"),
        ("应 唯一(组.项.季额[一])", "fail"),
        ("应 全部(组.项, 额 > 0)", "pass"),
        ("应 全部(组.项, 额 > 1)", "fail"),
        ("应 全部(组.项 其中 额 > 9, 额 = 0)", "pass"),
        ("应 全部(组.项, 1 / (额 - 1万元) > 0)", "none division-by-zero"),
        ("应 全部(组.项, 1万元 / (额 - 1万元) > 9)", "fail"),  # 电 settles it
        ("应 存在(组.项 其中 额 = 2.5 且 色 = 绿)", "pass"),
        ("应 存在(组.项 其中 额 = 2.5 且 色 = 红)", "fail"),
        ("应 存在(组.项 其中 值 ≈ 5人)", "pass"),
        ("应 存在(组.项 其中 值 ≈ 5)", "pass"),
        ("应 存在(组.项 其中 值 > 5人)", "fail"),
        ("应 存在(事 其中 值 ≈ 7人)", "n/a unit-missing"),  # the 7 without a unit may be it
        ("应 存在(事 其中 值 ≈ 70万人)", "n/a unit-missing"),  # had it the unit 十万人
        ("应 存在(事 其中 值 ≈ 8人)", "fail"),  # whatever its unit, 7 is not 8
        ("应 存在(事 其中 值 ≈ 8人 且 非 值 = 0)", "fail"),
        ("应 存在(事 其中 值 ≈ 7人 且 非 值 = 0)", "n/a unit-missing"),
        ("应 存在(事 其中 值 ≈ 8分钟)", "n/a unit-missing"),  # 7 of another unit may be
        ("应 存在(事 其中 值 × 2 = 8人)", "n/a unit-missing"),  # only plain comparisons are looked through
        ("应 存在(事 其中 值 = 9人)", "pass"),
        ("应 非 存在(组.项 其中 名 = \"煤\")", "pass"),
        ("应 组.项 为 已填", "pass"),
        ("应 组.项 为 空白", "fail"),
        ("应 \"电\" 属于 组.项.名", "pass"),
        ("应 \"煤\" 属于 组.项.名", "fail"),
        ("应 2.5万元 属于 组.项.额", "pass"),
        ("应 2万元 属于 组.项.额", "fail"),
        ("应 5人 属于 组.项.值", "pass"),
        ("应 6人 属于 组.项.值", "fail"),
        ("应 组.项[\"水\"].额 = 1", "pass"),
        ("应 组.项[\"水\"].季额[三] = 3", "pass"),
        ("应 组.项[\"气\"].额 = 1", "n/a blank"),
        ("应 组.项[\"煤\"].额 = 1", "n/a no-such-row"),
        ("应 组.项[\"煤\"].额 为 空白", "n/a no-such-row"),
        ("应 合计(组.项.额) ≈ 4", "pass"),  # 0.5–1.5 and 2.45–2.55: 2.95–4.05
        ("应 合计(组.项.额) ≈ 4.06", "fail"),
        ("应 平均(组.项.额) ≈ 2.02", "pass"),
        ("应 平均(组.项.额) ≈ 2.03", "fail"),
    ],
)  # fmt: skip
def test_functions_over_rows(clauses: str, wanted: str) -> None:
    """Blank cells are not stated; a row that a condition does not choose, or cannot be told, is left out."""
    values = of(*ITEMS, 事=[{"名": "甲事", "值": "7"}, {"名": "乙事", "值": "9人"}])
    assert verdicts(rule(clauses), values) == [wanted]


@pytest.mark.parametrize(
    ("clauses", "wanted"),
    [
        ("应 合计(组.项.额) = 0", "n/a nothing-stated"),
        ("应 平均(组.项.额) = 0", "n/a nothing-stated"),
        ("应 最大(组.项.额) = 0", "n/a nothing-stated"),
        ("应 计数(组.项) = 0", "pass"),
        ("应 去重(组.项.色) = 0", "pass"),
        ("应 唯一(组.项.色)", "pass"),
        ("应 全部(组.项, 额 > 1)", "pass"),
        ("应 存在(组.项 其中 额 > 1)", "fail"),
        ("应 存在(组.项)", "fail"),
        ("应 组.项 为 空白", "pass"),
        ("应 甲 = 合计(组.项.额)", "n/a blank"),
    ],
)
@pytest.mark.parametrize("values", [{}, {"组": {}}, {"组": {"项": []}}], ids=["no group", "no table", "no rows"])
def test_a_table_without_rows(clauses: str, wanted: str, values: dict[str, Any]) -> None:
    """Of nothing there is no sum; all of none is true, some of none is not."""
    assert verdicts(rule(clauses), values) == [wanted]


def test_a_sum_says_how_many_parts_are_blank() -> None:
    """Blank and inapplicable parts are not zero: they are left out, and the finding counts them."""
    program = rule("应 甲 = 合计(组.项.额)")
    trial = run(program, of(WATER, GAS, {"名": "煤", "额": "/"}, {"名": "柴", "额": ""}, 甲=3))
    (finding,) = trial.report.findings
    assert finding.arguments["blanks"] == "3"
    assert finding.arguments["difference"] == "2万元"
    assert run(program, of(WATER, 甲=3)).report.findings[0].arguments["blanks"] == ""


@pytest.mark.parametrize("clauses", ["应 甲 ≠ 乙", "应 甲 < 乙"])
def test_equal_figures_have_no_difference(clauses: str) -> None:
    """Where it is wrong that two figures are the same, a difference of 0万元 would tell nothing."""
    (finding,) = run(rule(clauses), {"甲": 3, "乙": 3}).report.findings
    assert finding.arguments["difference"] == ""


@pytest.mark.parametrize("function", ["合计", "平均", "最小", "最大"])
def test_a_broken_cell_leaves_a_sum_untold(function: str) -> None:
    """What cannot be read is reported once, and is not left out as if it were blank."""
    program = rule(f"应 {function}(组.项.额) = 1")
    assert verdicts(program, of(WATER, {"名": "煤", "额": "许多"})) == ["n/a broken"]


@pytest.mark.parametrize(
    ("targets", "wanted"),
    [
        (["5人", "3万人"], "3.0005万人"), (["健全", "3人"], "3人"), (["0.5亿元", "", "0.5亿元"], "1亿元"),
        (["3人", "3元"], "none unlike"), (["5", "3万人"], "n/a unit-missing"), (["3人", "5亿"], "n/a unit-missing"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("equal", ["=", "≈"])
def test_sums_of_targets(targets: list[str], wanted: str, equal: str) -> None:
    """Words are no figures and blanks nothing; unlike units have no sum, and what one without a unit comes to nobody knows."""
    items = [{"名": str(number), "值": target} for number, target in enumerate(targets)]
    program = rule(f"应 合计(组.项.值) {equal} {'3人' if ' ' in wanted else wanted}")
    assert verdicts(program, of(*items)) == [wanted if " " in wanted else "pass"]


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0], [1, 2, 0]])
def test_rows_are_checked_one_by_one(order: list[int]) -> None:
    """Each row has its own verdict, in the order of the rows; those not chosen have none."""
    items = [ITEMS[index] for index in order]
    of_each = {"水": "fail", "电": "pass", "气": "n/a blank"}
    assert verdicts(rule("每个 组.项 应 额 > 1"), of(*items)) == [of_each[item["名"]] for item in items]
    chosen = [of_each[item["名"]] for item in items if item is not GAS]
    assert verdicts(rule("每个 组.项 其中 额 > 0 应 额 > 1"), of(*items)) == chosen


@pytest.mark.parametrize(
    ("clauses", "wanted"),
    [
        ("每个 某 属于 组.项 应 某.额 > 1", ["fail", "pass", "n/a blank"]),
        ("每个 某 属于 组.项 每个 他 属于 组.项 其中 他.额 > 某.额 应 他.名 = \"电\"", ["pass"]),
        ("每个 某 属于 组.项 应 存在(组.项 其中 额 > 某.额)", ["pass", "fail", "fail"]),
        ("每个 某 属于 组.项 应 计数(组.项 其中 额 ≤ 某.额) ≥ 2", ["fail", "pass", "fail"]),
        ("每个 组.项 应 合计(组.项.额) > 额 × 2", ["pass", "fail", "n/a blank"]),
        ("每个 组.项 应 组.项[\"水\"].额 = 额", ["pass", "fail", "n/a blank"]),
        ("每个 组.项 应 组.项[名].额 = 额", ["pass", "pass", "n/a blank"]),
        ("每个 某 属于 事 应 组.项[某.名].额 = 某.额", ["fail"]),
        ("每个 x 属于 组.项.额 应 x > 1", ["fail", "pass"]),
        ("每个 x 属于 组.项.值 应 x > 3", ["fail", "pass"]),
        ("每个 x 属于 组.项.值 应 比较符(x) = \"≥\"", ["fail", "pass"]),
        ("每个 x 属于 组.项.名 应 字数(x) = 1", ["pass", "pass", "pass"]),
        ("每个 x 属于 组.项.季额[一] 应 x = 1", ["pass", "pass"]),
        ("每个 x 属于 事.项 应 x = \"水\"", ["pass", "fail"]),
        ("每个 x 属于 拆分(文, \"，、\") 应 字数(x) = 2", ["pass", "fail"]),
        ("每个 x 属于 拆分(文, \"，、\") 其中 字数(x) > 2 应 x = \"丙丁戊\"", ["pass"]),
        ("每个 x 属于 { 水, 煤 } 应 x 属于 组.项.名", ["pass", "fail"]),
        ("每个 x 属于 { 红, 绿 } 其中 x ≠ 红 应 存在(组.项 其中 色 = x 且 额 > 1)", ["pass"]),
        ("每个 x 属于 { 红, \"绿\" } 应 x = 红", ["pass", "fail"]),
        ("每个 事 每个 x 属于 项 应 组.项[x].额 > 1", ["fail", "pass"]),
        ("每个 x 属于 事[\"电\"].项 应 x = \"水\"", ["pass", "fail"]),
        ("每个 某 属于 事 每个 组.项 其中 名 属于 某.项 应 额 > 1", ["fail", "pass"]),
        ("每个 某 属于 事 设 几项 = 某.项 应 \"电\" 属于 几项 且 计数(几项) = 2 且 去重(某.项) = 2", ["pass"]),
        ("每个 事 应 字数(项) = 3", ["pass"]),
        ("每个 事 应 项 = \"水、电\"", ["pass"]),
        ("每个 事 应 项 属于 {水, 电, 气}", ["pass"]),
        ("每个 事 应 项 属于 {水, 气}", ["fail"]),
        ("每个 事 应 项 含 \"电\"", ["pass"]),
        ("每个 事 应 项 匹配 \"^水.电$\"", ["pass"]),
        ("每个 事 应 计数(拆分(项, \"、\")) = 2", ["pass"]),
        ("每个 事 应 计数(数额(项)) = 0", ["pass"]),
        ("每个 事 应 项 属于 组.项.名", ["pass"]),
        ("每个 事 应 项 属于 组.项.色", ["fail"]),
    ],
)  # fmt: skip
def test_loops_over_rows_and_members(clauses: str, wanted: list[str]) -> None:
    """Rows under a name, rows in rows, members of columns and of computed sets; several names in a cell are several."""
    values = of(*ITEMS, 事=[{"名": "电", "项": "水，电", "额": 1}], 文="甲乙，丙丁戊、")
    assert verdicts(rule(clauses), values) == wanted


@pytest.mark.parametrize(
    ("clauses", "wanted"),
    [
        ("应 分 = 1", ["pass", "fail", "n/a blank"]),
        ("应 分[二] = 2", ["pass"]),
        ("应 分[\"二\"] = 2", ["pass"]),
        ("每个 季 应 分 = 1", ["pass", "fail", "n/a blank"]),
        ("每个 季 应 分[季] = 1", ["pass", "fail", "n/a blank"]),
        ("应 分 ≤ 分[二]", ["pass", "pass", "n/a blank"]),
        ("应 累 = 1 且 分 = 1", ["pass", "fail", "n/a blank", "fail", "fail", "fail"]),
        ("应 组.项[\"水\"].季额 ≥ 2", ["fail", "pass", "pass"]),
        ("应 合计(组.项.季额) = 2", ["pass", "fail", "fail"]),
        ("每个 组.项 应 季额 ≥ 2", ["fail", "fail", "n/a blank", "pass", "fail", "n/a blank", "pass"] + 2 * ["n/a blank"]),
        ("每个 x 属于 组.项.季额 应 x ≤ 2", ["pass", "pass", "pass", "pass", "fail"]),
        ("每个 季 其中 季 = 二 应 分 = 1", ["fail"]),
        ("每个 季 其中 季 属于 { 一, 三 } 应 分 = 1", ["pass", "n/a blank"]),
        ("每个 季 其中 分 > 1 应 分 = 1", ["fail"]),  # what does not apply is left out
        ("每个 季 其中 分 > 9 应 分 = 1", []),
        ("每个 季 其中 1 / (分 - 1) > 0 应 分 = 1", ["none division-by-zero", "fail"]),
        ("每个 季 其中 季 ≠ 一 应 组.项[\"水\"].季额 ≥ 2", ["pass", "pass"]),
        ("每个 季 其中 季 ≠ 一 每个 组.项 其中 季额 ≥ 1 应 季额 ≥ 2", ["pass", "fail", "pass"]),
        ("每个 组.项 每个 季 其中 季额 ≥ 2 应 额 = 1", ["pass", "pass"]),
        ("每个 某 属于 组.项 每个 季 其中 某.季额 ≥ 2 每个 组.项 应 额 = 某.额", ["pass", "fail", "n/a blank"] * 2),
        ("每个 期间 其中 期间 = 全年 每个 季 其中 季 = 一 应 累 = 1 且 分 = 1", ["fail"]),
        ("每个 季 其中 季 = 二 信息 \"{季}\" 应 存在(组.项 其中 季 = 二 且 季额 = 2)", ["pass"]),
        ("每个 季 当 季 = 二 应 分 = 2", ["n/a condition", "pass", "n/a condition"]),
        ("应 递增(累)", ["pass"]),
        ("应 递增(分)", ["n/a blank"]),
        ("应 递增(望)", ["fail"]),
        ("每个 组.项 应 递增(季额)", ["pass", "n/a blank", "n/a blank"]),
        ("应 递增(组.项[\"水\"].季额)", ["pass"]),
    ],
)  # fmt: skip
def test_free_axes_give_a_verdict_a_coordinate(clauses: str, wanted: list[str]) -> None:
    """A field with an axis, named without a coordinate, is checked at each; two axes at each pair."""
    values = of(*ITEMS, 分={"一": 1, "二": 2}, 累={"半年": 1, "全年": 2}, 望={"一": "3人", "二": "2人", "三": "5人"})
    assert verdicts(rule(clauses), values) == wanted


def test_outcomes_know_their_coordinates() -> None:
    """Each outcome says at which coordinates it was checked."""
    trial = run(rule("应 累 = 1 且 分 = 1"), {"累": {"半年": 1}, "分": {"一": 1}})
    pairs = [one.coordinates for one in trial.outcomes("试")]
    assert pairs[1] == (("期间", "半年"), ("季", "二"))
    assert len(set(pairs)) == 6


@pytest.mark.parametrize(
    ("text", "figures", "years"),
    [
        ("2024年计划归集21亿元，新增开户1.85万人。", ["21亿元", "1.85万人"], ["2024"]),
        ("提取28亿，占95%以上；2023—2025年", ["28亿", "95%以上"], ["2023", "2025"]),
        ("没有数字", [], []),
    ],
)
def test_figures_and_years_know_their_places(text: str, figures: list[str], years: list[str]) -> None:
    """Each figure and each year of a text has its own verdict, and its place in the file."""
    for function, wanted in (("数额", figures), ("年份", years)):
        trial = run(rule(f"每个 数 属于 {function}(文) 应 数 = 0"), {"文": text})
        found = [trial.submission.source.text[slice(*one.place.span)] for one in trial.report.findings]
        assert found == wanted


def test_places_in_a_text_with_escapes_are_the_whole_cell() -> None:
    """Where the file does not hold the text as it is, the cell is pointed at rather than a wrong place."""
    trial = run(rule("每个 数 属于 数额(文) 应 数 = 0"), {"文": '用"21亿元"，\\'})
    (finding,) = trial.report.findings
    assert trial.submission.source.text[slice(*finding.place.span)].startswith('"用\\"21')


@pytest.mark.parametrize(
    ("clauses", "wanted"),
    [
        ("应 计数(数额(文)) = 2", "pass"), ("应 21亿元 属于 数额(文)", "pass"), ("应 22亿元 属于 数额(文)", "fail"),
        ("应 2024 属于 年份(文)", "pass"), ("应 年度 属于 年份(文)", "pass"), ("应 2023 属于 年份(文)", "fail"),
        ("应 计数(拆分(文, \"，\")) = 2", "pass"), ("应 计数(数额(字)) = 2", "n/a blank"),
        ("每个 数 属于 数额(字) 应 数 > 0", "n/a blank"),
    ],
)  # fmt: skip
def test_sets_taken_from_texts(clauses: str, wanted: str) -> None:
    """Counted, asked for members; of a blank text there is none, and that is said."""
    assert verdicts(rule(clauses), {"文": "2024年归集21亿元，新增1.85万人"}) == [wanted]


@pytest.mark.parametrize(
    ("clauses", "wanted"),
    [
        ("每个 事 其中 方向 = 正向 应 额 > 0", ["pass"]),
        ("每个 事 其中 方向 = 反向 应 额 > 1", ["pass"]),
        ("每个 事 应 方向 = 正向", ["pass", "fail", "n/a not-prescribed"]),
    ],
)
def test_direction_is_that_of_the_prescribed_row(clauses: str, wanted: list[str]) -> None:
    """A row that is not prescribed has none."""
    rows = [{"名": "甲事", "额": 1}, {"名": "乙事", "额": 2}, {"名": "他事", "额": 3}]
    assert verdicts(rule(clauses), {"事": rows}) == wanted


def test_a_let_is_of_the_row_of_the_rule() -> None:
    """Used inside of a sum, it still means the rule's own row, and not each row of the sum."""
    clauses = "每个 某 属于 组.项 设 门槛 = 某.额 应 合计(组.项.额 其中 额 ≥ 门槛) = 3.5"
    assert verdicts(rule(clauses), of(*ITEMS)) == ["pass", "fail", "n/a nothing-stated"]


def test_a_let_is_computed_anew_for_each_row() -> None:
    """What was remembered of one row is not taken for the next."""
    clauses = "每个 组.项 设 倍 = 额 × 2 应 倍 = 2 或 倍 = 5"
    assert verdicts(rule(clauses), of(*ITEMS)) == ["pass", "pass", "n/a blank"]


def test_rows_found_by_key_are_the_first_with_it() -> None:
    """A doubled key is reported; a look-up takes the first."""
    program = rule('应 组.项["水"].额 = 1')
    trial = run(program, of(WATER, {"名": "水", "额": 9}))
    assert [one.verdict.value for one in trial.outcomes("试")] == ["pass"]
    assert [one.verdict.value for one in trial.outcomes("组.项.名 唯一")] == ["pass", "fail"]


def test_quick_ways_are_in_use() -> None:
    """`exists` has ways of its own, which the other tests hold against plain rows: this one shows that they are taken."""
    from gouji.lang import aggregates

    wheres = {"值 ≈ x": "alike", "额 > 1": "columns", "额 > 某.额": "columns"}
    for where, way in wheres.items():
        loop = "每个 x 属于 数额(文)" if "x" in where else "每个 某 属于 组.项"
        program = rule(f"{loop} 应 存在(组.项 其中 {where})")
        (check,) = [one for one in program.checks(program.forms[0]) if one.name.endswith("/试")]
        must = check.instances[0].must
        assert isinstance(must, Aggregate)
        taken = aggregates._exists_alike(must) if way == "alike" else aggregates._chosen_quickly(must)
        assert taken is not None, where


def test_each_version_of_a_form_is_run_by_its_own_year() -> None:
    """The form in force that year is taken, and its rules."""
    text = "\n".join(
        f"表样 表 {{ 年度 {years} 甲 : 金额 规则 试 {{ 应 甲 = {wanted} }} }}"
        for years, wanted in (("2022..2023", 1), ("2024..", 2))
    )
    program = program_of(text)
    found = [
        [one.verdict.value for one in run(program, {"甲": 20000}, year=year).outcomes("试")] for year in (2023, 2024)
    ]
    assert found == [["fail"], ["fail"]]
    assert run(program, {"甲": 1}, year=2023).report.verdicts.passed == 1
    assert run(program, {"甲": 2}, year=2030).report.verdicts.passed == 1


@pytest.mark.parametrize(
    ("written", "offered"),
    [("电表箱、电", "电表箱、电表"), ("水费单水、水费", "水费单、水费"), ("电；水费", "电表；水费")],
)
def test_a_reference_is_respelt_by_itself(written: str, offered: str) -> None:
    """The unknown name of several is replaced, not the same characters inside of another name."""
    rows = {"项": [{"名": "水费"}, {"名": "水费单"}, {"名": "电表"}, {"名": "电表箱"}]}
    trial = run(rule("应 甲 = 1"), {"组": rows, "事": [{"名": "甲事", "项": written}]})
    (fix,) = [one.fix for one in trial.report.findings if one.code.id == "unknown-reference"]
    assert fix is not None
    assert [one.text for one in fix.replacements] == [f'"{offered}"']


@pytest.mark.parametrize("written", ["电表、电", "电、电灯"])
def test_no_fix_names_a_row_twice(written: str) -> None:
    """A fix that leaves another mistake is none."""
    trial = run(rule("应 甲 = 1"), {"组": {"项": [{"名": "电表"}]}, "事": [{"名": "甲事", "项": written}]})
    found = [one for one in trial.report.findings if one.code.id == "unknown-reference"]
    assert found
    assert all(one.fix is None for one in found)


@pytest.mark.parametrize(("zero", "verdict"), [("0%", "fail"), ("≤0%", "fail"), ("0.0%", "fail"), ("0.1%", "pass")])
def test_a_target_of_zero_is_no_small_rate(zero: str, verdict: str) -> None:
    """However coarsely it is written, it asks for none."""
    assert verdicts(rule("应 存在(组.项 其中 值 ≈ 0.1%)"), of({"名": "水", "值": zero})) == [verdict]


@pytest.mark.parametrize("inner", ["每个 x 属于 数额(文)", "每个 某 属于 组.项", "每个 期间 其中 累 > 1 每个 组.项"])
def test_a_where_without_an_answer_is_placed_at_its_own_cell(inner: str) -> None:
    """Whatever loops stand within: what they would run over is not reached."""
    program = rule(f"每个 他 属于 组.项 其中 他.数 / 他.数 > 1 {inner} 应 甲 > 1")
    trial = run(program, {"组": {"项": [{"名": "水", "数": 0}]}, "文": "3人", "累": {"半年": 1}})
    places = {trial.submission.source.text[slice(*one.place.span)] for one in trial.report.findings}
    assert places == {"0"}
    cells = {one.cell.text for one in trial.outcomes("试") if one.cell is not None}
    assert cells == {"0"}


def test_figures_in_texts_may_have_a_declared_unit() -> None:
    """A text is read with the units of its form, as a target is."""
    program = rule("每个 数 属于 数额(文) 应 数 = 标", above="计量单位 箱苗 = 50株")
    assert verdicts(program, {"文": "种树3箱苗，养花150株", "标": "3箱苗"}) == ["pass", "pass"]


@pytest.mark.parametrize(("clauses", "wanted"), [
    ("每个 事 每个 x 属于 项 应 x = \"水\"", ["电"]),
    ("每个 x 属于 { 水, 煤 } 应 存在(事 其中 名 = x)", ["{ ", "{ "]),
])  # fmt: skip
def test_members_are_pointed_at_where_they_stand(clauses: str, wanted: list[str]) -> None:
    """A name in its cell; a word of the rule stands nowhere in the form, so the table is pointed at."""
    values = of(*ITEMS, 事=[{"名": "事", "项": "水，电"}])
    trial = run(rule(clauses), values)
    found = [
        trial.submission.source.text[slice(*one.place.span)] for one in trial.report.findings if one.rule.endswith("试")
    ]
    assert [text[: len(part)] for text, part in zip(found, wanted, strict=True)] == wanted
