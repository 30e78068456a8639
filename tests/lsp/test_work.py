"""Is work shown that takes long, stopped when it is not wanted, done once for a burst of edits, and told of when it fails?"""

import asyncio
from collections.abc import Callable
from decimal import Decimal, localcontext
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from lsprotocol import types
from tests.lsp.client import LONGEST, Client
from tests.lsp.conftest import FILLED, RULES, at

from gouji.lang.diagnostic import Diagnostic
from gouji.lang.lexer import cut
from gouji.lang.parse import SyntaxTree, parse
from gouji.lang.source import Source, Span
from gouji.lint.library import Library
from gouji.lsp.addresses import Addresses
from gouji.lsp.features.diagnostics import diagnostic_of
from gouji.lsp.session import Session
from gouji.lsp.snapshot import Snapshot
from gouji.lsp.worker import Cancelled, Urgency, Wish, Worker


def many(folder: Path, count: int) -> None:
    (folder / "a.gj").write_text(RULES, encoding="utf-8")
    for number in range(count):
        (folder / f"{number}.toml").write_text(FILLED, encoding="utf-8")


def test_the_check_of_a_large_workspace_is_shown_and_can_be_given_up(tmp_path: Path) -> None:
    many(tmp_path, 1500)
    with Client(tmp_path, capabilities={"window": {"workDoneProgress": True}}) as client:
        asked = client.next(lambda one: one.get("method") == "window/workDoneProgress/create")
        token = asked["params"]["token"]
        client.send({"jsonrpc": "2.0", "id": asked["id"], "result": None})

        def value() -> dict:
            return client.wait("$/progress", lambda one: one["token"] == token)["value"]

        began = value()
        assert (began["kind"], began["title"], began["cancellable"]) == ("begin", "正在核对工作区", True)
        client.tell("window/workDoneProgress/cancel", token=token)
        said = [value()]
        while said[-1]["kind"] != "end":
            said.append(value())
        assert {one["kind"] for one in said[:-1]} <= {"report"}
        form = tmp_path / "0.toml"
        client.open(form)
        assert len(client.diagnostics(form, 1)) == 1
        assert client.leave() == 0


def test_several_folders_come_and_go(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in "甲乙"]
    for folder in folders:
        folder.mkdir()
        many(folder, 1)
    first, second = folders
    with Client(first) as client:
        assert len(client.diagnostics(first / "0.toml", None)) == 1
        named = {"uri": second.as_uri(), "name": "乙"}
        client.tell("workspace/didChangeWorkspaceFolders", event={"added": [named], "removed": []})
        assert len(client.diagnostics(second / "0.toml", None)) == 1
        client.tell("workspace/didChangeWorkspaceFolders", event={"added": [], "removed": [named]})
        assert client.diagnostics(second / "0.toml", None) == []


def test_a_burst_of_edits_checks_the_other_files_once(tmp_path: Path) -> None:
    many(tmp_path, 1)
    rules, form = tmp_path / "a.gj", tmp_path / "0.toml"
    line = RULES.splitlines().index("        应   总额 = 合计(项目.金额)")
    with Client(tmp_path) as client:
        client.open(form)
        client.open(rules)
        assert len(client.diagnostics(form, 1)) == 1
        for version in range(2, 22):
            client.change(rules, version, {"range": at(line, 15, 16), "text": "≤="[version % 2]})
        assert client.diagnostics(rules, 21) == []
        client.change(rules, 22, {"range": at(line, 15, 16), "text": "≤"})
        assert client.diagnostics(form, 1) == []
        client.ask_at("hover", form, 0, 0)
        assert not client.seen("textDocument/publishDiagnostics", lambda one: one["uri"] == form.as_uri())


class Listener:
    """Keeps what a session says."""

    def __init__(self) -> None:
        self.failures: list[tuple[Path | None, BaseException]] = []
        self.found: dict[Path, list[types.Diagnostic]] = {}

    def shown(self, found: list[Diagnostic]) -> list[types.Diagnostic]:
        return [diagnostic_of(one, "zh", Addresses()) for one in found]

    def publish(self, path: Path, version: int | None, found: list[types.Diagnostic]) -> None:
        self.found[path] = found

    def checked(self, done: int, total: int) -> None:
        """Nothing to keep."""

    def unsearched(self, folder: Diagnostic) -> None:
        """Nor this."""

    def failed(self, path: Path | None, error: BaseException) -> None:
        self.failures.append((path, error))


