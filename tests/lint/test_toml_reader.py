"""What the TOML reader says of wrong texts, what it proposes, and what it still reads; and the places it gives."""

import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from gouji.lang.catalogue import LANGUAGES, has, text
from gouji.lang.diagnostic import Diagnostic
from gouji.lang.located import Broken, Mapping, Node, Scalar, Sequence, known_part
from gouji.lang.source import Source
from gouji.lint.codes import CODES
from gouji.lint.toml_reader import TomlDocument, read_toml

MISTAKES = Path(__file__).with_name("toml-mistakes.txt")
MARK = re.compile(r"⟦([a-z-]+)\||⟧")


class Finding(NamedTuple):
    start: int
    end: int
    code: str


def read(written: str) -> TomlDocument:
    return read_toml(Source("form.toml", written))


def plain(node: Node) -> Any:
    if isinstance(node, Mapping):
        known = {entry.key: known_part(entry.node) for entry in node}
        return {key: plain(value) for key, value in known.items() if not isinstance(value, Broken)}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    assert isinstance(node, Scalar)
    return node.value


def found(document: TomlDocument) -> list[Finding]:
    return sorted(Finding(*problem.place.span, problem.code.id) for problem in document.problems)


def fixed(written: str, problems: list[Diagnostic]) -> str:
    changes = {change.span: change.text for problem in problems if problem.fix for change in problem.fix.replacements}
    for span in sorted(changes, reverse=True):
        written = written[: span.start] + changes[span] + written[span.end :]
    return written


def unmarked(marked: str) -> tuple[str, list[Finding]]:
    """A text without its marks, and what they say."""
    written, last = "", 0
    opened: list[tuple[int, str]] = []
    findings = []
    for mark in MARK.finditer(marked):
        written += marked[last : mark.start()]
        last = mark.end()
        if mark[1]:
            opened.append((len(written), mark[1]))
        else:
            start, code = opened.pop()
            findings.append(Finding(start, len(written), code))
    return written + marked[last:], sorted(findings)


