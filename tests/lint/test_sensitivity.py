"""Slips of one cell: which are made, which are noticed, why the others are not, and how all that is shown.

Measured on a small form, `sensitivity/slips.toml`, and held against checking the changed text as a whole.
"""

import json
import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import NoReturn

import pytest
from tqdm import tqdm

from gouji.cli import main
from gouji.lang.diagnostic import Diagnostic
from gouji.lang.source import Source
from gouji.lint.context import CheckContext
from gouji.lint.engine import check_text
from gouji.lint.library import Library
from gouji.lint.output.sensitivity import changed_part
from gouji.lint.sensitivity.score import Score
from gouji.lint.sensitivity.slips import ChangeKind
from gouji.lint.sensitivity.spots import CellKind
from gouji.lint.sensitivity.trial import Change, Trial

FOLDER = Path(__file__).with_name("sensitivity")
FORM = FOLDER / "slips.toml"
GOLDEN = Path(__file__).with_name("golden")
PAGE = (Path(__file__).resolve().parents[2] / "docs" / "sensitivity.md").read_text(encoding="utf-8")
COLUMNS = FOLDER.with_name("forms") / "columns-sound.toml"
XISHAN = Path(__file__).resolve().parents[2] / "examples" / "wuxi-2024" / "xishan.toml"


def changes_of(path: Path) -> list[Change]:
    return [change for changes in Trial(path, Library()).changes() for change in changes]


@pytest.fixture(scope="module")
def small() -> list[Change]:
    return changes_of(FORM)


