"""Which files a run looks at: what is taken, what is skipped, in what order, and what is said of the rest."""

import os
from pathlib import Path

import pytest

from gouji.lint.discover import discover
from gouji.lint.likeness import HEAD, may_be_a_form

TARGET = 'form = "表"\n'


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one of everything; the current folder is its top."""
    files = {
        "b.toml": '"表样" = "表"\n',
        "a.gj": "表样 甲 { }\n",
        "pyproject.toml": "[tool.x]\nform = 1\n",
        "forms/2024/甲.toml": f"# 注\n\n{TARGET}",
        "forms/乙.TOML": TARGET,
        "forms/readme.md": "form = 1\n",
        ".venv/c.gj": "",
        ".hidden/c.toml": TARGET,
        ".hidden.toml": TARGET,
        "node_modules/c.gj": "",
        "__pycache__/c.gj": "",
        "build/c.gj": "",
        "dist/c.gj": "",
        "venv/pyvenv.cfg": "home = /usr/bin\n",
        "venv/lib/c.gj": "",
        "venv/share/c.toml": TARGET,
        "vendor/site-packages/c.gj": "",
        "empty/readme.md": "",
    }
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(*paths: str, rules_only: bool = False) -> list[str]:
    found = discover(map(Path, paths), rules_only=rules_only)
    assert found.problems == []
    return [path.as_posix() for path in found.files]


def problem(path: str, *, rules_only: bool = False) -> tuple[str, str]:
    found = discover([Path(path)], rules_only=rules_only)
    assert found.files == []
    [diagnostic] = found.problems
    assert diagnostic.place.source.name == path
    assert diagnostic.place.source.text == ""
    return diagnostic.code.id, diagnostic.message("en")


def test_folder_is_searched_in_a_fixed_order(tree: Path) -> None:
    """Names in order, each folder where its name stands; other .toml files are left out, and folders that programs make."""
    assert names(".") == ["a.gj", "b.toml", "forms/2024/甲.toml", "forms/乙.TOML"]
    assert names("venv") == ["venv/lib/c.gj", "venv/share/c.toml"]  # who asks for it means it


def test_other_files_are_counted(tree: Path) -> None:
    """No `.toml` file is passed over in silence, but for those that are named besides."""
    (tree / "empty" / "Cargo.toml").touch()
    found = discover([Path(), Path("empty")])
    assert [path.as_posix() for path in found.others] == ["empty/Cargo.toml", "pyproject.toml"]
    assert [one.code.id for one in found.problems] == ["no-files"]
    assert [path.name for path in discover([Path("pyproject.toml"), Path()]).others] == ["Cargo.toml"]
    assert discover([Path()], rules_only=True).others == []


def test_rules_only(tree: Path) -> None:
    """Only rule files, for commands that look at nothing else."""
    assert names(".", rules_only=True) == ["a.gj"]
    assert problem("forms", rules_only=True)[0] == "no-rule-files"
    assert problem("b.toml", rules_only=True)[0] == "not-a-rule-file"


def test_file_is_taken_as_it_is(tree: Path) -> None:
    """A file that is named is looked at wherever it stands and whatever its head says."""
    assert names("pyproject.toml", ".venv/c.gj") == ["pyproject.toml", ".venv/c.gj"]
    assert names(".hidden") == [".hidden/c.toml"]


def test_each_file_is_taken_once(tree: Path) -> None:
    """Under the name by which it was first found."""
    assert names("forms/../a.gj", ".", str(tree / "b.toml"), "forms") == [
        "forms/../a.gj",
        "b.toml",
        "forms/2024/甲.toml",
        "forms/乙.TOML",
    ]


@pytest.mark.parametrize(
    ("path", "code", "said"),
    [
        ("empty", "no-files", "the folder empty holds"),
        ("forms/readme.md", "unknown-suffix", "forms/readme.md ends neither"),
        ("b.tmol", "path-missing", "no such file or folder: b.tmol; did you mean b.toml?"),
        ("froms/乙.TOML", "path-missing", "froms/乙.TOML; did you mean forms?"),
        ("forms/丁丁丁丁.toml.bak.old", "path-missing", "no such file or folder: forms/丁丁丁丁.toml.bak.old"),
        ("forms/2024/丙丁.toml", "path-missing", "no such file or folder: forms/2024/丙丁.toml"),
        ("forms/2024/甲.tml", "path-missing", "did you mean forms/2024/甲.toml?"),
        ("forms/2024/甲甲.toml", "path-missing", "did you mean forms/2024/甲.toml?"),
        ("nothing/like/it", "path-missing", "no such file or folder: nothing/like/it"),
        ("x\0y", "path-missing", "no such file or folder: x\0y"),
        ("y" * 5000, "path-missing", "no such file or folder: yyy"),
    ],
)
def test_path_that_leads_to_nothing(tree: Path, path: str, code: str, said: str) -> None:
    """Each has its code, and a misspelt name the nearest that exists."""
    assert problem(path)[0] == code
    assert said in problem(path)[1]
    assert said.endswith("?") == problem(path)[1].endswith("?")


def test_problems_do_not_stop_the_rest(tree: Path) -> None:
    """What can be found is found."""
    found = discover([Path("nothing"), Path("a.gj"), Path("empty")])
    assert [path.name for path in found.files] == ["a.gj"]
    assert [diagnostic.code.id for diagnostic in found.problems] == ["path-missing", "no-files"]


def test_linked_folder_is_not_followed(tree: Path) -> None:
    """So that no search goes in circles; a linked file is taken, and a link that leads nowhere is the reader's to tell."""
    (tree / "forms" / "loop").symlink_to(tree)
    (tree / "forms" / "linked.gj").symlink_to(tree / "a.gj")
    (tree / "forms" / "broken.toml").symlink_to(tree / "nowhere")
    (tree / "forms" / "self.gj").symlink_to("self.gj")
    assert names("forms") == [
        "forms/2024/甲.toml",
        "forms/broken.toml",
        "forms/linked.gj",
        "forms/self.gj",
        "forms/乙.TOML",
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_named_pipe_is_never_opened(tree: Path) -> None:
    """Reading its head would wait for ever."""
    os.mkfifo(tree / "empty" / "pipe.toml")
    os.mkfifo(tree / "empty" / "pipe.gj")
    assert problem("empty")[0] == "no-files"


def test_folder_that_cannot_be_opened(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told, and the folders beside it are searched."""
    real = os.listdir

    def listdir(path: Path) -> list[str]:
        if Path(path).name == "2024":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "listdir", listdir)
    found = discover([Path("forms")])
    assert [path.name for path in found.files] == ["乙.TOML"]
    assert [diagnostic.code.id for diagnostic in found.problems] == ["folder-unreadable"]
    assert "forms/2024: Permission denied" in found.problems[0].message("en")


def test_file_in_a_closed_folder(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be there, so it is not called missing; the reader says why it cannot be opened."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "lstat", refuse)
    assert names("forms/closed.toml") == ["forms/closed.toml"]


def test_target_file_that_cannot_be_read_is_left_to_the_reader(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A .toml file whose head is out of reach may be a form: it is not passed over in silence."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert "pyproject.toml" in names(".")


@pytest.mark.parametrize(
    "head",
    [
        'form = "表"',
        '\ufeff"form"="表"',
        "year = 2024\r\n  '表样'\t= '表'",
        "表样：“表”",
        "“表样”＝“表”",
        'from = "无锡市部门整体绩效目标表"',
        "yaer = 2024\n[expenses]\na = 1",
        'FORM = "表"',
        '"表单" = "表"',
        "year = 2024\na = 1",
        '["支出"]\na = 1\nform = "表"',
        "[[支出]]",
        "a = 1\n［支出］",
        "",
        "# 只有注释",
        "\0\x01PNG",
        "一段话，不是 TOML",
    ],
)
def test_what_may_be_a_target_file(head: str) -> None:
    """A clerk's punctuation and slips of the hand count, for the reader to tell; so does a file that shows nothing."""
    assert may_be_a_form("a.toml", head.encode())


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("a.toml", "# form = 1\na = 1"),
        ("a.toml", "format = 1\nforms = 1\nplatform = 1\nyears = 3"),
        ("a.toml", "[a]\nform = 1\nyear = 2"),
        ("a.toml", 'name = "某某中心"\nfont = "宋体"'),
        ("a.toml", 'é = "x"'),
        ("pyproject.toml", ""),
        ("Cargo.toml", '[package]\ndescription = """\n说明：某某\n"""'),
    ],
)
def test_what_is_evidently_another_file(name: str, head: str) -> None:
    """Names in English alone, and the files of well-known tools."""
    assert not may_be_a_form(name, head.encode())
    assert may_be_a_form(name, b'form = "x"\n' + head.encode())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk"])
@pytest.mark.parametrize("head", ['"年度" = 2024\n"表样" = "表"\n', '["支出"]\na = 1\n'])
def test_head_in_another_encoding(encoding: str, head: str) -> None:
    """A file saved in the wrong encoding is still found, so that it can be told."""
    assert may_be_a_form("a.toml", head.encode(encoding))


def test_only_the_head_is_read(tmp_path: Path) -> None:
    """Where it shows nothing, or ends within a character, the file may still be a form."""
    (tmp_path / "a.toml").write_text("#" * HEAD + "\n" + TARGET, encoding="utf-8")
    (tmp_path / "b.toml").write_text('["支出"]\n#' + "长" * HEAD, encoding="utf-8")
    (tmp_path / "c.toml").write_text("a = 1\n" + "#" * HEAD + "\n" + TARGET, encoding="utf-8")
    assert [path.name for path in discover([tmp_path]).files] == ["a.toml", "b.toml"]
