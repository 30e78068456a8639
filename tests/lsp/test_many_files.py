"""Does what is asked of a large workspace, or of a large file, cost no more than its size, and no memory for good?"""

import gc
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from lsprotocol import types
from tests.lsp.conftest import FILLED, RULES

from gouji.lang import standing
from gouji.lang.source import Source, Span
from gouji.lint import library
from gouji.lsp import known_forms, requests
from gouji.lsp.addresses import Addresses
from gouji.lsp.documents import Document
from gouji.lsp.features import everywhere, tokens
from gouji.lsp.features.forms import asked_form
from gouji.lsp.features.rules import hover
from gouji.lsp.known_forms import KnownForm
from gouji.lsp.question import Question
from gouji.lsp.settings import Settings
from gouji.lsp.snapshot import Snapshot
from gouji.lsp.worker import Wish
from gouji.lsp.workspace import Workspace


def snapshot_of(folder: Path, *opened: Path) -> Snapshot:
    workspace = Workspace(None)
    texts = {path: Source(str(path), path.read_text(encoding="utf-8")) for path in opened}
    workspace.look_around(texts, opened, [folder], Settings())
    return workspace.snapshot


def asked(snapshot: Snapshot, path: Path, **params: object) -> Question:
    document = Document(path.as_uri(), path, 1, snapshot.open[path])
    return Question(
        snapshot, document, Span(0, 0), SimpleNamespace(**params), "zh", Addresses(), Wish(), lambda *_: False
    )


def at(snapshot: Snapshot, path: Path, word: str) -> Question:
    """A question about the first place of a word."""
    offset = snapshot.open[path].text.index(word)
    return asked(snapshot, path)._replace(span=Span(offset, offset))


def counted(monkeypatch: pytest.MonkeyPatch, where: Any, name: str, weight: Callable[..., int]) -> list[int]:
    """What each call of a function weighs, from now on."""
    found: list[int] = []
    whole = getattr(where, name)

    def counting(*given: Any) -> Any:
        found.append(weight(*given))
        return whole(*given)

    monkeypatch.setattr(where, name, counting)
    return found


def whole() -> int:
    """How many forms are kept whole."""
    gc.collect()
    return sum(isinstance(one, KnownForm) for one in gc.get_objects())


