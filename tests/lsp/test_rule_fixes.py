"""Is every mistake of a rule file that can only be meant one way, or is one too many, mended by an action that cures it?"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.lang.test_messages import rule_cases
from tests.lsp.client import Client, Message
from tests.lsp.editor import applied

FORM = """维度 期间 累计 { 半年, 全年 }
表样 甲 {
    总额 : 金额 按 期间 ≥ 0
    人数 : 数量 计量单位 人 ≥ 0
    类别 : 选项 大, 小
@
}
"""

# What stands in the form, or, after `+`, behind it; the title; what stands there then. `⏎` is a line end.
CASES = """
+规则 一 警号 于 甲 { 应 人数 > 0人 } | 改为 警告 | +规则 一 警告 于 甲 { 应 人数 > 0人 }
    改级 "人数 范围" 警号 理由 "无" | 改为 警告 |     改级 "人数 范围" 警告 理由 "无"
    停用 "人数 范用" 理由 "无" | 改为 人数 范围 |     停用 "人数 范围" 理由 "无"
    新的 : 金额 必镇 ≥ 0 | 改为 必填 |     新的 : 金额 必填 ≥ 0
    新的 : 金额 ≥ 0⏎    新的 : 金额 ≥ 0 | 删去“新的 : 金额 ≥ 0”，前面已有相同的 |     新的 : 金额 ≥ 0
    新的 : 金额 ≥ 0⏎    新的 : 文本 必填 | 删去“新的 : 文本 必填” |     新的 : 金额 ≥ 0
    新的 : 选项 红, 绿, 红 | 删去“红”，前面已有相同的 |     新的 : 选项 红, 绿
    新的 : 金额 必填 可选 ≥ 0 | 删去“可选” |     新的 : 金额 必填 ≥ 0
    新的 : 金额 方向 正向 ≥ 0 | 删去“方向 正向” |     新的 : 金额 ≥ 0
+计量单位 万元 | 删去“计量单位 万元” | +
+维度 期间 { 上, 下 } | 删去“维度 期间 { 上, 下 }” | +
    规则 一 { 应 人数 > 0人 信息 "{人数}" 信息 "{类别}" } | 删去“信息 "{类别}"” |     规则 一 { 应 人数 > 0人 信息 "{人数}" }
    规则 一 {⏎        设 x = 人数⏎        应 人数 > 0人⏎    } | 删去“设 x = 人数” |     规则 一 {⏎        应 人数 > 0人⏎    }
    规则 一 { 应 类别 = 大 容差 1 } | 删去“容差 1” |     规则 一 { 应 类别 = 大 }
    规则 一 { 应 人数 = 5人 容差 -1人 } | 改为 1人 |     规则 一 { 应 人数 = 5人 容差 1人 }
    规则 一 { 应 人数 > 5人 修正 左边 } | 删去“修正 左边” |     规则 一 { 应 人数 > 5人 }
    规则 一 { 应 类别 不属于 { 大 } 且 人数 > 0人 } | 改为 非 … 属于 … |     规则 一 { 应 非 类别 属于 { 大 } 且 人数 > 0人 }
    规则 一 { 应 人数 > 0人 且 类别不属于 { 大 } } | 改为 非 … 属于 … |     规则 一 { 应 人数 > 0人 且 非 类别 属于 { 大 } }
    规则 一 { 应 合计(总额) > 0 } | 改为 总额[全年] |     规则 一 { 应 总额[全年] > 0 }
    规则 一 { 应 人数 > 3人 或 人数 < 5人 } | 改为 且 |     规则 一 { 应 人数 > 3人 且 人数 < 5人 }
