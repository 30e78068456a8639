"""Can a finding be answered in the editor, and is what is wrong with an answer told where it stands?"""

from pathlib import Path

import pytest
from tests.lsp.client import Client, Message
from tests.lsp.conftest import FILLED, RULES, at
from tests.lsp.editor import applied, place_of

from gouji.lint.clock import today

WARNED = RULES.replace("规则 合计对 错误", "规则 合计对 警告")


@pytest.fixture
def client(visitor: Client) -> Client:
    """One server for all of these tests."""
    return visitor


def offers(client: Client, path: Path, line: int, start: int) -> list[Message]:
    asked = {"textDocument": {"uri": path.as_uri()}, "range": at(line, start, start), "context": {"diagnostics": []}}
    found: list[Message] = client.ask("textDocument/codeAction", **asked)
    return [one for one in found if "理由说明" in one["title"]]


def test_a_warning_is_answered_by_a_fix_and_shown_as_answered(client: Client, folder: Path) -> None:
    """The reason is blank at first, which is told; once it is written, the finding has it."""
    form = folder / "a.toml"
    client.open(folder / "a.gj", WARNED)
    text = client.open(form)
    client.diagnostics(form, 1)
    (offer,) = offers(client, form, 3, 26)
    assert offer["diagnostics"][0]["code"] == "合计对"
    (edit,) = offer["edit"]["changes"][form.as_uri()]
    answer = '\n\n[["说明"]]\n"规则" = "合计对"\n"位置" = "总额[全年]"\n"理由" = ""'
    assert edit["newText"] == answer
    assert edit["range"] == at(6, 29, 29)
    client.change(form, 2, {"range": edit["range"], "text": edit["newText"]})
    finding, blank = client.diagnostics(form, 2)
    assert (finding["severity"], blank["code"]) == (2, "entry-value")
    client.change(form, 3, {"text": (text.rstrip() + answer).replace('"理由" = ""', '"理由" = "已批复"') + "\n"})
    (finding,) = client.diagnostics(form, 3)
    assert (finding["severity"], finding["tags"]) == (4, [1])  # a hint, that fades what it is about
    assert "已说明：已批复" in finding["message"]
    assert offers(client, form, 3, 26) == []


@pytest.mark.parametrize(
    "answer",
    [
        '"规则" = "合计对"\n"位置" = "总额[全年]"\n"理由" = ""',
        '"规则" = "甲/合计对"\n"位置" = "总额"',
        'rule = "合计对"\nreason = "已批复"\nuntil = 2020-01-01',
    ],
)
@pytest.mark.parametrize("beside", [False, True])
def test_an_answer_that_is_begun_is_not_offered_again(client: Client, folder: Path, answer: str, beside: bool) -> None:
    """Without its reason as yet, or past its day, in the form or beside it; one to something else is no matter."""
    form, answers = folder / "a.toml", folder / "a.说明.toml"
    client.open(folder / "a.gj", WARNED)
    text = client.open(form)
    assert len(offers(client, form, 3, 26)) == 1
    begun = f'[["说明"]]\n{answer}\n'
    client.change(form, 2, {"text": text if beside else f"{text}\n{begun}"})
    client.open(answers, begun if beside else "")
    assert offers(client, form, 3, 26) == []
    other = begun.replace("合计对", "别的规则")
    client.change(*((answers, 2, {"text": other}) if beside else (form, 3, {"text": f"{text}\n{other}"})))
    assert len(offers(client, form, 3, 26)) == 1


