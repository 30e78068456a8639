"""The pages of rule packs as files: the links between them, and what stands in each, in Markdown or HTML.

What they are called is said in `pack_names`. Writes nothing.
"""

from typing import NamedTuple

from gouji.lang.source import Place
from gouji.lint.output.pack_names import INDEXES, Format, WrittenRule, page_names
from gouji.lint.output.templates import fill
from gouji.lint.pack_pages import FormPage, Pages

ENDINGS: dict[Format, str] = {"markdown": ".md", "html": ".html"}
MARK = "<!-- Made by gouji doc"
"""How every page begins: only files that begin so are ever replaced or removed."""


class _Links(NamedTuple):
    """Where each page stands, from the folder of all pages, by where its form or rule is declared."""

    forms: dict[Place, str]
    rules: dict[Place, str]


def pack_files(pages: Pages, written_in: Format) -> dict[str, str]:
    """Every page by its path."""
    ending = ENDINGS[written_in]
    index = f"{INDEXES[written_in]}{ending}"
    names = page_names(
        (one.form for one in pages.forms), (WrittenRule(one.name, one.owner, one.place) for one in pages.rules)
    )
    links = _Links(
        {place: f"{folder}/{index}" for place, folder in names.forms.items()},
        {place: f"{page}{ending}" for place, page in names.rules.items()},
    )
    made = {index: _filled("index", written_in, forms=pages.forms, rules=pages.rules, links=links, here="")}
    for page in pages.forms:
        path = links.forms[page.form.place]
        made[path] = _filled("form", written_in, page=page, links=links, parents=_parents(page, links), here="../")
    for rule in pages.rules:
        if rule.place in links.rules:
            made[links.rules[rule.place]] = _filled("rule", written_in, page=rule, links=links, here="../")
    return made


def _parents(page: FormPage, links: _Links) -> list[tuple[str, str]]:
    """The forms that a form takes over, nearest first, each with its page if it has one."""
    return [(one.name, links.forms.get(one.place, "")) for one in page.form.lineage()[1:]]


def _filled(template: str, written_in: Format, **values: object) -> str:
    return fill(f"pack-{template}{ENDINGS[written_in]}.jinja", "zh", mark=MARK, **values)
