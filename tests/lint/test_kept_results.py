"""Does a run that knows results from before tell what one tells that knows none, whatever has changed in between?

Each edit is made on one project, in any order. What is told is compared byte for byte. Tests no times.
"""

import json
import os
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import chdir, redirect_stdout, suppress
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.cli import main
from gouji.lint.cache import store
from gouji.lint.cache.identity import ROOMS, identity
from gouji.lint.engine import Direct
from gouji.lint.traces import digest

USED = "表样 基 {\n    总额 : 金额 必填\n}\n"
RULES = '使用 "used.gj"\n表样 甲 继承 基 {\n    规则 总额不大 警告 {\n        应   总额 ≤ 5元\n        信息 "总额 {总额}"\n    }\n}\n'
MORE = '使用 "甲.gj"\n规则 总额不小 于 甲 {\n    应   总额 ≥ 9元\n    信息 "总额 {总额} 太小"\n}\n'
BROKEN = RULES.replace("总额 ≤", "总额 ≤≤ 没有")
FORM = '"表样" = "甲"\n"年度" = 2025\n"总额" = 8\n'
ANSWER = '[["说明"]]\n"规则" = "总额不大"\n"理由" = "批复"\n"有效期至" = 2025-06-01\n'
REGRADE = '[["改级"]]\n"规则" = "{}"\n"级别" = "提示"\n"理由" = "试行"\n'

TESTS = '使用 "甲.gj"\n用例 "一" {\n    给定 "a.toml"\n    改为 总额 = 6\n    期望 不通过 总额不大\n}\n'

CONTENTS: dict[str, tuple[str | None, ...]] = {
    "a.toml": (FORM, FORM.replace("8", "3"), FORM.replace('"甲"', '"丙"'), FORM + ANSWER, '"总额" = \n', None),
    "sub/b.toml": (FORM, FORM.replace("2025", "2031"), None),
    "a.说明.toml": (None, ANSWER, ANSWER.replace("不大", "不大大"), "x = \n", "\0"),
    "a.answers.toml": (None, ANSWER),
    "rules/甲.gj": (RULES, RULES.replace("5元", "9元"), BROKEN, None),
    "rules/used.gj": (USED, USED.replace("必填", ""), USED.replace("金额", "没有"), None),
    "rules/甲.test.gj": (TESTS, TESTS.replace("总额 =", "总和 ="), TESTS.replace("a.toml", "b.toml")),
    "rules/b.toml": (None, FORM.replace('"甲"', '"丙"')),
    "sub/used.gj": (None, USED.replace("必填", "")),
    "rules/more.gj": (None, MORE, MORE.replace("9元", "8元")),
    "sub/c.gj": (None, RULES.replace("5元", "1元"), "表样 丙 {\n    总额 : 数值\n}\n"),
    "sub/rules/d.gj": (None, RULES.replace("甲", "乙")),
    "gouji.toml": (None, REGRADE.format("总额不大"), REGRADE.format("总额没有"), '"规则" = "其他"\n', 'language = "en"\n', "x = 1\n"),
    "其他/e.gj": (None, RULES.replace("5元", "2元").replace("used.gj", "jiangsu/none.gj")),
    "sub/gouji.toml": (None, '"排除" = "b.toml"\n', REGRADE.format("甲/总额不大")),
}  # fmt: skip
FORMATS = ("text", "json", "sarif", "junit", "csv", "gitlab")
DAYS = ("2025-01-01", "2025-12-31")


def put(name: str, content: str | None) -> None:
    path = Path(name)
    if content is None:
        path.unlink(missing_ok=True)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def told(*arguments: str, encoding: str = "utf-8") -> tuple[int, bytes]:
    """How a run ends, and what it says."""
    content = BytesIO()
    with TextIOWrapper(content, encoding=encoding, newline="\n", write_through=True) as stream, redirect_stdout(stream):
        return main(["check", *arguments]), content.getvalue()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the kept results are, and the current folder with the project."""
    monkeypatch.setenv("GOUJI_CACHE_DIR", str(tmp_path / "kept"))
    monkeypatch.delenv("GOUJI_LANG", raising=False)
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    for name, contents in CONTENTS.items():
        put(name, contents[0])
    return tmp_path / "kept"


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The forms that are checked from here on."""
    names: list[str] = []
    original = Direct.checked

    def noting(self: Direct, path: Path, source: object) -> object:
        names.append(path.as_posix())
        return original(self, path, source)  # type: ignore[arg-type]  # it is passed on

    monkeypatch.setattr(Direct, "checked", noting)
    return names


