"""Pages made from templates: what is filled in is escaped unless it says that it is markup, and must be there.

Templates ship inside the package, as `.html.jinja` and `.md.jinja` files in `lint/output`. Reads no other file.
"""

import pkgutil
import re
from functools import cache

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from gouji.lang.catalogue import LANGUAGES, Language, text
from gouji.lint.terminal_text import seen, visible

PACKAGE = "gouji.lint.output"
_AT_START = re.compile(r"^(\s*[0-9]*)([-+=.)])(?=\s)")
"""What begins a list or a heading, if it begins a line."""
_SPECIAL = re.compile(r"[\\`*_\[\]<>|#~]")


def fill(template: str, language: Language, **values: object) -> str:
    """A template, filled in. In it, `t(key, …)` is a text of the catalogues, `both(key, …)` the same in both languages."""

    def t(key: str, **arguments: object) -> str:
        return text(key, language, **arguments)

    def both(key: str, **arguments: object) -> str:
        return " ".join(text(key, one, **arguments) for one in LANGUAGES)

    given = {"language": language, "t": t, "both": both, **values}
    return _environment(template.endswith(".html.jinja")).get_template(template).render(given)


def markdown(plain: object) -> Markup:
    """Plain text as Markdown that reads the same, on one line."""
    return Markup("<br>".join(map(_escaped, str(plain).split("\n"))))


def _escaped(line: str) -> str:
    escaped = _SPECIAL.sub(r"\\\g<0>", visible(line)).replace("&", "&amp;")
    return _AT_START.sub(r"\1\\\2", escaped)


def code_block(plain: str, kind: str) -> Markup:
    """A text in Markdown as it stands, between fences longer than any in it."""
    longest = max((len(run) for run in re.findall("`+", plain)), default=0)
    fence = "`" * max(3, longest + 1)
    return Markup(f"{fence}{kind}\n{seen(plain)}\n{fence}")  # in Markdown, nothing between fences is markup


def lines(plain: str) -> Markup:
    """A text of several lines in HTML, as it stands."""
    return escape(seen(plain))


@cache
def _environment(html: bool) -> Environment:
    """In HTML, Jinja escapes; in Markdown, which it does not know, each value is escaped as it is put in."""
    made = Environment(
        loader=FunctionLoader(_source),
        autoescape=html,
        finalize=_for_html if html else _for_markdown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {"code_block": code_block, "lines": lines}
    return made


def _source(name: str) -> str | None:
    content = pkgutil.get_data(PACKAGE, name)
    return content.decode("utf-8") if content is not None else None


def _for_html(value: object) -> object:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _for_markdown(value: object) -> object:
    return markdown(value) if isinstance(value, str) and not isinstance(value, Markup) else value
