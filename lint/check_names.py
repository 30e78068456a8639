"""What the checks of a form are called, and which of them a test means.

Knows names alone. Runs no check.
"""

from functools import cached_property

from gouji.lang.diagnostic import Term
from gouji.lang.form_model import Form
from gouji.lang.form_paths import all_paths
from gouji.lang.switches import READING_CHECKS, ends_of, nearest_check, squeezed
from gouji.lint.library import LoadedRules


class CheckNames:
    """The names of the checks of a form, to be found by what tests call them."""

    def __init__(self, rules: LoadedRules, form: Form) -> None:
        self.of_reading = {f"{form.name}/{path} {suffix}" for path in all_paths(form) for suffix in READING_CHECKS}
        """Those of the checks that are made while cells are read."""
        self.all = {check.name for check in rules.program.checks(form)} | self.of_reading

    @cached_property
    def _by_end(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in self.all:
            for end in ends_of(name):
                found.setdefault(end, []).append(name)
        return found

    def meant(self, written: str) -> list[str]:
        return self._by_end.get(squeezed(written), [])

    def unknown(self, written: str) -> Term | None:
        """That no check is called so, with the nearest that is."""
        if self.meant(written):
            return None
        near = nearest_check(written, self.all)
        known = (("check", written), ("nearest", near))
        return Term("test.unknown-check.nearest", known) if near else Term("test.unknown-check", known[:1])
