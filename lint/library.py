"""Finds and loads rule files: what a form's name leads to, what `use` leads to, what ships with gouji.

Rule files are looked for beside the form, in the `rules` folder of its project, then among the packs that ship with
gouji; the first place that declares the form wins. Texts are read and parsed once. Checks no form.
"""

import os
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from gouji.lang import ast, codes
from gouji.lang.check import check_program
from gouji.lang.diagnostic import Diagnostic, requoted
from gouji.lang.keywords import KEYWORDS
from gouji.lang.nearest import nearest
from gouji.lang.parse import SyntaxTree, parse, parse_uses
from gouji.lang.program import Program
from gouji.lang.slips import slips_of
from gouji.lang.source import Place, Source
from gouji.lang.values import canonical_text
from gouji.lint.config_search import Configurations
from gouji.lint.files import (
    UnreadableFile,
    bounded,
    forbidden,
    is_shipped,
    read_text,
    real_path,
    shipped_rules,
    shown_path,
    standing_path,
    with_txt,
)
from gouji.lint.rule_places import (
    find_used,
    is_allowed,
    may_be_used,
    pack_names,
    project_folders,
    project_of,
    rule_files,
    rule_files_beside,
)
from gouji.lint.traces import QuestionKind, Trace, digest, doubted, heard, listening, note

_FORM = re.compile(
    rf"^(?:[ \t]*(?:{'|'.join(word for words in KEYWORDS['FORM'] for word in words)})"
    rf"|{slips_of(KEYWORDS['FORM'].chinese)})"  # which the parser reads all the same
    r"[\s\u3000]+(「[^」\r\n]+」|[^\s{｛]+)",
    re.MULTILINE,
)


class _Declared(NamedTuple):
    """The names of the forms that a rule file declared when it was changed last, and the digest of its text."""

    stamp: int
    names: tuple[str, ...]
    text: str


_DECLARED: dict[Path, _Declared] = {}


def names_declared(text: str) -> tuple[str, ...]:
    """The names of the forms that a rule text declares, found without parsing it."""
    found = _FORM.findall(text.replace("\r", "\n"))
    return tuple(canonical_text(name.strip("「」").rstrip("{｛")) for name in found)


def forms_of(path: Path) -> tuple[str, ...]:
    """The names of the forms that a rule file declares, found without parsing it; none where it cannot be read."""
    known = _DECLARED.get(path)
    try:
        stamp = path.stat().st_mtime_ns
        if known is None or known.stamp != stamp:
            text = read_text(path, str(path)).text
            known = _DECLARED[path] = _Declared(stamp, names_declared(text), digest(text))
    except (OSError, UnreadableFile):
        doubted()
        return ()
    note(QuestionKind.RULES, path, lambda: known.text)
    return known.names


Ask = Callable[[], None]


def no_question() -> None:
    """Asks nothing."""


_Uses = tuple[tuple[ast.Use, Place, Path | None], ...]

# Programs that nobody has asked for since they were changed; of more, the oldest are made from nothing again.
_MOST_BEFORE = 50


@dataclass(slots=True)
class LoadedRules:
    """Rule files checked together. `names` leads to each file's tree, `paths` are those that were asked for."""

    program: Program
    names: dict[Path, SyntaxTree]
    paths: tuple[Path, ...] = ()
    trace: Trace = field(default_factory=Trace)


