"""Is a form that was edited read as if it were new, whatever rows of its earlier text are not read again?"""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.trial import program_of

from gouji.lang.bind import bind
from gouji.lang.bind_rows import PlainRows
from gouji.lang.source import Source
from gouji.lint.context import CheckContext
from gouji.lint.engine import check_document
from gouji.lint.library import Library
from gouji.lint.reports import CheckedForm
from gouji.lint.toml_reader import read_toml

FORMS = Path(__file__).parent / "forms"
EXAMPLES = Path(__file__).parents[2] / "examples"
EDITED = [
    FORMS / "columns-sound.toml", FORMS / "keys.toml", FORMS / "kinds.toml", EXAMPLES / "wuxi-2024" / "jiangyin.toml",
]  # fmt: skip
LIBRARIES: dict[Path, Library] = {}
TYPED = ["", "1", "\n", " ", '"', "[[", "]", "=", "万元", "#", "{", "名称", "≥"]


def checked(path: Path, text: str, before: PlainRows | None) -> CheckedForm:
    source = Source(str(path), text)
    document = read_toml(source)
    library = LIBRARIES.setdefault(path, Library())
    return check_document(document, path, CheckContext(library), before=before)


def seen(form: CheckedForm) -> Any:
    """All that is known of a form."""
    held = form.submission
    found = [(one.code, one.place.span, one.message("zh"), one.fix) for one in form.diagnostics]
    if held is None:
        return found
    plain = [(one.state, one.value, one.span, one.text, one.precision, one.unit) for one in held.cells]
    tables = [
        (
            [[(one.state, one.value, one.span, one.text, one.precision, one.unit) for one in column] for column in table.columns],
            table.spans, table.keys, table.prescribed, table.misspelt, table.span, table.broken,
        )
        for table in held.tables
    ]  # fmt: skip
    return found, plain, tables


@pytest.mark.parametrize("path", EDITED, ids=lambda path: path.stem)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_a_form_is_read_as_if_it_were_new(path: Path, data: st.DataObject) -> None:
    text = path.read_text(encoding="utf-8")
    rows = PlainRows()
    for _ in range(6):
        if data.draw(st.booleans()):  # lines that change places
            lines = text.splitlines(keepends=True)
            first, second = sorted(data.draw(st.integers(0, len(lines))) for _ in range(2))
            third = data.draw(st.integers(0, len(lines)))
            moved = lines[first:second] if second - first < 20 else []
            rest = [*lines[:first], *lines[first + len(moved) :]]
            text = "".join([*rest[:third], *moved, *rest[third:]])
        else:
            at = data.draw(st.integers(0, len(text)))
            text = text[:at] + data.draw(st.sampled_from(TYPED)) + text[at + data.draw(st.integers(0, 3)) :]
        edited = checked(path, text, rows)
        assert seen(edited) == seen(checked(path, text, None))
        rows = edited.rows if edited.rows is not None else rows


def test_only_what_an_edit_touches_is_read_again() -> None:
    path = EXAMPLES / "wuxi-2024" / "jiangyin.toml"
    text = path.read_text(encoding="utf-8")
    first = checked(path, text, PlainRows())
    assert first.rows is not None
    assert len(first.rows.known) > 40
    again = checked(path, "# 一\n" + text.replace('"≥', '"> ', 1), first.rows)
    assert again.rows is not None
    assert len(again.rows.known.keys() - first.rows.known.keys()) <= 1
    held = first.submission, again.submission
    assert held[0] is not None
    assert held[1] is not None
    tables = zip(held[0].tables, held[1].tables, strict=True)
    values = [
        one.value is other.value
        for before, after in tables
        for column in zip(before.columns, after.columns, strict=True)
        for one, other in zip(*column, strict=True)
    ]
    assert values.count(False) < len(values) / 20
    assert checked(path, text, None).rows is None  # nobody asked for them


RULES = """表样 表 {
    明细表 指标 键 名称 {
        名称   : 文本
        目标   : 目标值
        行 满意率 { 计量单位 %  必填 }
    }
}"""
ROW = '[["指标"]]\n"名称" = "{}"\n"目标" = {}\n'


@pytest.mark.parametrize(
    "texts",
    [
        # nearly the prescribed row, as long as that one is missing
        (ROW.format("满意绿", 90), ROW.format("满意绿", 90) + ROW.format("满意率", 95)),
        # without a key, a row goes by its number
        (ROW.format("", '"≥1个"'), ROW.format("户数", '"≥5户"') + ROW.format("", '"≥1个"')),
        (ROW.format("甲", '"≥1个"'), ROW.format("甲", '"≥1个"') + '"目'),
    ],
)
def test_what_a_row_is_may_hang_on_the_others(texts: tuple[str, str]) -> None:
    form = program_of(RULES).forms[0]
    rows = PlainRows()
    for text in texts:
        source = Source("form.toml", text)
        root = read_toml(source).root
        edited, new = bind(form, None, root, source, rows), bind(form, None, root, source)
        assert edited.rows is not None
        assert edited.submission.tables == new.submission.tables
        assert edited.findings == new.findings
        rows = edited.rows
