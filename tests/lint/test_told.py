"""Findings as they are read: `gouji check` on a form, whole, in both languages.

The cases are `told/*.toml` with the `*.gj` of their forms beside them; what is printed stands in `golden/`.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from gouji.cli import main

FOLDER = Path(__file__).with_name("told")
GOLDEN = Path(__file__).with_name("golden")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_told(
    path: Path, language: str, golden: Callable[[Path, str], None], capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Message, place, figures and notes of every finding."""
    monkeypatch.chdir(FOLDER)
    main(["check", path.name, "--quiet", "--lang", language])
    printed = capsys.readouterr()
    assert printed.err == ""
    golden(GOLDEN / f"told-{path.stem}-{language}.txt", printed.out)
