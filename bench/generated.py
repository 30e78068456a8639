"""Rule files and filled forms of any size for the measurements: made, not kept. Never measures."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted((ROOT / "examples" / "wuxi-2024").glob("*.toml"))

_FORM = """维度 期间 累计 {{ 半年, 全年 }}
表样 大表 {{
    年度 2024..
    计量单位 万元
    单位名称 : 文本 必填
    年度目标 : 文本 必填
    分组 收入 {{
        资金总额 : 金额 必填 合计自 {parts} ≥ 0
{incomes}
    }}
    分组 支出 {{
        基本支出 : 金额 按 期间 必填 ≥ 0
        项目支出 : 金额 按 期间 必填 ≥ 0 合计自 项目.金额
        明细表 项目 键 名称 {{
            名称 : 文本 必填
            金额 : 金额 按 期间 必填 ≥ 0
        }}
    }}
    明细表 指标 键 三级指标 {{
        一级指标 : 选项 决策, 过程, 履职, 效益 必填
        二级指标 : 文本
        三级指标 : 文本 必填
        指标值   : 目标值 按 期间 必填
{rows}
    }}
}}
"""
_RULES = (
    (
        '规则 规则{n} 警告 {{\n    分类 勾稽\n    依据 "量一量"\n    应 收入.资金总额 ≥ 支出.基本支出[半年] + 来源{s}\n'
        '    信息 "资金总额 {{收入.资金总额}} 不够 {{支出.基本支出[半年]}}"\n}}\n'
    ),
    (
        '规则 规则{n} 错误 {{\n    分类 勾稽\n    每个 支出.项目 其中 名称 含 "{s}"\n    设 合 = 支出.项目支出\n    应 金额 ≤ 合\n'
        '    信息 "{{名称}} {{金额}} 大于 {{合}}"\n}}\n'
    ),
    (
        "规则 规则{n} 提示 {{\n    分类 规范性\n    每个 指标 其中 一级指标 = 过程\n    应 比较符(指标值[半年]) = 比较符(指标值[全年])\n"
        '    信息 "{{三级指标}} 两个期间不同"\n}}\n'
    ),
    (
        "规则 规则{n} 警告 {{\n    分类 勾稽\n    设 计划 = (支出.基本支出[半年] + 支出.项目支出[半年]) / 收入.资金总额\n"
        '    应 指标["过程指标0"].指标值[半年] ≈ 计划 或 计划 ≤ 10{s}%\n    信息 "计划 {{计划}}"\n}}\n'
    ),
    (
        "规则 规则{n} 警告 {{\n    分类 完整性\n    应 计数(指标 其中 一级指标 = 履职) ≥ {s}\n"
        '    信息 "履职指标只有 {{计数(指标 其中 一级指标 = 履职)}} 个"\n}}\n'
    ),
)


def rule_text(rules: int, *, sources: int = 10, prescribed: int = 20) -> str:
    """A form and `rules` written rules of five kinds, seven lines each on average."""
    names = [f"来源{index}" for index in range(sources)]
    rows = [
        f"        行 过程指标{index} {{ 必填 一级指标 过程 二级指标 管理 计量单位 % 方向 正向 }}"
        for index in range(prescribed)
    ]
    form = _FORM.format(
        parts=", ".join(names), incomes="\n".join(f"        {name} : 金额 ≥ 0" for name in names), rows="\n".join(rows)
    )
    written = [
        _RULES[number % len(_RULES)].format(n=number, s=number % 7).replace("来源", "收入.来源")
        for number in range(rules)
    ]
    return form + "\n" + "\n".join(written)


def form_text(indicators: int, projects: int, *, sources: int = 10, prescribed: int = 20) -> str:
    """A filled form without a fault, as people write one."""
    lines = [
        'form = "大表"',
        "year = 2024",
        '"单位名称" = "某单位"',
        '"年度目标" = "办理 30 件，投入 5 亿元。"',
        '["收入"]',
    ]
    lines += [f'"资金总额" = {sources * 100.25:.2f}', *(f'"来源{index}" = 100.25' for index in range(sources))]
    lines += ['["支出"]', '"基本支出" = { "半年" = 100.1, "全年" = 300.2 }']
    halves, wholes = projects * 1.05, projects * 3.15
    lines += [f'"项目支出" = {{ "半年" = {halves:.2f}, "全年" = {wholes:.2f} }}']
    for index in range(projects):
        lines += ['[["支出"."项目"]]', f'"名称" = "项目{index}"', '"金额" = { "半年" = 1.05, "全年" = 3.15 }']
    for index in range(indicators):
        name = f"过程指标{index}" if index < prescribed else f"履职指标{index}"
        kind = "过程" if index < prescribed else "履职"
        half, whole = ("≥95%", "≥95%") if index < prescribed else (f"≥{index}件", f"≥{index * 2}件")
        lines += ['[["指标"]]', f'"一级指标" = "{kind}"', '"二级指标" = "管理"', f'"三级指标" = "{name}"']
        lines += [f'"指标值" = {{ "半年" = "{half}", "全年" = "{whole}" }}']
    return "\n".join(lines) + "\n"
