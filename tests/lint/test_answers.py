"""Does each answer reach the findings that it is about, and no other; and is what answers nothing told?

The cases are `answers/*.toml`: `# ! name` stands beside a finding without an answer, `# = name` beside an answered one.
"""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from tests.markers import differences

from gouji.lang.diagnostic import Diagnostic
from gouji.lint.codes import OF_ANSWERS
from gouji.lint.context import CheckContext
from gouji.lint.discover import discover
from gouji.lint.engine import check_form
from gouji.lint.file_names import form_answered
from gouji.lint.library import Library

FOLDER = Path(__file__).with_name("answers")
FORMS = [path for path in sorted(FOLDER.glob("*.toml")) if form_answered(path) is None]
TODAY = date(2025, 6, 1)


def found(path: Path, today: date | None = TODAY) -> list[Diagnostic]:
    return check_form(path, CheckContext(Library(), today=today)).diagnostics


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_findings_are_answered_where_it_is_expected(path: Path) -> None:
    """Each finding at its line with or without an answer, and no other, in the form and in the file beside it."""
    for file in [path, *(one for one in FOLDER.glob("*.toml") if form_answered(one) == path)]:
        text = file.read_text(encoding="utf-8")
        here = [one for one in found(path) if one.place.source.name == str(file)]
        assert differences(text, [one for one in here if one.answer is None]) == []
        marked = re.sub("# =", "# !", re.sub("# !", "#", text))
        assert differences(marked, [one for one in here if one.answer is not None]) == []


def test_without_a_day_no_answer_is_too_old() -> None:
    """Whoever hands on no day asks for none to be compared."""
    codes = [one.code.id for one in found(FOLDER / "answered.toml", None)]
    assert "answer-expired" not in codes
    assert "answer-expired" in [one.code.id for one in found(FOLDER / "answered.toml")]


def test_an_answer_carries_what_is_written() -> None:
    first = next(one.answer for one in found(FOLDER / "answered.toml") if one.answer is not None)
    assert (first.reason, first.by, first.until, first.place.start.line) == ("上级已批复", "办公室", "2025-06-01", 22)


def test_many_answers_take_no_longer_than_they_are_many(tmp_path: Path) -> None:
    """By cell, by row, by a row that there is not, without a place: were each held against all, this test would not end."""
    count = 1_500
    (tmp_path / "答.gj").write_text((FOLDER / "answers.gj").read_text(encoding="utf-8"), encoding="utf-8")
    head = '"表样" = "答"\n"年度" = 2025\n"总额" = 1\n"分额" = "8000"\n'
    rows = "".join(f'[["项目"]]\n"名称" = "甲{row}"\n"金额" = 2\n' for row in range(count))
    places = ['项目["甲{}"].金额', '项目["甲{}"]', '项目["乙{}"]', ""]
    said = "".join(
        f'[["说明"]]\n"规则" = "金额不大"\n"理由" = "好"\n"位置" = \'{place.format(row)}\'\n'.replace(
            "\"位置\" = ''\n", ""
        )
        for place in places
        for row in range(count)
    )
    form = tmp_path / "甲.toml"
    form.write_text(head + rows + said, encoding="utf-8")
    diagnostics = found(form)
    assert sum(one.answer is not None for one in diagnostics) == count
    told = Counter(one.code.id for one in diagnostics if one.code in OF_ANSWERS)
    assert told == {"answer-twice": 2 * count, "answer-unused": count}


def test_a_file_of_answers_is_no_form_and_leads_to_its_own(tmp_path: Path) -> None:
    """In a folder it is passed over, by its name it stands for the form, and alone it is told."""
    form, beside = tmp_path / "甲.toml", tmp_path / "甲.answers.toml"
    form.write_text("form = 1", encoding="utf-8")
    beside.write_text("", encoding="utf-8")
    assert discover([tmp_path]).files == [form]
    assert discover([beside, form]).files == [form]
    form.unlink()
    assert [one.code.id for one in discover([tmp_path]).problems] == ["answer-without-form"]
    assert [one.code.id for one in discover([beside]).problems] == ["answer-without-form"]
