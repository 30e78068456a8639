"""The page of one code in both languages: what it means, what is said of it, what to do; and the Markdown of such pages.

Holds no text of its own: all stands in the catalogues. Writes nothing.
"""

from collections.abc import Iterable, Iterator, Sequence

from gouji.lang.catalogue import LANGUAGES, Language, has, text
from gouji.lang.diagnostic import OPTIONAL_ARGUMENTS, Code
from gouji.lint.output.templates import markdown

FIRST_LINE = "<!-- Made by `make docs`. The texts stand in the message catalogues. -->"


def code_page(code: Code) -> str:
    """What one code means, in both languages."""
    parts = [FIRST_LINE, f"# {code.id}"]
    for language in LANGUAGES:
        severity = text(f"output.severity.{code.severity}", language)
        category = text(f"output.category.{code.category}", language)
        names = [text(f"reference.{name}", language) for name in ("severity", "category")]
        parts += [
            f"## {markdown(text(f'code.{code.id}.summary', language))}",
            table(names, [(severity, category)]),
            *_variants(code, "message", language),
            *_variants(code, "help", language),
        ]
    return paragraphs(parts)


def _variants(code: Code, part: str, language: Language) -> Iterator[str]:
    """A text of a code under its heading, then what is said in its place where more is known."""
    key = f"code.{code.id}.{part}"
    if not has(key, language):
        return
    yield f"### {text(f'reference.{part}', language)}"
    yield f"> {template(text(key, language))}"
    for name in OPTIONAL_ARGUMENTS:
        if has(f"{key}.{name}", language):
            yield text(f"reference.when.{name}", language)
            yield f"> {template(text(f'{key}.{name}', language))}"


def template(filled_in_later: str) -> str:
    """A text with `{names}` to fill in; braces that are meant as such stand single."""
    return markdown(filled_in_later).replace("{{", "{").replace("}}", "}")


def paragraphs(parts: Iterable[str]) -> str:
    """A page of parts that are Markdown already."""
    return "\n\n".join(parts) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose cells are Markdown already."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
