"""The pages of the reference that are made from tables: one a code, the functions, the keywords.

Run as `python -m tools.reference docs`. Holds no text of its own: all stands in the catalogues.
"""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from gouji.lang.builtins import BY_NAME, DOCUMENTS, LAST_NAMES, SIGNATURES, STATES, YEAR_NAMES
from gouji.lang.catalogue import LANGUAGES, text
from gouji.lang.diagnostic import Category
from gouji.lang.keywords import COMPARATOR_WORDS, KEYWORDS, SYMBOLS
from gouji.lang.references import DIRECTION_NAMES
from gouji.lint.codes import EVERY_CODE
from gouji.lint.output.code_page import FIRST_LINE, code_page, paragraphs, table
from gouji.lint.output.templates import markdown

CODE_FOLDER = "codes"
INDEX = "README.md"
# Names that a rule knows without a declaration; the texts are `name.<id>`.
_KNOWN_NAMES = {"year": YEAR_NAMES, "last": LAST_NAMES, "direction": DIRECTION_NAMES}


def write_reference(folder: Path) -> None:
    """Writes every page under `folder`."""
    write_code_pages(folder / CODE_FOLDER)
    for name, page in (("functions.md", function_page()), ("keywords.md", keyword_page())):
        _write(folder / name, page)


def write_code_pages(folder: Path) -> None:
    """Writes the pages of all codes and their index, and removes those of codes that are no more."""
    pages = code_pages()
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.md"):
        if path.name not in pages:
            path.unlink()
    for name, page in pages.items():
        _write(folder / name, page)


def code_pages() -> dict[str, str]:
    """The pages of all codes and their index, by file name."""
    return {INDEX: code_index(), **{f"{code.id}.md": code_page(code) for code in EVERY_CODE.values()}}


def _write(path: Path, page: str) -> None:
    path.write_text(page, encoding="utf-8", newline="\n")


# --- codes


def code_index() -> str:
    """All codes by category, with what they mean."""
    parts = [FIRST_LINE, f"# {in_both('reference.codes')}"]
    parts += [markdown(text("reference.codes.about", language)) for language in LANGUAGES]
    heads = [in_both(f"reference.{name}") for name in ("code", "severity", "summary")]
    for category in Category:
        codes = [code for code in EVERY_CODE.values() if code.category is category]
        rows = [
            (
                f"[{code.id}]({code.id}.md)",
                in_both(f"output.severity.{code.severity}"),
                "<br>".join(markdown(text(f"code.{code.id}.summary", language)) for language in LANGUAGES),
            )
            for code in codes
        ]
        if rows:
            parts += [f"## {in_both(f'output.category.{category}')}", table(heads, rows)]
    return paragraphs(parts)


# --- functions and keywords


def function_page() -> str:
    """The functions, the states that `is` asks for, and the other forms that a rule may speak of."""
    parts = [FIRST_LINE, f"# {in_both('reference.functions')}"]
    parts += [markdown(text("reference.functions.about", language)) for language in LANGUAGES]
    names = spellings({name: function.id for name, function in BY_NAME.items()})
    for language in LANGUAGES:
        heads = [text(f"reference.{name}", language) for name in ("chinese", "english", "takes", "gives", "summary")]
        rows = [
            (
                *names[function.id],
                markdown(", ".join(text(f"parameter.{kind}", language) for kind in function.parameters)),
                text(f"result.{function.result}", language),
                markdown(text(f"function.{function.id}", language)),
            )
            for function in SIGNATURES.values()
        ]
        parts.append(table(heads, rows))
    parts += [f"## {in_both('reference.states')}", _named(STATES, "state")]
    parts += [f"## {in_both('reference.documents')}", _named(DOCUMENTS, "document")]
    return paragraphs(parts)


def _named(words: Mapping[str, str], family: str) -> str:
    """A table of words with their meanings."""
    rows = [(*both, *meanings(f"{family}.{id}")) for id, both in spellings(words).items()]
    return table(_heads("chinese", "english"), rows)


def keyword_page() -> str:
    """The keywords, comparators and names that every rule knows, in both languages."""
    parts = [FIRST_LINE, f"# {in_both('reference.keywords')}"]
    parts += [markdown(text("reference.keywords.about", language)) for language in LANGUAGES]
    rows = [
        (words(spelling.chinese), words(spelling.english), *meanings(f"keyword.{terminal}"))
        for terminal, spelling in KEYWORDS.items()
    ]
    parts.append(table(_heads("chinese", "english"), rows))
    signs = [
        (words(sign for sign, terminals in SYMBOLS.items() if terminal in terminals), words(spelt))
        for terminal, spelt in COMPARATOR_WORDS.items()
    ]
    heads = [in_both("reference.signs"), in_both("reference.words")]
    parts += [f"## {in_both('reference.comparators')}", table(heads, signs)]
    known = {word: id for id, both in _KNOWN_NAMES.items() for word in both}
    parts += [f"## {in_both('reference.known-names')}", _named(known, "name")]
    return paragraphs(parts)


def _heads(*names: str) -> list[str]:
    """Column heads for words in both languages, then for what they mean in both."""
    return [in_both(f"reference.{name}") for name in names] + [text("reference.summary", one) for one in LANGUAGES]


def spellings(words_to_id: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """The Chinese and the English spellings of each id, from a table that leads from every spelling to its id."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for word, id in words_to_id.items():
        found.setdefault(id, ([], []))[word.isascii()].append(word)
    return {id: (words(chinese), words(english)) for id, (chinese, english) in found.items()}


# --- words


def in_both(key: str) -> str:
    """A text in Chinese, then in English."""
    return " ".join(markdown(text(key, language)) for language in LANGUAGES)


def meanings(key: str) -> tuple[str, ...]:
    return tuple(markdown(text(key, language)) for language in LANGUAGES)


def words(spelt: Iterable[str]) -> str:
    """Words as they are typed, in a table's cell."""
    return " ".join(f"`{word}`" for word in spelt)


if __name__ == "__main__":
    write_reference(Path(sys.argv[1]))