@dataclass(slots=True)
class Library:
    """Loads rule files once; shows each under the name that the user gave, or a path from where they are.

    `open` are the texts of files that are being edited, and stand for what is on disk. `naming` gives the others a name.
    `configured` are the rule files and folders that the configuration of a form names, `at_hand` the rule files that are
    looked through for it where a check names none. With `within`, a folder without links in its path, no file is looked at
    but those in it and the packs.
    """

    shown: dict[Path, str] = field(default_factory=dict)
    open: Mapping[Path, Source] = field(default_factory=dict)
    naming: Callable[[Path], str] = shown_path
    configured: Callable[[Path], tuple[Path, ...]] = lambda _: ()
    within: Path | None = None
    at_hand: Callable[[Path], Sequence[Path]] = lambda _: ()
    _trees: dict[Path, SyntaxTree] = field(default_factory=dict)
    _used: dict[Path, tuple[_Uses, Trace]] = field(default_factory=dict)
    _loaded: dict[tuple[Path, ...], LoadedRules] = field(default_factory=dict)
    # The same by the paths as they were asked for, which need not be followed again while no file changes.
    _asked: dict[tuple[Path, ...], LoadedRules] = field(default_factory=dict)
    # Programs of texts that have changed since: what an edit did not touch is taken over from them.
    _before: dict[tuple[Path, ...], Program] = field(default_factory=dict)
    # By the packs that were used with other files, what is known of them alone.
    _packs: dict[tuple[Path, ...], Program | None] = field(default_factory=dict)
    _found: dict[tuple[str, Path, tuple[Path, ...]], tuple[list[Path], Trace]] = field(default_factory=dict)
    # Where forms stand, found out once, and noted in no trace: that a folder has become a link is seen in a server when
    # rule files or what is configured change, as it then has another library.
    _folders: dict[Path, Path] = field(default_factory=dict)

    @classmethod
    def of_files(cls, files: Iterable[Path], configurations: Configurations | None = None) -> "Library":
        """A library that calls files as the user did."""
        shown = {real_path(path): str(path) for path in files}
        return cls(shown, configured=configurations.rule_paths) if configurations is not None else cls(shown)

    def readable(self, paths: Iterable[Path]) -> tuple[list[Path], list[Diagnostic]]:
        """The rule files that can be read, and why the others cannot."""
        readable: list[Path] = []
        problems: list[Diagnostic] = []
        for path in paths:
            try:
                self.tree(real_path(path))
            except UnreadableFile as error:
                problems.append(error.diagnostic)
            else:
                readable.append(path)
        return readable, problems

    def is_readable(self, path: Path) -> bool:
        """Whether a rule file can be read; it is not parsed for that."""
        try:
            if path not in self._trees:
                self.text(path)
        except UnreadableFile:
            return False
        return True

    def load(self, paths: Sequence[Path], ask: Ask = no_question) -> LoadedRules:
        """Rule files and all that they use, as one program. A file that cannot be read raises UnreadableFile.

        Before each declaration that is parsed `ask` may raise what ends it, or ask for the same files itself.
        """
        asked = tuple(paths)
        if asked not in self._asked:
            self._asked[asked] = self._load(tuple(dict.fromkeys(real_path(path) for path in paths)), ask)
        loaded = self._asked[asked]
        heard(loaded.trace)
        return loaded

    def _load(self, key: tuple[Path, ...], ask: Ask) -> LoadedRules:
        """The same by where the files really are."""
        loaded = self._loaded.get(key)
        if loaded is None:
            problems: list[Diagnostic] = []
            trees: dict[Path, SyntaxTree] = {}
            with listening() as trace:
                for path in key:
                    self._follow(path, (), trees, problems, ask)
            trace.certain &= not problems
            if key in self._loaded:  # whoever was asked has loaded them
                return self._loaded[key]
            before = self._before.pop(key, None) or self._of_packs(trees)
            loaded = LoadedRules(check_program(list(trees.values()), before), trees, key, trace)
            loaded.program.unread = problems
            self._loaded[key] = loaded
        return loaded

    def _of_packs(self, files: Iterable[Path]) -> Program | None:
        """What is known of the packs among files, from the second time on that the same are used with others: for one user
        alone it would cost more than it saves.
        """
        every = tuple(files)
        packs = tuple(filter(is_shipped, every))
        if packs in ((), every):
            return None
        if packs not in self._packs:
            self._packs[packs] = None
            return None
        program = self._packs[packs]
        if program is None:
            program = self._packs[packs] = self.load(packs).program
            program.diagnostics()  # which types every rule
        return program

    def tree(self, path: Path, ask: Ask = no_question) -> SyntaxTree:
        """The syntax tree of one file. Raises UnreadableFile. Before each declaration `ask` may raise what ends it."""
        tree = self._trees.get(path)
        if tree is None:
            tree = parse(self.text(path), ask)
            tree = self._trees.setdefault(path, tree)  # whoever was asked may have parsed it
        _note_read(path, tree.source)
        return tree

    def text(self, path: Path) -> Source:
        """The text of a file, as it is edited or as it is on disk. Raises UnreadableFile."""
        found = self.open.get(path)
        return bounded(found) if found is not None else self.read(path, self.shown.get(path) or self.naming(path))

    def text_if_there(self, path: Path) -> Source | None:
        """The text of a file that need not be there, as it is edited or as it is on disk. Raises UnreadableFile."""
        real = real_path(path)
        found = self.open.get(real)
        if found is not None:
            return bounded(found)
        there = self.read(path, self.shown.get(real) or str(path)) if os.path.lexists(path) else None
        note(QuestionKind.ANSWERS, path, lambda: digest(there.text) if there else "", there.name if there else "")
        return there

    def form_text(self, path: Path) -> Source:
        """The text of a filled form, as it is edited or as it is on disk. Raises UnreadableFile."""
        found = self.open.get(path) or self.read(path, str(path))
        note(QuestionKind.FORM, path, lambda: digest(found.text))
        return found

    def read(self, path: Path, shown: str) -> Source:
        """The text of a file on disk. Raises UnreadableFile, also where it may not be looked at."""
        try:
            if not is_allowed(path, self.within):
                raise forbidden(shown)
            return read_text(path, shown)
        except UnreadableFile:
            doubted()
            raise

    def is_current(self, rules: LoadedRules) -> bool:
        """Whether rules are of the texts as they are now."""
        return any(one is rules for one in self._loaded.values())

    def renewed(
        self, open_texts: Mapping[Path, Source], changed: Collection[Path],
        configured: Callable[[Path], tuple[Path, ...]] | None = None,
        at_hand: Callable[[Path], Sequence[Path]] | None = None,
    ) -> "Library":  # fmt: skip
        """The library after edits: it knows anew what the changed files have to do with, and the rest as before.

        `changed` are all rule files that were edited, made or removed; `configured` and `at_hand` are given where they are
        others.
        """
        after = Library(
            self.shown, open_texts, self.naming, configured or self.configured, self.within, at_hand or self.at_hand
        )
        after._trees = {path: tree for path, tree in self._trees.items() if path not in changed}
        after._used = {} if changed else dict(self._used)
        after._before = dict(list(self._before.items())[-_MOST_BEFORE:])
        for key, loaded in self._loaded.items():
            if loaded.names.keys().isdisjoint(changed) and not (changed and loaded.program.unread):
                after._loaded[key] = loaded
            else:
                after._before[key] = loaded.program
        after._asked = {} if changed else dict(self._asked)
        after._packs = {packs: known for packs, known in self._packs.items() if set(packs).isdisjoint(changed)}
        after._found = {} if changed or configured or at_hand else dict(self._found)
        return after

    def apart(self) -> "Library":
        """The library as it is, for rules that are looked at once: what that one loads is not kept in this one."""
        return replace(
            self, _trees=dict(self._trees), _used=dict(self._used), _loaded=dict(self._loaded), _asked=dict(self._asked),
            _before={}, _packs=dict(self._packs), _found=dict(self._found),
        )  # fmt: skip

    def _forms_of(self, path: Path) -> tuple[str, ...]:
        """The names of the forms that a rule file declares."""
        source = self.open.get(path)
        return names_declared(source.text) if source is not None else forms_of(path)

    def _follow(
        self, path: Path, above: tuple[Path, ...], trees: dict[Path, SyntaxTree], problems: list[Diagnostic], ask: Ask
    ) -> None:
        """Loads a file after the files that it uses."""
        if path in trees:
            return
        tree = self.tree(path, ask)
        for use, place, used in self._uses(path):
            if used is None:
                problems.append(_missing(use, path, place))
            elif used in above or used == path:
                circle = (*above[above.index(used) :], path, used) if used in above else (path, used)
                chain = " → ".join(one.name for one in circle)
                problems.append(Diagnostic(codes.CIRCULAR_USE, place, {"chain": chain}))
            else:
                try:
                    self._follow(used, (*above, path), trees, problems, ask)
                except UnreadableFile as error:
                    problems.append(error.diagnostic)
        trees[path] = tree

    def _uses(self, path: Path) -> _Uses:
        """What a file uses, each with its place and the file that it leads to; it is not parsed for that. Raises UnreadableFile."""
        if path in self._used:
            found, trace = self._used[path]
            heard(trace)
            return found
        with listening() as trace:
            tree = self._trees.get(path)
            source = tree.source if tree is not None else self.text(path)
            _note_read(path, source)
            pieces = tree.pieces if tree is not None else parse_uses(source)
            declared = [(piece, piece.piece.declaration) for piece in pieces]
            found = tuple(
                (use, piece.place(use.path.span), find_used(use.path.text, path, self.within))
                for piece, use in declared
                if isinstance(use, ast.Use)
            )
        self._used[path] = found, trace
        return found

    def reachable(self, path: Path, *, with_packs: bool = True) -> set[Path]:
        """A file and all that it uses, however indirectly; what cannot be read uses nothing.

        Without packs, those that ship with gouji are reached from one another only: everybody uses them.
        """
        found: set[Path] = set()
        waiting = [path]
        while waiting:
            one = waiting.pop()
            if one in found:
                continue
            found.add(one)
            try:
                used = [other for _, _, other in self._uses(one) if other is not None]
            except UnreadableFile:
                continue
            waiting += [other for other in used if with_packs or is_shipped(one) or not is_shipped(other)]
        return found

    def for_form(
        self, name: str, path: Path, extra: Iterable[Path] = (), ask: Ask = no_question
    ) -> LoadedRules | None:  # fmt: skip
        """The rules that hold for a form of that name at that place, the form's own path or its folder; None where no rule
        file declares it. Asks as `load` does.
        """
        files = self.files_for_form(name, path, extra)
        loaded = self.load(files, ask) if files else None
        return loaded if loaded is not None and canonical_text(name) in loaded.program.environment.forms else None

    def files_for_form(self, name: str, path: Path, extra: Iterable[Path] = ()) -> list[Path]:
        """The rule files that these rules are in besides those that they use; none is loaded."""
        beside = list(dict.fromkeys(real_path(one) for one in extra))
        key = (canonical_text(name), self._folder(path), tuple(beside))
        if key not in self._found:
            with listening() as trace:
                self._found[key] = self._find(key[0], tuple(beside), path), trace
        found, trace = self._found[key]
        heard(trace)
        return found

    def _folder(self, path: Path) -> Path:
        """The folder that a path is, or that the file stands in, without links among folders."""
        known = self._folders.get(path)
        if known is None:
            real = real_path(path)
            known = self._folders[path] = real if os.path.isdir(real) else standing_path(path).parent
        return known

    def _find(self, wanted: str, extra: tuple[Path, ...], path: Path) -> list[Path]:
        """The files that declare a form, from the first place where there are any, and those that add rules to it."""
        folder = self._folder(path)
        beside = rule_files_beside(folder)
        named = self._named(path)
        project = [one for other in project_of(folder, self.within)[1:] for one in rule_files(other)]
        extra = extra or tuple(self.at_hand(path))
        shipped = [real_path(one) for one in rule_files(shipped_rules())]
        for place in (beside, named, project, list(extra), shipped):
            declaring = [one for one in place if wanted in self._forms_of(one)]
            if declaring:
                candidates = list(dict.fromkeys([*beside, *named, *project, *extra]))
                return [*declaring, *self._adding(candidates, declaring)]
        return []

    def _named(self, path: Path) -> list[Path]:
        """The rule files that the configuration of a form names."""
        found = (rule_files(one) if os.path.isdir(one) else [one] for one in self.configured(path))
        return [
            real_path(one) for files in found for one in files if os.path.isfile(one) and is_allowed(one, self.within)
        ]

    def form_names(self, path: Path) -> list[str]:
        """Every form that could be meant at that place, a form's own path or its folder, for the nearest name."""
        here, *above = project_of(self._folder(path), self.within)
        files = [
            *self._named(path),
            *rule_files_beside(here),  # and not what lies below: that may be all that a user has
            *(one for folder in above for one in rule_files(folder)),
            *self.at_hand(path),
            *rule_files(shipped_rules()),
        ]
        return list(dict.fromkeys(name for file in files for name in self._forms_of(real_path(file))))

    def connected(self, paths: Sequence[Path]) -> list[list[Path]]:
        """The files in groups that `use` joins, in the order given: what is apart is not checked together.

        Files that have nothing in common but packs are apart.
        """
        reached = {path: self.reachable(real_path(path), with_packs=False) for path in paths}
        users: dict[Path, list[Path]] = defaultdict(list)
        for path, files in reached.items():
            for one in files:
                users[one].append(path)
        groups: dict[Path, list[Path]] = {}
        first_of: dict[Path, Path] = {}
        for path in paths:
            waiting = [path]
            while waiting:
                one = waiting.pop()
                if one not in first_of:
                    first_of[one] = path
                    waiting += [user for used in reached[one] for user in users.pop(used, ())]
            groups.setdefault(first_of[path], []).append(path)
        return list(groups.values())

    def _adding(self, candidates: list[Path], declaring: list[Path]) -> list[Path]:
        """Rule files that use, however indirectly, one that declares the form: their rules hold for it too."""
        goal = set(declaring)
        return [one for one in candidates if one not in goal and goal & self.reachable(one)]


