"""The HTML report: every form as it is printed, its findings beside it, and an index over all of them.

One file that holds everything, or a folder with a page a form. Pages are made as the reports come in and are kept in a
temporary file until all is known, so that memory does not grow with the number of forms. Asks for nothing from elsewhere.
"""

import base64
import hashlib
import pkgutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import PurePath
from typing import IO, TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from gouji.lang.catalogue import Language, text
from gouji.lint.output.file_names import free_name
from gouji.lint.output.kinds import Output, Page, Setting
from gouji.lint.output.templates import fill
from gouji.lint.report.rule_book import Rule, RuleBook
from gouji.lint.report.told import STATES, ToldFile, told_file
from gouji.lint.rule_text import RuleTexts
from gouji.lint.terminal_text import place_name
from gouji.version import VERSION

if TYPE_CHECKING:
    from gouji.lint.output.summary import Summary
    from gouji.lint.reports import FileReport

MARK = "<!-- Made by gouji check"
"""How every page of a report begins: only files that begin so are ever replaced or removed."""

FOLDER = "forms"
"""The folder of a report's folder in which the pages of single files are."""

MOST_IN_CHART = 12
"""Units that a chart shows before it is unfolded."""


def output(setting: Setting) -> Output:
    return _Folder(setting) if setting.in_folder else _OneFile(setting)


