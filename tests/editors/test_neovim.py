"""Does Neovim, with the settings that the page gives, do with the server what each script in neovim/ wants?

The scripts say what is done and what should come of it; they are run by neovim/harness.lua.
"""

from pathlib import Path

import pytest
from tests.editors.editor import HERE, settings, work
from tests.programs import needs

HARNESS = HERE / "neovim" / "harness.lua"
SCRIPTS = sorted(path for path in HARNESS.parent.glob("*.lua") if path != HARNESS)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_neovim(script: Path, tmp_path: Path) -> None:
    """What the first line of the script says."""
    neovim = needs("nvim")
    (tmp_path / "init.lua").write_text(settings("lua"), encoding="utf-8")
    work(tmp_path, script, neovim, "--headless", "-u", tmp_path / "init.lua", "-S", HARNESS, logs="lsp.log")
