"""Is what the extension offers to type right: each snippet, with every choice in it, and the examples of the walkthrough?

Expands snippets as VS Code does; starts no editor.
"""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from gouji.lang.format import format_source
from gouji.lang.keywords import KEYWORDS
from gouji.lang.parse import parse
from gouji.lang.source import Source
from gouji.lint.library import Library

EXTENSION = Path(__file__).resolve().parents[2] / "editors" / "vscode"


def snippets(name: str) -> list[tuple[str, str]]:
    """The body of each snippet, by its name."""
    read: dict[str, Any] = json.loads((EXTENSION / "snippets" / name).read_text(encoding="utf-8"))
    return [(title, "\n".join(one["body"])) for title, one in read.items()]


def expanded(body: str, choice: int) -> str:
    """The text with each blank left as it is, and that choice taken, or the last where there are fewer."""
    mirrored = dict(re.findall(r"\$\{(\d+):((?:\\.|[^}\\])*)\}", body))
    for number, words in re.findall(r"\$\{(\d+)\|([^|]*)\|\}", body):
        options = words.split(",")
        assert all(options), body  # VS Code takes a choice that may be empty for plain text
        mirrored[number] = options[min(choice, len(options) - 1)]
        body = body.replace(f"${{{number}|{words}|}}", mirrored[number])
    while blanks := re.findall(r"\$\{\d+:(?:\\.|[^}\\])*\}", body):
        for one in blanks:
            body = body.replace(one, one.partition(":")[2][:-1])
    body = body.replace("$CURRENT_YEAR", "2026")
    while re.search(r"\$\d", body):
        body = re.sub(r"\$(\d)", lambda mirror: mirrored.get(mirror[1], ""), body)
    return re.sub(r"\\([\\$}])", r"\1", body)


def most_choices(body: str) -> int:
    return max((len(words.split(",")) for words in re.findall(r"\|([^|]*)\|", body)), default=1)


def stands_alone(text: str) -> bool:
    """Whether it is a declaration of a file; the others stand within a form."""
    first = re.split(r"\W", text, maxsplit=1)[0]
    return any(first in (*KEYWORDS[name].english, *KEYWORDS[name].chinese) for name in ("FORM", "USE", "AXIS", "TEST"))


RULES, FORMS = snippets("gouji.json"), snippets("forms.json")


@pytest.mark.parametrize(("title", "body"), RULES, ids=[title for title, _ in RULES])
def test_a_snippet_of_rules_is_read_and_laid_out_as_it_should_be(title: str, body: str) -> None:
    for choice in range(most_choices(body)):
        text = expanded(body, choice)
        assert not re.search(r"\$|\|", text), text
        if not stands_alone(text):
            text = (
                ("form" if title.isascii() else "表样")
                + " 甲 {\n"
                + re.sub(r"^(?=.)", "    ", text, flags=re.MULTILINE)
                + "\n}"
            )
        source = Source("a.gj", text + "\n")
        assert [(one.code, str(one)) for one in parse(source).diagnostics()] == [], text
        laid_out = format_source(source)
        assert "".join(laid_out.split()) == "".join(text.split()), text


@pytest.mark.parametrize(("title", "body"), FORMS, ids=[title for title, _ in FORMS])
def test_a_snippet_of_forms_is_toml(title: str, body: str) -> None:
    text = expanded(body, 0)
    assert tomllib.loads(f"x = {text}" if text.startswith("{") else text), title


def test_both_languages_have_the_same_snippets() -> None:
    """Of rules: a Chinese one and an English one by turns, with the same blanks in it; one by another prefix each."""
    bodies = [body for _, body in RULES]
    for chinese, english in zip(bodies[::2], bodies[1::2], strict=True):
        blanks = [re.findall(r"\$\{?\d+", body) for body in (chinese, english)]
        assert blanks[0] == blanks[1], chinese
    read = json.loads((EXTENSION / "snippets" / "gouji.json").read_text(encoding="utf-8"))
    prefixes = [
        prefix
        for one in read.values()
        for prefix in ([one["prefix"]] if isinstance(one["prefix"], str) else one["prefix"])
    ]
    assert len({*prefixes}) == len(prefixes)


STEPS = sorted((EXTENSION / "walkthrough").glob("*.md"))
BASE = "无锡市部门整体绩效目标表"


@pytest.mark.parametrize("page", STEPS, ids=lambda page: page.name)
def test_the_examples_of_the_walkthrough_are_right(page: Path, tmp_path: Path) -> None:
    """A rule has no mistake on the form that is filled in before, and is found to fail by the test, in a file beside it."""
    text = page.read_text(encoding="utf-8")
    (rule,), (form,) = (
        blocks((EXTENSION / "walkthrough" / f"{step}.md").read_text(encoding="utf-8"), language)
        for step, language in (("rule", "gouji"), ("form", "toml"))
    )
    for block in blocks(text, "toml"):
        assert tomllib.loads(block)["form"] == BASE
    for block in blocks(text, "gouji"):
        whole = f"{rule}\n{block}" if block.startswith("用例") else block
        (tmp_path / "填好的表.toml").write_text(form, encoding="utf-8")
        path = tmp_path / "a.gj"
        path.write_text(whole, encoding="utf-8")
        assert [str(one) for one in Library().load([path]).program.diagnostics()] == []
        command = [sys.executable, "-m", "gouji", "test", "--quiet", str(path)]
        assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
