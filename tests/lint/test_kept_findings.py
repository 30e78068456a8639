"""Are findings that were kept the findings that were found, to the last place, and told in the same bytes?

Over every form and rule file of the tests and the examples. Tests no store.
"""

import json
from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.lang.diagnostic import (
    Answer,
    Category,
    Diagnostic,
    Fix,
    InLanguage,
    Regraded,
    Related,
    Replacement,
    Severity,
    Term,
)
from gouji.lang.source import Place, Source, Span
from gouji.lint.cache.codec import decoded, encoded
from gouji.lint.cache.kept import Keeper
from gouji.lint.cache.store import Store
from gouji.lint.codes import TOML_SYNTAX
from gouji.lint.engine import Direct
from gouji.lint.output.kinds import KINDS, Setting, Shape
from gouji.lint.output.summary import Summary
from gouji.lint.reports import FileReport
from gouji.lint.runs import Run, reports

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = sorted({path.parent for top in ("tests", "examples", "rules") for path in (ROOT / top).rglob("*.gj")})
FOLDERS += sorted({path.parent for path in (ROOT / "examples").rglob("*.toml")})
TODAY = date(2026, 1, 1)

words = st.text(max_size=5)
values: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        words,
        st.integers(),
        st.booleans(),
        st.none(),
        st.decimals(allow_nan=False),
        st.dates(),
        st.builds(InLanguage, words, words),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(tuple),
        st.builds(Term, words, st.lists(st.tuples(words, inner), max_size=2).map(tuple)),
    ),
    max_leaves=6,
)


def again(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """What comes back of what is kept."""
    sources: list[Source] = []

    def number(source: Source) -> int:
        if source not in sources:
            sources.append(source)
        return sources.index(source)

    return decoded(json.loads(json.dumps(encoded(found, number))), sources.__getitem__)


def run_over(folder: Path) -> Run:
    return Run(sorted(path for path in folder.iterdir() if path.suffix in (".gj", ".toml")), today=TODAY)


def told(found: Iterable[FileReport], name: str) -> str:
    output = KINDS[name].start(Setting("zh"))
    pieces = [*output.start()]
    for report in found:
        pieces += output.report(report)
    return "".join(map(str, [*pieces, *output.end(Summary())]))


@given(st.dictionaries(words, values, max_size=3))
def test_each_argument_comes_back(arguments: dict[str, object]) -> None:
    one = Diagnostic(TOML_SYNTAX, Place(Source("甲", "乙"), Span(0, 1)), arguments)
    outer = Diagnostic(TOML_SYNTAX, one.place, {"inner": one}, explanation=("1 ≠ 2", InLanguage("一", "one")))
    assert again([outer]) == (outer,)
    assert repr(again([outer])) == repr((outer,))  # 1 and true, 1 and 1.0 are equal, and not the same


def test_each_field_comes_back() -> None:
    """Whatever a finding may say, and no field of it that nobody has thought of here."""
    place = Place(Source("甲", "乙"), Span(0, 1))
    plain = Diagnostic(TOML_SYNTAX, place)
    full = Diagnostic(
        TOML_SYNTAX, place, {"cell": "金额"}, rule="表/规则", form="表", own_severity=Severity.HINT,
        own_category=Category.FORM, own_message="信息", own_english="message", own_help="办法",
        related=(Related("乙", "1", place, vouched_for=True), Related("丙", "2", None)), unlisted=1, difference="1元",
        difference_told=True, tolerance=Term("a", (("b", Decimal("1.0")),)), basis="依据",
        explanation=("1 ≠ 2", InLanguage("一", "one")), fix=Fix(Term("a"), (Replacement(Span(0, 1), "丁"),), safe=True),
        coordinates=(("期间", "全年"),), declared=place, answerable=True, answer=Answer("好", "我", "2025", place),
        regraded=Regraded(Severity.ERROR, "试行", place),
    )  # fmt: skip
    empty = {one.name for one in fields(Diagnostic) if getattr(full, one.name) == getattr(plain, one.name)}
    assert empty == {"code", "place"}
    assert again([full, plain]) == (full, plain)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.relative_to(ROOT).as_posix())
def test_kept_findings_are_those_that_were_found(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same findings; and, from a store, the same reports, which every output tells in the same bytes."""
    monkeypatch.chdir(ROOT)
    run = run_over(folder)
    direct = list(reports(run, Direct(run)))
    for report in direct:
        assert again(report.diagnostics) == tuple(report.diagnostics), report.name
    store = Store(tmp_path)
    for _ in range(2):
        kept = list(reports(run_over(folder), Keeper(run_over(folder), store, "this")))
    store.close()
    assert [(one.name, one.kind, one.verdicts, one.unusable) for one in kept] == [
        (one.name, one.kind, one.verdicts, one.unusable) for one in direct
    ]
    for name, kind in KINDS.items():
        if kind.shape is Shape.TEXT:
            assert told(kept, name) == told(direct, name), name


def test_every_form_here_can_be_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing has changed, nothing is checked: of the examples, and of forms with answers."""
    monkeypatch.chdir(ROOT)
    store = Store(tmp_path)
    for folder in (ROOT / "examples" / "wuxi-2024", ROOT / "tests" / "lint" / "answers"):
        run = run_over(folder)
        list(reports(run, Keeper(run, store, "this")))
        again = Keeper(run, store, "this")
        list(reports(run, again))
        assert "direct" not in vars(again), folder
    store.close()
