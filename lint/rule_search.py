"""Written rules by their names, for who meets a name in a finding: in the rule files of a folder's project, then in the packs.

Reads no form and types no rule. A file that cannot be read holds none.
"""

from collections.abc import Iterator
from pathlib import Path

from gouji.lang import ast
from gouji.lang.parse import PlacedPiece, parse
from gouji.lang.values import canonical_text
from gouji.lint.files import UnreadableFile, read_text, real_path, shipped_rules, shown_path
from gouji.lint.rule_places import project_of, rule_files, rule_files_beside
from gouji.lint.rule_text import rules_of


def rules_called(name: str, folder: Path) -> Iterator[tuple[ast.Rule, str, PlacedPiece]]:
    """The rules of that name, with the form that each is on, or an empty name, and where they stand; a form and `/` may stand before it."""
    wanted = canonical_text(name)
    last = wanted.rpartition("/")[2]  # either name may hold a / too
    here, *above = project_of(real_path(folder))
    files = [*rule_files_beside(here), *(one for other in (*above, shipped_rules()) for one in rule_files(other))]
    for path in dict.fromkeys(files):
        try:
            source = read_text(path, shown_path(real_path(path)))
        except UnreadableFile:
            continue
        if last not in canonical_text(source.text):
            continue
        for piece in parse(source).pieces:
            for rule, form in rules_of(piece):
                own = canonical_text(rule.name.text)
                if wanted in (own, f"{canonical_text(form)}/{own}"):
                    yield rule, form, piece
