"""The rules and forms that a configuration names, held against those that there are: a name that nothing has is told.

All rule files are looked at only for a name that no form at hand has. Reads no configuration.
"""

from collections.abc import Iterable, Iterator

from gouji.lang.diagnostic import Category, Diagnostic
from gouji.lang.nearest import nearest
from gouji.lang.switches import names_check, nearest_check, reading_checks
from gouji.lang.values import canonical_text
from gouji.lint.codes import CONFIG_FIXED_SEVERITY, CONFIG_UNKNOWN_FORM, CONFIG_UNKNOWN_RULE, code_called
from gouji.lint.config import Configuration, Grading, Mention
from gouji.lint.files import UnreadableFile
from gouji.lint.library import Library, LoadedRules


def unknown_names(
    configuration: Configuration, library: Library, at_hand: Iterable[LoadedRules] = ()
) -> Iterator[Diagnostic]:
    """What the gradings of a configuration name, and what is not there."""
    names: Names | None = None
    every: tuple[Grading | Mention, ...] = (*configuration.gradings, *configuration.broken)
    for naming in every:
        names = names or Names(configuration, library, at_hand)
        yield from names.of_form(naming)
        yield from names.of_rule(naming)


class Names:
    """What rules and forms are called where a configuration holds."""

    def __init__(self, configuration: Configuration, library: Library, at_hand: Iterable[LoadedRules]) -> None:
        self._library = library
        self._folder = configuration.folder
        self._at_hand = list(at_hand)
        self._checks: set[str] = set()
        self._has_all = False

    def of_form(self, naming: Grading | Mention) -> Iterator[Diagnostic]:
        written = naming.form
        if written is None or written.place is None:
            return
        forms = self._library.form_names(self._folder)
        forms += [form.name for rules in self._at_hand for form in rules.program.forms]
        name = canonical_text(written.text)
        if name not in forms:
            arguments: dict[str, object] = {"name": written.text, "nearest": nearest(name, forms) or ""}
            yield Diagnostic(CONFIG_UNKNOWN_FORM, written.place, arguments)

    def of_rule(self, naming: Grading | Mention) -> Iterator[Diagnostic]:
        written = naming.rule
        if written is None or written.place is None:
            return
        code = code_called(written.text)
        if code is not None:
            if code.category is Category.LANGUAGE or code.stops_forms:
                yield Diagnostic(CONFIG_FIXED_SEVERITY, written.place, {"name": written.text})
            return
        if not self.knows(written.text):
            arguments: dict[str, object] = {"name": written.text, "nearest": self.nearest(written.text)}
            yield Diagnostic(CONFIG_UNKNOWN_RULE, written.place, arguments)

    def knows(self, rule: str) -> bool:
        """Whether some form has a check of that name."""
        return any(self._names(rule, rules) for rules in self._at_hand) or self._is_elsewhere(rule)

    def nearest(self, rule: str) -> str:
        """The check that a name may mean which is not known."""
        return nearest_check(rule, self._checks)

    def _names(self, rule: str, rules: LoadedRules) -> bool:
        for form in rules.program.forms:
            checks = list(rules.program.check_names(form))
            self._checks.update(checks)
            if any(names_check(rule, name) for name in (*checks, *reading_checks(form))):
                return True
        return False

    def _is_elsewhere(self, rule: str) -> bool:
        """Whether some form that is not at hand has a check of that name."""
        if not self._has_all:
            self._has_all = True
            loaded: list[LoadedRules] = []
            for name in self._library.form_names(self._folder):
                try:
                    found = self._library.for_form(name, self._folder)
                except UnreadableFile:
                    continue
                loaded += [found] if found is not None else []
            self._at_hand += loaded
            return any(self._names(rule, rules) for rules in loaded)
        return False