def test_the_bar_counts_every_step_and_none_besides(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cells of a form, and its year."""
    monkeypatch.setattr("gouji.cli.progress.PATIENCE", -1.0)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    shown: set[tuple[float, float | None]] = set()
    really = tqdm.close

    def close(bar: "tqdm[NoReturn]") -> None:
        shown.add((bar.n, bar.total))
        really(bar)

    monkeypatch.setattr(tqdm, "close", close)
    assert main(["test", "--sensitivity", "--format", "json", str(FORM)]) == 0
    assert [done == total for done, total in shown] == [True]


def known(found: list[Diagnostic]) -> Counter[tuple[str, str]]:
    return Counter((one.code.id, one.rule) for one in found)


@pytest.mark.parametrize(
    ("path", "step"), [(FORM, 1), (COLUMNS, 3), (XISHAN, 17)], ids=["small", "columns", "published"]
)
def test_the_quick_way_finds_what_checking_the_changed_text_finds(path: Path, step: int) -> None:
    """Only the changed cell is read and only the checks that read it are run; nothing is lost by that."""
    library = Library()
    text = path.read_text(encoding="utf-8")
    published = known(check_text(Source(path.name, text), path, CheckContext(library)).diagnostics)
    single = [change for change in changes_of(path) if change.change != "periods-swapped"]
    assert len(single) > 100
    for change in single[::step]:
        start, end = change.place.span
        written = f'"{change.after}"' if text[start] == '"' or not change.after else change.after
        changed = f"{text[:start]}{written}{text[end:]}"
        new = known(check_text(Source(path.name, changed), path, CheckContext(library)).diagnostics) - published
        names = {(rule or code).partition("/")[2] or rule or code for code, rule in new}
        assert names <= set(change.noticed_by), change
        assert bool(change.noticed_by) is (change.reason is None)


def test_every_kind_of_slip_is_made(small: list[Change]) -> None:
    """Each kind of change is one that the form has a cell for, and each kind of cell but two stands in it."""
    assert {change.change for change in small} == set(ChangeKind)
    assert {change.kind for change in small} == set(CellKind)
    assert len({(change.place, change.after, change.change) for change in small}) == len(small)


def test_a_change_of_spelling_alone_is_no_slip(small: list[Change]) -> None:
    """40 is 40% where the row prescribes %, so the dropped unit says the same; 30 for 30亿元 does not."""
    dropped = {change.before for change in small if change.change == "unit-dropped"}
    assert "≥30亿元" in dropped and "≥40%" not in dropped


def test_total_and_order_are_noticed(small: list[Change]) -> None:
    """The checks that notice are named without the form."""
    (swapped,) = (one for one in small if one.change == "periods-swapped" and one.cell == "总额[半年]")
    assert (swapped.before, swapped.after) == ("12 · 30.5", "30.5 · 12")
    assert set(swapped.noticed_by) == {"总额 合计", "总额 累计"}


def test_figures_that_stand_twice_have_a_second_source(small: list[Change]) -> None:
    """30亿元 stands in the goal too, 健全 is prescribed; no text says the half-year's 10亿元."""
    cells = {change.cell for change in small if change.second_source}
    assert cells == {'指标["发放贷款"].值[全年]', '指标["健全性"].值[半年]', '指标["健全性"].值[全年]'}


def test_each_unnoticed_slip_has_a_reason_in_both_languages(small: list[Change]) -> None:
    """No key shows through, and both differ."""
    reasons = {change.reason for change in small if change.reason is not None}
    assert {reason.key for reason in reasons} >= {"sensitivity.alone", "sensitivity.holds", "sensitivity.own-name"}
    for reason in reasons:
        chinese, english = reason.in_language("zh"), reason.in_language("en")
        assert chinese != english and "sensitivity." not in chinese + english


def test_a_check_that_fails_already_is_named_as_the_reason() -> None:
    """In the published form, 执行率 is not what the plan says before any slip."""
    path = XISHAN.with_name("yixing.toml")
    reasons = (change.reason for changes in Trial(path, Library()).changes() for change in changes)
    assert any(reason is not None and reason.key == "sensitivity.masked" for reason in reasons)


def test_shares_are_cut_not_rounded() -> None:
    """100% is said only where nothing was missed."""
    assert [Score(*one).percent for one in ((3, 3), (2000, 1999), (0, 0), (3, 1))] == [
        "100.0%",
        "99.9%",
        "100.0%",
        "33.3%",
    ]


def test_of_long_texts_what_differs_is_shown() -> None:
    """Both around the same place; a blank stays a blank."""
    long = "甲" * 30 + "10" + "乙" * 30
    assert changed_part("5", "6") == ("5", "6")
    assert changed_part(long, long.replace("10", "40")) == tuple(
        f"…{'甲' * 5}{number}{'乙' * 9}…" for number in ("10", "40")
    )
    assert changed_part(long, "") == (f"{'甲' * 16}…", "")


# --- the command


@pytest.mark.parametrize("language", ["zh", "en"])
def test_printed_table_and_list(
    language: str, golden: Callable[[Path, str], None], capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """What went unnoticed by cell and reason, then the table; nothing of it is an error."""
    monkeypatch.chdir(FOLDER)
    assert main(["test", "--sensitivity", FORM.name, "--lang", language]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    golden(GOLDEN / f"sensitivity-{language}.txt", printed.out)
    assert main(["test", "--sensitivity", "--quiet", FORM.name, "--lang", language]) == 0
    table = capsys.readouterr().out
    assert printed.out.endswith(table) and table.count("\n") < printed.out.count("\n") / 2


def test_json(capsys: pytest.CaptureFixture[str], small: list[Change]) -> None:
    """Every change with its place; the scores add up."""
    assert main(["test", "--sensitivity", "--format", "json", "--lang", "en", str(FORM)]) == 0
    document = json.loads(capsys.readouterr().out)
    assert len(document["changes"]) == len(small) == document["total"]["made"]
    assert sum(part["made"] for part in document["scores"]) == len(small)
    assert sum(part["noticed"] for part in document["scores"]) == document["total"]["noticed"]
    assert all((one["reason"] is None) is bool(one["noticed_by"]) for one in document["changes"])
    documented = re.findall(
        r"`([a-z_]+)`", "".join(re.findall(r"^\| (`.*?) \|", PAGE.partition("## JSON")[2], re.MULTILINE))
    )
    assert {*document, *document["changes"][0]} == set(documented)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.links += [name for name, _ in attributes if name in ("src", "href") or name.startswith("on")]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_page(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What stands in a form is never markup; the page loads nothing and no key of a catalogue shows through."""
    assert main(["test", "--sensitivity", "--format", "html", "--lang", language, str(FORM)]) == 0
    page = capsys.readouterr().out
    tags = _Tags()
    tags.feed(page)
    assert not tags.links and not tags.tags.keys() & {"script", "b", "link", "img", "iframe"}
    assert "&lt;script&gt;" in page
    assert not re.search(r"\b(sensitivity|output)\.[a-z]", page)
    assert tags.tags["td"] > 100


def test_two_runs_say_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is drawn by lot."""
    printed = []
    for _ in range(2):
        main(["test", "--sensitivity", "--format", "html", str(FORM)])
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]


def test_what_cannot_be_tried_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The others are measured all the same; the status is that of a run which could not look at everything."""
    (tmp_path / "nosuch.toml").write_text('form = "没有这张表"\nyear = 2024\n', encoding="utf-8")
    (tmp_path / "binary.toml").write_bytes(b'form = "\0"')
    assert main(["test", "--sensitivity", "--quiet", "--lang", "en", str(tmp_path), str(FORM)]) == 2
    printed = capsys.readouterr()
    assert "no-such-form" in printed.err and "file-binary" in printed.err
    assert "every cell" in printed.out


def test_a_rule_file_that_cannot_be_read_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It may hold the checks that would notice the slips: what is counted without it says little."""
    rules = tmp_path / "a.gj"
    rules.write_bytes("表样 甲 {}".encode("gb18030"))
    assert main(["test", "--sensitivity", str(rules)]) == 2
    assert "a.gj" in capsys.readouterr().err


def test_a_format_without_sensitivity_is_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    """Results of tests have one format."""
    assert main(["test", "--format", "json", str(FOLDER), "--lang", "en"]) == 2
    assert "--sensitivity" in capsys.readouterr().err


def test_interrupt_is_silent(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C in the middle ends the run without a table or a traceback."""

    def interrupted(self: Trial) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Trial, "changes", interrupted)
    assert main(["test", "--sensitivity", str(FORM)]) == 130
    assert capsys.readouterr() == ("", "")
