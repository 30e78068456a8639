"""Written rules by their names, for who meets a name in a finding: in the rule files of a folder's project, then in the packs.

Reads no form and types no rule. A file that cannot be read holds none.
"""

from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

from gouji.lang import ast
from gouji.lang.parse import PlacedPiece, parse
from gouji.lang.source import LINE_END, Place
from gouji.lang.values import canonical_text
from gouji.lint.files import UnreadableFile, read_text, real_path, shipped_rules, shown_path
from gouji.lint.rule_places import project_of, rule_files, rule_files_beside


def rules_called(name: str, folder: Path) -> Iterator[tuple[ast.Rule, str, Place]]:
    """The rules of that name, with the form that each is on, or an empty name; a form and `/` may stand before it."""
    wanted_form, _, wanted = canonical_text(name).rpartition("/")
    here, *above = project_of(real_path(folder))
    files = [*rule_files_beside(here), *(one for other in (*above, shipped_rules()) for one in rule_files(other))]
    for path in dict.fromkeys(files):
        try:
            source = read_text(path, shown_path(real_path(path)))
        except UnreadableFile:
            continue
        if wanted not in canonical_text(source.text):
            continue
        for piece in parse(source).pieces:
            for rule, form in _rules(piece):
                if canonical_text(rule.name.text) == wanted and wanted_form in ("", canonical_text(form)):
                    yield rule, form, piece.place(rule.span)


def _rules(piece: PlacedPiece) -> Iterator[tuple[ast.Rule, str]]:
    declaration = piece.piece.declaration
    if isinstance(declaration, ast.Rule):
        yield declaration, declaration.form.text if declaration.form else ""
    elif isinstance(declaration, ast.Form):
        for rule in declaration.rules:
            yield rule, declaration.name.text


def text_of(declared: Place) -> str:
    """What stands in the rules where a check is declared, by its name's place: the whole written rule, else the line."""
    for piece in parse(declared.source).pieces:
        for rule, _ in _rules(piece):
            if piece.place(rule.name.span).span == declared.span:
                return undented(piece.place(rule.span))
    return declared.source.line(declared.start.line).strip()


def undented(place: Place) -> str:
    """A text without the indent that its first line has in its file."""
    body = place.source.text[slice(*place.span)]
    return "\n".join(LINE_END.split(dedent(" " * (place.start.column - 1) + body)))
