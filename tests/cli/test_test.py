"""Does `gouji test` tell of each test, and of rules without any?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.cli.conftest import Gouji, stand_in

from gouji.lang.source import Place, Source, Span


@dataclass(frozen=True)
class Outcome:
    """What `gouji.lint.testing` gives for a test."""

    name: str
    place: Place
    passed: bool

    @property
    def places(self) -> tuple[Place, ...]:
        return (self.place,)

    def messages(self, language: str) -> tuple[str, ...]:
        return (f"期望失败，实际通过\x1b {language}",)


@dataclass(frozen=True)
class Coverage:
    """What `gouji.lint.testing` tells of a rule."""

    rule: str
    place: Place
    has_passing: bool
    has_failing: bool


@pytest.mark.parametrize(("passed", "status"), [(True, 0), (False, 1)])
def test_test(gouji: Gouji, rules: Path, monkeypatch: pytest.MonkeyPatch, passed: bool, status: int) -> None:
    """A line for each test, the reasons of a failure below it, the counts at the end."""

    def run_tests(paths: Sequence[Path]) -> Iterator[Outcome]:
        for path in paths:
            place = Place(Source(str(path), path.read_text(encoding="utf-8")), Span(0, 2))
            yield Outcome(f"用例 {path.stem}", place, passed or path.stem == "a")

    untested = Coverage("规则乙", Place(Source("b.gj", "规则"), Span(0, 2)), has_passing=True, has_failing=False)
    stand_in(monkeypatch, "gouji.lint.testing", run_tests=run_tests, coverage=lambda paths: [untested])
    run = gouji("test", ".")
    assert (run.status, run.err) == (status, "")
    lacking = "规则“规则乙”（b.gj:1:1）还没有期望“失败”的用例"
    failure = ["失败 用例 b", "  --> b.gj:1:1", "    期望失败，实际通过␛ zh", lacking, "用例：通过 1，失败 1"]
    assert run.out.splitlines()[1:] == (["通过 用例 b", lacking, "用例：通过 2，失败 0"] if passed else failure)
    assert gouji("test", "--quiet").out == ("" if passed else "\n".join(failure[:3]) + "\n")
    assert gouji("test", "nosuch.gj").status == 2
