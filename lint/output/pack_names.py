"""What the pages of rule packs are called, and which of them is about a rule: found without binding any rule.

File names are made of the names of forms and rules, without what a file name may not hold. Writes nothing.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from gouji.lang.form_model import Form
from gouji.lang.source import Place, Span
from gouji.lint.files import SHIPPED, is_shipped, real_path, shipped_rules
from gouji.lint.library import Library
from gouji.lint.output.file_names import free_name
from gouji.lint.rule_places import rule_files

Format = Literal["markdown", "html"]

INDEXES: dict[Format, str] = {"markdown": "README", "html": "index"}
"""What the page of a folder is called, without its ending; no rule's page is."""


class WrittenRule(NamedTuple):
    """A rule by its name, the form that it was written for, and where its name stands."""

    name: str
    owner: Form
    place: Place


class PageNames(NamedTuple):
    """The folder of each form and the page of each rule, without an ending, by where these are declared."""

    forms: dict[Place, str]
    rules: dict[Place, str]


def page_names(forms: Iterable[Form], rules: Iterable[WrittenRule]) -> PageNames:
    """No two alike."""
    folders: set[str] = set()
    names = PageNames({form.place: free_name(form.name, folders) for form in forms}, {})
    taken = {place: {index.lower() for index in INDEXES.values()} for place in names.forms}
    for rule in rules:
        owner = rule.owner.place
        if owner in taken:
            names.rules[rule.place] = f"{names.forms[owner]}/{free_name(rule.name, taken[owner])}"
    return names


def page_of(declared: Place) -> str:
    """The page in docs/forms about a rule of the packs that ship with gouji, without an ending; empty for what is none."""
    within = declared.source.name.removeprefix(SHIPPED)
    path = real_path(Path(within) if within == declared.source.name else shipped_rules() / within)
    return _pages_of_packs().get((str(path), declared.span), "") if is_shipped(path) else ""


@cache
def _pages_of_packs() -> dict[tuple[str, Span], str]:
    """By the file and the place in it where a rule is named."""
    library = Library(naming=str)
    forms: list[Form] = []
    rules: list[WrittenRule] = []
    for together in library.connected(rule_files(real_path(shipped_rules()))):
        program = library.load(together).program
        forms += program.forms
        rules += [
            WrittenRule(rule.name.text, owners[0], piece.place(rule.name.span))
            for rule, piece in program.rules
            if (owners := program.owners(rule, piece))
        ]
    return {(place.source.name, place.span): page for place, page in page_names(forms, rules).rules.items()}
