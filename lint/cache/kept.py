"""A checker that knows results from before: where all that a result rests on is as it was, it is told again, else made anew.

What is not certain to be the same is checked. Loads no checker as long as it is not needed.
"""

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from gouji.lang.diagnostic import Diagnostic
from gouji.lang.source import Source
from gouji.lang.verdicts import Verdicts
from gouji.lint.cache.asking import Asker
from gouji.lint.cache.results import Body, Entry, Head, KeptFindings, Result, Text, encoded, head_of, trace_of
from gouji.lint.cache.store import NotKept, Store
from gouji.lint.config import Configuration
from gouji.lint.files import UnreadableFile, decoded, read_bytes, real_path
from gouji.lint.reports import FileReport, tally_of
from gouji.lint.runs import Checked, RulesKey, Run, unreadable
from gouji.lint.traces import digest, listening

if TYPE_CHECKING:
    from datetime import date

    from gouji.lint.cache.workers import Workers
    from gouji.lint.engine import Direct

Known = Callable[[], dict[Source, Path]]
"""Texts at hand, and where they stand. Raises UnreadableFile."""
Made = Callable[[], Checked]
AHEAD = 30
"""Forms that are begun before the first of them is told, where others check, besides those that pay for them."""


class _Form:
    """A filled form as it was read. Its text is made when somebody asks for it, who may find that it is none."""

    def __init__(self, path: Path) -> None:
        self.path, self.content = path, read_bytes(path, str(path))

    @cached_property
    def source(self) -> Source:
        """Raises UnreadableFile."""
        return Source(str(self.path), decoded(self.content, str(self.path)))


