"""Every fix cures: put into the file, its finding is gone, and what is read does not bring a new one.

Runs over the forms of the other cases, the mistakes of TOML, and the published examples with mistakes put in.
"""

import random
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.lint.slips_of_hand import SLIPS

from gouji.lang.diagnostic import Diagnostic, Fix
from gouji.lang.source import Source
from gouji.lang.switches import READING_CHECKS
from gouji.lint.context import CheckContext
from gouji.lint.engine import check_text
from gouji.lint.library import Library
from gouji.lint.toml_reader import read_toml

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FORMS = sorted(HERE.glob("forms/*.toml"))
EXAMPLES = sorted((ROOT / "examples" / "wuxi-2024").glob("*.toml"))
LIBRARY = Library()


def slipped() -> list[Any]:
    """Each slip in a few lines of the examples, chosen once and for all."""
    chance = random.Random(7)
    cases = []
    for number, (pattern, slip) in enumerate(SLIPS):
        for path in chance.sample(EXAMPLES, 2):
            lines = path.read_text(encoding="utf-8").split("\n")
            fitting = [at for at, line in enumerate(lines) if re.search(pattern, line) and not line.startswith("#")]
            for at in chance.sample(fitting, min(2, len(fitting))):
                broken = re.sub(pattern, slip, lines[at], count=1)
                text = "\n".join([*lines[:at], broken, *lines[at + 1 :]])
                cases.append(pytest.param(path, text, id=f"{number}-{path.stem}-{at + 1}"))
    return cases


def key(one: Diagnostic) -> tuple[str, str]:
    """A finding without its place and figures, which a fix elsewhere moves and changes."""
    return one.code.id, one.rule


def may_appear(one: tuple[str, str], fix: Fix) -> bool:
    """A fix that is not safe puts in another figure or row, against which other checks may speak; reading may not."""
    return not fix.safe and bool(one[1]) and not one[1].endswith(READING_CHECKS)


def applied(text: str, one: Diagnostic) -> str:
    assert one.fix is not None
    for change in sorted(one.fix.replacements, reverse=True):
        text = text[: change.span.start] + change.text + text[change.span.end :]
    return text


def uncured(path: Path, text: str) -> list[str]:
    """The fixes that do not do what they promise."""
    before = check_text(Source("form.toml", text), path, CheckContext(LIBRARY)).diagnostics
    told = []
    for one in before:
        if one.fix is not None and one.place.source.text == text:
            after = check_text(Source("form.toml", applied(text, one)), path, CheckContext(LIBRARY)).diagnostics
            known, left = Counter(map(key, before)), Counter(map(key, after))
            line = f"{one.place.start.line}: {one.code.id} {one.fix.title.in_language('en')}"
            if left[key(one)] >= known[key(one)]:
                told.append(f"{line} leaves it")
            if one.code.id != "no-such-form":  # whose name, once right, has the rest checked
                told += [f"{line} brings {' '.join(new)}" for new in left - known if not may_appear(new, one.fix)]
    return told


@pytest.mark.parametrize("path", [*FORMS, *EXAMPLES], ids=lambda path: path.stem)
def test_fixes_of_forms(path: Path) -> None:
    """Of the findings that the cases are about, and of those on the published forms."""
    assert uncured(path, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(("path", "text"), slipped())
def test_fixes_of_slips(path: Path, text: str) -> None:
    """Of slips of the hand in a form that is right in that place."""
    assert uncured(path, text) == []


BROKEN = re.split(
    r"^### (.*)\n", (ROOT / "tests/lang/broken-forms.txt").read_text(encoding="utf-8"), flags=re.MULTILINE
)[1:]


@pytest.mark.parametrize("case", BROKEN[1::2], ids=[f"{at}-{codes}" for at, codes in enumerate(BROKEN[::2])])
def test_fixes_of_broken_forms(case: str) -> None:
    """Of the forms that show what each finding says."""
    text = case if case.startswith(("form", "year")) else f'form = "测试表"\nyear = 2024\n{case}'
    assert uncured(ROOT / "tests" / "lang" / "form.toml", text) == []


MISTAKES = re.split(r"^=== (.*)\n", (HERE / "toml-mistakes.txt").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]


@pytest.mark.parametrize("case", MISTAKES[1::2], ids=MISTAKES[::2])
def test_fixes_of_toml(case: str) -> None:
    """Of texts that are no TOML: each fix alone leaves one mistake less."""
    text = re.sub(r"⟦[a-z-]+\||⟧", "", re.split(r"\n--- (?:fixed|kept)\n", case)[0])
    before = read_toml(Source("form.toml", text)).problems
    for one in before:
        if one.fix is not None:
            after = read_toml(Source("form.toml", applied(text, one))).problems
            assert len(after) < len(before), applied(text, one)


def test_a_prescribed_word_is_put_in_where_it_is_prescribed() -> None:
    """And not the nearest of all that are allowed, which in that row would be the next mistake."""
    path = ROOT / "examples" / "wuxi-2024" / "huishan.toml"
    text = path.read_text(encoding="utf-8")
    row = '"一级指标" = "过程"\n"二级指标" = "预算管理"\n"三级指标" = "非税收入管理合规性"'
    assert row in text
    broken = text.replace(row, row.replace('"过程"', '"产出指标"'))
    found = check_text(Source("form.toml", broken), path, CheckContext(LIBRARY)).diagnostics
    assert [applied(broken, one) for one in found if one.code.id == "not-a-choice"] == [text]
