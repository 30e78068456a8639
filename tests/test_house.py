"""Is the house in order: rooms, arrows, module habits, codes and their texts?

What import-linter and ruff can say stands in pyproject.toml; here is the rest. Never runs a rule or reads a form.
"""

import ast
import re
import string
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.pofile import read_po

import gouji.lang.codes
import gouji.lint.codes
from gouji.lang.builtins import SIGNATURES
from gouji.lang.diagnostic import Code
from gouji.lang.functions import FUNCTIONS

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "gouji"
ROOMS = sorted(path.name for path in PACKAGE.iterdir() if path.is_symlink())
SPEAKING_ROOMS = sorted(path.parent.name for path in PACKAGE.glob("*/messages"))
CODE_ROOMS: dict[str, ModuleType] = {"lang": gouji.lang.codes, "lint": gouji.lint.codes}
LANGUAGES = ("zh", "en")

# Codes whose message says the cure already.
WITHOUT_HELP: frozenset[str] = frozenset()

# The language works on a text and a form in memory: what it may use, and what not even where that is "only" a check.
LANGUAGE_LIBRARIES = {"lark", "re2"}
NEVER_IN_THE_LANGUAGE = {
    *("os", "io", "pathlib", "shutil", "tempfile", "glob", "fileinput", "pickle", "tomllib"),  # files
    *("subprocess", "multiprocessing", "threading", "asyncio", "signal", "ctypes"),  # other programs, other threads
    *("socket", "ssl", "http", "urllib", "ftplib", "smtplib"),  # the network
    *("time", "random", "secrets", "uuid", "locale"),  # what differs from run to run
    *("logging", "argparse", "warnings", "runpy", "code"),
}
NEVER_CALLED_IN_THE_LANGUAGE = {"open", "eval", "exec", "compile", "__import__", "print", "input", "breakpoint"}
CLOCK = {"now", "utcnow", "today"}
READING = {"open", "read_text", "read_bytes", "write_text", "write_bytes"}
# Both read files that are part of the package: catalogues, the grammar and its table.
READS_ITS_OWN_PACKAGE = {"packaged.py"}