+规则 一 于 甲 { 应 人数 > 0人 } 规则 二 于 甲 { 应 人数 > 1人 } | 另起一行 | +规则 一 于 甲 { 应 人数 > 0人 }⏎规则 二 于 甲 { 应 人数 > 1人 }
"""


def whole(written: str) -> str:
    written = written.replace("⏎", "\n")
    inside, after = ("", written[1:]) if written.startswith("+") else (written, "")
    return FORM.replace("@\n", f"{inside}\n" if inside else "") + (f"{after}\n" if after else "")


def cases() -> Iterator[tuple[str, str, str]]:
    for line in CASES.strip("\n").splitlines():
        before, title, after = (part.strip(" ") if at == 1 else part for at, part in enumerate(line.split(" | ")))
        yield before, title, after


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, Path]]:
    folder = tmp_path_factory.mktemp("rules")
    with Client(folder) as client:
        client.open(folder / "broken.gj", "")
        yield client, folder / "broken.gj"


VERSIONS = iter(range(2, 10_000))


def found_in(client: Client, path: Path, text: str) -> list[Message]:
    version = next(VERSIONS)
    client.change(path, version, {"text": text})
    return client.diagnostics(path, version)


def fixes_of(client: Client, path: Path, finding: Message) -> list[Message]:
    found: list[Message] = client.ask(
        "textDocument/codeAction", textDocument={"uri": path.as_uri()}, range=finding["range"],
        context={"diagnostics": [finding], "only": ["quickfix"]},
    )  # fmt: skip
    return found


def edited(text: str, action: Message) -> str:
    ((_, edits),) = action["edit"]["changes"].items()
    return applied(text, edits)


@pytest.mark.parametrize(("before", "title", "after"), list(cases()))
def test_a_mistake_has_its_action(client: tuple[Client, Path], before: str, title: str, after: str) -> None:
    server, path = client
    text = whole(before)
    actions = {one["title"]: one for finding in found_in(server, path, text) for one in fixes_of(server, path, finding)}
    assert title in actions
    assert edited(text, actions[title]) == whole(after)


def test_every_action_cures_its_mistake(client: tuple[Client, Path]) -> None:
    """Of all that rule files are broken by: each action leaves one finding of its kind less, and no new mistake of writing."""
    server, path = client
    offered, wrong = 0, []
    for case in rule_cases():
        before = found_in(server, path, case.text)
        kinds = Counter(one["code"] for one in before)
        for finding in before:
            for action in fixes_of(server, path, finding):
                if action.get("diagnostics", [{}])[0].get("code") != finding["code"] or len(action["diagnostics"]) > 1:
                    continue
                offered += 1
                after = Counter(one["code"] for one in found_in(server, path, edited(case.text, action)))
                found_in(server, path, case.text)
                if after[finding["code"]] >= kinds[finding["code"]] or after["syntax"] > kinds["syntax"]:
                    wrong.append((finding["code"], action["title"], case.text[-120:]))
    assert wrong == []
    assert offered > 70


@pytest.mark.parametrize(
    ("written", "message", "titles"),
    [
        ("指标[上年].值 ≥ 5", "“上年”不是单个的栏目", []),
        ("指标[prior].值 ≥ 5", "“prior”不是单个的栏目", []),
        ("指标[半年].值 ≥ 5", "“半年”不是这里的写法", ['改为 "半年"']),
        ("上月.人数 ≥ 5人", "没有“上月”", ["改为 上年"]),
        ("人数 ≥ 上月", "没有“上月”", []),
    ],
)
def test_another_document_is_named_as_it_is_written_and_offered_where_it_may_stand(
    client: tuple[Client, Path], written: str, message: str, titles: list[str]
) -> None:
    server, path = client
    text = whole(f"    明细表 指标 键 名 {{ 名 : 文本 值 : 目标值 }}⏎    规则 一 {{ 应 {written} }}")
    finding = next(one for one in found_in(server, path, text) if one["severity"] == 1)
    assert finding["message"].splitlines()[0].startswith(message)
    assert [one["title"] for one in fixes_of(server, path, finding)] == titles


PACK = (Path(__file__).resolve().parents[2] / "rules/common/department.gj").read_text(encoding="utf-8")


def test_a_bracket_that_a_call_lacks_is_closed_where_it_lacks(client: tuple[Client, Path]) -> None:
    """However far below the bracket that is left open by it."""
    server, path = client
    line = next(line for line in PACK.splitlines() if line.strip().startswith("或 单位(") and "个$" in line)
    torn = PACK.replace(line, line.replace(")", "", 1))
    (finding,) = [one for one in found_in(server, path, torn) if one["code"] == "unclosed-bracket"]
    (action,) = fixes_of(server, path, finding)
    assert edited(torn, action) == PACK


def test_what_follows_a_lost_header_is_not_at_fault(client: tuple[Client, Path]) -> None:
    """Neither is a sound keyword taken for another, nor a clause for one too many."""
    server, path = client
    headers = [line for line in PACK.splitlines(keepends=True) if line.startswith("    规则 ")]
    for header in headers[:12]:
        found = found_in(server, path, PACK.replace(header, ""))
        assert any(one["code"] == "syntax" for one in found)
        errors = [one for one in found if one["severity"] == 1]
        titles = [one["title"] for finding in errors for one in fixes_of(server, path, finding)]
        assert titles == [], header


def test_a_brace_is_closed_only_where_the_file_reads_better_with_it(client: tuple[Client, Path]) -> None:
    """Of a hole in a message that is not closed, no block is the other half, be it indented as if it had ended."""
    server, path = client
    message = '        信息 "“{三级指标}”半年是'
    torn = PACK.replace("{指标值[全年]}, more", "{指标值[全年], more", 1).replace(message, f"每个 指标\n{message}", 1)
    found = [one for one in found_in(server, path, torn) if one["code"] == "unclosed-bracket"]
    assert [one["title"] for finding in found for one in fixes_of(server, path, finding)] == []
    line = next(line for line in PACK.splitlines(keepends=True) if line == "    }\n")
    torn = PACK.replace(line, "", 1)
    found = [one for one in found_in(server, path, torn) if one["code"] == "unclosed-bracket"]
    (action,) = [one for finding in found for one in fixes_of(server, path, finding)]
    assert edited(torn, action) == PACK
