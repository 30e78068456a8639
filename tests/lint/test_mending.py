"""Does mending leave every byte alone that no fix is about, never more findings than before, and nothing for a second time?

In memory on the published forms with slips put in, and in files: marks, line ends, links, permissions, files that change.
"""

import codecs
import os
import re
import stat
from collections.abc import Sequence
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lint.slips_of_hand import SLIPS

from gouji.lang.codes import RULE_FAILED
from gouji.lang.diagnostic import Diagnostic, Fix, Replacement, Term
from gouji.lang.fixes import fixable
from gouji.lang.source import Place, Source, Span
from gouji.lint.config_search import Configurations
from gouji.lint.context import CheckContext
from gouji.lint.discover import discover
from gouji.lint.engine import check_text
from gouji.lint.library import Library
from gouji.lint.mend_files import MendedFile, Mender
from gouji.lint.mending import Looked, Texts, mend
from gouji.lint.sensitivity.slips import slips_of
from gouji.lint.sensitivity.spots import spots
from gouji.lint.whole_files import NotReplaced

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples" / "wuxi-2024").glob("*.toml"))
LIBRARY = Library()
TODAY = date(2025, 6, 1)


# --- any slips in any published form


class Slip(NamedTuple):
    """New text in the place of old."""

    start: int
    end: int
    text: str