def modules(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


OWN_MODULES = sorted(PACKAGE.rglob("*.py"))  # without what lies behind the links
ALL_MODULES = [*OWN_MODULES, *(path for room in ROOMS for path in modules(room))]


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every module that is imported anywhere in a module, with its line; `from a import b` counts as a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


# --- rooms


def test_each_code_folder_is_a_room_of_the_package() -> None:
    """A top-level folder with an __init__.py is linked into src/gouji, and each link leads to a top-level folder."""
    folders = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert folders <= set(ROOMS)
    for room in ROOMS:
        assert (PACKAGE / room).readlink().as_posix() == f"../../{room}"
        assert (ROOT / room).is_dir()


def test_rules_hold_no_python() -> None:
    """Rule packs are what policy staff read and write."""
    assert not modules("rules")


@pytest.mark.parametrize("path", ALL_MODULES, ids=relative)
def test_module_says_what_it_is_for_and_is_a_room_not_a_hall(path: Path) -> None:
    """A docstring of two lines or more (one is enough for a package), at most 500 lines in all."""
    text = path.read_text(encoding="utf-8")
    docstring = ast.get_docstring(parsed(path)) or ""
    least = 1 if path.name in ("__init__.py", "__main__.py", "version.py") else 2
    assert len([line for line in docstring.splitlines() if line.strip()]) >= least
    assert len(text.splitlines()) <= 500


def test_links_are_followed_in_one_way() -> None:
    """By `gouji.lint.files.real_path`: Path.resolve raises where links lead in a circle."""
    calls = ((path, node) for path in ALL_MODULES for node in ast.walk(parsed(path)) if isinstance(node, ast.Call))
    found = [
        f"{relative(path)}:{node.lineno}"
        for path, node in calls
        if isinstance(node.func, ast.Attribute) and node.func.attr == "resolve"
    ]
    assert found == []


@pytest.mark.parametrize("path", ALL_MODULES, ids=relative)
def test_exceptions_from_checks_have_a_reason(path: Path) -> None:
    """`# noqa: CODE  # reason` and `# type: ignore[code]  # reason`, never without the reason."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if re.search(r"# (noqa|type: ignore)", line):
            exceptions = r"# (noqa: [A-Z0-9, ]*[0-9]|type: ignore\[[a-z, -]+\])"
            assert re.search(rf"{exceptions}\s*(#|—|-|;)*\s*\w.*$", line), f"{relative(path)}:{number}"


@pytest.mark.parametrize("folder", ["lang", "lint", "lint/output"])
def test_the_architecture_names_each_module(folder: str) -> None:
    """In the rows of its folder, once, and none that is no more."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    section = page.partition("## Modules")[2].partition("## ")[0]
    rows = section.partition(f"**`{folder}/`**")[2].partition("| **")[0]
    named = re.findall(r"`(\w+)`", rows)
    assert sorted(named) == sorted(path.stem for path in (ROOT / folder).glob("*.py") if path.stem != "__init__")


def private_names(statement: ast.stmt) -> set[str]:
    """The names with an underscore that a statement of a module makes."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        made = {statement.name}
    elif isinstance(statement, ast.Assign | ast.AnnAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        made = {node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)}
    else:
        return set()
    return {name for name in made if name.startswith("_") and not name.startswith("__")}


def names_read(node: ast.AST) -> Iterator[str]:
    for one in ast.walk(node):
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load):
            yield one.id
        elif isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value.isidentifier():
            yield one.value  # an annotation in quotes


@pytest.mark.parametrize("path", ALL_MODULES, ids=relative)
def test_each_private_name_is_used(path: Path) -> None:
    """What a module keeps to itself it uses elsewhere than in making it; of names made together, one will do."""
    statements = parsed(path).body
    read = [set(names_read(one)) for one in statements]
    for at, statement in enumerate(statements):
        made = private_names(statement)
        used = any(made & names for other, names in enumerate(read) if other != at)
        assert not made or used, f"{relative(path)}:{statement.lineno}: {sorted(made)}"


# --- what the language must never do


@pytest.mark.parametrize("path", modules("lang"), ids=relative)
def test_language_imports_only_harmless_modules(path: Path) -> None:
    """Lark, re2, itself and the parts of the standard library that neither read, wait nor show."""
    for line, name in imported(parsed(path)):
        top = name.partition(".")[0]
        where = f"{relative(path)}:{line}: {name}"
        if top == "gouji":
            assert name.startswith("gouji.lang"), where
        elif path.name in READS_ITS_OWN_PACKAGE:
            assert name in ("pkgutil", "io.BytesIO"), where
        else:
            assert top in LANGUAGE_LIBRARIES or top in sys.stdlib_module_names, where
            assert top not in NEVER_IN_THE_LANGUAGE, where


@pytest.mark.parametrize("path", modules("lang"), ids=relative)
def test_language_never_reads_prints_evaluates_or_asks_the_clock(path: Path) -> None:
    """No open(), eval(), exec(), print(); no today(); files only where the package reads itself."""
    never = CLOCK if path.name in READS_ITS_OWN_PACKAGE else CLOCK | READING
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call):
            where = f"{relative(path)}:{node.lineno}"
            if isinstance(node.func, ast.Name):
                assert node.func.id not in NEVER_CALLED_IN_THE_LANGUAGE, where
            elif isinstance(node.func, ast.Attribute):
                assert node.func.attr not in never, where


@pytest.mark.parametrize(
    ("shared", "filled_by", "users"),
    [
        ("closures", "evaluate", {"compile_value", "compile_amount", "compile_text", "cell_finder"}),
        ("typed", "expressions", {"type_expression", "type_condition"}),
    ],
)
def test_a_table_is_filled_for_who_uses_it(shared: str, filled_by: str, users: set[str]) -> None:
    """A table that another module fills is empty without it: who uses the table is imported by that module, or imports it."""
    sources = {f"gouji.lang.{path.stem}": path for path in modules("lang")}
    names = {module: {name for _, name in imported(parsed(path))} for module, path in sources.items()}
    reached, waiting = set(), [f"gouji.lang.{filled_by}"]
    while waiting:
        module = waiting.pop()
        if module not in reached:
            reached.add(module)
            waiting += [other for other in sources if any(f"{name}.".startswith(f"{other}.") for name in names[module])]
    for module in sources.keys() - reached:
        if names[module] & {f"gouji.lang.{shared}.{user}" for user in users}:
            assert any(name.startswith(f"gouji.lang.{filled_by}.") for name in names[module]), module


# --- codes and their texts

Texts = dict[str, str]


def read_catalogue(room: str, language: str) -> Texts:
    path = PACKAGE / room / "messages" / f"{language}.po"
    with path.open("rb") as stream:
        entries = [entry for entry in read_po(stream, abort_invalid=True) if entry.id]
    assert not [entry.id for entry in entries if entry.fuzzy or entry.pluralizable or entry.context], path
    # The reader joins what stands twice.
    written = len(re.findall(r"^msgid ", path.read_text(encoding="utf-8"), re.MULTILINE)) - 1
    assert written == len(entries), f"{relative(path)} holds a key twice"
    return {str(entry.id): str(entry.string) for entry in entries}


@pytest.fixture(scope="module")
def catalogues() -> dict[tuple[str, str], Texts]:
    return {(room, language): read_catalogue(room, language) for room in SPEAKING_ROOMS for language in LANGUAGES}


def names_in(template: str) -> set[str]:
    """The {names} to be filled in."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def declared(room: str) -> list[Code]:
    return [value for value in vars(CODE_ROOMS[room]).values() if isinstance(value, Code)]


def test_each_code_is_declared_once() -> None:
    """No id stands twice in a room or in two rooms, and each is made of words joined with hyphens."""
    ids = [code.id for room in CODE_ROOMS for code in declared(room)]
    assert sorted(ids) == sorted(id for module in CODE_ROOMS.values() for id in module.CODES)
    assert len(ids) == len(set(ids))
    assert not [id for id in ids if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", id)]


@pytest.mark.parametrize("room", CODE_ROOMS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_code_has_its_texts(room: str, language: str, catalogues: dict[tuple[str, str], Texts]) -> None:
    """Summary, message and help for every code; and no text for a code that is no more."""
    ids = {code.id for code in declared(room)}
    parts = {f"code.{id}.{part}" for id in ids for part in ("summary", "message", "help")}
    present = {
        key
        for key, text in catalogues[room, language].items()
        if key.startswith("code.") and key.count(".") == 2 and text.strip()
    }
    optional = {f"code.{id}.help" for id in ids & WITHOUT_HELP}
    assert sorted(parts - optional - present) == [], "texts that are missing"
    assert sorted(present - parts) == [], "texts of no code"


def test_help_is_left_out_only_where_it_is_missing() -> None:
    """The list of codes without help names codes."""
    assert {code.id for room in CODE_ROOMS for code in declared(room)} >= WITHOUT_HELP


@pytest.mark.parametrize("room", SPEAKING_ROOMS)
def test_both_languages_say_the_same(room: str, catalogues: dict[tuple[str, str], Texts]) -> None:
    """The same keys in both, none empty, and the same {names} to fill in."""
    chinese, english = (catalogues[room, language] for language in LANGUAGES)
    assert sorted(chinese.keys() ^ english.keys()) == []
    assert [key for key in chinese if not chinese[key].strip() or not english[key].strip()] == []
    assert [key for key in chinese if names_in(chinese[key]) != names_in(english[key])] == []


def test_each_function_has_its_line(catalogues: dict[tuple[str, str], Texts]) -> None:
    """What a function does is said once, for hover, completion and the reference."""
    present = {key for key in catalogues["lang", "zh"] if key.startswith("function.")}
    assert present == {f"function.{id}" for id in SIGNATURES}


def test_each_function_is_computed_somewhere() -> None:
    """What is not over rows stands in the table of functions; 递增 and 最小, 最大 of several are made of others."""
    over_rows = {one.id for one in SIGNATURES.values() if one.parameters[0] in ("numbers", "rows", "column")}
    assert {*SIGNATURES} - over_rows - {"increasing"} <= {*FUNCTIONS}


def test_no_key_stands_in_two_rooms(catalogues: dict[tuple[str, str], Texts]) -> None:
    """The catalogues of all rooms are read as one."""
    keys = [key for room in SPEAKING_ROOMS for key in catalogues[room, "zh"]]
    assert len(keys) == len(set(keys))


def test_each_key_named_in_the_code_has_a_text(catalogues: dict[tuple[str, str], Texts]) -> None:
    """Term("…") and text("…") with a key written out name a text that exists."""
    known = {key for room in SPEAKING_ROOMS for key in catalogues[room, "zh"]}
    unknown = []
    for path in ALL_MODULES:
        for node in ast.walk(parsed(path)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                continue
            key = node.args[0]
            if node.func.id in ("Term", "text") and isinstance(key, ast.Constant) and key.value not in known:
                unknown.append(f"{relative(path)}:{node.lineno}: {key.value!r}")
    assert unknown == []
