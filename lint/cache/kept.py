"""A checker that knows results from before: where all that a result rests on is as it was, it is told again, else made anew.

What is not certain to be the same is checked. Loads no checker as long as it is not needed.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from gouji.lang.diagnostic import Diagnostic
from gouji.lang.source import Source
from gouji.lang.verdicts import Verdicts
from gouji.lint.cache.asking import Asker
from gouji.lint.cache.entries import Body, Entry, Head, KeptFindings, NotKept, Text, encoded, head_of, trace_of
from gouji.lint.cache.store import Store
from gouji.lint.config import Configuration
from gouji.lint.files import UnreadableFile, read_text, real_path
from gouji.lint.reports import FileReport, tally_of
from gouji.lint.runs import Checked, RulesKey, Run, unreadable
from gouji.lint.traces import digest, listening

if TYPE_CHECKING:
    from gouji.lint.engine import Direct

Known = dict[Source, Path]
"""Texts at hand, and where they stand."""
Made = Callable[[], Checked]


class Keeper:
    """Results of one run, told from a store where they hold and kept there where they had to be made."""

    ahead = 0

    def __init__(self, run: Run, store: Store, identity: str) -> None:
        self._run, self._store, self._identity = run, store, identity
        self._asker = Asker(run.shown, run.today)
        self._holding: dict[str, bool] = {}
        self._configured: dict[Path | None, str] = {}

    @cached_property
    def direct(self) -> "Direct":
        from gouji.lint.engine import Direct

        return Direct(self._run)

    @cached_property
    def _extra(self) -> str:
        return digest(*map(str, map(real_path, self._run.extra)))

    # --- what there is to tell

    def of_rules(self) -> Sequence[FileReport]:
        files = [part for path in self._run.rule_files for part in (str(path), str(real_path(path)))]

        def made() -> Checked:
            first, *others = self.direct.of_rules()
            return Checked(first, tuple(others))

        first, others, _ = self._told(self._key("rules", *files), {}, made)
        return [first, *others]

    def of_form(self, path: Path) -> Callable[[], Checked]:
        try:
            source = read_text(path, str(path))
        except UnreadableFile as error:
            return partial(unreadable, path, error)
        real = real_path(path)
        configuration = self._run.configurations.of(path)
        key = self._key("form", str(path), str(real), source.text, self._about(configuration), self._extra)
        known = {source: real, **self._text_of(configuration)}
        return partial(self._told, key, known, lambda: self.direct.checked(path, source))

    def of_names(self, configuration: Configuration, rules: Sequence[RulesKey]) -> Sequence[Diagnostic]:
        at_hand = [digest(*map(str, paths)) for paths in rules]
        name = str(configuration.source)

        def made() -> Checked:
            found = self.direct.of_names(configuration, rules)
            return Checked(FileReport(name, "configuration", found, Verdicts(), False))

        key = self._key("names", self._about(configuration), *at_hand)
        return self._told(key, self._text_of(configuration), made).report.diagnostics

    # --- keeping

    def _key(self, *parts: str) -> str:
        return digest(self._identity, *parts)

    def _about(self, configuration: Configuration) -> str:
        """What a configuration is known by."""
        if configuration.source not in self._configured:
            self._configured[configuration.source] = digest(*self._texts(configuration))
        return self._configured[configuration.source]

    def _texts(self, configuration: Configuration) -> list[str]:
        return [
            part
            for source, path in self._text_of(configuration).items()
            for part in (str(path), source.name, source.text)
        ]

    def _text_of(self, configuration: Configuration) -> Known:
        path = configuration.source
        return {self._run.configurations.texts[path]: path} if path is not None else {}

    def _told(self, key: str, known: Known, made: Made) -> Checked:
        """What was kept under a key, if it holds, else what is made now, which is kept."""
        found = self._kept(key, known, made)
        if found is not None:
            return found
        with listening() as trace:
            checked = made()
        try:
            entry = encoded([checked.report, *checked.elsewhere], checked.rules, trace, known)
        except NotKept:
            return checked
        return self._keep(key, entry, checked) if trace.certain else checked

    def _keep(self, key: str, entry: Entry, checked: Checked) -> Checked:
        shared = self._key(digest(entry.shared))
        if not self._holding.get(shared):
            self._store.put(shared, entry.shared, "")
            self._holding[shared] = True
        mark = self._store.put(key, entry.head, entry.body).mark
        report = checked.report
        found = KeptFindings(tally_of(report.diagnostics), lambda: tuple(report.diagnostics), _named(mark, 0))
        return checked._replace(report=replace(report, diagnostics=found, checked=None))

    def _kept(self, key: str, known: Known, made: Made) -> Checked | None:
        """What was kept under a key, if all that it rests on is as it was."""
        kept = self._store.get(key)
        if kept is None:
            return None
        try:
            head = head_of(kept.head)
            texts = self._asker.own_texts(head.own)
            if texts is None or not self._holds(head.shared):
                return None
        except NotKept:
            return None
        texts |= {str(path): source for source, path in known.items()}
        return self._checked(head, Body(kept.body, partial(self._source, texts), lambda: _all(made())), kept.mark)

    def _holds(self, shared: str) -> bool:
        if shared not in self._holding:
            kept = self._store.get(self._key(shared))
            self._holding[shared] = kept is not None and self._asker.holds(trace_of(kept.head))
        return self._holding[shared]

    def _source(self, texts: dict[str, Source], text: Text) -> Source:
        """A text that a kept result names: it is the one that the result was found in."""
        if not text.path:
            return Source(text.name, "")
        source = texts.get(text.path) or self._asker.rule_text(text.path, text.name)
        if source.name != text.name or digest(source.text) != text.digest:
            raise NotKept(text.name)
        return source

    def _checked(self, head: Head, body: Body, mark: str) -> Checked:
        reports = [
            FileReport(name, kind, KeptFindings(tally, partial(_found, body, at), _named(mark, at)), verdicts, unusable)
            for at, (name, kind, verdicts, unusable, tally) in enumerate(head.reports)
        ]
        return Checked(reports[0], tuple(reports[1:]), head.rules)


def _all(checked: Checked) -> list[FileReport]:
    return [checked.report, *checked.elsewhere]


def _named(mark: str, at: int) -> str:
    """What the findings of one report of an entry are known by."""
    return f"{mark} {at}"


def _found(body: Body, at: int) -> tuple[Diagnostic, ...]:
    return body.found[at]