def _note_read(path: Path, source: Source) -> None:
    note(QuestionKind.RULES, path, lambda: digest(source.text), source.name)


def offered(diagnostic: Diagnostic, user: Path) -> Diagnostic:
    """A form that is not known, told with the file that declares it, where one stands beside or in the project's rules."""
    name = canonical_text(str(diagnostic.arguments.get("name", "")))
    if diagnostic.code is not codes.UNKNOWN_FORM:
        return diagnostic
    for folder in project_folders(user):
        files = rule_files_beside(folder) if folder == user.parent else rule_files(folder)
        declaring = next((one for one in files if one != user and name in forms_of(one)), None)
        if declaring is not None:
            written = declaring.relative_to(folder).as_posix()
            return replace(diagnostic, arguments={**diagnostic.arguments, "elsewhere": written})
    return diagnostic


def _missing(use: ast.Use, user: Path, place: Place) -> Diagnostic:
    packs = pack_names()
    beside = [one.name for one in rule_files_beside(user.parent) if one != user]
    near = nearest(use.path.text, [*packs, *beside]) or ""
    inside = may_be_used(use.path.text) and ".." not in Path(use.path.text).parts
    text = with_txt(user.parent / use.path.text) if inside else ""
    arguments: dict[str, object] = {
        "path": use.path.text,
        "nearest": near,
        "known": tuple(packs[:8]),
        "elsewhere": text,
    }
    fix = requoted(place.span, near, safe=False) if near and not text else None
    return Diagnostic(codes.MISSING_FILE, place, arguments, fix=fix)
