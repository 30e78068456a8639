"""Does a finding in an editor say all that `gouji check` says of it?"""

from pathlib import Path

from tests.lsp.client import Client
from tests.lsp.conftest import FILLED, RULES


def test_the_difference_and_the_basis_are_named(tmp_path: Path) -> None:
    """A bare figure, or a sentence about nothing in particular, would not be understood."""
    rules = RULES.replace("        信息", '        依据 "合计等于各项相加"\n        信息')
    (tmp_path / "a.gj").write_text(rules, encoding="utf-8")
    form = tmp_path / "a.toml"
    form.write_text(FILLED, encoding="utf-8")
    with Client(tmp_path) as client:
        client.open(form)
        (found,) = client.diagnostics(form, 1)
    assert found["message"].splitlines() == ["总额 2元，合计 3元", "相差：1元", "依据：合计等于各项相加"]
