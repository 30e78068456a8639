"""What is offered in an answer, in the form and in the file beside it: keys, the rules that find fault, their places.

`|` in a case is the cursor, as in `test_form_completion`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.lsp.client import Client, Message
from tests.lsp.editor import applied, place_of

from gouji.lint.clock import today

LAST_DAY = f"{max(2025, today().year)}-12-31"
RULES = """表样 会议表 {
    计量单位 万元
    会议费 : 金额 必填
    培训费 : 金额 必填
    明细表 项目 键 名称 {
        名称 : 文本 必填
        金额 : 金额
    }
    规则 会议费不高 警告 {
        应   会议费 ≤ 5万元
        信息 "会议费 {会议费}"
    }
    规则 培训费不高 错误 {
        应   培训费 ≤ 5万元
        信息 "培训费 {培训费}"
    }
    规则 项目不大 警告 {
        每个 项目
        应   金额 ≤ 1万元
        信息 "{名称} {金额}"
    }
}
"""
FORM = """"表样" = "会议表"
"年度" = 2025
"会议费" = 8
"培训费" = 6
[["项目"]]
"名称" = "水费"
"金额" = 2
[["项目"]]
"名称" = "电费"
"金额" = 3
"""
WATER, POWER = '项目["水费"].金额', '项目["电费"].金额'
ANSWERED = f"""[["说明"]]
"规则" = "项目不大"
"位置" = '{WATER}'
"理由" = "已批复"
"""

# What is written after the form, what is offered, the one that is taken, and the line that it leaves.
CASES = [
    ('[["说明"]]\n|', ["规则", "位置", "理由", "说明人", "有效期至"], "规则", '"规则" = ""'),
    ('[["说明"]]\n"规则" = "会议费不高"\n"|', ["位置", "理由", "说明人", "有效期至"], "有效期至", '"有效期至" = '),
    ('[["说明"]]\n"规则" = "|', ["会议费不高", "项目不大"], "项目不大", '"规则" = "项目不大"'),
    ('[["说明"]]\n"规则" = |', ["会议费不高", "项目不大"], "会议费不高", '"规则" = "会议费不高"'),
    ('[["说明"]]\n"规则" = "|"', ["会议费不高", "项目不大"], "会议费不高", '"规则" = "会议费不高"'),
    ('[["说明"]]\n"规则" = "项目不大"\n"位置" = "|"', [WATER, POWER], POWER, f"\"位置\" = '{POWER}'"),
    ('[["说明"]]\n"规则" = "项目不大"\n"位置" = |\n"理由" = "一"', [WATER, POWER], WATER, f"\"位置\" = '{WATER}'"),
    (
        ANSWERED + '[["说明"]]\n"规则" = "项目不大"\n"位置" = "|"',
        [POWER], POWER, f"\"位置\" = '{POWER}'",
    ),
    ('[["说明"]]\n"有效期至" = |', [LAST_DAY], LAST_DAY, f'"有效期至" = {LAST_DAY}'),
    ('[["说明"]]\n"理由" = "已批复"\n[["说明"]]\n"理由" = "|', ["已批复"], "已批复", '"理由" = "已批复"'),
    ("[[answer]]\n|", ["rule", "place", "reason", "by", "until"], "rule", 'rule = ""'),
    ("[[answer]]\nrule = |", ["会议费不高", "项目不大"], "会议费不高", 'rule = "会议费不高"'),
    ("[[说|", ['[["说明"]]'], '[["说明"]]', '[["说明"]]'),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.gj").write_text(RULES, encoding="utf-8")
    (tmp_path / "a.toml").write_text(FORM, encoding="utf-8")
    return tmp_path


@pytest.fixture
def client(folder: Path) -> Iterator[Client]:
    snippets = {"textDocument": {"completion": {"completionItem": {"snippetSupport": True}}}}
    with Client(folder, capabilities=snippets) as client:
        yield client


def offered(client: Client, path: Path, written: str, version: int) -> tuple[str, list[Message]]:
    text = written.replace("|", "", 1)
    line, character = place_of(text, written.index("|"))
    client.change(path, version, {"text": text})
    items = client.ask_at("completion", path, line, character)
    return text, sorted(items, key=lambda one: one["sortText"])


@pytest.mark.parametrize("beside", [False, True])
def test_what_is_offered_in_an_answer(client: Client, folder: Path, *, beside: bool) -> None:
    path, head = (folder / "a.说明.toml", "") if beside else (folder / "a.toml", FORM)
    client.open(path, head)
    failed = []
    for version, (answer, first, taken, line) in enumerate(CASES, 2):
        written = head + answer
        text, items = offered(client, path, written, version)
        start = text.split("\n")[place_of(written, written.index("|"))[0]]
        found = [item["label"] for item in items if not start.startswith("[[说") or item["label"] in first]
        if found[: len(first)] != first:
            failed.append(f"{answer!r}: {found}")
            continue
        item = next(one for one in items if one["label"] == taken)
        after = applied(text, [item["textEdit"]], as_snippet=True)
        left = after.split("\n")[place_of(written, written.index("|"))[0]]
        if left != line:
            failed.append(f"{answer!r} left {left!r}")
    assert not failed, "\n".join(failed)


def test_errors_that_take_no_answer_come_behind(client: Client, folder: Path) -> None:
    form = folder / "a.toml"
    client.open(form, FORM)
    _, items = offered(client, form, FORM + '[["说明"]]\n"规则" = "|', 2)
    labels = [item["label"] for item in items]
    assert labels.index("培训费不高") > labels.index("项目不大")
    assert items[0]["detail"] == "会议费 8万元"
    assert "会议费 必填" in labels


def test_a_form_without_faults_is_offered_no_answer(client: Client, folder: Path) -> None:
    form = folder / "a.toml"
    sound = FORM.replace("8", "1").replace("= 3", "= 1").replace("= 2\n", "= 1\n")
    client.open(form, sound)
    _, items = offered(client, form, sound + "[[|", 2)
    assert '[["说明"]]' not in [item["label"] for item in items]


def test_what_is_being_typed_is_no_offer_for_itself(client: Client, folder: Path) -> None:
    form = folder / "a.toml"
    client.open(form, FORM)
    _, items = offered(client, form, FORM + '[["说明"]]\n"理由" = "已批复"\n[["说明"]]\n"理由" = "已|"', 2)
    assert [item["label"] for item in items] == ["已批复"]
