"""Tries rules out on filled forms given as plain values: rule text and values -> verdicts.

Values go through TOML text and the same reader as a file, so that precision is what is written. Never touches a disk.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from gouji.lang.bind import bind
from gouji.lang.check import check_program
from gouji.lang.diagnostic import Diagnostic, Severity
from gouji.lang.form_model import Form
from gouji.lang.outcomes import Outcome, Verdict
from gouji.lang.parse import parse
from gouji.lang.program import Program
from gouji.lang.run import Report, compiled
from gouji.lang.source import Source
from gouji.lang.submission import Submission
from gouji.lint.toml_reader import read_toml

ROOT = Path(__file__).resolve().parents[1]
YEAR = 2024
LETTERS = {Verdict.PASS: "pass", Verdict.FAIL: "fail", Verdict.INAPPLICABLE: "n/a", Verdict.UNEVALUATED: "none"}


class Written(str):
    """A value as it stands in the TOML file: `Written("1.10")`, `Written("2024-12-31")`."""

    __slots__ = ()


def toml(values: Mapping[str, Any]) -> str:
    """A filled form as text, one line a key; rows and groups are written inline."""
    return "".join(f"{_key(name)} = {_value(value)}\n" for name, value in values.items())


def _key(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _value(value: Any) -> str:
    if isinstance(value, Written):
        return str(value)
    if isinstance(value, str):
        return _key(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(name)} = {_value(inner)}" for name, inner in value.items()) + " }"
    if isinstance(value, Sequence):
        return "[" + ", ".join(_value(inner) for inner in value) + "]"
    return f"{value:f}" if isinstance(value, Decimal) else str(value).lower()


def program_of(text: str) -> Program:
    """Rules as a program. Nothing may be wrong in them but what is only advice."""
    program = check_program([parse(Source("rules.gj", text))])
    faults = [one for one in program.diagnostics() if one.severity is Severity.ERROR]
    assert not faults, [(one.code.id, text[slice(*one.place.span)]) for one in faults]
    return program


@cache
def rule(clauses: str, *, members: str = "", above: str = "") -> Program:
    """The rule 试 on a form with a field of every kind; more members and declarations may be added."""
    return program_of(FORM.replace("@members", members).replace("@above", above).replace("@clauses", clauses))


FORM = """
@above
维度 期间 累计 { 半年, 全年 }
维度 季 { 一, 二, 三 }
表样 表 {
    计量单位 万元
    甲 : 金额
    乙 : 金额
    丙 : 金额
    率 : 比率
    比 : 比率
    点 : 数值 计量单位 百分点
    人 : 数量 计量单位 人
    数 : 数值
    量 : 数量
    文 : 文本
    字 : 文本
    日 : 日期
    期 : 日期
    色 : 选项 红, 绿
    标 : 目标值
    的 : 目标值
    缺 : 金额 缺省 0
    累 : 金额 按 期间
    分 : 数值 按 季
    望 : 目标值 按 季
    分组 组 {
        内 : 金额
        明细表 项 键 名 {
            名 : 文本
            额 : 金额
            数 : 数值
            值 : 目标值
            季额 : 金额 按 季
            色 : 选项 红, 绿
        }
    }
    明细表 事 键 名 {
        名 : 文本
        项 : 若干 引用 组.项
        额 : 金额
        值 : 目标值
        行 甲事 { 色 红  方向 正向 }
        行 乙事 { 色 绿  方向 反向 }
        色 : 选项 红, 绿
    }
    @members
    规则 试 { @clauses }
}
"""


class Trial(NamedTuple):
    """A filled form that was run against rules."""

    form: Form
    submission: Submission
    reading: list[Diagnostic]
    report: Report

    def outcomes(self, check: str) -> list[Outcome]:
        """The outcomes of one check, by the end of its name."""
        return [one for one in self.report.outcomes if one.check.endswith(f"/{check}")]


def run(program: Program, values: Mapping[str, Any], *, year: int = YEAR, outcomes: bool = True) -> Trial:
    """Runs the checks of the program's newest form on a filled form."""
    text = toml({"form": program.forms[-1].name, "year": year, **values})
    return run_text(program, text, year=year, outcomes=outcomes)


def run_text(program: Program, text: str, *, year: int = YEAR, outcomes: bool = True) -> Trial:
    """The same on the text of a target file."""
    form = program.form(program.forms[-1].name, year)
    assert form is not None
    source = Source("form.toml", text)
    document = read_toml(source)
    assert not document.problems, [one.code.id for one in document.problems]
    bound = bind(form, year, document.root, source)
    return Trial(
        form, bound.submission, bound.findings, compiled(program, form).run(bound.submission, outcomes=outcomes)
    )


def verdicts(program: Program, values: Mapping[str, Any], check: str = "试") -> list[str]:
    """The verdicts of one check, in order: pass, fail, n/a or none; the last two with their reason's key."""
    return [shown(one) for one in run(program, values).outcomes(check)]


def shown(outcome: Outcome) -> str:
    """A verdict in a word, with the reason if it has one."""
    reason = outcome.reason.key.removeprefix("reason.") if outcome.reason else ""
    return f"{LETTERS[outcome.verdict]} {reason}".strip()