class _OneFile(Output):
    """The report as one file: the index, then every form, closed; the rules once, at the end."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._language: Language = setting.language
        self._book = RuleBook(setting.language, RuleTexts())
        self._index = _Index(setting)
        self._forms = _Spool()

    def report(self, report: "FileReport") -> Iterable[str]:
        number = self._index.files + 1
        file = told_file(report, self._book, self._language, f"p{number}-")
        self._index.add(file, f"#p{number}", "")
        shown = _filled("details", self._language, file=file, number=number, form=Markup(_form(file, self._setting)))
        self._forms.add(shown, at_end=file.is_aside)
        return ()

    def end(self, summary: "Summary") -> Iterator[str]:
        yield _open(self._language, text("report.title", self._language))
        yield from self._index.pieces(summary)
        yield from self._forms.pieces()
        yield _rules(list(self._book), self._language)
        yield _close(self._language)

    def close(self) -> None:
        self._index.close()
        self._forms.close()


class _Folder(Output):
    """The report as a folder: an index, and a page for each file with the rules that its findings rest on."""

    mark = MARK.encode()
    front = "index.html"

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._language: Language = setting.language
        self._texts = RuleTexts()
        self._index = _Index(setting)
        self._taken: set[str] = set()

    def report(self, report: "FileReport") -> Iterator[Page]:
        book = RuleBook(self._language, self._texts)
        file = told_file(report, book, self._language)
        path = PurePath(file.file).with_suffix("").as_posix()
        name = f"{FOLDER}/{free_name(path, self._taken, by_its_end=True)}.html"
        self._index.add(file, name, name)
        number = self._index.files
        pieces = [
            _open(self._language, file.body or file.title),
            _filled("page-head", self._language, file=file, number=number, facets=_facets(file, self._language)),
            _form(file, self._setting),
            _rules(file.rules, self._language),
            _close(self._language),
        ]
        yield Page(name, "".join(pieces).encode("utf-8"))

    def end(self, summary: "Summary") -> Iterator[Page]:
        pieces = [
            _open(self._language, text("report.title", self._language)),
            *self._index.pieces(summary),
            _close(self._language),
        ]
        yield Page(self.front, "".join(pieces).encode("utf-8"))

    def close(self) -> None:
        self._index.close()


class _Row(NamedTuple):
    """A line of a chart. `numbers` stand by state."""

    key: str
    name: str
    numbers: list[int]
    parts: list[tuple[str, int]]
    category: str = ""
    files: int = 0


class _Index:
    """The index: its lines in a temporary file, and the counts."""

    def __init__(self, setting: Setting) -> None:
        self._language: Language = setting.language
        self._sound = _sound(setting)
        self._lines = _Spool()
        self.files = 0
        self._totals: Counter[str] = Counter()
        self._by: dict[str, dict[str, Counter[str]]] = {"unit": {}, "category": {}, "rule": {}}  # as they are shown
        self._rules: dict[str, tuple[str, int]] = {}

    def add(self, file: ToldFile, link: str, page: str) -> None:
        """One more file; `page` is where its findings are, or else they are the form of its number in the same file."""
        self.files += 1
        shown = _filled("file", self._language, file=file, link=link, page=page, number=self.files, sound=self._sound)
        self._lines.add(shown, at_end=file.is_aside)
        self._totals.update(one.state for one in file.findings)
        for one in file.findings:
            for name, key in (("category", one.category), ("unit", file.body), ("rule", one.rule_name)):
                self._by[name].setdefault(key, Counter())[one.state] += 1
        if not file.findings:
            self._by["unit"].setdefault(file.body, Counter())
        for rule_name, category in {one.rule_name: one.category for one in file.findings}.items():
            self._rules[rule_name] = (category, self._rules.get(rule_name, ("", 0))[1] + 1)

    def pieces(self, summary: "Summary") -> Iterator[str]:
        """The index as far as a report begins with it."""
        charts = []
        for name in ("category", "unit"):
            rows = self._rows(name)
            if len(rows) > 1 or (rows and name == "category"):
                charts.append((name, rows[:MOST_IN_CHART], rows[MOST_IN_CHART:]))
        rules = self._rows("rule")
        facets = [(name, sorted((row.key, row.name) for row in self._rows(name))) for name in self._by]
        yield _filled(
            "index", self._language, summary=summary, totals=[(state, self._totals[state]) for state in STATES],
            charts=charts, rules=rules, facets=facets, states=STATES,
        )  # fmt: skip
        yield from self._lines.pieces()
        yield "</ol>\n</section>\n"

    def close(self) -> None:
        self._lines.close()

    def _rows(self, name: str) -> list[_Row]:
        """The lines of a chart, the most and the heaviest findings first."""
        counts = {key: found for key, found in self._by[name].items() if key}
        longest = max((found.total() for found in counts.values()), default=0) or 1
        rows = []
        for key, found in counts.items():
            shown = text(f"output.category.{key}", self._language) if name == "category" else key
            numbers = [found[state] for state in STATES]
            parts = [(state, found[state] * 1000 // longest) for state in STATES]
            rows.append(_Row(key, shown, numbers, parts, *self._rules.get(key, ("", 0)) if name == "rule" else ()))
        return sorted(rows, key=lambda row: ([-number for number in row.numbers], row.key))


class _Spool:
    """Text that is kept in temporary files until it is wanted: what comes first, and what stands at the end."""

    def __init__(self) -> None:
        self._first: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # closed by close()
        self._last: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115

    def add(self, piece: str, *, at_end: bool) -> None:
        (self._last if at_end else self._first).write(piece.encode("utf-8"))

    def pieces(self) -> Iterator[str]:
        for file in (self._first, self._last):
            file.seek(0)
            for line in file:
                yield line.decode("utf-8")

    def close(self) -> None:
        self._first.close()
        self._last.close()


class _Assets(NamedTuple):
    """What every page carries of ours, and the policy that lets it run that and nothing else."""

    style: Markup
    script: Markup
    policy: str


@cache
def _assets() -> _Assets:
    style, script = (_own(f"report.{kind}") for kind in ("css", "js"))
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return _Assets(Markup(style), Markup(script), policy)


def _own(name: str) -> str:
    content = pkgutil.get_data(__package__, name)
    assert content is not None
    return content.decode("utf-8")


def _hash(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode('utf-8')).digest()).decode('ascii')}'"


# --- the parts of a page


def _facets(file: ToldFile, language: Language) -> list[tuple[str, list[tuple[str, str]]]]:
    """What the findings of one file can be chosen by, each value with what is shown for it."""
    categories = {one.category for one in file.findings}
    names = sorted({one.rule_name for one in file.findings})
    return [
        ("category", [(one, text(f"output.category.{one}", language)) for one in sorted(categories)]),
        ("rule", [(name, name) for name in names]),
    ]


def _open(language: Language, title: str) -> str:
    return _filled("open", language, mark=Markup(MARK), title=title, assets=_assets())


def _sound(setting: Setting) -> str:
    """What is said of a file without findings."""
    return text("report.sound.new" if setting.only_new else "report.sound", setting.language)


def _form(file: ToldFile, setting: Setting) -> str:
    # What is printed on a form is in the form's language, whatever that of the report is.
    own: Language = "en" if file.form.isascii() else "zh"

    def t_form(key: str, **arguments: object) -> str:
        return text(key, own, **arguments)

    return _filled(
        "form", setting.language, file=file, own=own, t_form=t_form, place_name=place_name,
        explained=setting.style.explanation, sound=_sound(setting),
    )  # fmt: skip


def _rules(rules: Sequence[Rule], language: Language) -> str:
    return _filled("rules", language, rules=rules, place_name=place_name)


def _close(language: Language) -> str:
    return _filled("close", language, assets=_assets(), version=VERSION)


def _filled(part: str, language: Language, **values: object) -> str:
    return fill(f"report-{part}.html.jinja", language, **values)