@pytest.mark.parametrize("beside", [False, True])
def test_the_caret_is_put_into_the_reason(folder: Path, beside: bool) -> None:
    """By a command of the offer, in an editor that shows a place when it is asked to; of another it would be too much."""
    form, answers = folder / "a.toml", folder / "a.说明.toml"
    if beside:
        answers.write_text('[["说明"]]\n"规则" = "𠮷"\n"理由" = "在前的"\n', encoding="utf-8")
    (folder / "a.gj").write_text(WARNED, encoding="utf-8")
    with Client(folder, capabilities={"window": {"showDocument": {"support": True}}}) as client:
        client.open(form)
        (offer,) = offers(client, form, 3, 26)
        target = answers if beside else form
        (edit,) = offer["edit"]["changes"][target.as_uri()]
        lines = edit["newText"].split("\n")
        line = edit["range"]["start"]["line"] + len(lines) - 1
        asked = client.begin_request("workspace/executeCommand", {
            "command": offer["command"]["command"], "arguments": offer["command"]["arguments"],
        })  # fmt: skip
        shown = client.answer_request("window/showDocument", {"success": True})
        assert client.result_of(asked) is None
        assert lines[-1] == '"理由" = ""'
        assert (shown["uri"], shown["takeFocus"], shown["selection"]) == (target.as_uri(), True, at(line, 8, 8))
    with Client(folder) as client:
        client.open(form)
        assert "command" not in offers(client, form, 3, 26)[0]


def test_an_error_is_not_offered_an_answer_unless_its_rule_takes_one(client: Client, folder: Path) -> None:
    rules, form = folder / "a.gj", folder / "a.toml"
    client.open(form)
    client.diagnostics(form, 1)
    assert offers(client, form, 3, 26) == []
    client.open(rules, RULES.replace("        应   总额", "        可说明\n        应   总额"))
    assert len(offers(client, form, 3, 26)) == 1


def test_answers_in_a_file_of_their_own(client: Client, folder: Path) -> None:
    """The offer goes there, and so does what is wrong there; the form follows an edit of it."""
    form, beside = folder / "a.toml", folder / "a.说明.toml"
    client.open(folder / "a.gj", WARNED)
    client.open(form)
    client.diagnostics(form, 1)
    client.open(beside, '[["说明"]]\n"规则" = "没有的"\n"理由" = "x"\n')
    (unused,) = client.diagnostics(beside, 1)
    assert (unused["code"], unused["range"]) == ("answer-unused", at(1, 7, 12))
    (offer,) = offers(client, form, 3, 26)
    assert list(offer["edit"]["changes"]) == [beside.as_uri()]
    client.change(beside, 2, {"range": at(1, 7, 12), "text": '"合计对"'})
    assert client.diagnostics(beside, 2) == []
    client.wait(
        "textDocument/publishDiagnostics",
        lambda one: one["uri"] == form.as_uri() and [found["severity"] for found in one["diagnostics"]] == [4],
    )


@pytest.mark.parametrize("beside", [False, True])
def test_an_answer_whose_day_is_past_is_renewed_or_taken_out(client: Client, folder: Path, beside: bool) -> None:
    form, answers = folder / "a.toml", folder / "a.说明.toml"
    client.open(folder / "a.gj", WARNED)
    client.open(form)
    head = "" if beside else FILLED
    written = '[["说明"]]\n"规则" = "合计对"\n"理由" = "一"\n"有效期至" = "2020-01-01"\n'
    path = answers if beside else form
    if beside:
        client.open(answers, written)
    else:
        client.change(form, 2, {"text": head + written})
    range_ = at(0, 0, 0) | {"end": {"line": 99, "character": 0}}
    asked = {"textDocument": {"uri": path.as_uri()}, "range": range_, "context": {"diagnostics": []}}
    found = {one["title"]: one["edit"]["changes"] for one in client.ask("textDocument/codeAction", **asked)}
    (later,) = [edits[path.as_uri()] for title, edits in found.items() if title.startswith("有效期改到 ")]
    after = applied(head + written, later)
    assert after == head + written.replace("2020-01-01", f"{today().year}-12-31")
    assert applied(head + written, found["删去这条说明"][path.as_uri()]) == head.rstrip() + "\n"
    client.change(path, 3, {"text": after})
    assert "answer-expired" not in [one["code"] for one in client.diagnostics(path, 3)]


def test_a_form_that_is_not_known_has_nothing_to_answer(client: Client, folder: Path) -> None:
    form = folder / "a.toml"
    client.open(form, FILLED.replace('"甲"', '"己"'))
    client.diagnostics(form, 1)
    assert offers(client, form, 0, 10) == []