@given(
    st.lists(
        st.tuples(
            st.sampled_from([(name, content) for name, contents in CONTENTS.items() for content in contents]),
            st.sampled_from(FORMATS),
            st.sampled_from(DAYS),
        ),
        min_size=1,
        max_size=5,
    )
)
@settings(deadline=None, max_examples=60)
def test_what_is_told_is_what_would_be_told(edits: list[tuple[tuple[str, str | None], str, str]]) -> None:
    """After each of any edits, with what was kept since the first."""
    with tempfile.TemporaryDirectory() as top, pytest.MonkeyPatch.context() as patched:
        patched.setenv("GOUJI_CACHE_DIR", str(Path(top, "kept")))
        Path(top, "project").mkdir()
        with chdir(Path(top, "project")):
            for name, contents in CONTENTS.items():
                put(name, contents[0])
            told(".", "--today", DAYS[0])
            for (name, content), kind, day in edits:
                put(name, content)
                arguments = (".", "--format", kind, "--today", day)
                assert told(*arguments) == told(*arguments, "--no-cache"), name


@pytest.mark.parametrize(
    ("name", "content"),
    [(name, content) for name, contents in CONTENTS.items() for content in contents[1:]],
    ids=lambda value: "none" if value is None else str(value)[:12],
)
def test_each_edit_and_its_undoing(project: Path, name: str, content: str | None) -> None:
    """A result is told of the files as they are, not as they were before."""
    before = told()
    put(name, content)
    assert told() == told("--no-cache")
    put(name, CONTENTS[name][0])
    assert told() == before


def test_what_has_not_changed_is_not_checked(project: Path, checked: list[str]) -> None:
    told()
    assert checked == ["a.toml", "sub/b.toml"]
    checked.clear()
    told()
    assert checked == []
    put("a.toml", FORM + "\n")
    told()
    assert checked == ["a.toml"]
    checked.clear()
    put("rules/used.gj", USED + "\n")
    told()
    assert checked == ["a.toml", "sub/b.toml"]