class Keeper:
    """Results of one run, told from a store where they hold and kept there where they had to be made."""

    def __init__(self, run: Run, store: Store, identity: str, *, jobs: int = 1, worth_it: int = 1) -> None:
        """With several `jobs`, so many processes check forms as soon as `worth_it` of them wait at once."""
        self._run, self._store, self._identity = run, store, identity
        self._jobs, self._worth_it = jobs, worth_it
        self._workers: Workers | None = None
        self._numbers: dict[Path, int | None] = {}
        self.ahead = worth_it + AHEAD if jobs > 1 else 0
        self._asker = Asker(run.shown, run.today)
        self._holding: dict[str, bool] = {}
        self._about_each: dict[Path | None, str] = {}

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

        first, others, _ = self._told(self._key("rules", *files), dict, made)
        return [first, *others]

    def of_form(self, path: Path) -> Callable[[], Checked]:
        try:
            form = _Form(path)
        except UnreadableFile as error:
            return partial(unreadable, path, error)
        key, known = self._about_form(form)
        made = partial(self._checked_here, form)
        kept = self._kept(key, known, made)
        if kept is not None:
            return lambda: kept
        self._begin(path)
        return partial(self._finished, path, key, known, made)

    def result(self, path: Path) -> Result | None:
        """What is found in a form, for another process; None where that cannot be said in words."""
        try:
            form = _Form(path)
        except UnreadableFile:
            return None
        key, known = self._about_form(form)
        _, entry, certain = _made(partial(self._checked_here, form), known)
        return Result(key, entry, certain) if entry is not None else None

    def _checked_here(self, form: _Form) -> Checked:
        try:
            source = form.source
        except UnreadableFile as error:
            return unreadable(form.path, error)
        return self.direct.checked(form.path, source)

    def _about_form(self, form: _Form) -> tuple[str, Known]:
        """The key of a form, and the texts that are known of it."""
        real, configuration = self._run.configurations.real(form.path), self._run.configurations.of(form.path)
        key = digest(self._about_forms(configuration), str(form.path), str(real), form.content)
        return key, lambda: {form.source: real, **self._text_of(configuration)}

    # --- other processes

    def _begin(self, path: Path) -> None:
        """Has a form checked elsewhere, as soon as enough of them wait."""
        if self._jobs == 1:
            return
        self._numbers[path] = None
        if self._workers is None and len(self._numbers) >= self._worth_it:
            from gouji.lint.cache.workers import Workers

            run = self._run
            task = partial(_checking, run.rule_files, list(run.beside), run.today, self._identity)
            self._workers = Workers(task, self._jobs)
        if self._workers is not None:
            for waiting, number in self._numbers.items():
                if number is None:
                    self._numbers[waiting] = self._workers.begin(waiting)

    @property
    def lost(self) -> int:
        """Processes that ended before their time."""
        return self._workers.lost if self._workers is not None else 0

    def close(self) -> None:
        """Ends the other processes."""
        if self._workers is not None:
            self._workers.close()

    def _finished(self, path: Path, key: str, known: Known, made: Made) -> Checked:
        """A form as it was checked elsewhere, if it was, else as it is checked now."""
        number = self._numbers.pop(path, None)
        result = self._workers.result(number) if self._workers is not None and number is not None else None
        if result is not None and result.key == key:
            checked = self._from_elsewhere(result, known, made)
            if checked is not None:
                return checked
        return self._told_anew(key, known, made)

    def _from_elsewhere(self, result: Result, known: Known, made: Made) -> Checked | None:
        """A form as another process has found it, if it rests on what is there for this one too."""
        entry = result.entry
        shared = digest(entry.shared)
        if not self._holding.get(shared):
            self._holding[shared] = self._asker.holds(trace_of(entry.shared))
            if self._holding[shared]:
                self._store.put(self._key(shared), entry.shared)
        mark = self._put(result.key, entry) if result.certain else digest(result.key, entry.head)
        return self._held(entry.head, mark, lambda _: entry.body, known, made)

    def of_names(self, configuration: Configuration, rules: Sequence[RulesKey]) -> Sequence[Diagnostic]:
        at_hand = [digest(*map(str, paths)) for paths in rules]
        name = str(configuration.source)

        def made() -> Checked:
            found = self.direct.of_names(configuration, rules)
            return Checked(FileReport(name, "configuration", found, Verdicts(), False))

        key = self._key("names", self._about(configuration), *at_hand)
        return self._told(key, partial(self._text_of, configuration), made).report.diagnostics

    # --- keeping

    def _key(self, *parts: str) -> str:
        return digest(self._identity, *parts)

    def _about_forms(self, configuration: Configuration) -> str:
        """What all results of forms rest on for which a configuration is in force."""
        source = configuration.source
        if source not in self._about_each:
            self._about_each[source] = self._key("form", self._extra, self._about(configuration))
        return self._about_each[source]

    def _about(self, configuration: Configuration) -> str:
        """What a configuration is known by."""
        texts = self._text_of(configuration).items()
        return digest(*(part for source, path in texts for part in (str(path), source.name, source.text)))

    def _text_of(self, configuration: Configuration) -> dict[Source, Path]:
        path = configuration.source
        return {self._run.configurations.texts[path]: path} if path is not None else {}

    def _told(self, key: str, known: Known, made: Made) -> Checked:
        """What was kept under a key, if it holds, else what is made now, which is kept."""
        return self._kept(key, known, made) or self._told_anew(key, known, made)

    def _told_anew(self, key: str, known: Known, made: Made) -> Checked:
        checked, entry, certain = _made(made, known)
        return self._keep(key, entry, checked) if entry is not None and certain else checked

    def _keep(self, key: str, entry: Entry, checked: Checked) -> Checked:
        shared = digest(entry.shared)
        if not self._holding.get(shared):
            self._store.put(self._key(shared), entry.shared)
            self._holding[shared] = True
        mark = self._put(key, entry)
        report = checked.report
        found = KeptFindings(tally_of(report.diagnostics), lambda: tuple(report.diagnostics), _named(mark, 0))
        return checked._replace(report=report._replace(diagnostics=found, checked=None))

    def _kept(self, key: str, known: Known, made: Made) -> Checked | None:
        """What was kept under a key, if all that it rests on is as it was."""
        kept = self._store.get(key)
        return self._held(kept.text, kept.mark, partial(self._body, key), known, made) if kept is not None else None

    def _put(self, key: str, entry: Entry) -> str:
        """Keeps an entry; gives what its head is known by."""
        self._store.put(self._key(key, digest(entry.body)), entry.body)
        return self._store.put(key, entry.head).mark

    def _held(
        self, text: str | bytes, mark: str, body: Callable[[str], str | bytes], known: Known, made: Made
    ) -> Checked | None:  # fmt: skip
        """What the head of an entry says, if all that it rests on is as it was."""
        try:
            head = head_of(text)
            texts = self._asker.own_texts(head.own)
            if texts is None or not self._holds(head.shared):
                return None
            source = partial(self._source, texts, known)
            found = Body(partial(body, head.body), source, lambda: _all(made()), len(head.reports))
            return self._checked(head, found, mark)
        except (NotKept, ValueError, TypeError, IndexError):  # the others where it was written by nobody of us
            return None

    def _body(self, key: str, body: str) -> bytes:
        kept = self._store.get(self._key(key, body))
        if kept is None:
            raise NotKept(body)
        return kept.text

    def _holds(self, shared: str) -> bool:
        if shared not in self._holding:
            kept = self._store.get(self._key(shared))
            self._holding[shared] = kept is not None and self._asker.holds(trace_of(kept.text))
        return self._holding[shared]

    def _source(self, texts: dict[str, Source], known: Known, text: Text) -> Source:
        """A text that a kept result names: it is the one that the result was found in."""
        if not text.path:
            return Source(text.name, "")
        try:
            texts |= {str(path): source for source, path in known().items()}
            source = texts.get(text.path) or self._asker.rule_text(text.path, text.name)
        except UnreadableFile as error:
            raise NotKept(text.name) from error
        if source.name != text.name or digest(source.text) != text.digest:
            raise NotKept(text.name)
        return source

    def _checked(self, head: Head, body: Body, mark: str) -> Checked:
        reports = [
            FileReport(name, kind, KeptFindings(tally, partial(_found, body, at), _named(mark, at)), verdicts, unusable)
            for at, (name, kind, verdicts, unusable, tally) in enumerate(head.reports)
        ]
        return Checked(reports[0], tuple(reports[1:]), head.rules)


def _checking(
    rule_files: list[Path], beside: list[Path], today: "date | None", identity: str
) -> Callable[[Path], Result | None]:
    """By what another process checks forms of a run; it keeps nothing."""
    return Keeper(Run(rule_files, today=today, beside=beside), Store(None), identity).result


def _made(made: Made, known: Known) -> tuple[Checked, Entry | None, bool]:
    """What is found now; as a result, where that can be said in words; and whether all that it rests on is known."""
    with listening() as trace:
        checked = made()
    try:
        return checked, encoded(_all(checked), checked.rules, trace, known()), trace.certain
    except (NotKept, UnreadableFile):
        return checked, None, False


def _all(checked: Checked) -> list[FileReport]:
    return [checked.report, *checked.elsewhere]


def _named(mark: str, at: int) -> str:
    """What the findings of one report of an entry are known by."""
    return f"{mark} {at}"


def _found(body: Body, at: int) -> tuple[Diagnostic, ...]:
    return body.found[at] if at < len(body.found) else ()
