"""One configuration file, `gouji.toml` or `[tool.gouji]` of `pyproject.toml`, read with the place of all that it says.

Every unknown key and every wrong value is told. Looks for no file but those that it names.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from gouji.lang.builtins import CATEGORIES
from gouji.lang.catalogue import LANGUAGES, Language
from gouji.lang.diagnostic import Category, Diagnostic, Severity
from gouji.lang.keywords import KEYWORDS
from gouji.lang.located import Mapping
from gouji.lang.nearest import nearest
from gouji.lang.source import Place, Source
from gouji.lint.codes import CONFIG_EMPTY_GRADING, CONFIG_MISSING_RULES
from gouji.lint.config import PROJECT_TABLE, Configuration, Grading, ReadConfiguration, Written
from gouji.lint.entries import Entries, Key, Kind
from gouji.lint.file_names import CONFIGURATION, PROJECT
from gouji.lint.toml_reader import read_toml

_SEVERITIES = {
    word: severity
    for severity in Severity
    for word in (*KEYWORDS[severity.name].english, *KEYWORDS[severity.name].chinese)
}
_LANGUAGES: dict[str, Language] = {**{one: one for one in LANGUAGES}, "中文": "zh"}
KEYS = (
    Key("language", "语言", words=tuple(_LANGUAGES)),
    Key("forms", "填报文件", Kind.TEXTS),
    Key("exclude", "排除", Kind.TEXTS),
    Key("rules", "规则", Kind.TEXTS),
    Key("regrade", "改级", Kind.TABLES),
)
GRADING_KEYS = (
    Key("rule", "规则"),
    Key("category", "分类", words=tuple(CATEGORIES)),
    Key("form", "表样"),
    Key("files", "文件", Kind.TEXTS),
    Key("severity", "级别", required=True, words=tuple(_SEVERITIES)),
    Key("reason", "理由", required=True),
)
_SCOPES = ("rule", "category", "form", "files")


def read_configuration(source: Source, path: Path) -> ReadConfiguration | None:
    """What a file says; None for a project file that says nothing of gouji."""
    is_project = path.name == PROJECT
    document = read_toml(source)
    table, title = document.root, CONFIGURATION
    if is_project:
        found = _project_table(table)
        if found is None:
            return None
        table, title = found, f"[{'.'.join(PROJECT_TABLE)}]"
    entries = Entries(table, KEYS, title, source)
    problems = [*document.problems, *entries.found]
    gradings = []
    for one in entries.tables("regrade"):
        grading = _grading(one, source, problems)
        gradings += [grading] if grading is not None else []
    rules = tuple(Written(text, Place(source, span)) for text, span in entries.texts("rules"))
    problems += _missing(rules, path.parent)
    problems.sort(key=lambda one: one.place.span)
    configuration = Configuration(
        path,
        path.parent,
        _LANGUAGES.get(entries.text("language")),
        tuple(one.text for one in entries.texts("forms")),
        tuple(one.text for one in entries.texts("exclude")),
        rules,
        tuple(gradings),
        tuple((key.english, Place(source, entries.key_span(key.english))) for key in KEYS if entries.has(key.english)),
    )
    return ReadConfiguration(configuration, tuple(problems), Place(source, table.span))


def _project_table(root: Mapping) -> Mapping | None:
    table = root
    for name in PROJECT_TABLE:
        below = table.get(name)
        if not isinstance(below, Mapping):
            return None
        table = below
    return table


def _grading(table: Mapping, source: Source, problems: list[Diagnostic]) -> Grading | None:
    """One `[[regrade]]`; None where something is wrong with it, for then it might hold for more than was meant."""
    entries = Entries(table, GRADING_KEYS, "[[regrade]]" if _is_english(table) else '[["改级"]]', source)
    problems += entries.found
    if entries.is_whole and not any(map(entries.has, _SCOPES)):
        known = tuple(key.named(english=entries.is_english) for key in GRADING_KEYS if key.english in _SCOPES)
        problems.append(Diagnostic(CONFIG_EMPTY_GRADING, Place(source, table.span), {"known": known}))
        return None
    if not entries.is_whole:
        return None

    def written(name: str) -> Written | None:
        return Written(entries.text(name), Place(source, entries.value_span(name))) if entries.has(name) else None

    category = CATEGORIES.get(entries.text("category"))
    return Grading(
        _SEVERITIES[entries.text("severity")],
        entries.text("reason"),
        written("rule"),
        Category(category) if category is not None else None,
        written("form"),
        tuple(one.text for one in entries.texts("files")),
        Place(source, table.span),
    )


def _is_english(table: Mapping) -> bool:
    return all(entry.key.isascii() for entry in table)


def _missing(rules: Iterable[Written], folder: Path) -> Iterable[Diagnostic]:
    """The rule paths that lead nowhere, with what was probably meant."""
    for one in rules:
        if os.path.exists(folder / one.text):
            continue
        path = folder / one.text
        try:
            near = nearest(path.name, sorted(os.listdir(path.parent)))
        except OSError:
            near = None
        meant = os.path.join(os.path.dirname(one.text), near) if near else ""
        assert one.place is not None
        yield Diagnostic(CONFIG_MISSING_RULES, one.place, {"path": one.text, "nearest": meant})
