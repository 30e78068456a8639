"""Does Emacs, with the settings that the page gives, do with the server through Eglot what each script in emacs/ wants?

The scripts say what is done and what should come of it; they are run by emacs/harness.el.
"""

from pathlib import Path

import pytest
from tests.editors.editor import HERE, settings, work
from tests.programs import needs

HARNESS = HERE / "emacs" / "harness.el"
SCRIPTS = sorted(path for path in HARNESS.parent.glob("*.el") if path != HARNESS)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_emacs(script: Path, tmp_path: Path) -> None:
    """What the first line of the script says."""
    emacs = needs("emacs")
    (tmp_path / "init.el").write_text(settings("elisp"), encoding="utf-8")
    # Packages first, as where somebody sits before it.
    order: list[str | Path] = [
        "--batch",
        "--funcall",
        "package-initialize",
        "--load",
        tmp_path / "init.el",
        "--load",
        HARNESS,
    ]
    work(tmp_path, script, emacs, *order, logs="eglot.log")
