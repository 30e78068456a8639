"""Files that are other than they were, and the files whose check may come out otherwise for it.

Does not know what they are compared with. Checks nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gouji.lint.config_search import Configurations
from gouji.lint.dependencies import rests_on
from gouji.lint.file_names import is_configuration, is_rule_file
from gouji.lint.library import Library


@dataclass(slots=True)
class Changes:
    """Files that are other than they were at a revision, and files that are no more, each without links in its path."""

    changed: set[Path] = field(default_factory=set)
    removed: set[Path] = field(default_factory=set)

    def touched(self, files: Sequence[Path], configurations: Configurations) -> list[Path]:
        """The files whose check may come out otherwise."""
        library = Library.of_files(files, configurations)
        rules = [path for path in files if is_rule_file(path)]
        if any(is_rule_file(path) or is_configuration(path) for path in self.removed):
            return list(files)  # whose rules or settings these were, nobody can say any more
        every = self.changed | self.removed  # of answers beside a form
        return [path for path in files if not every.isdisjoint(rests_on(path, library, configurations, rules))]