def test_a_check_that_fails_by_a_flaw_of_ours_is_told_and_keeps_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(tmp_path, 2)
    whole = Snapshot.diagnostics

    def flawed(snapshot: Snapshot, path: Path, ask: Callable[[], None]) -> list[Diagnostic]:
        if path.name == "0.toml":
            raise ZeroDivisionError
        return whole(snapshot, path, ask)

    monkeypatch.setattr(Snapshot, "diagnostics", flawed)
    listener = Listener()

    async def run() -> None:
        session = Session(listener)
        session.start([tmp_path])
        await until(lambda: bool(listener.failures) and tmp_path / "1.toml" in listener.found)
        session.end()

    asyncio.run(run())
    ((path, error),) = listener.failures
    assert path == tmp_path / "0.toml"
    assert isinstance(error, ZeroDivisionError)


def test_findings_that_cannot_be_told_keep_no_other_from_being_told(tmp_path: Path) -> None:
    """And the round comes to its end."""
    many(tmp_path, 2)
    rounds: list[tuple[int, int]] = []

    class Deaf(Listener):
        def publish(self, path: Path, version: int | None, found: list[types.Diagnostic]) -> None:
            if path.name == "0.toml":
                raise ZeroDivisionError
            super().publish(path, version, found)

        def checked(self, done: int, total: int) -> None:
            rounds.append((done, total))

    listener = Deaf()

    async def run() -> None:
        session = Session(listener)
        session.start([tmp_path])
        await until(lambda: bool(rounds) and rounds[-1] == (3, 3))
        session.end()

    asyncio.run(run())
    assert [path for path, _ in listener.failures] == [tmp_path / "0.toml"]
    assert tmp_path / "1.toml" in listener.found


async def until(reached: Callable[[], bool]) -> None:
    for _ in range(6000):
        if reached():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it does not come to that")


def test_a_task_that_is_not_wanted_any_more_stops_where_it_asks() -> None:
    began, steps = Event(), []

    def task(wish: Wish) -> None:
        for step in range(1_000_000):
            wish.ask()
            steps.append(step)
            began.set()

    async def run() -> None:
        worker = Worker()
        answer = asyncio.ensure_future(worker.answer(task))
        while not began.is_set():
            await asyncio.sleep(0.001)
        answer.cancel()
        with pytest.raises(asyncio.CancelledError):
            await answer
        assert await worker.answer(lambda _: "next") == "next"
        worker.stop()

    asyncio.run(run())
    assert 0 < len(steps) < 1_000_000


def test_a_long_task_lets_others_be_done_where_it_asks_and_goes_on() -> None:
    done: list[str] = []
    begun, others_wait = Event(), Event()

    def long(wish: Wish) -> str:
        done.append("long begins")
        begun.set()
        others_wait.wait(LONGEST)
        wish.ask()
        done.append("long ends")
        return "long"

    worker = Worker()
    found = worker.submit(Urgency.LONG, long)
    begun.wait(LONGEST)
    rest = worker.submit(Urgency.REST, lambda _: done.append("rest"))
    now = [worker.submit(Urgency.NOW, partial(lambda one, _: done.append(one), one)) for one in ("first", "second")]
    others_wait.set()
    assert found.result(LONGEST) == "long"
    assert all(one.result(LONGEST) is None for one in (rest, *now))
    worker.stop()
    assert done == ["long begins", "first", "second", "long ends", "rest"]


def test_what_is_done_in_the_middle_of_a_task_has_nothing_of_its_setting() -> None:
    begun, other_waits = Event(), Event()

    def long(wish: Wish) -> None:
        with localcontext(prec=3):
            begun.set()
            other_waits.wait(LONGEST)
            wish.ask()

    worker = Worker()
    found = worker.submit(Urgency.LONG, long)
    begun.wait(LONGEST)
    figure = worker.submit(Urgency.NOW, lambda _: Decimal(1) / 3)
    other_waits.set()
    assert found.result(LONGEST) is None
    assert len(str(figure.result(LONGEST))) > 10
    worker.stop()


def test_a_long_task_stops_where_it_asks_at_the_end_of_all() -> None:
    begun, ended = Event(), Event()

    def long(wish: Wish) -> None:
        begun.set()
        ended.wait(LONGEST)
        wish.ask()

    worker = Worker()
    found = worker.submit(Urgency.LONG, long)
    begun.wait(LONGEST)
    worker.stop()
    ended.set()
    assert isinstance(found.exception(LONGEST), Cancelled)


def test_a_check_of_rules_that_is_broken_off_goes_on_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.gj"
    text = RULES + "".join(f"\n规则 其{number} {{\n    应 总额 ≥ {number}个\n}}\n" for number in range(20))
    snapshot = Snapshot().after({path: Source(str(path), text)}, [path], [path])
    asked: list[int] = []

    def ask() -> None:
        asked.append(len(asked))
        if len(asked) == 10:
            raise Cancelled

    with pytest.raises(Cancelled):
        snapshot.diagnostics(path, ask)
    assert len(asked) == 10
    found = snapshot.diagnostics(path, ask)
    fresh = Snapshot().after(snapshot.open, [path], [path]).diagnostics(path)
    assert found == fresh
    assert len(found) == 20


