"""Explaining never raises, whatever state a check left its frame in: what has no answer is shown as a dash.

The checks are those of the shipped pack, on a published form and on one that is all but empty.
"""

from decimal import localcontext
from pathlib import Path

import pytest

from gouji.lang.blame import primary_place
from gouji.lang.closures import UNSET, Frame
from gouji.lang.diagnostic import Term
from gouji.lang.explain import explain_failure, explain_unevaluated
from gouji.lang.model import Check, Instance, RowLoop
from gouji.lang.probe import Probe
from gouji.lang.submission import Submission
from gouji.lang.units import ROUNDING
from gouji.lint.context import CheckContext
from gouji.lint.engine import check_form
from gouji.lint.library import Library

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "wuxi-2024" / "xishan.toml"


def checks_of(path: Path) -> tuple[Submission, list[Check]]:
    checked = check_form(path, CheckContext(Library()))
    assert checked.submission is not None
    assert checked.rules is not None
    return checked.submission, list(checked.rules.program.checks(checked.submission.form))


def frame_of(submission: Submission, instance: Instance, in_rows: bool) -> Frame:
    """A frame in which nothing is set yet, or with each loop at the first row of its table, if it has one."""
    frame: Frame = [submission.cells, submission.tables, None, *[UNSET] * instance.frame_size]
    for loop in instance.loops if in_rows else ():
        if isinstance(loop, RowLoop) and submission.tables[loop.table.index].count:
            frame[loop.slot] = 0
    return frame


@pytest.mark.parametrize("in_rows", [True, False], ids=["first-row", "unset"])
@pytest.mark.parametrize("filled", [True, False], ids=["filled", "empty"])
def test_any_frame_can_be_explained(tmp_path: Path, filled: bool, in_rows: bool) -> None:
    """Also one in which nothing failed, or nothing has run; lets are computed where they are not yet."""
    path = EXAMPLE
    if not filled:
        head = EXAMPLE.read_text(encoding="utf-8").split("[", 1)[0]
        path = tmp_path / "empty.toml"
        path.write_text(head, encoding="utf-8")
    submission, checks = checks_of(path)
    assert checks
    with localcontext(ROUNDING):
        for check in checks:
            for instance in check.instances:
                frame = frame_of(submission, instance, in_rows)
                primary_place(instance, Probe(frame))
                found = [
                    explain_failure(check, instance, submission, frame.copy()),
                    explain_unevaluated(check, instance, submission, frame.copy(), Term("reason.blank")),
                ]
                for one in found:
                    assert one.message("zh")
                    assert one.message("en")
