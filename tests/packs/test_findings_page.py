"""Is docs/findings.md what is found in the published forms, with the verdicts in the lists beside this file?

Whether the verdicts are right is a reader's matter; whether all findings have one is tested with the lists.
"""

from pathlib import Path

from tools.findings_page import UNJUDGED, findings_page, read_verdicts

ROOT = Path(__file__).resolve().parents[2]


def test_committed_page_is_current() -> None:
    """`make docs` would change nothing; every finding on it has been judged, and none was judged false."""
    now = findings_page(ROOT / "examples", ROOT / "tests" / "packs")
    assert now == (ROOT / "docs" / "findings.md").read_text(encoding="utf-8"), "an old page: make docs"
    assert UNJUDGED not in now
    assert now.count("verdict: **true**") + now.count("verdict: **debatable**") == now.count("   - verdict: ")


def test_alike_findings_keep_their_own_verdicts() -> None:
    """Of two findings of one check on cells that read alike, the first verdict is the first one's."""
    block = "a.toml:{} hint rule-failed 规则\n    100\n    句子\n    -\n    {}"
    listed = "\n\n".join(["# 表头", block.format(3, "true: one"), block.format(9, "debatable: two")])
    assert read_verdicts(listed) == {
        ("a.toml", "规则", "100", 1): "true: one",
        ("a.toml", "规则", "100", 2): "debatable: two",
    }
