"""Is a program that tests drive found, or its absence told: by a skip, in CI by a failure, and by what make says?"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import programs


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("CI", raising=False)
    programs.found.cache_clear()
    yield
    programs.found.cache_clear()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """All programs that there are."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_a_program_is_known_by_any_of_its_names(folder: Path) -> None:
    path = put(folder, "chromium-browser", "exit 0")
    assert programs.needs("chromium") == str(path)


@pytest.mark.parametrize("text", [None, "exit 1"])
def test_without_a_program_that_works_a_test_is_skipped_and_fails_in_ci(
    folder: Path, monkeypatch: pytest.MonkeyPatch, text: str | None
) -> None:
    if text is not None:
        put(folder, "nvim", text)
    with pytest.raises(pytest.skip.Exception, match=r"nvim is not installed.*apt install neovim"):
        programs.needs("nvim")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=r"nvim is not installed"):
        programs.needs("nvim")


def test_where_nothing_can_be_installed_that_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    programs.install_missing()
    said = capsys.readouterr().out
    assert f"programs that are missing here: {', '.join(programs.PROGRAMS)}" in said
    assert "will be skipped" in said


def test_what_is_missing_is_installed_and_what_cannot_be_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An apt that knows Neovim alone."""
    monkeypatch.setattr("os.geteuid", lambda: 0)
    for name in ("env", "sh", "chmod", "cat"):
        (folder / name).symlink_to(Path("/usr/bin", name))
    put(folder, "apt-cache", "exit 0")
    shown = folder / "asked"
    put(
        folder,
        "apt-get",
        f'echo "$@" >> {shown}\ncase "$*" in *neovim) printf "#!/bin/sh\\n" > {folder}/nvim; chmod +x {folder}/nvim;;'
        '\n*update) ;;\n*) echo "no such thing" >&2; exit 100;; esac',
    )
    programs.install_missing()
    said = capsys.readouterr().out
    assert "make: installing for nvim: neovim\n" in said
    assert "nvim could not" not in said
    assert "make: emacs could not be installed; the tests that need it will be skipped\nno such thing" in said
    assert "--no-install-recommends install emacs-nox elpa-eglot\n" in shown.read_text(encoding="utf-8")
    assert programs.needs("nvim") == str(folder / "nvim")