def test_the_program_of_a_rule_file_is_known_once_it_was_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many files it is made of: they are not followed again for each of them, nor for each form."""
    (tmp_path / "a.gj").write_text(RULES, encoding="utf-8")
    (tmp_path / "a.toml").write_text(FILLED, encoding="utf-8")
    files = [tmp_path / "a.gj", *(tmp_path / f"b{number}.gj" for number in range(20))]
    for path in files[1:]:
        path.write_text('引用 "a.gj"\n', encoding="utf-8")
    snapshot = snapshot_of(tmp_path)
    snapshot.rules(files[0])
    assert snapshot.form(tmp_path / "a.toml") is not None
    followed = counted(monkeypatch, library, "real_path", lambda _: 1)
    assert len({id(snapshot.rules(path)) for path in files}) == 1
    assert snapshot.form(tmp_path / "a.toml") is not None
    assert followed == []


def test_of_forms_that_are_not_open_the_findings_are_kept_and_few_forms(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_forms, "MOST_WHOLE", 3)
    rules, forms = tmp_path / "a.gj", [tmp_path / f"{number}.toml" for number in range(10)]
    rules.write_text(RULES, encoding="utf-8")
    for path in forms:
        path.write_text(FILLED, encoding="utf-8")
    snapshot = snapshot_of(tmp_path, forms[0])

    before = whole()
    found = {path: snapshot.diagnostics(path) for path in forms}
    assert all(len(one) == 1 for one in found.values())
    assert whole() - before == 1 + 3
    (by_rule,) = snapshot.elsewhere().values()
    assert [path for path, _ in by_rule.findings] == forms[1:]
    assert by_rule.forms == len(forms[1:])
    assert snapshot.elsewhere() is snapshot.elsewhere()
    for path in forms[1:5]:
        path.unlink()  # what was found in it is known, and the text is not read for that
    assert {path: snapshot.diagnostics(path) for path in forms} == found
    declared = snapshot.library.tree(rules).source
    place = next(one for one in snapshot.rules(rules).program.forms[0].members.values()).place
    assert place.source is declared
    named = everywhere.everywhere(snapshot, place, Wish())
    assert {one.path for one in named} == {rules, forms[0], *forms[5:]}
    assert whole() - before == 1 + 3


@pytest.mark.parametrize(("written", "mark"), [("0", "✗"), ("9", "✓")])
def test_of_many_checks_of_a_field_those_are_worked_out_that_are_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, mark: str
) -> None:
    """Of a field in a form, and in the rules."""
    rules, form, many = tmp_path / "a.gj", tmp_path / "a.toml", 300
    checks = (
        f'规则 检{number} 于 甲 {{\n    应 总额 > {number % 9}\n    信息 "{{总额}}"\n}}\n' for number in range(many)
    )
    rules.write_text(f"表样 甲 {{\n    总额 : 数值\n}}\n{''.join(checks)}", encoding="utf-8")
    form.write_text(f'"表样" = "甲"\n"年度" = 2025\n"总额" = {written}\n', encoding="utf-8")
    snapshot = snapshot_of(tmp_path, rules, form)
    worked_out = [
        *(counted(monkeypatch, standing, name, lambda *_: 1) for name in ("explain_failure", "_arithmetic")),
        counted(monkeypatch, hover, "_link", lambda *_: 1),
    ]
    snapshot.diagnostics(form)
    shown = requests.hover(at(snapshot, form, "总额"))
    assert shown is not None
    assert isinstance(shown.contents, types.MarkupContent)
    assert shown.contents.value.count(f"- {mark} **检") == 12 + (mark == "✓")  # and the names of some more
    assert shown.contents.value.count("**检") <= 12 + 30
    assert "另有" in shown.contents.value
    told = requests.hover(at(snapshot, rules, "总额"))
    assert told is not None
    assert isinstance(told.contents, types.MarkupContent)
    assert f"规则 {many}" in told.contents.value
    assert [sum(calls) for calls in worked_out] == [12 * (mark == "✗"), 12 * (mark == "✓"), 6]


def test_a_rename_that_is_tried_keeps_few_forms_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though each of them has another text there."""
    monkeypatch.setattr(known_forms, "MOST_WHOLE", 3)
    (tmp_path / "a.gj").write_text(RULES, encoding="utf-8")
    texts = {}
    for path in [tmp_path / f"{number}.toml" for number in range(10)]:
        path.write_text(FILLED, encoding="utf-8")
        texts[path] = Source(str(path), FILLED.replace("3", "2"))
    before = whole()
    supposed = snapshot_of(tmp_path).supposing(texts, texts)
    assert [supposed.diagnostics(path) for path in texts] == [[]] * 10
    assert whole() - before == 3


def test_many_carets_cost_one_look_at_a_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.gj").write_text(RULES, encoding="utf-8")
    form = tmp_path / "a.toml"
    form.write_text(FILLED, encoding="utf-8")
    looks = counted(monkeypatch, asked_form, "spans_in_form", lambda *_: 1)
    positions = [types.Position(line, 1) for line in range(5)]
    found = requests.selection_ranges(asked(snapshot_of(tmp_path, form), form, positions=positions))
    assert [one.range.start.line for one in found] == [0, 1, 2, 3, 4]
    assert len(looks) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_the_words_of_one_long_line_are_counted_from_word_to_word(
    monkeypatch: pytest.MonkeyPatch, encoding: Any
) -> None:
    source = Source("t", "𠮷一 " * 1000 + "\n" + "𠮷 x")
    words = [(at, at + 2, "string") for at in range(0, 3000, 3)] + [(3003, 3004, "number")]
    measured = counted(monkeypatch, tokens, "units", lambda text, _: len(text))
    data = tokens.encoded(source, words, encoding)
    wide = {"utf-8": 4, "utf-16": 2, "utf-32": 1}[encoding]
    narrow = 3 if encoding == "utf-8" else 1
    assert data[1::5] == [0, *[wide + narrow + 1] * 999, wide + 1]
    assert data[2::5] == [*[wide + narrow] * 1000, 1]
    assert data[0::5] == [*[0] * 1000, 1]
    assert sum(measured) < 2 * len(source.text)
