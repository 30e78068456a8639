"""Does what is shipped work on a machine that has nothing else?

Builds the source distribution and the wheels from a copy of the tree without anything compiled, installs one in an
empty environment, and runs the main job there, far from the tree. Takes the Python package index.
"""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.lsp.served import needs_bundle

from gouji.lint.output.kinds import KINDS
from gouji.version import VERSION

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples" / "wuxi-2024"
NOT_OF_THE_TREE = shutil.ignore_patterns(
    *(
        ".venv",
        ".git",
        "node_modules",
        "build",
        "dist",
        "*.egg-info",
        "__pycache__",
        ".*_cache",
        ".hypothesis",
        "*.mo",
        "*.table",
    )
)
PAGE = "gouji/lsp/play/bundle/"  # made by npm, not by the build
REPORT = "gouji/lint/output/report."  # what a page of the HTML report carries
SHIPPED_AS_THEY_ARE = {".py", ".lark", ".jinja"}

# One process builds, where tests run in several.
pytestmark = pytest.mark.xdist_group("wheel")


@dataclass(frozen=True, slots=True)
class Built:
    """What was built, and from what: the source distribution, the wheel made from it, the wheel made from the tree."""

    tree: Path
    source: Path
    wheel: Path
    wheel_of_tree: Path


@dataclass(frozen=True, slots=True)
class Installed:
    """An environment with the wheel in it, and a folder to work in."""

    programs: Path
    elsewhere: Path


def run(*command: str | Path, cwd: Path, succeed: bool = True) -> subprocess.CompletedProcess[str]:
    """Runs a program that knows nothing of the tree or of the environment the tests run in."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "PYTEST", "COV_", "LC_")) and name not in ("VIRTUAL_ENV", "LANG", "LANGUAGE")
    }
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False)
    if succeed:
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    room = tmp_path_factory.mktemp("built")
    tree = room / "tree"
    shutil.copytree(ROOT, tree, symlinks=True, ignore=NOT_OF_THE_TREE)
    run(sys.executable, "-m", "build", "--outdir", room / "dist", tree, cwd=room)
    run(sys.executable, "-m", "build", "--wheel", "--outdir", room / "of-tree", tree, cwd=room)
    (source,) = (room / "dist").glob("*.tar.gz")
    (wheel,) = (room / "dist").glob("*.whl")
    (wheel_of_tree,) = (room / "of-tree").glob("*.whl")
    return Built(tree, source, wheel, wheel_of_tree)


@pytest.fixture(scope="module")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    room = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", room / "environment", cwd=room)
    programs = room / "environment" / ("Scripts" if os.name == "nt" else "bin")
    run(programs / "python", "-m", "pip", "install", "--quiet", built.wheel, cwd=room)
    elsewhere = room / "elsewhere"
    elsewhere.mkdir()
    return Installed(programs, elsewhere)


def expected_in_wheel(tree: Path) -> set[str]:
    """Every file of the package, under the name it is shipped by."""
    package = tree / "src" / "gouji"
    names = {f"gouji/{path.relative_to(package).as_posix()}" for path in package.rglob("*.py")} | {"gouji/py.typed"}
    names |= {f"gouji/{path.relative_to(package).with_suffix('.mo').as_posix()}" for path in package.rglob("*.po")}
    for room in sorted(path for path in package.iterdir() if path.is_symlink()):
        for path in (tree / room.name).rglob("*"):
            name = f"gouji/{path.relative_to(tree).as_posix()}"
            if path.suffix in SHIPPED_AS_THEY_ARE or (path.is_file() and (PAGE in name or REPORT in name)):
                names.add(name)
            elif path.suffix == ".po":
                names.add(name.removesuffix(".po") + ".mo")
            elif path.suffix == ".gj" and not path.name.endswith(".test.gj"):
                names.add(name)
    return names | {"gouji/lang/grammar.table", "gouji/lsp/capabilities.json"}


def test_wheel_holds_the_package_and_nothing_else(built: Built) -> None:
    """Modules, catalogues, grammar, rule packs and py.typed; no tests, no tests of packs, no sources of catalogues."""
    with zipfile.ZipFile(built.wheel) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name and ".data/" not in name}
        about = {name.partition(".dist-info/")[2] for name in wheel.namelist() if ".dist-info/" in name}
    expected = expected_in_wheel(built.tree)
    assert sorted(expected - names) == [], "missing"
    assert sorted(names - expected) == [], "not to be shipped"
    assert "licenses/LICENSE" in about
    assert any(name.startswith("gouji/rules/") for name in names)
    assert {f"gouji/{room}/messages/{language}.mo" for room in ("lang", "lint") for language in ("zh", "en")} <= names


def test_the_page_is_shipped(built: Built) -> None:
    """In the wheel, with the examples and what its licences ask for; it came along in the source distribution."""
    needs_bundle()
    with zipfile.ZipFile(built.wheel) as wheel:
        names = {name.removeprefix(PAGE) for name in wheel.namelist() if name.startswith(PAGE)}
    assert {"index.html", "main.js", "main.css", "worker.js", "licences.txt", "examples/wuxi-2024/xishan.toml"} <= names
    with tarfile.open(built.source) as archive:
        carried = {member.name.partition("/src/")[2] for member in archive.getmembers()}
    assert {PAGE + "index.html", "gouji/lsp/play/page/src/main.ts", "gouji/lsp/play/page/package-lock.json"} <= carried
    assert not [name for name in carried if "node_modules" in name]


def test_wheel_is_the_same_from_the_source_distribution_and_from_the_tree(built: Built) -> None:
    """The links lead to the same files, and what is compiled comes out the same each time."""
    contents = []
    for path in (built.wheel, built.wheel_of_tree):
        with zipfile.ZipFile(path) as wheel:
            contents.append({name: wheel.read(name) for name in wheel.namelist()})
    of_source, of_tree = contents
    assert of_source.keys() == of_tree.keys()
    assert [name for name in of_source if of_source[name] != of_tree[name]] == []


def test_source_distribution_holds_what_the_build_starts_from(built: Built) -> None:
    """No links, nothing compiled, but the catalogues' sources."""
    with tarfile.open(built.source) as archive:
        members = archive.getmembers()
    names = {member.name.partition("/")[2] for member in members}
    assert not [member.name for member in members if member.issym() or member.islnk()]
    assert not [name for name in names if name.endswith((".mo", ".table", ".test.gj")) or name.startswith("tests/")]
    assert {"LICENSE", "README.md", "pyproject.toml", "setup.py", "src/gouji/lang/grammar.lark"} <= names
    assert {
        f"src/gouji/{room}/messages/{language}.po" for room in ("lang", "lint") for language in ("zh", "en")
    } <= names


