"""The files that a check rests on: of a form its text, the answers beside it, its rules and its configuration.

Those that there might be count too, for they may come. Checks nothing.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from gouji.lang.diagnostic import Diagnostic
from gouji.lang.source import Source
from gouji.lint.config_search import Configurations
from gouji.lint.context import CheckContext
from gouji.lint.file_names import is_rule_file, side_files
from gouji.lint.files import UnreadableFile, read_text, real_path
from gouji.lint.form_head import form_of
from gouji.lint.library import Library, LoadedRules
from gouji.lint.toml_reader import read_toml

_HEADER = re.compile(r"^[ \t]*\[", re.MULTILINE)
"""Above the first of these a form says its name."""


def rests_on(path: Path, library: Library, configurations: Configurations, rules: Sequence[Path] = ()) -> set[Path]:
    """The files that the check of a file rests on, without links; `rules` are the rule files that are checked with it."""
    configuration = configurations.of(path).source
    found = {real_path(path)} | ({configuration} if configuration is not None else set())
    try:
        if is_rule_file(path):
            return found | library.load([path]).names.keys()
        found |= {real_path(beside) for beside in side_files(path)}
        source = read_text(path, str(path))
        header = _HEADER.search(source.text)
        head = Source(source.name, source.text[: header.start()] if header is not None else source.text)
        loaded = _rules_of(head, path, library, rules) or _rules_of(source, path, library, rules)
        return found | loaded.names.keys() if loaded is not None else found
    except UnreadableFile:
        return found


def _rules_of(source: Source, path: Path, library: Library, rules: Sequence[Path]) -> LoadedRules | None:
    """The rules of a form by its text, of which the top alone may do."""
    told: list[Diagnostic] = []
    return form_of(read_toml(source), path, CheckContext(library, rules), told)[0]
