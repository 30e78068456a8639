"""The extension for VS Code: is it packed whole, does it know every keyword, does it serve in a real editor?

Runs npm, and for the real editor a Chromium. What these fetch stays beside the extension and is not committed.
"""

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Any

import pytest
from tests.programs import needs

from gouji.lang.builtins import BY_NAME
from gouji.lang.keywords import COMPARATOR_WORDS, KEYWORDS
from gouji.lang.lexer import cut
from gouji.lang.parse import classify, parse
from gouji.lang.source import Source
from gouji.version import VERSION

ROOT = Path(__file__).resolve().parents[2]
EXTENSION = ROOT / "editors" / "vscode"
PACKED = EXTENSION / "out" / "packed-for"
"""The run of the tests that the extension was packed for last."""
SAMPLES = sorted((EXTENSION / "test" / "grammar").glob("*.gj"))
UNBROKEN = [path for path in SAMPLES if path.stem != "残缺"]
PACKS = sorted((ROOT / "rules").rglob("*.gj"))
LONGEST = 600  # seconds that a busy machine may take, packages included
LARGEST = 250_000  # bytes of what is packed

# One process installs and builds, where tests run in several.
pytestmark = pytest.mark.xdist_group("vscode")


def run(*command: str, **environment: str) -> str:
    """What a program prints that is run in the extension's folder and ends well."""
    done = subprocess.run(
        command, cwd=EXTENSION, env={**os.environ, **environment}, stdin=subprocess.DEVNULL, capture_output=True,
        encoding="utf-8", timeout=LONGEST, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def packed() -> Path:
    """The extension as it is installed, built as people build it."""
    needs("npm")
    this_run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    with (EXTENSION / "package.json").open() as lock:
        flock(lock, LOCK_EX)
        if not PACKED.exists() or PACKED.read_text() != this_run:  # one process may use it while another begins
            run("make", "--directory", str(ROOT), "extension")
            run("node", "scripts/build.mjs", "--tests")
            PACKED.write_text(this_run)
    return EXTENSION / "dist" / f"gouji-{VERSION}.vsix"


def read_json(path: str) -> Any:
    return json.loads((EXTENSION / path).read_text(encoding="utf-8"))


# --- what is packed


def paths_in(value: Any) -> Iterator[str]:
    """The files that a description of an extension names."""
    if isinstance(value, dict):
        for one in value.values():
            yield from paths_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from paths_in(one)
    elif isinstance(value, str) and re.fullmatch(r"(\./)?\w[\w-]*(/[\w.-]+|\.json)", value):
        yield value.removeprefix("./")


def test_what_is_packed_is_what_is_named(packed: Path) -> None:
    """Each file that package.json names, texts in both languages, the licence; nothing to build from, and not much."""
    with zipfile.ZipFile(packed) as archive:
        inside = {name.removeprefix("extension/") for name in archive.namelist() if name.startswith("extension/")}
    description = read_json("package.json")
    named = {path for key in ("main", "icon", "contributes") for path in paths_in(description[key])}
    assert len(named) > 10
    assert named <= inside
    assert {"package.nls.json", "package.nls.zh-cn.json", "l10n/bundle.l10n.zh-cn.json", "LICENSE.txt"} <= inside
    assert {"readme.md", "README.zh-CN.md", "dist/NOTICES.txt"} <= inside
    assert not [name for name in inside if name.endswith((".ts", ".map", ".mjs")) or "node_modules" in name]
    steps = [path for path in named if path.startswith("walkthrough/")]
    assert {path.replace(".md", ".nls.zh.md") for path in steps} <= inside
    assert packed.stat().st_size < LARGEST


def test_the_version_is_that_of_gouji() -> None:
    """And the licence is."""
    description = read_json("package.json")
    assert (description["version"], description["license"]) == (VERSION, "Apache-2.0")


def test_the_lock_file_names_no_address() -> None:
    """Neither where packages are downloaded nor who asks for money: strike out "resolved" and "funding" after an update."""
    assert re.findall(r'"(resolved|funding)"|https?://', (EXTENSION / "package-lock.json").read_text("utf-8")) == []


# --- the code


def test_the_code_is_in_order(packed: Path) -> None:
    """Its types are right, and the linter and the formatter have nothing to say."""
    run("npm", "run", "--silent", "check")


def test_the_parts_work(packed: Path) -> None:
    """The tests that stand beside the code; one starts this server."""
    run("npm", "run", "--silent", "test", GOUJI_PYTHON=sys.executable)


def test_in_vs_code(packed: Path) -> None:
    """A rule file and a form in VS Code itself, with the packed extension in it."""
    run("npm", "run", "--silent", "host", GOUJI_PYTHON=sys.executable, CHROMIUM=needs("chromium"))


# --- the grammar


@pytest.fixture(scope="module")
def scopes(packed: Path) -> dict[Path, dict[tuple[int, int], str]]:
    """What the grammar takes each character of the samples and the packs for: by line and column, from 1."""
    printed = run("node", "out/test/scopes.mjs", *map(str, [*UNBROKEN, *PACKS]))
    return {
        Path(path): {
            (token["line"], column + 1): token["scope"]
            for token in tokens
            for column in range(token["start"], token["end"])
        }
        for path, tokens in json.loads(printed).items()
    }


def words_of(path: Path) -> Iterator[tuple[int, int, str, str]]:
    """The words of a rule file as the parser has them: line, column, text, terminal."""
    source = Source(path.name, path.read_text(encoding="utf-8"))
    for offset, text in cut(source.text):
        for token, terminal in classify(text):
            if terminal is not None:
                yield *source.position(offset + token.start), token.text, terminal


def fits(terminal: str, written: str, scope: str) -> bool:
    """Whether a scope is one for what the parser has there."""
    if terminal in KEYWORDS or written in BY_WORDS:
        return scope.startswith(("keyword.", "storage.", "constant.language"))
    if terminal == "NAME":
        names = ("variable.", "entity.", "support.function", "constant.language.state", "constant.language.category")
        return scope.startswith((*names, "constant.other.unit"))
    if terminal == "STRING":
        return scope.startswith(("string.", "entity.name.section.row"))
    if terminal in ("QUANTITY", "DATE_TEXT", "UNIT_TEXT"):
        return scope.startswith(("constant.numeric", "constant.other"))
    return True  # a sign


BY_WORDS = {word for words in COMPARATOR_WORDS.values() for word in words}


@pytest.mark.parametrize("path", [*UNBROKEN, *PACKS], ids=lambda path: path.name)
def test_the_grammar_takes_words_as_the_parser_does(
    path: Path, scopes: dict[Path, dict[tuple[int, int], str]]
) -> None:  # fmt: skip
    """In the samples, and in every pack."""
    found = scopes[path]
    wrong = [
        f"{line}:{column} {text} is {terminal}, but {found.get((line, column))}"
        for line, column, text, terminal in words_of(path)
        if not fits(terminal, text, found.get((line, column), ""))
    ]
    assert wrong == []


def test_the_samples_hold_every_keyword() -> None:
    """In both languages, in every spelling, as keywords and not as names; and no mistake."""
    written = set()
    for path in UNBROKEN:
        assert not [one.code for one in parse(Source(path.name, path.read_text(encoding="utf-8"))).diagnostics()]
        written |= {(text, terminal) for _, _, text, terminal in words_of(path)}
    every = {(word, terminal) for terminal, one in KEYWORDS.items() for word in (*one.english, *one.chinese)}
    assert sorted(every - written) == []


def test_the_grammar_knows_every_function_and_comparator(packed: Path) -> None:
    """By each of its names."""
    words = set(re.findall(r"\w+", (EXTENSION / "grammar" / "words.ts").read_text(encoding="utf-8")))
    assert BY_WORDS | BY_NAME.keys() <= words
