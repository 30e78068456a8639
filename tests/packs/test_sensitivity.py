"""Do the packs notice slips in the published forms: in nearly all amounts, and in targets that the form says twice?

Measured as `gouji test --sensitivity examples` does.
"""

from pathlib import Path

from gouji.lint.library import Library
from gouji.lint.sensitivity.score import Scores, score
from gouji.lint.sensitivity.trial import Trial

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
OF_MONEY, OF_TARGETS = 0.95, 0.80


def test_slips_are_noticed() -> None:
    """95% of changed amounts, 80% of changed targets with a second source; of every other slip it is said why not."""
    library = Library()
    scores = Scores()
    for path in sorted(EXAMPLES.glob("*/*.toml")):
        for changes in Trial(path, library).changes():
            scores.changes += changes
    amounts = score(one for one in scores.changes if one.kind == "money")
    assert amounts.share >= OF_MONEY, amounts
    assert scores.second_sources().share >= OF_TARGETS, scores.second_sources()
    assert [one for one in scores.changes if not one.noticed_by and one.reason is None] == []
