"""Pages made from templates: what is filled in is escaped unless it says that it is markup, and must be there.

Templates ship inside the package, as `.html.jinja` and `.md.jinja` files in `lint/output`. Reads no other file.
"""

import pkgutil
import re
from functools import cache

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from gouji.lang.catalogue import Language, text
from gouji.lint.output.cells import visible

PACKAGE = "gouji.lint.output"
_SPECIAL = re.compile(r"[\\`*_\[\]<>|#~]")


def fill(template: str, language: Language, **values: object) -> str:
    """A template, filled in. In it, `t(key, …)` is a text of the catalogues, in one language."""

    def t(key: str, **arguments: object) -> str:
        return text(key, language, **arguments)

    return (
        _environment(template.endswith(".html.jinja")).get_template(template).render(language=language, t=t, **values)
    )


def markdown(plain: object) -> Markup:
    """Plain text as Markdown that reads the same, on one line."""
    lines = str(plain).split("\n")
    return Markup("<br>".join(_SPECIAL.sub(r"\\\g<0>", visible(line)).replace("&", "&amp;") for line in lines))


@cache
def _environment(html: bool) -> Environment:
    """In HTML, Jinja escapes; in Markdown, which it does not know, each value is escaped as it is put in."""
    return Environment(
        loader=FunctionLoader(_source),
        autoescape=html,
        finalize=_for_html if html else _for_markdown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _source(name: str) -> str | None:
    content = pkgutil.get_data(PACKAGE, name)
    return content.decode("utf-8") if content is not None else None


def _for_html(value: object) -> object:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _for_markdown(value: object) -> object:
    return markdown(value) if isinstance(value, str) and not isinstance(value, Markup) else value