def test_a_form_of_the_same_size_and_time_is_another(project: Path) -> None:
    """As one that is changed twice within the resolution of a clock."""
    told()
    before = os.stat("a.toml")
    put("a.toml", FORM.replace("8", "3"))
    os.utime("a.toml", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert os.stat("a.toml").st_size == before.st_size
    assert told() == told("--no-cache")


def test_what_was_told_is_told_in_any_encoding(project: Path) -> None:
    """It is kept in UTF-8; programs read nothing else."""
    for encoding in ("utf-8", "gbk"):
        for kind in ("text", "json"):
            before = told("--no-cache", "--format", kind, encoding=encoding)
            assert {told("--format", kind, encoding=encoding) for _ in range(2)} == {before}
            assert "总额".encode(encoding if kind == "text" else "utf-8") in before[1]


def test_a_day_matters_where_an_answer_has_one(project: Path, checked: list[str]) -> None:
    put("a.toml", FORM + ANSWER)
    told("--today", DAYS[0])
    checked.clear()
    assert told("--today", DAYS[1]) == told("--today", DAYS[1], "--no-cache")
    assert checked == ["a.toml", "a.toml", "sub/b.toml"]


@pytest.mark.skipif(os.name == "nt", reason="links take a privilege")
def test_links_that_lead_elsewhere(project: Path) -> None:
    """Of a rule file, of a form, of the folder of rules, of what a configuration names."""
    put("../other/甲.gj", RULES.replace("5元", "1元"))
    put("../other/used.gj", USED)
    put("../other/a.toml", FORM.replace("8", "7"))
    put("gouji.toml", '"规则" = "其他/甲.gj"\n')
    told()
    for name, target in (("rules/甲.gj", "../other/甲.gj"), ("a.toml", "../other/a.toml"), ("rules", "../other")):
        path = Path(name)
        path.rename(Path("..", path.name + ".before"))
        path.symlink_to(Path(target).resolve())
        assert told() == told("--no-cache"), name
    Path("其他").mkdir()
    for target in ("../rules.before/甲.gj", "../other/甲.gj"):
        Path("其他/甲.gj").unlink(missing_ok=True)
        Path("其他/甲.gj").symlink_to(Path(target).resolve())
        assert told() == told("--no-cache"), target


def test_names_are_told_as_seen_from_where_the_run_stands(project: Path) -> None:
    told()
    with chdir("sub"):
        for arguments in ((), ("..",), (str(Path("..").resolve()),), ("b.toml", "../rules/甲.gj")):
            assert told(*arguments) == told(*arguments, "--no-cache")


@pytest.mark.skipif(os.name == "nt", reason="there, a current folder cannot go")
def test_a_current_folder_that_is_no_more(project: Path) -> None:
    """Names are told in full then, the second time as the first."""
    form = str(Path("a.toml").resolve())
    Path("gone").mkdir()
    with chdir("gone"):
        Path("../gone").resolve().rmdir()
        for _ in range(2):
            assert told() == told("--no-cache")
            assert told(form) == told(form, "--no-cache")


def test_another_gouji_knows_nothing(project: Path, checked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    told()
    checked.clear()
    monkeypatch.setattr("gouji.lint.cache.identity.VERSION", "0.0.0")
    monkeypatch.setattr("gouji.lint.cache.identity.own_identity", identity)  # it is another process
    told()
    assert checked == ["a.toml", "sub/b.toml"]


def test_what_a_gouji_is_known_by(tmp_path: Path) -> None:
    """An installed one by what its files hold, wherever and whenever it was installed; any other by their times as well."""
    known = []
    for place, time, record in (("one", 1, True), ("two", 2, True), ("one", 1, False), ("two", 2, False)):
        package = tmp_path / place / "gouji"
        for room in ROOMS:
            (package / room).mkdir(parents=True, exist_ok=True)
            (package / room / "a.py").write_text("1\n", encoding="utf-8")
            os.utime(package / room / "a.py", (time, time))
        listed = package.parent / "gouji-0.dist-info" / "RECORD"
        listed.parent.mkdir(exist_ok=True)
        listed.write_text("gouji/lang/a.py,sha256=x,2\n" if record else "x.pth,sha256=x,2\n", encoding="utf-8")
        known.append(identity(package))
        if record:
            listed.write_text("gouji/lang/a.py,sha256=y,2\n", encoding="utf-8")
            assert identity(package) != known[-1]
    assert known[0] == known[1]
    assert len(set(known)) == 3


def test_a_gouji_is_known_by_its_libraries_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By their versions, wherever and whenever they were installed; by their times where nothing says the version."""
    known = []
    for place, record in (("one", "b-1"), ("two", "b-1"), ("three", "b-2"), ("four", ""), ("five", "")):
        (tmp_path / place / "b_library").mkdir(parents=True)
        (tmp_path / place / "b_library" / "__init__.py").write_text("1\n", encoding="utf-8")
        if record:
            (tmp_path / place / f"{record}.dist-info").mkdir()
        with monkeypatch.context() as patched:
            patched.syspath_prepend(tmp_path / place)
            known.append(identity(libraries={"b_library": "b"}))
    assert known[0] == known[1]
    assert len({*known, identity(libraries={"b_library": "b"})}) == 5


@pytest.mark.skipif(os.name == "nt", reason="links take a privilege")
def test_files_of_a_gouji_that_lead_nowhere(tmp_path: Path) -> None:
    """As an editor puts them beside what it edits."""
    for room in ROOMS:
        (tmp_path / room).mkdir()
    before = identity(tmp_path)
    (tmp_path / "rules" / ".#a.gj").symlink_to("somebody@somewhere.1")
    assert identity(tmp_path) == before


# --- what may be wrong with what is kept


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def overwritten(path: Path) -> None:
    path.write_bytes(b"\0" * path.stat().st_size)


def foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE other (x)")
    database.close()


def of_another_version(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
        database.execute("DROP TABLE kept")
    database.close()


def forged(path: Path) -> None:
    """Rows that nobody has written so."""
    with sqlite3.connect(path) as database:
        database.execute("UPDATE kept SET text = replace(text, '8', '9')")
    database.close()


def remade(path: Path, change: Callable[[Any], Any]) -> None:
    """Every text is another, with the mark that it should have."""
    with sqlite3.connect(path) as database:
        for key, text in database.execute("SELECT key, text FROM kept").fetchall():
            with suppress(ValueError):
                other = json.dumps(change(json.loads(text))).encode()
                database.execute("UPDATE kept SET text = ?, mark = ? WHERE key = ?", (other, digest(key, other), key))
    database.close()


def with_no_paths(path: Path) -> None:
    """No file has such a name."""
    remade(path, lambda given: each(given, lambda word: f"{word}\0" if "/" in word else word))


def with_no_texts(path: Path) -> None:
    remade(path, lambda given: each(given, lambda word: 1 if "/" in word else word))


def without_items(path: Path) -> None:
    remade(path, lambda given: {key: [] for key in given} if isinstance(given, dict) else given)


def without_pairs(path: Path) -> None:
    """A name and its place, a rule that is regraded among them."""

    def emptied(given: Any) -> Any:
        if isinstance(given, dict):
            return {key: emptied(value) for key, value in given.items()}
        if isinstance(given, list):
            is_pair = len(given) == 2 and isinstance(given[0], str) and isinstance(given[1], list)
            return [] if is_pair else [emptied(value) for value in given]
        return given

    remade(path, emptied)


def without_what_was_found(path: Path) -> None:
    remade(path, lambda given: {**given, "reports": []} if "reports" in given else given)


def each(given: Any, change: Callable[[str], Any]) -> Any:
    """The same with other words."""
    if isinstance(given, dict):
        return {key: each(value, change) for key, value in given.items()}
    if isinstance(given, list):
        return [each(value, change) for value in given]
    return change(given) if isinstance(given, str) else given


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    "spoil",
    [
        cut, overwritten, foreign, of_another_version, forged, a_folder, with_no_paths, with_no_texts, without_items,
        without_pairs, without_what_was_found,
    ],
)  # fmt: skip
def test_a_spoilt_store_does_no_harm(
    project: Path, spoil: Callable[[Path], None], checked: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    """It is made anew where that can be, and not told of."""
    put("gouji.toml", REGRADE.format("总额不大"))
    before = told()
    checked.clear()
    spoil(project / "results.sqlite")
    assert told() == before
    assert checked == ([] if spoil is without_pairs else ["a.toml", "sub/b.toml"])
    checked.clear()
    assert told() == before
    assert checked == ([] if spoil is not a_folder else ["a.toml", "sub/b.toml"])
    assert capfd.readouterr().err.count("GOUJI_CACHE_DIR 指定的文件夹用不了") == (2 if spoil is a_folder else 0)


def test_a_store_that_cannot_be(
    project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A file where a folder should be, a folder that nobody may write to, no home at all. Told of a folder that was named."""
    before = told("--no-cache")
    (tmp_path / "file").write_text("", encoding="utf-8")
    for place in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/none"), Path("a\0b")):
        if "\0" not in str(place):
            monkeypatch.setenv("GOUJI_CACHE_DIR", str(place))
        assert told() == before
        said = capfd.readouterr().err
        assert (
            said == f"GOUJI_CACHE_DIR 指定的文件夹用不了：{os.environ['GOUJI_CACHE_DIR']}；结果照常，只是没有留到下次\n"
        )
    monkeypatch.delenv("GOUJI_CACHE_DIR")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", "/proc/none")
    assert told() == before
    assert capfd.readouterr().err == ""


def test_a_disk_that_is_full(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What there is no room for is not kept; what was kept is told."""
    before = told()

    def small(path: Path, opened: Callable[[Path], sqlite3.Connection | None] = store._opened) -> object:
        database = opened(path)
        assert database is not None
        database.execute("PRAGMA max_page_count = 1")
        return database

    monkeypatch.setattr(store, "_opened", small)
    put("a.toml", FORM + "# " + "x" * 100_000)
    for _ in range(2):
        assert told() == told("--no-cache")
    put("a.toml", FORM)
    assert told() == before


def test_two_runs_at_once(project: Path) -> None:
    """One that writes all the while is not waited for without an end, and each tells what is right."""
    before = told()
    put("a.toml", FORM + "\n")
    with sqlite3.connect(project / "results.sqlite", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        assert told() == told("--no-cache")
        other.rollback()
    other.close()
    put("a.toml", FORM)
    assert told() == before


@pytest.mark.parametrize("at", range(1, 4))
def test_two_first_runs_at_once(project: Path, at: int) -> None:
    """Neither throws away what the other has just made, wherever it comes in between."""
    project.mkdir()

    class Interrupted(sqlite3.Connection):
        asked = 0

        def execute(self, *arguments: Any) -> sqlite3.Cursor:
            self.asked += 1
            if self.asked == at + 1:
                other = store.Store(project)
                other.put("key", "text")
                other.close()
            return super().execute(*arguments)

    database = sqlite3.connect(project / store.NAME, isolation_level=None, factory=Interrupted)
    assert store._is_ready(database)
    database.close()


def test_the_folder_is_the_users_alone(project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("GOUJI_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    told()
    assert (tmp_path / "caches" / "gouji" / "results.sqlite").is_file()
    if os.name != "nt":
        assert (tmp_path / "caches" / "gouji").stat().st_mode & 0o077 == 0


def test_a_store_does_not_grow_without_end(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was met last stays."""
    monkeypatch.setattr("gouji.lint.cache.store.MOST", 100_000)
    for number in range(40):
        put("a.toml", FORM + f"# {'x' * 5000} {number}\n")
        assert told() == told("--no-cache")
    assert (project / "results.sqlite").stat().st_size < 400_000
