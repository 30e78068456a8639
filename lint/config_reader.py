"""One configuration file, `gouji.toml` or `[tool.gouji]` of `pyproject.toml`, read with the place of all that it says.

Every unknown key and every wrong value is told. Looks for no file.
"""

from collections.abc import Iterable
from pathlib import Path

from gouji.lang.builtins import CATEGORIES
from gouji.lang.catalogue import LANGUAGES, Language
from gouji.lang.diagnostic import Category, Diagnostic, Related, Severity
from gouji.lang.keywords import KEYWORDS
from gouji.lang.located import Broken, Mapping
from gouji.lang.source import Place, Source
from gouji.lint.codes import CONFIG_EMPTY_GRADING, CONFIG_OVERRULED, ENTRY_VALUE
from gouji.lint.config import PROJECT_TABLE, Configuration, Grading, Mention, ReadConfiguration, Written, pattern_name
from gouji.lint.entries import Entries, EntryKind, Key, wanted_of
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
    Key("forms", "填报文件", EntryKind.TEXTS),
    Key("exclude", "排除", EntryKind.TEXTS),
    Key("rules", "规则", EntryKind.TEXTS),
    Key("regrade", "改级", EntryKind.TABLES),
)
GRADING_KEYS = (
    Key("rule", "规则"),
    Key("category", "分类", words=tuple(CATEGORIES)),
    Key("form", "表样"),
    Key("files", "文件", EntryKind.TEXTS),
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
        found = _project_table(table, source)
        if not isinstance(found, Mapping):
            return ReadConfiguration(Configuration(path, path.parent), (found,), found.place) if found else None
        table, title = found, f"[{'.'.join(PROJECT_TABLE)}]"
    entries = Entries(table, KEYS, title, source)
    problems = [*document.problems, *entries.found]
    places = {key.english: Place(source, entries.key_span(key.english)) for key in KEYS if entries.has(key.english)}
    for name in ("forms", "exclude"):
        _note(places, name, entries, source)
    read = [_grading(one, source, problems, places) for one in entries.tables("regrade")]
    gradings = tuple(one for one in read if isinstance(one, Grading))
    problems += _overruled(gradings)
    problems.sort(key=lambda one: one.place.span)
    configuration = Configuration(
        path,
        path.parent,
        _LANGUAGES.get(entries.text("language")),
        tuple(one.text for one in entries.texts("forms")),
        tuple(one.text for one in entries.texts("exclude")),
        tuple(Written(text, Place(source, span)) for text, span in entries.texts("rules")),
        gradings,
        tuple(places.items()),
        tuple(one for one in read if isinstance(one, Mention)),
    )
    return ReadConfiguration(configuration, tuple(problems), Place(source, table.span))


def _project_table(root: Mapping, source: Source) -> Mapping | Diagnostic | None:
    """The table, or that it is none."""
    *above, own = PROJECT_TABLE
    for name in above:
        below = root.get(name)
        if not isinstance(below, Mapping):
            return None
        root = below
    entry = root.entries.get(own)
    if entry is None or isinstance(entry.node, Broken | Mapping):
        return entry.node if entry is not None and isinstance(entry.node, Mapping) else None
    arguments: dict[str, object] = {"cell": own, "wanted": wanted_of(EntryKind.TABLE, PROJECT_TABLE), "nearest": ""}
    return Diagnostic(ENTRY_VALUE, Place(source, entry.key_span), arguments)


def _note(places: dict[str, Place], name: str, entries: Entries, source: Source) -> None:
    """Where each of the patterns under a key stands."""
    for pattern, span in entries.texts(name):
        places.setdefault(pattern_name(name, pattern), Place(source, span))


def _grading(table: Mapping, source: Source, problems: list[Diagnostic], places: dict[str, Place]) -> Grading | Mention:
    """One `[[regrade]]`; where something is wrong with it, what it names: else it might hold for more than was meant."""
    entries = Entries(table, GRADING_KEYS, "[[regrade]]" if _is_english(table) else '[["改级"]]', source)
    problems += entries.found
    is_empty = not entries.has_unknown and not any(map(entries.is_written, _SCOPES))
    if is_empty:
        known = tuple(key.named(english=entries.is_english) for key in GRADING_KEYS if key.english in _SCOPES)
        problems.append(Diagnostic(CONFIG_EMPTY_GRADING, Place(source, table.span), {"known": known}))
    _note(places, "files", entries, source)

    def written(name: str) -> Written | None:
        return Written(entries.text(name), Place(source, entries.value_span(name))) if entries.has(name) else None

    if is_empty or not entries.is_whole:
        return Mention(written("rule"), written("form"))
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


def _overruled(gradings: tuple[Grading, ...]) -> Iterable[Diagnostic]:
    """The regradings that never hold, since a later one fits all that they fit."""
    for index, one in enumerate(gradings):
        later = next((later for later in gradings[index + 1 :] if later.overrules(one)), None)
        if later is not None and one.place is not None:
            assert later.place is not None
            header, _, _ = later.place.text.partition("\n")
            yield Diagnostic(CONFIG_OVERRULED, one.place, {}, related=(Related(header, "", later.place),))