def cases() -> list[Any]:
    parts = re.split(r"^=== (.*)\n", MISTAKES.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return [pytest.param(body.rstrip("\n"), id=title) for title, body in zip(parts[::2], parts[1::2], strict=True)]


@pytest.mark.parametrize("case", cases())
def test_mistakes(case: str) -> None:
    """Each mistake is reported once at its place, its fix cures it, and the rest of the text is read."""
    marked, *others = re.split(r"\n--- (fixed|kept)\n", case)
    expected = dict(zip(others[::2], others[1::2], strict=True))
    written, findings = unmarked(marked)
    document = read(written)
    assert found(document) == findings
    if "fixed" in expected:
        assert fixed(written, document.problems) == expected["fixed"]
        assert not read(expected["fixed"]).problems
    kept = tomllib.loads(expected.get("kept", expected.get("fixed", "")), parse_float=Decimal)
    assert plain(document.root) == kept
    assert_worded(document.problems)


def assert_worded(problems: list[Diagnostic]) -> None:
    """All texts are there in both languages, with every figure filled in."""
    for problem in problems:
        for language in LANGUAGES:
            words = [problem.message(language), problem.help(language), problem.code.id]
            if problem.fix:
                words.append(problem.fix.title.in_language(language))
            assert all(word and not word.startswith(("code.", "toml.")) for word in words), words


@pytest.mark.parametrize(
    ("written", "findings", "cured"),
    [
        ("a\u3000= 1\u3000\n\u3000b = 2", [(1, 2, "blank"), (5, 6, "blank"), (7, 8, "blank")], "a = 1 \n b = 2"),
        ("\ufeffa = 1", [], "\ufeffa = 1"),
        ("a = 1\n\ufeffb = 1", [(6, 7, "blank")], "a = 1\n b = 1"),
        ('a = "x\x0by" # \x00', [(6, 7, "control"), (12, 13, "control")], 'a = "xy" # '),
        ("a = '''\x7f'''", [(7, 8, "control")], "a = ''''''"),
        ("a = 1\x00", [(5, 6, "control")], "a = 1"),
        ("a = 1\rb = 2\rc = 3", [(5, 6, "control")], "a = 1\nb = 2\rc = 3"),
        ("a = [1,\r2]\r\n", [(7, 8, "control")], "a = [1,\n2]\r\n"),
    ],
)
def test_invisible_characters(written: str, findings: list[tuple[int, int, str]], cured: str) -> None:
    """Blanks that are none, control characters, and carriage returns alone, which are said once."""
    codes = {"blank": "toml-blank-character", "control": "toml-control-character"}
    document = read(written)
    assert found(document) == [Finding(start, end, codes[code]) for start, end, code in findings]
    assert fixed(written, document.problems) == cured
    assert_worded(document.problems)


def test_places() -> None:
    """Keys and scalars have the span of their written text, tables that of their header or braces."""
    written = 'x."甲".y = [1, { "b" = "\\u4e2d" }]\r\n[支出.a]\r\n  c = """\r\n你好"""\r\n[[r]]\r\n[[r]]\r\n[支出]\r\n'
    places: dict[str, str] = {}

    def visit(node: Node, path: str) -> None:
        places[path] = written[slice(*node.span)]
        if isinstance(node, Scalar):
            assert places[path] == node.text
        elif isinstance(node, Sequence):
            for index, item in enumerate(node.items):
                visit(item, f"{path}[{index}]")
        elif isinstance(node, Mapping):
            for entry in node:
                places[f"key {path}.{entry.key}"] = written[slice(*entry.key_span)]
                visit(entry.node, f"{path}.{entry.key}")

    visit(read(written).root, "")
    assert places == {
        "": "",
        "key .x": "x",
        ".x": "x",
        "key .x.甲": '"甲"',
        ".x.甲": '"甲"',
        "key .x.甲.y": "y",
        ".x.甲.y": '[1, { "b" = "\\u4e2d" }]',
        ".x.甲.y[0]": "1",
        ".x.甲.y[1]": '{ "b" = "\\u4e2d" }',
        "key .x.甲.y[1].b": '"b"',
        ".x.甲.y[1].b": '"\\u4e2d"',
        "key .支出": "支出",
        ".支出": "[支出]",
        "key .支出.a": "a",
        ".支出.a": "[支出.a]",
        "key .支出.a.c": "c",
        ".支出.a.c": '"""\r\n你好"""',
        "key .r": "r",
        ".r": "[[r]]",
        ".r[0]": "[[r]]",
        ".r[1]": "[[r]]",
    }


def test_related_place() -> None:
    """A key given twice names the line and value of the first."""
    (problem,) = read("a = 1.50\n\na = 2\n").problems
    (related,) = problem.related
    assert (related.name, related.value, str(related.place)) == ("a", "1.50", "form.toml:1:1")
    assert "1" in problem.message("en") and "第 1 行" in problem.message("zh")


@pytest.mark.parametrize("opening", ["[", "{a=", "[{a=", "a.", "[a.", "[["])
@pytest.mark.parametrize("before", ["a = ", ""])
def test_depth(opening: str, before: str) -> None:
    """Ten thousand brackets or dots are reported, and what follows is read."""
    document = read(f"{before}{opening * 10_000}\nb = 1\n[t]\nc = 2\n")
    assert document.problems
    assert plain(document.root)["t"] == {"c": 2}


def test_depth_limit() -> None:
    """A hundred levels are allowed, one more is not."""
    assert not read("a = " + "[" * 100 + "]" * 100).problems
    assert not read(".".join("a" * 100) + " = 1").problems
    for written in ("a = " + "[" * 101 + "]" * 101, ".".join("a" * 101) + " = 1"):
        assert [problem.code.id for problem in read(written).problems] == ["toml-too-deep"]


def test_most_problems() -> None:
    """A thousand mistakes are listed, then one that says so."""
    problems = read("甲\n" * 5000).problems
    assert len(problems) == 1001
    assert problems[-1].code.id == "toml-too-many"
    assert_worded(problems[-1:])


def test_long_text_in_message() -> None:
    """A message shows the beginning of a long text only; the fix has all of it."""
    (problem,) = read("a = " + "健" * 500).problems
    assert len(problem.message("zh")) < 200
    assert problem.fix and problem.fix.replacements[0].text == f'"{"健" * 500}"'


def test_every_code_is_shown() -> None:
    """Each TOML code has a case above."""
    here = MISTAKES.read_text(encoding="utf-8") + Path(__file__).read_text(encoding="utf-8")
    assert not [id for id in CODES if id.startswith("toml-") and id not in here]


@pytest.mark.parametrize("id", [id for id in CODES if id.startswith(("toml-", "file-"))])
@pytest.mark.parametrize("language", LANGUAGES)
def test_texts(id: str, language: Any) -> None:
    """Each code has its three texts in both languages; a summary is one sentence."""
    for part in ("summary", "message", "help"):
        assert has(f"code.{id}.{part}", language)
    assert "{" not in text(f"code.{id}.summary", language)


def test_a_mended_string_is_kept_as_it_is_written() -> None:
    """Without the quotation mark that was forgotten: its text is what its place holds."""
    written = 'a = { "半年" = " 150, "全年" = 3 }'
    node = read(written).root.entries["a"].node
    assert isinstance(node, Mapping)
    half = node.entries["半年"].node
    assert isinstance(half, Scalar) and (half.text, half.value) == ('" 150', " 150")
    assert written[slice(*half.span)] == half.text