@cache
def possible(path: Path) -> list[Slip]:
    """The slips in single cells, and those of the hand in whole lines."""
    text = path.read_text(encoding="utf-8")
    checked = check_text(Source("form.toml", text), path, CheckContext(LIBRARY))
    assert checked.submission is not None
    of_cells = [
        Slip(*spot.cell.span, f'"{one.text}"' if text[spot.cell.span.start] == '"' else one.text)
        for spot in spots(checked.submission)
        for one in slips_of(spot)
    ]
    at, of_lines = 0, []
    for line in text.split("\n"):
        for pattern, slip in SLIPS:
            if re.search(pattern, line) and not line.startswith("#"):
                of_lines.append(Slip(at, at + len(line), re.sub(pattern, slip, line, count=1)))
        at += len(line) + 1
    # As many of the one as of the other.
    return [*of_lines, *of_cells[:: max(1, len(of_cells) // len(of_lines))]]


@st.composite
def broken(draw: st.DrawFn) -> tuple[Path, str]:
    """A published form with some slips, in one of the ways in which lines end."""
    path = draw(st.sampled_from(EXAMPLES))
    text = path.read_text(encoding="utf-8")
    slips = draw(st.lists(st.sampled_from(possible(path)), min_size=1, max_size=6))
    after = len(text)
    for slip in sorted(slips, reverse=True):
        if slip.end <= after:
            text = f"{text[: slip.start]}{slip.text}{text[slip.end :]}"
            after = slip.start
    text = text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))
    return path, text.rstrip() if draw(st.booleans()) else text


def look_at(path: Path, texts: Texts) -> Looked:
    checked = check_text(texts[path], path, CheckContext(LIBRARY, today=TODAY))
    return Looked(checked.diagnostics, checked.verdicts.unevaluated, checked.submission is not None)


def retraced(text: str, cured: Sequence[Diagnostic]) -> str:
    """The text with the fixes made by hand, round by round: each round's findings are about the text of the one before."""
    rest = list(cured)
    while rest:
        source = rest[0].place.source
        assert source.text == text
        here = [one for one in rest if one.place.source is source]
        rest = rest[len(here) :]
        for change in sorted((change for one in here if one.fix for change in one.fix.replacements), reverse=True):
            text = text[: change.span.start] + change.text + text[change.span.end :]
    return text


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
@settings(max_examples=20, deadline=None)
@given(form=broken())
def test_mending(form: tuple[Path, str], unsafe: bool) -> None:
    """What is not in a fix stays; there is less to see to; what cannot be mended at once cannot be the next time."""
    path, text = form
    look = partial(look_at, path)
    texts = {path: Source("form.toml", text)}
    before = look(texts)
    after = mend(texts, look, partial(fixable, unsafe=unsafe))
    assert retraced(text, after.cured) == after.texts[path].text
    assert len(after.looked.findings) + after.looked.unjudged <= len(before.findings) + before.unjudged
    assert bool(after.cured) is (after.texts[path].text != text)
    again = mend({path: Source("form.toml", after.texts[path].text)}, look, partial(fixable, unsafe=unsafe))
    assert again.cured == ()


# --- the mistakes in rule files that the parser has cases for

RULES = re.split(r"^### (.*)\n", (ROOT / "tests" / "lang" / "recovery.txt").read_text("utf-8"), flags=re.MULTILINE)[1:]


@pytest.mark.parametrize("case", RULES[1::2], ids=RULES[::2])
def test_mending_rules(case: str) -> None:
    """Each safe fix is made; there are no more mistakes than before, and nothing is left to do."""
    path = ROOT / "rules" / "x.gj"

    def look(texts: Texts) -> Looked:
        return Looked(LIBRARY.renewed(texts, texts).load([path]).program.diagnostics())

    texts = {path: Source("x.gj", re.sub(r"⟪[a-z-]+:|⟫", "", case.partition("\n=>\n")[0]))}
    after = mend(texts, look, fixable)
    assert len(after.looked.findings) <= len(look(texts).findings)
    assert fixable(after.looked.findings) == []
    assert retraced(texts[path].text, after.cured) == after.texts[path].text


# --- fixes of letters


def mended_letters(text: str, fixes: dict[str, str]) -> str:
    """A text each of whose letters with a fix is a mistake, after mending."""
    path = Path("a.toml")

    def look(texts: Texts) -> Looked:
        source = texts[path]
        return Looked(
            [letter_to(source, at, fixes[letter]) for at, letter in enumerate(source.text) if letter in fixes]
        )

    return mend({path: Source("a.toml", text)}, look, fixable).texts[path].text


def letter_to(source: Source, at: int, text: str) -> Diagnostic:
    span = Span(at, at + 1)
    fix = Fix(Term("fix.delete"), (Replacement(span, text),), safe=True)
    return Diagnostic(RULE_FAILED, Place(source, span), {"cell": source.text[at]}, fix=fix)


@pytest.mark.parametrize(
    ("text", "fixes", "after"),
    [
        ("ab", {"a": "x", "b": "y"}, "xy"),
        ("ab", {"a": "aa", "b": "y"}, "ay"),  # of one come two
        ("baab", {"a": "bb", "b": "y"}, "yaay"),
        ("ab", {"a": "c", "c": "d", "b": "y"}, "dy"),  # on the way there is as much as before
        ("ab", {"a": "c", "c": "a", "b": "y"}, "ay"),  # in a circle
        ("ab", {"a": "c", "c": "dd", "d": "c"}, "ab"),
        ("a", {"a": "a"}, "a"),
    ],
)
def test_a_fix_is_made_where_less_is_left(text: str, fixes: dict[str, str], after: str) -> None:
    """One that brings more is not made, and keeps no other from being made."""
    assert mended_letters(text, fixes) == after


def test_a_circle_of_fixes_ends_where_it_begins() -> None:
    """Mending once more does nothing."""
    fixes = {"a": "b", "b": "a", "c": "x"}
    once = mended_letters("abc", fixes)
    assert once.endswith("x")
    assert mended_letters(once, fixes) == once


# --- in files

FORM = '# 头\r\n"表样" = "甲"\r\n“年度”=2025   # 年\r\n\r\n"指标" =\t">=5个" # 尾'
MENDED = FORM.replace("“年度”", '"年度"').replace(">=", "≥")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "forms"
    folder.mkdir()
    (folder / "a.gj").write_text("表样 甲 {\n    指标 : 目标值\n}\n", encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def mender(*asked: str, unsafe: bool = False) -> Mender:
    return Mender(
        [Path(path) for path in asked], lambda _, found: fixable(found, unsafe=unsafe), TODAY, Configurations()
    )


def changed(job: Mender) -> list[MendedFile]:
    return [one for group in job.mended(discover(job.asked).files) for one in group.changed]


def mended(*asked: str, unsafe: bool = False) -> list[str]:
    job = mender(*asked, unsafe=unsafe)
    found = changed(job)
    for one in found:
        job.write(one)
    return [one.before.name for one in found]


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8], ids=["unmarked", "marked"])
def test_bytes_outside_the_fixes_stay(folder: Path, mark: bytes) -> None:
    """The mark at the beginning, comments, blanks, line ends, and that the last line has none."""
    form = folder / "a.toml"
    form.write_bytes(mark + FORM.encode())
    form.chmod(0o640)
    assert mended(".") == ["a.toml"]
    assert form.read_bytes() == mark + MENDED.encode()
    assert stat.S_IMODE(form.stat().st_mode) == 0o640
    assert sorted(os.listdir(folder)) == ["a.gj", "a.toml"]
    assert mended(".") == []