def test_a_file_of_answers_that_cannot_be_read_keeps_no_other_fix_away(client: Client, folder: Path) -> None:
    (folder / "a.说明.toml").write_bytes('"规则" = 1'.encode("gb18030"))
    form = folder / "a.toml"
    client.open(form)
    asked = {"textDocument": {"uri": form.as_uri()}, "range": at(3, 26, 26), "context": {"diagnostics": []}}
    assert client.ask("textDocument/codeAction", **asked)
    assert offers(client, form, 3, 26) == []


def test_findings_of_a_rule_in_one_place_have_one_offer(client: Client, folder: Path) -> None:
    """Which says of how many it is, and names each: an editor shows it with all of them."""
    rules, form = folder / "a.gj", folder / "a.toml"
    client.open(rules, WARNED + "\n规则 多 警告 于 甲 {\n    应 计数(项目) > 3\n    应 计数(项目) > 4\n}\n")
    client.open(form)
    found = [one for one in client.diagnostics(form, 1) if one["code"] == "多"]
    assert len(found) == 2
    assert found[0]["range"] == found[1]["range"]
    place = found[0]["range"]["start"]
    (offer,) = offers(client, form, place["line"], place["character"])
    assert offer["title"] == "用一个理由说明这 2 个问题（多）"
    assert [one["message"] for one in offer["diagnostics"]] == [one["message"] for one in found]


# The answer, what the cursor is behind, and what is shown there.
SHOWN = [
    ('"规则" = "合计对"\n"理由" = "一"', "[[", ["现在对应 1 个问题", "总额 2元，合计 3元"]),
    ('"规则" = "合计对"\n"理由" = "一"', '"规', ["查出的问题", "现在对应 1 个问题"]),
    ('"规则" = "合计对"\n"理由" = "一"', '= "合', ["现在对应 1 个问题"]),
    ('"规则" = "别的"\n"理由" = "一"', '= "别', ["没有对应的问题", "“别的”"]),
    ('"规则" = "合计对"\n"理由" = "一"\n"有效期至" = 2020-01-01', "有效", ["最后一天", "2020-01-01"]),
    ('"规则" = "合计对"\n"位置" = "没有"\n"理由" = "一"', '"位', ["只说明这一处", "总额[全年]"]),
]


@pytest.mark.parametrize("beside", [False, True])
@pytest.mark.parametrize(("answer", "behind", "said"), SHOWN)
def test_an_answer_shows_what_it_answers(
    client: Client, folder: Path, answer: str, behind: str, said: list[str], beside: bool
) -> None:  # fmt: skip
    form, path = folder / "a.toml", folder / ("a.说明.toml" if beside else "a.toml")
    client.open(folder / "a.gj", WARNED)
    text = ("" if beside else FILLED) + f'[["说明"]]\n{answer}\n'
    client.open(form)
    if beside:
        client.open(path, text)
    else:
        client.change(path, 2, {"text": text})
    found = client.ask_at("hover", path, *place_of(text, text.index(behind, text.index("说明") - 3) + len(behind)))
    shown = found["contents"]["value"].replace("\\", "")
    assert [one for one in said if one not in shown] == [], shown


def test_an_answer_given_twice_says_so_and_is_taken_out(client: Client, folder: Path) -> None:
    form = folder / "a.toml"
    client.open(folder / "a.gj", WARNED)
    client.open(form)
    answer = '[["说明"]]\n"规则" = "合计对"\n"理由" = "一"\n'
    client.change(form, 2, {"text": FILLED + answer + "\n" + answer})
    (told,) = [one for one in client.diagnostics(form, 2) if one["code"] == "answer-twice"]
    line = told["range"]["start"]["line"]
    assert told["message"].splitlines()[0] in client.ask_at("hover", form, line, 3)["contents"]["value"].replace(
        "**", ""
    )
    asked = {"textDocument": {"uri": form.as_uri()}, "range": told["range"], "context": {"diagnostics": [told]}}
    found = {one["title"]: one["edit"]["changes"] for one in client.ask("textDocument/codeAction", **asked)}
    assert applied(FILLED + answer + "\n" + answer, found["删去这条说明"][form.as_uri()]) == FILLED + answer