def test_rules_of_other_files_are_known_while_a_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It asks before each of its declarations, and nobody who is served then reads it for what it uses."""
    large, small, user = (tmp_path / name for name in ("large.gj", "small.gj", "user.gj"))
    rules = "".join(
        f'规则 检{number} 于 乙 {{\n    应 总额 > {number}\n    信息 "{{总额}}"\n}}\n' for number in range(50)
    )
    texts = {
        large: Source(str(large), f'# 引用\n引用 "user.gj"\n表样 乙 {{\n    总额 : 数值\n}}\n{rules}'),
        small: Source(str(small), "表样 甲 {\n    总额 : 数值 ≥ 0\n}\n"),
        user: Source(str(user), "计量单位 箱 = 12 件\n"),
    }
    for path, source in texts.items():
        path.write_text(source.text, encoding="utf-8")
    snapshot = Snapshot().after(texts, list(texts), list(texts))
    parsed: list[str] = []

    def parsing(source: Source, ask: Callable[[], None]) -> SyntaxTree:
        parsed.append(source.name)
        return parse(source, ask)

    monkeypatch.setattr("gouji.lint.library.parse", parsing)
    served: list[list[Path]] = []
    found = snapshot.rules(large, lambda: served.append([*snapshot.rules(small).names]))
    assert served == [[small]] * len(cut(texts[large].text) + cut(texts[user].text))
    assert parsed == [str(large), str(small), str(user)]
    assert sorted(found.names) == [large, user]
    assert snapshot.rules(user) is found

    edited = {**texts, large: texts[large].edited(Span(0, 1), "# ")}
    after = snapshot.after(edited, [large])
    with pytest.raises(Cancelled):
        after.rules(large, given_up)
    assert after.rules(large, lambda: None) is after.rules(large)


def test_a_file_that_was_read_meanwhile_is_read_once(tmp_path: Path) -> None:
    """Who is served in between asks about it too."""
    path = tmp_path / "a.gj"
    snapshot = Snapshot().after({path: Source(str(path), RULES)}, [path], [path])
    meanwhile = []
    found = snapshot.rules(path, lambda: meanwhile.append(snapshot.rules(path)))
    assert all(one is found for one in meanwhile)
    assert snapshot.library.tree(path) is found.names[path]


def given_up() -> None:
    raise Cancelled


def test_a_check_of_a_form_that_is_broken_off_leaves_nothing_half_done(tmp_path: Path) -> None:
    (tmp_path / "a.gj").write_text(RULES, encoding="utf-8")
    form = tmp_path / "a.toml"
    text = Source(str(form), FILLED)
    files = [form, tmp_path / "a.gj"]
    asked, left = 0, 1_000

    def ask() -> None:
        nonlocal asked, left
        asked, left = asked + 1, left - 1
        if left < 0:
            raise Cancelled

    def told(snapshot: Snapshot, ask: Callable[[], None] = lambda: None) -> list[tuple[object, ...]]:
        return [(one.code, one.place.span, one.message("zh")) for one in snapshot.diagnostics(form, ask)]

    found = told(Snapshot().after({form: text}, [form], files), ask)
    assert asked > FILLED.count("[[") * 3  # as it reads each row, takes it in, and checks
    for stop in range(asked):
        snapshot, left = Snapshot().after({form: text}, [form], files), stop
        with pytest.raises(Cancelled):
            told(snapshot, ask)
        assert told(snapshot) == found


def test_a_wish_that_was_given_up_says_so() -> None:
    wish = Wish()
    wish.ask()
    wish.give_up()
    with pytest.raises(Cancelled):
        wish.ask()


def test_the_forms_that_an_empty_text_may_become_are_loaded_in_idle_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not those of a text that says what it is."""
    many(tmp_path, 1)
    loaded: list[tuple[str, str]] = []
    monkeypatch.setattr(Library, "for_form", lambda _, name, path: loaded.append((path.name, name)))

    async def scenario() -> None:
        session = Session(Listener())
        for name, text in (("空.toml", "\n"), ("有.toml", "x = 1\n")):
            item = types.TextDocumentItem((tmp_path / name).as_uri(), "toml", 1, text)
            session.edited(session.documents.open(item))
        session.start([])
        while not loaded or len(loaded) < len(Library(naming=str).form_names(tmp_path / "空.toml")):
            await asyncio.sleep(0.05)
        session.end()

    asyncio.run(asyncio.wait_for(scenario(), LONGEST))
    assert {path for path, _ in loaded} == {"空.toml"}
    assert ("空.toml", "甲") in loaded