def test_what_was_answered_is_left(folder: Path) -> None:
    """The filer has said why it is so."""
    text = '"表样" = "甲"\n"年度" = 2025\n"指标" = ">=5个"\n'
    answer = '[["说明"]]\n"规则" = "target-spelling"\n"理由" = "照批复文件抄录"\n'
    (folder / "a.toml").write_text(text + answer, encoding="utf-8")
    assert mended("a.toml") == []


def test_the_answers_beside_a_form_are_mended_with_it(folder: Path) -> None:
    """They are about the form, and are checked with it."""
    (folder / "a.toml").write_text('"表样" = "甲"\n"年度" = 2025\n"指标" = "≥5个"\n', encoding="utf-8")
    beside = folder / "a.说明.toml"
    beside.write_text('[["说明"]]\n“规则” = "甲"\n"理由" = "乙"\n', encoding="utf-8")
    assert mended("a.toml") == [str(Path("a.说明.toml"))]
    assert beside.read_text(encoding="utf-8").splitlines()[1] == '"规则" = "甲"'


def test_rule_files_are_mended(folder: Path) -> None:
    """Those that belong together at once; a form is then checked by what they say."""
    rules = folder / "a.gj"
    rules.write_text(
        "表样 甲 {\n    指标 ： 目标值\n    数 : 数值\n    规则 正 { 应 数 > 0 && 数 < 9 }\n}\n", encoding="utf-8"
    )
    (folder / "b.gj").write_text('引用 "a.gj"\n', encoding="utf-8")
    assert mended(".") == ["a.gj"]
    assert "数 > 0 且 数 < 9" in rules.read_text(encoding="utf-8")
    assert mended(".") == []


def refused(job: Mender, one: MendedFile) -> str:
    with pytest.raises(NotReplaced) as told:
        job.write(one)
    return told.value.reason


def test_a_file_that_changes_while_it_is_checked_is_left(folder: Path) -> None:
    """What somebody has written in the meantime is not lost; what is gone does not come back."""
    form = folder / "a.toml"
    form.write_text(FORM, encoding="utf-8", newline="")
    job = mender(".")
    (one,) = changed(job)
    form.write_text(FORM + "\n# 补记", encoding="utf-8", newline="")
    assert refused(job, one) == "changed"
    form.write_bytes("# 别的编码".encode("gb18030"))
    assert refused(job, one) == "changed"
    form.unlink()
    assert refused(job, one) == "gone"
    assert os.listdir(folder) == ["a.gj"]


@pytest.mark.skipif(os.name == "nt", reason="links take a privilege there")
def test_a_link_leads_to_no_file_that_was_not_asked_for(folder: Path) -> None:
    """Asked for itself, it is followed, and stays a link."""
    (folder.parent / "a.gj").write_bytes((folder / "a.gj").read_bytes())
    outside = folder.parent / "outside.toml"
    outside.write_text(FORM, encoding="utf-8", newline="")
    link = folder / "b.toml"
    link.symlink_to(outside)
    job = mender(".")
    (one,) = changed(job)
    assert refused(job, one) == "link"
    assert mended("b.toml") == ["b.toml"]
    assert link.is_symlink()
    assert outside.read_bytes() == MENDED.encode()


def test_a_file_that_may_not_be_written_is_left(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though its folder would let another be put in its place."""
    (folder / "a.toml").write_text(FORM, encoding="utf-8", newline="")
    job = mender(".")
    (one,) = changed(job)
    monkeypatch.setattr("os.access", lambda *_: False)
    assert refused(job, one) == "unwritable"
    assert (folder / "a.toml").read_bytes() == FORM.encode()


def test_nothing_is_mended_that_cannot_be_read(folder: Path) -> None:
    """The check tells of it; here it is passed over."""
    (folder / "a.toml").write_bytes(FORM.encode("gb18030"))
    (folder / "b.gj").write_bytes("规则".encode("gb18030"))
    assert mended(".") == []
