"""The pages of rule packs as files: their names, the links between them, and what stands in each, in Markdown or HTML.

File names are made of the names of forms and rules, without what a file name may not hold. Writes nothing.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from gouji.lang.source import Place
from gouji.lint.output.file_names import free_name
from gouji.lint.output.templates import fill
from gouji.lint.pack_pages import FormPage, Pages

Format = Literal["markdown", "html"]

ENDINGS: dict[Format, str] = {"markdown": ".md", "html": ".html"}
INDEXES: dict[Format, str] = {"markdown": "README.md", "html": "index.html"}
MARK = "<!-- Made by gouji doc"
"""How every page begins: only files that begin so are ever replaced or removed."""


class _Links(NamedTuple):
    """Where each page stands, from the folder of all pages, by where its form or rule is declared."""

    forms: dict[Place, str]
    rules: dict[Place, str]


def pack_files(pages: Pages, written_in: Format) -> dict[str, str]:
    """Every page by its path."""
    index, ending = INDEXES[written_in], ENDINGS[written_in]
    folders = _names((one.form.name for one in pages.forms), set())
    links = _Links({one.form.place: f"{folder}/{index}" for one, folder in zip(pages.forms, folders, strict=True)}, {})
    for page, folder in zip(pages.forms, folders, strict=True):
        own = [rule for rule in pages.rules if rule.owner is page.form]
        for rule, name in zip(own, _names((rule.name for rule in own), {index.partition(".")[0].lower()}), strict=True):
            links.rules[rule.place] = f"{folder}/{name}{ending}"
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


def _names(names: Iterable[str], taken: set[str]) -> list[str]:
    """A file name for each, no two alike."""
    return [free_name(name, taken) for name in names]