def test_version_is_the_one_in_the_source(installed: Installed) -> None:
    """The version is written in one place."""
    assert VERSION in run(installed.programs / "gouji", "--version", cwd=installed.elsewhere).stdout


def test_parser_loads_the_table_that_is_shipped(installed: Installed) -> None:
    """Without it every start would take a second longer, and nobody would notice."""
    program = (
        "from gouji.lang import parse_table\n"
        "def never(text): raise SystemExit('the table was not used')\n"
        "parse_table.make_grammar = never\n"
        "parse_table.table()\n"
    )
    run(installed.programs / "python", "-c", program, cwd=installed.elsewhere)


def test_the_page_asks_for_its_libraries(installed: Installed) -> None:
    """They are an extra; without them the command says which."""
    done = run(installed.programs / "gouji", "play", "--lang", "en", cwd=installed.elsewhere, succeed=False)
    assert (done.returncode, "gouji[play]" in done.stderr, "Traceback" in done.stderr) == (2, True, False)


def test_the_manual_is_installed(built: Built, installed: Installed) -> None:
    """Where `man` looks beside a program, in both languages, as it is made from what the program says of itself."""
    for folder, language in (("man1", "en"), ("zh_CN/man1", "zh")):
        program = f"from gouji.cli.manual import page; print(page('{language}'), end='')"
        made = run(installed.programs / "python", "-X", "utf8", "-c", program, cwd=installed.elsewhere).stdout
        path = installed.programs.parent / "share" / "man" / folder / "gouji.1"
        assert path.read_text(encoding="utf-8") == made
    with tarfile.open(built.source) as archive:
        assert not [member.name for member in archive.getmembers() if member.name.endswith("gouji.1")]


def test_main_job_runs_far_from_the_tree(installed: Installed) -> None:
    """The example forms are checked: findings are printed, and the status says whether there are errors among them."""
    forms = installed.elsewhere.parent / "forms"
    shutil.copytree(EXAMPLES, forms)
    done = run(installed.programs / "gouji", "check", forms, cwd=installed.elsewhere, succeed=False)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert sorted(path.name for path in forms.glob("*.toml") if path.name in done.stdout), done.stdout + done.stderr


def test_every_output_is_written_far_from_the_tree(installed: Installed) -> None:
    """What an output is made with was installed along, templates and libraries; on the standard output stays the text."""
    forms = installed.elsewhere.parent / "submissions"
    shutil.copytree(EXAMPLES, forms)
    outputs = [f"--output={name}={installed.elsewhere / name}" for name in KINDS]
    done = run(installed.programs / "gouji", "check", forms, *outputs, cwd=installed.elsewhere, succeed=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert {path.name for path in installed.elsewhere.iterdir() if path.stat().st_size} >= set(KINDS)
